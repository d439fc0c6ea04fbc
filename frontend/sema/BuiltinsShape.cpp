//===- BuiltinsShape.cpp - Functions that move elements -------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/Sequence.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// view(x, B, S, H, -1)
static Value view(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  ArrayRef<Value> values = call.listed(1);
  SmallVector<std::optional<Size>> sizes;
  for (const Value &value : values) {
    bool infers = value.isInteger() && value.integer == -1;
    bool isSize = value.kind == Value::Kind::Dim ||
                  (value.isInteger() && value.integer >= 1 &&
                   value.integer <= kMaxElements);
    if (!infers && !isSize) {
      call.error(1, DiagId::BadSize,
                 "a size must be a positive integer, a dim or -1, got " +
                     describe(value, call.evaluator.program));
      return Value::error();
    }
    sizes.push_back(infers ? std::nullopt : std::optional(toSize(value)));
  }
  return call.evaluator.reshape(call[0], sizes, call.range);
}

static Value transpose(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  auto a = call.axis(1, call.type(0)), b = call.axis(2, call.type(0));
  if (!a || !b)
    return Value::error();
  SmallVector<int64_t> permutation =
      to_vector(seq<int64_t>(0, call.type(0).rank()));
  std::swap(permutation[*a], permutation[*b]);
  return call.evaluator.permute(call[0], permutation, call.range);
}

static Value permute(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  ArrayRef<Value> values = call.listed(1);
  int64_t rank = call.type(0).rank();
  SmallVector<int64_t> permutation;
  for (const Value &value : values) {
    bool isAxis =
        value.isInteger() && value.integer >= -rank && value.integer < rank;
    permutation.push_back(
        isAxis ? value.integer + (value.integer < 0 ? rank : 0) : -1);
  }
  SmallVector<int64_t> sorted(permutation);
  sort(sorted);
  if (!equal(sorted, seq<int64_t>(0, rank))) {
    call.error(1, DiagId::BadAxis,
               "the axes must name each axis of " + format(call.type(0)) +
                   " once");
    return Value::error();
  }
  return call.evaluator.permute(call[0], permutation, call.range);
}

/// Parts of the given sizes along an axis.
static Value splitInto(BuiltinCall &call, ArrayRef<int64_t> sizes,
                       unsigned axis) {
  std::vector<Value> parts;
  int64_t offset = 0;
  for (int64_t size : sizes) {
    parts.push_back(
        call.evaluator.slice(call[0], axis, offset, size, call.range));
    if (parts.back().isError())
      return Value::error();
    offset += size;
  }
  return Value::fromSequence(std::move(parts));
}

