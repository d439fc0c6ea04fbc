//===- Products.cpp - Matrix products -------------------------------------===//

#include "frontend/sema/Evaluator.h"

#include "llvm/ADT/Sequence.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// `x.T` as an operand of `@` becomes a flag of the product.
static const Expr *transposedBase(const Expr &expr) {
  auto *attribute = dyn_cast<AttributeExpr>(&expr);
  return attribute && attribute->name.text == "T" ? attribute->base.get()
                                                  : nullptr;
}

Value Evaluator::matmulExpr(const BinaryExpr &expr) {
  const Expr *leftBase = transposedBase(*expr.left);
  const Expr *rightBase = transposedBase(*expr.right);
  Value a = eval(leftBase ? *leftBase : *expr.left);
  Value b = eval(rightBase ? *rightBase : *expr.right);
  if (a.isError() || b.isError())
    return Value::error();
  for (auto &[value, operand] :
       {std::pair{&a, expr.left.get()}, std::pair{&b, expr.right.get()}}) {
    if (value->isTensor() && typeOf(*value).isFloat())
      continue;
    error(operand->range, DiagId::BadOperand,
          "'@' needs f32 tensors, got " + describe(*value, program));
    return Value::error();
  }
  // A plain `.T` on a rank that has no last two axes is reported there.
  if (leftBase && typeOf(a).rank() < 2)
    return eval(*expr.left);
  if (rightBase && typeOf(b).rank() < 2)
    return eval(*expr.right);
  return matmul(a, b, leftBase, rightBase, expr.range);
}

static Shape swapLast(Shape shape) {
  std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
  return shape;
}

/// Why the operands do not fit, or "".
static std::string findMatmulProblem(const Shape &a, const Shape &b) {
  if (a.empty() || b.size() < 2)
    return "the right side needs at least 2 axes, the left at least 1";
  const Size &left = a.back(), &right = b[b.size() - 2];
  if (b.size() > 2 && a.size() != b.size())
    return "the right side must have 2 axes or as many as the left";
  if (!(left == right))
    return "the last axis of the left is " + format(left) +
           ", the last but one of the right is " + format(right);
  for (size_t axis = 0; b.size() > 2 && axis + 2 < b.size(); ++axis)
    if (!(a[axis] == b[axis]))
      return "axis " + std::to_string(axis) + " is " + format(a[axis]) +
             " on the left and " + format(b[axis]) + " on the right";
  return "";
}

Value Evaluator::matmul(Value a, Value b, bool transposeA, bool transposeB,
                        SourceRange range) {
  // With a rank-2 right side the op takes a transposed left side of rank 2
  // only.
  if (transposeA && typeOf(b).rank() == 2 && typeOf(a).rank() != 2) {
    SmallVector<int64_t> permutation =
        to_vector(seq<int64_t>(0, typeOf(a).rank()));
    std::swap(permutation.back(), permutation[permutation.size() - 2]);
    a = permute(a, permutation, range);
    transposeA = false;
    if (a.isError())
      return a;
  }
  Shape left = transposeA ? swapLast(typeOf(a).shape) : typeOf(a).shape;
  Shape right = transposeB ? swapLast(typeOf(b).shape) : typeOf(b).shape;
  std::string problem = findMatmulProblem(left, right);
  if (!problem.empty()) {
    error(range, DiagId::MatmulMismatch,
          "'@' cannot multiply " + format({ElementType::F32, left}) + " and " +
              format({ElementType::F32, right}) + ": " + problem);
    return Value::error();
  }
  Shape shape = left;
  shape.back() = right.back();
  Value result =
      addNode(OpKind::Matmul, {a, b}, {ElementType::F32, shape}, range);
  if (!result.isError()) {
    lastNode().flags[0] = transposeA;
    lastNode().flags[1] = transposeB;
  }
  return result;
}

Value Evaluator::linear(const Value &x, const Value &weight, const Value &bias,
                        SourceRange range) {
  const TensorType &xType = typeOf(x), &wType = typeOf(weight);
  if (wType.rank() != 2) {
    error(range, DiagId::RankMismatch,
          "linear: weight must be f32[out, in], got " + format(wType));
    return Value::error();
  }
  if (xType.rank() < 1 || !(xType.shape.back() == wType.shape[1])) {
    error(range, DiagId::LayerInput,
          "linear: the last axis of " + format(xType) + " must be " +
              format(wType.shape[1]) + ", the last of the weight " +
              format(wType));
    return Value::error();
  }
  if (!wType.shape[0].isStatic() || !wType.shape[1].isStatic()) {
    error(range, DiagId::RuntimeFeatureSize,
          "linear: the sizes of the weight must be compile-time numbers, got " +
              format(wType));
    return Value::error();
  }
  SmallVector<Value> operands{x, weight};
  if (!bias.isNone()) {
    const TensorType &bType = typeOf(bias);
    if (bType.rank() != 1 || !(bType.shape[0] == wType.shape[0])) {
      error(range, DiagId::ShapeMismatch,
            "linear: bias must be f32[" + format(wType.shape[0]) + "], got " +
                format(bType));
      return Value::error();
    }
    operands.push_back(bias);
  }
  Shape shape = xType.shape;
  shape.back() = wType.shape[0];
  return addNode(OpKind::Linear, operands, {ElementType::F32, shape}, range);
}

} // namespace bmc
