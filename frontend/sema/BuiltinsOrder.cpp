//===- BuiltinsOrder.cpp - Positions, running sums, look-up by position ---===//

#include "frontend/sema/Builtins.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Whether argument 0 is an f32 tensor with an axis.
static bool hasAxes(BuiltinCall &call) {
  if (!call.isFloatTensor(0))
    return false;
  if (call.type(0).rank() > 0)
    return true;
  call.error(0, DiagId::BadAxis, "a tensor without axes has no positions");
  return false;
}

/// Whether all elements can be numbered in one row.
static bool canCount(BuiltinCall &call, const TensorType &type) {
  if (type.rank() == 1)
    return true;
  for (const Size &size : type.shape) {
    if (size.isStatic())
      continue;
    call.error(0, DiagId::RuntimeFeatureSize,
               "the elements of " + format(type) +
                   " have no numbers when compiling: " + format(size) +
                   " is a run-time size")
        .help("argmax(x, dim = -1) is the position in each row");
    return false;
  }
  return true;
}

/// argmax(x, dim, keepdim); without dim the position among all elements
static Value argmax(BuiltinCall &call) {
  auto keepDim = call.boolean(2);
  if (!keepDim || !hasAxes(call))
    return Value::error();
  const TensorType type = call.type(0);
  bool ofAll = call[1].isNone();
  std::optional<unsigned> axis = ofAll ? 0 : call.axis(1, type);
  if (!axis || (ofAll && !canCount(call, type)))
    return Value::error();
  Value x = ofAll ? call.evaluator.reshape(call[0], {std::nullopt}, call.range)
                  : call.evaluator.axisToLast(call[0], *axis, call.range);
  if (x.isError())
    return x;
  Shape positions = call.evaluator.typeOf(x).shape;
  Size extent = positions.pop_back_val();
  Value result = call.node(OpKind::Argmax, x, {ElementType::I32, positions});
  if (result.isError())
    return result;
  call.evaluator.lastNode().values =
      IntegerValues::between(0, extent.value - 1);
  if (!*keepDim)
    return result;
  SmallVector<std::optional<Size>> kept;
  for (auto [i, size] : enumerate(type.shape))
    kept.push_back(ofAll || i == *axis ? Size{1, nullptr, ""} : size);
  return call.evaluator.reshape(result, kept, call.range);
}

/// argsort(x, dim, descending, k): stable; only the first k if given
static Value argsort(BuiltinCall &call) {
  auto descending = call.boolean(2);
  if (!descending || !hasAxes(call))
    return Value::error();
  bool isPart = !call[3].isNone();
  auto axis =
      isPart ? call.staticAxis(1, call.type(0)) : call.axis(1, call.type(0));
  auto count = isPart ? call.integer(3) : 0;
  if (!axis || !count)
    return Value::error();
  Size extent = call.type(0).shape[*axis];
  if (isPart && (*count < 1 || *count > extent.value)) {
    call.error(3, DiagId::BadValue,
               "'k' must be from 1 to " + format(extent) +
                   ", the size of axis " + Twine(*axis) + " of " +
                   format(call.type(0)) + ", got " + Twine(*count));
    return Value::error();
  }
  Value x = call.evaluator.axisToLast(call[0], *axis, call.range);
  if (x.isError())
    return x;
  TensorType type{ElementType::I32, call.evaluator.typeOf(x).shape};
  if (isPart)
    type.shape.back() = toSize(call[3]);
  Value result = call.node(OpKind::Argsort, x, type);
  if (result.isError())
    return result;
  Node &node = call.evaluator.lastNode();
  node.values = IntegerValues::between(0, extent.value - 1);
  node.integers.assign(isPart, *count);
  node.flags[0] = *descending;
  return call.evaluator.lastToAxis(result, *axis, call.range);
}

/// Whether x and index fit but for their sizes along `axis`.
static bool fitsAround(BuiltinCall &call, unsigned axis) {
  Shape x = call.type(0).shape, index = call.type(2).shape;
  if (x.size() == index.size()) {
    x[axis] = index[axis];
    if (x == index)
      return true;
  }
  call.error(2, DiagId::ShapeMismatch,
             "'index' must have the axes of " + format(call.type(0)) +
                 ", of which only axis " + Twine(axis) +
                 " may have another size, got " + format(call.type(2)));
  return false;
}

/// gather(x, dim, index): along dim the elements at these positions
static Value gather(BuiltinCall &call) {
  if (!hasAxes(call) || !call.isIntegerTensor(2))
    return Value::error();
  auto axis = call.axis(1, call.type(0));
  if (!axis || !fitsAround(call, *axis))
    return Value::error();
  const Size &extent = call.type(0).shape[*axis];
  if (extent.isStatic() &&
      !call.stayBelow(2, extent.value, "indices",
                      "axis " + Twine(*axis) + " of " + format(call.type(0)) +
                          " has only " + format(extent) + " positions"))
    return Value::error();
  Value x = call.evaluator.axisToLast(call[0], *axis, call.range);
  Value index = call.evaluator.axisToLast(call[2], *axis, call.range);
  if (x.isError() || index.isError())
    return Value::error();
  TensorType type{ElementType::F32, call.evaluator.typeOf(index).shape};
  return call.evaluator.lastToAxis(call.node(OpKind::Gather, {x, index}, type),
                                   *axis, call.range);
}

