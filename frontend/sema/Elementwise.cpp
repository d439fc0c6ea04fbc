//===- Elementwise.cpp - Operators on tensors, broadcasting ---------------===//

#include "frontend/sema/Evaluator.h"

#include <cfloat>
#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

Value Evaluator::unaryOp(OpKind op, const Value &x, SourceRange range) {
  if (typeOf(x).element == ElementType::I32 &&
      (op == OpKind::Neg || op == OpKind::Abs)) {
    Value negative = integers("sub", Value::fromInteger(0), x, range, "'-'");
    return op == OpKind::Neg || negative.isError()
               ? negative
               : integers("maximum", x, negative, range, "abs");
  }
  if (!typeOf(x).isFloat()) {
    error(range, DiagId::ElementTypeMismatch,
          "needs f32, got " + format(typeOf(x)))
        .help("float(x) makes f32 of i32");
    return Value::error();
  }
  return addNode(op, x, typeOf(x), range);
}

/// Whether a constant has a value in tensors of `type`; reports if not.
bool Evaluator::fitsElement(double value, const TensorType &type,
                            SourceRange range) {
  if (type.element == ElementType::F32) {
    if (std::abs(value) <= FLT_MAX)
      return true;
    error(range, DiagId::BadValue,
          formatConstant(value) + " is beyond the largest f32, 3.4e38");
    return false;
  }
  if (value >= INT32_MIN && value <= INT32_MAX)
    return true;
  error(range, DiagId::BadValue,
        formatConstant(value) + " is no i32: those are from -2147483648 to "
                                "2147483647");
  return false;
}

Value Evaluator::splat(double value, const TensorType &type,
                       SourceRange range) {
  if (!fitsElement(value, type, range))
    return Value::error();
  // Adding a node may move the type's.
  bool isInteger = type.element == ElementType::I32;
  Value constant = addNode(OpKind::Constant, {}, type, range);
  if (constant.isError())
    return constant;
  lastNode().real = value;
  if (isInteger)
    lastNode().values = IntegerValues::between(value, value);
  return constant;
}

bool Evaluator::unify(Value &a, Value &b, SourceRange range, StringRef what) {
  for (Value *side : {&a, &b}) {
    if (!side->isTensor() && !side->isNumber()) {
      error(range, DiagId::BadOperand,
            what + " needs tensors or numbers, got " +
                describe(*side, program));
      return false;
    }
    if (side->isTensor() && !typeOf(*side).isFloat()) {
      error(range, DiagId::ElementTypeMismatch,
            what + " needs f32, got " + format(typeOf(*side)))
          .help("float(x) makes f32 of i32");
      return false;
    }
  }
  if (!a.isTensor())
    a = splat(a.asDouble(), typeOf(b), range);
  else if (!b.isTensor())
    b = splat(b.asDouble(), typeOf(a), range);
  return !a.isError() && !b.isError();
}

/// Extents aligned at the last axis: the one of `shape` that meets axis `axis`
/// of a result of rank `rank`, or null.
static const Size *aligned(const Shape &shape, size_t axis, size_t rank) {
  size_t missing = rank - shape.size();
  return axis < missing ? nullptr : &shape[axis - missing];
}

static bool hasDim(const Shape &shape, const DimInfo *dim) {
  return any_of(shape, [&](const Size &size) { return size.dim == dim; });
}