/// chunk(x, n): n parts, the last one smaller if they cannot be equal
static Value chunk(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  auto count = call.integer(1);
  auto axis = call.staticAxis(2, call.type(0));
  if (!count || !axis)
    return Value::error();
  const Size &extent = call.type(0).shape[*axis];
  int64_t size = *count < 1 ? 1 : (extent.value + *count - 1) / *count;
  int64_t parts = (extent.value + size - 1) / size;
  if (*count < 1 || parts != *count) {
    call.error(1, DiagId::UnevenSplit,
               "axis " + Twine(*axis) + " of size " + format(extent) +
                   " cannot be cut into " + Twine(*count) + " parts");
    return Value::error();
  }
  SmallVector<int64_t> sizes(std::min<int64_t>(parts, 200'000), size);
  sizes.back() -= parts * size - extent.value;
  return splitInto(call, sizes, *axis);
}

/// split(x, [a, b]) or split(x, size)
static Value split(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  auto axis = call.staticAxis(2, call.type(0));
  if (!axis)
    return Value::error();
  const Size &extent = call.type(0).shape[*axis];
  SmallVector<int64_t> sizes;
  int64_t left = extent.value;
  if (call[1].isSequence()) {
    for (const Value &value : call[1].elements()) {
      bool fits =
          value.isInteger() && value.integer >= 1 && value.integer <= left;
      sizes.push_back(fits ? value.integer : 0);
      left -= fits ? value.integer : left + 1;
      if (!fits)
        break;
    }
  } else if (call[1].isInteger() && call[1].integer >= 1) {
    for (; left > 0 && sizes.size() < 200'000; left -= sizes.back())
      sizes.push_back(std::min(left, call[1].integer));
  }
  if (left != 0) {
    call.error(1, DiagId::UnevenSplit,
               "the sizes must be positive integers that add up to " +
                   format(extent) + ", axis " + Twine(*axis) + " of " +
                   format(call.type(0)));
    return Value::error();
  }
  return splitInto(call, sizes, *axis);
}

/// cat([a, b], dim)
static Value cat(BuiltinCall &call) {
  Evaluator &evaluator = call.evaluator;
  if (!call.isTensorList(0))
    return Value::error();
  ArrayRef<Value> tensors = call[0].elements();
  TensorType type = evaluator.typeOf(tensors[0]);
  auto axis = call.staticAxis(1, type);
  if (!axis)
    return Value::error();
  for (const Value &tensor : tensors) {
    TensorType other = evaluator.typeOf(tensor);
    bool fits = other.rank() == type.rank() && other.shape[*axis].isStatic();
    if (fits)
      other.shape[*axis] = type.shape[*axis];
    if (!fits || !(other == type)) {
      call.error(0, DiagId::ShapeMismatch,
                 "cannot join " + format(type) + " and " +
                     format(evaluator.typeOf(tensor)) + " along axis " +
                     Twine(*axis));
      return Value::error();
    }
  }
  return evaluator.concat(tensors, *axis, call.range);
}

/// slice(x, dim, start, end)
static Value slice(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  auto axis = call.staticAxis(1, call.type(0));
  auto start = call.integer(2), end = call.integer(3);
  if (!axis || !start || !end)
    return Value::error();
  const Size &extent = call.type(0).shape[*axis];
  if (*start < 0 || *end <= *start || *end > extent.value) {
    call.error(2, DiagId::BadIndex,
               "needs 0 <= start < end <= " + format(extent) + ", got " +
                   Twine(*start) + " and " + Twine(*end));
    return Value::error();
  }
  return call.evaluator.slice(call[0], *axis, *start, *end - *start,
                              call.range);
}

/// arange(S): 0, 1, .. S-1
static Value arange(BuiltinCall &call) {
  const Value &end = call[0];
  bool isSize =
      end.kind == Value::Kind::Dim ||
      (end.isInteger() && end.integer >= 1 && end.integer <= INT32_MAX);
  if (!isSize) {
    call.error(0, DiagId::BadSize,
               "'end' must be a dim or a positive integer, got " +
                   describe(end, call.evaluator.program));
    return Value::error();
  }
  Size size = toSize(end);
  Value result = call.node(OpKind::Arange, {}, {ElementType::I32, {size}});
  if (!result.isError())
    call.evaluator.lastNode().limit = size.value;
  return result;
}

/// full(f32[B, D], 0.5): a tensor of one value
static Value full(BuiltinCall &call) {
  auto value = call.number(1);
  if (!value)
    return Value::error();
  if (call[0].kind != Value::Kind::Type || !call[0].type->isFloat()) {
    call.error(0, DiagId::BadOperand,
               "'type' must be a type such as f32[B, D], got " +
                   describe(call[0], call.evaluator.program));
    return Value::error();
  }
  return call.evaluator.splat(*value, *call[0].type, call.range);
}

ArrayRef<Builtin> shapeBuiltins() {
  static const Builtin rows[] = {
      {"view", "x, *sizes", view},
      {"reshape", "x, *sizes", view},
      {"transpose", "x, dim0, dim1", transpose},
      {"permute", "x, *dims", permute},
      {"chunk", "x, chunks, dim=0", chunk},
      {"split", "x, sizes, dim=0", split},
      {"cat", "tensors, dim=0", cat},
      {"slice", "x, dim, start, end", slice},
      {"arange", "end", arange},
      {"full", "type, value", full},
  };
  return rows;
}

} // namespace bmc