/// scatter_add(x, dim, index, src): x, and at these positions along dim the
/// elements of src as well
static Value scatterAdd(BuiltinCall &call) {
  if (!hasAxes(call) || !call.isIntegerTensor(2) || !call.isFloatTensor(3))
    return Value::error();
  auto axis = call.staticAxis(1, call.type(0));
  if (!axis || !fitsAround(call, *axis))
    return Value::error();
  if (call.type(3).shape != call.type(2).shape) {
    call.error(3, DiagId::ShapeMismatch,
               "'src' must have the shape of 'index', " + format(call.type(2)) +
                   ", got " + format(call.type(3)));
    return Value::error();
  }
  int64_t extent = call.type(0).shape[*axis].value;
  if (!call.stayBelow(2, extent, "indices",
                      "axis " + Twine(*axis) + " of " + format(call.type(0)) +
                          " has only " + Twine(extent) + " positions"))
    return Value::error();
  Value x = call.evaluator.axisToLast(call[0], *axis, call.range);
  Value index = call.evaluator.axisToLast(call[2], *axis, call.range);
  Value src = call.evaluator.axisToLast(call[3], *axis, call.range);
  if (x.isError() || index.isError() || src.isError())
    return Value::error();
  Value sums =
      call.node(OpKind::ScatterAdd, {src, index}, call.evaluator.typeOf(x));
  if (sums.isError())
    return sums;
  Value total = call.node(OpKind::Add, {x, sums}, call.evaluator.typeOf(x));
  return call.evaluator.lastToAxis(total, *axis, call.range);
}

/// cumsum(x, dim), cumprod(x, dim)
template <OpKind Op> static Value scan(BuiltinCall &call) {
  if (!hasAxes(call))
    return Value::error();
  auto axis = call.axis(1, call.type(0));
  Value result = axis ? call.node(Op, call[0], call.type(0)) : Value::error();
  if (!result.isError())
    call.evaluator.lastNode().integers.push_back(*axis);
  return result;
}

/// flip(x, *dims)
static Value flip(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  call.arguments[1] = Value::fromSequence(call.listed(1).vec());
  auto axes = call.axes(1, call.type(0));
  if (!axes)
    return Value::error();
  Value x = call[0];
  for (int64_t axis : *axes) {
    x = call.node(OpKind::Flip, x, call.type(0));
    if (x.isError())
      return x;
    call.evaluator.lastNode().integers.push_back(axis);
  }
  return x;
}

ArrayRef<Builtin> orderBuiltins() {
  static const Builtin rows[] = {
      {"argmax", "x, dim=none, keepdim=false", argmax,
       "The position of the largest, of equals the first; NaN is found first. "
       "Without dim the position among all elements.\n"
       "shape: f32[.., N] -> i32[..]; keepdim: i32[.., 1]\n"
       "torch: torch.argmax: that leaves open which of equals it finds\n"
       "try: float(argmax(x, dim = -1))"},
      {"argsort", "x, dim=-1, descending=false, k=none", argsort,
       "The positions that would sort x, stable, NaN largest; only the first k "
       "of them if given.\n"
       "shape: f32[.., N] -> i32[.., N], or i32[.., k]\n"
       "torch: torch.argsort: k is our own\n"
       "try: float(argsort(x, descending = true))"},
      {"gather", "x, dim, index", gather,
       "The elements at these positions along dim.\n"
       "shape: x f32[.., N, ..], index i32[.., K, ..] -> f32[.., K, ..]\n"
       "torch: torch.gather: index has x's sizes on all other axes\n"
       "try: gather(x, 1, argsort(x))"},
      {"scatter_add", "x, dim, index, src", scatterAdd,
       "x, and at these positions along dim the elements of src as well; terms "
       "of one position are added in their order.\n"
       "shape: x f32[.., N, ..], index i32[.., K, ..], src f32[.., K, ..] -> "
       "f32[.., N, ..] of a compile-time N\n"
       "torch: torch.scatter_add: index and src have the other axes of x\n"
       "try: scatter_add(zeros_like(x), 1, argsort(x), y)"},
      {"cumsum", "x, dim", scan<OpKind::Cumsum>,
       "The sums of all positions up to each.\n"
       "shape: f32[..] -> f32[..]\n"
       "torch: torch.cumsum\n"
       "try: cumsum(x, dim = -1)"},
      {"cumprod", "x, dim", scan<OpKind::Cumprod>,
       "The products of all positions up to each; factors may be 0.\n"
       "shape: f32[..] -> f32[..]\n"
       "torch: torch.cumprod\n"
       "try: cumprod(x, dim = -1)"},
      {"flip", "x, *dims", flip,
       "These axes from the last position to the first.\n"
       "shape: [..] -> [..]\n"
       "torch: torch.flip\n"
       "try: flip(x, 1)"},
  };
  return rows;
}

} // namespace bmc