std::optional<Shape> Evaluator::broadcastShapes(const TensorType &a,
                                                const TensorType &b,
                                                SourceRange range,
                                                StringRef what) {
  size_t rank = std::max(a.rank(), b.rank());
  Shape shape;
  for (size_t axis = 0; axis < rank; ++axis) {
    const Size *left = aligned(a.shape, axis, rank);
    const Size *right = aligned(b.shape, axis, rank);
    if (!left || !right) {
      shape.push_back(left ? *left : *right);
    } else if (*left == *right || right->isOne()) {
      shape.push_back(*left);
    } else if (left->isOne()) {
      shape.push_back(*right);
    } else {
      error(range, DiagId::ShapeMismatch,
            what + " cannot combine " + format(a) + " and " + format(b) +
                ": axis " + std::to_string(int64_t(axis) - int64_t(rank)) +
                " is " + format(*left) + " on the left and " + format(*right) +
                " on the right")
          .help(left->dim && right->dim
                    ? "two different run-time dims are never equal, even if "
                      "their values are"
                    : "only axes of size 1 and missing leading axes repeat");
      return std::nullopt;
    }
  }
  // [B] with [B, 1] would silently become [B, B]: the classic wrong loss. Who
  // writes [1, B] for the one side means it.
  for (const Size &size : shape)
    if (a.rank() != b.rank() && size.dim &&
        count_if(shape,
                 [&](const Size &other) { return other.dim == size.dim; }) >
            std::max(count_if(a.shape,
                              [&](const Size &other) {
                                return other.dim == size.dim;
                              }),
                     count_if(b.shape,
                              [&](const Size &other) {
                                return other.dim == size.dim;
                              })) &&
        hasDim(a.shape, size.dim) && hasDim(b.shape, size.dim)) {
      error(range, DiagId::AccidentalOuterProduct,
            what + " of " + format(a) + " and " + format(b) +
                " would pair every element of " + size.dim->name +
                " with every other")
          .help("reshape one side, for example with 'x as f32[" +
                size.dim->name +
                "]'; where all pairs are meant, write "
                "'x[none, :]'");
      return std::nullopt;
    }
  return shape;
}

Value Evaluator::broadcastTo(const Value &value, const Shape &shape,
                             SourceRange range) {
  TensorType type = typeOf(value);
  if (type.shape == shape)
    return value;
  Value result =
      addNode(OpKind::Broadcast, value, {type.element, shape}, range);
  if (!result.isError())
    for (size_t axis = shape.size() - type.rank(); axis < shape.size(); ++axis)
      lastNode().integers.push_back(axis);
  return result;
}

Value Evaluator::broadcastNode(OpKind op, const Value &left, const Value &right,
                               ElementType element, SourceRange range,
                               StringRef what) {
  std::optional<Shape> shape =
      broadcastShapes(typeOf(left), typeOf(right), range, what);
  if (!shape)
    return Value::error();
  Value a = broadcastTo(left, *shape, range);
  Value b = broadcastTo(right, *shape, range);
  if (a.isError() || b.isError())
    return Value::error();
  return addNode(op, {a, b}, {element, *shape}, range);
}

/// What an op is called of i32; empty if there is no such thing.
static StringRef integerFunction(OpKind op) {
  switch (op) {
  case OpKind::Add:
    return "add";
  case OpKind::Sub:
    return "sub";
  case OpKind::Mul:
    return "mul";
  case OpKind::Maximum:
    return "maximum";
  case OpKind::Minimum:
    return "minimum";
  default:
    return "";
  }
}

Value Evaluator::elementwise(OpKind op, const Value &left, const Value &right,
                             SourceRange range, StringRef what) {
  if (areIntegers(left, right)) {
    if (StringRef function = integerFunction(op); !function.empty())
      return integers(function, left, right, range, what);
    if (op == OpKind::Div) {
      error(range, DiagId::ElementTypeMismatch,
            what + " of i32 would be no i32")
          .help("'//' rounds down; float(x) / y is a fraction");
      return Value::error();
    }
  }
  Value a = left, b = right;
  if (!unify(a, b, range, what))
    return Value::error();
  return broadcastNode(op, a, b, ElementType::F32, range, what);
}

Value Evaluator::compare(BinaryOp op, const Value &left, const Value &right,
                         SourceRange range) {
  Value a = left, b = right;
  bool integers =
      (!a.isTensor() || typeOf(a).element == ElementType::I32) &&
      (!b.isTensor() || typeOf(b).element == ElementType::I32) &&
      !(a.kind == Value::Kind::Float || b.kind == Value::Kind::Float);
  std::string what = ("'" + spelling(op) + "'").str();
  if (integers) {
    // A constant takes the other side's type, integers included.
    if (!a.isTensor())
      a = splat(a.asDouble(), typeOf(b), range);
    if (!b.isTensor())
      b = splat(b.asDouble(), typeOf(a), range);
  } else if (!unify(a, b, range, what)) {
    return Value::error();
  }
  if (a.isError() || b.isError())
    return Value::error();
  Value result =
      broadcastNode(OpKind::Compare, a, b, ElementType::Bool, range, what);
  if (!result.isError())
    lastNode().integers.push_back(int64_t(op));
  return result;
}

} // namespace bmc
