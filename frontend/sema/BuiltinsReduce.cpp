//===- BuiltinsReduce.cpp - Sums, means and maxima ------------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/Sequence.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// What sum and max take, with conditions as 0 and 1.
static bool isNumeric(BuiltinCall &call) {
  if (!call.isTensor(0))
    return false;
  TensorType type = call.type(0);
  if (type.element == ElementType::Bool) {
    type.element = ElementType::I32;
    call.arguments[0] = call.node(OpKind::ToInteger, call[0], type);
    if (call[0].isError())
      return false;
    call.evaluator.lastNode().values = IntegerValues::between(0, 1);
  }
  return true;
}

/// The values of a sum of i32; those of a maximum are those of its operand.
static IntegerValues summed(const IntegerValues &x, ArrayRef<int64_t> axes,
                            const TensorType &from) {
  int64_t count = 1;
  for (int64_t axis : axes)
    count *= from.shape[axis].value;
  // Fewer if an axis is a run-time dim.
  double least = std::min<double>(0, double(x.least) * count);
  double most = std::max<double>(0, double(x.most) * count);
  return IntegerValues::between(std::max<double>(least, INT32_MIN),
                                std::min<double>(most, INT32_MAX));
}

template <OpKind Op> static Value reduce(BuiltinCall &call) {
  if (Op == OpKind::Mean ? !call.isFloatTensor(0) : !isNumeric(call))
    return Value::error();
  const TensorType from = call.type(0);
  auto axes = call.axes(1, from);
  auto keepDim = call.boolean(2);
  if (!axes || !keepDim)
    return Value::error();
  Shape shape, kept;
  for (auto [axis, size] : enumerate(from.shape)) {
    bool reduced = is_contained(*axes, int64_t(axis));
    kept.push_back(reduced ? Size{1, nullptr, ""} : size);
    if (!reduced)
      shape.push_back(size);
  }
  IntegerValues values = call.evaluator.nodeOf(call[0]).values.range();
  Value result = call.node(Op, call[0], {from.element, shape});
  if (result.isError())
    return result;
  if (from.element == ElementType::I32 && Op == OpKind::Sum)
    call.evaluator.lastNode().values = summed(values, *axes, from);
  call.evaluator.lastNode().integers.assign(axes->begin(), axes->end());
  if (!*keepDim)
    return result;
  SmallVector<std::optional<Size>> sizes(kept.begin(), kept.end());
  return call.evaluator.reshape(result, sizes, call.range);
}

/// sum(x, dim = -1), or, as in Python, of the values of a list.
static Value sumOf(BuiltinCall &call) {
  if (!call[0].isSequence() || !call[1].isNone())
    return reduce<OpKind::Sum>(call);
  return call.callLibrary("sum_values", {call.pass(0)});
}

/// Arguments of a call as those of another, by place.
static std::vector<Actual> byPlace(const BuiltinCall &call, size_t count) {
  std::vector<Actual> actuals;
  for (size_t i = 0; i < count; ++i)
    actuals.push_back({{}, call[i], call.ranges[i]});
  return actuals;
}

/// The values along one axis with their positions. Those of functions of the
/// library are alone: their users did not write the call.
static Value withPositions(const BuiltinCall &call, Value values,
                           function_ref<Value()> positions) {
  bool isLibrary =
      call.evaluator.isRunning() && call.evaluator.frame().isLibrary;
  if (!values.isTensor() || !call[1].isInteger() || isLibrary ||
      !call.type(0).isFloat())
    return values;
  return Value::fromPair(
      Value::fromNamed({values, positions()}, {"values", "indices"}));
}

static bool areNumbers(const BuiltinCall &call) {
  return call[0].isNumber() && call[1].isNumber();
}
static bool areTensors(const BuiltinCall &call) {
  return call[0].isTensor() && call[1].isTensor();
}

/// Of two numbers, of two tensors element by element, or along axes of one.
static Value maxOf(BuiltinCall &call) {
  if (areTensors(call))
    return call.evaluator.callBuiltin("maximum", byPlace(call, 2), call.expr);
  if (areNumbers(call))
    return call[0].asDouble() < call[1].asDouble() ? call[1] : call[0];
  return withPositions(call, reduce<OpKind::Max>(call), [&] {
    return call.evaluator.callBuiltin("argmax", byPlace(call, 3), call.expr);
  });
}

static Value minOf(BuiltinCall &call) {
  if (areTensors(call))
    return call.evaluator.callBuiltin("minimum", byPlace(call, 2), call.expr);
  if (areNumbers(call))
    return call[1].asDouble() < call[0].asDouble() ? call[1] : call[0];
  std::vector<Actual> actuals = byPlace(call, 3);
  return withPositions(call, call.callLibrary("amin", actuals),
                       [&] { return call.callLibrary("argmin", actuals); });
}

ArrayRef<Builtin> reduceBuiltins() {
  static const Builtin rows[] = {
      {"sum", "x, dim=none, keepdim=false", sumOf,
       "The sum along one axis, along several as in [1, 2], or of all "
       "elements; of conditions the number of those that hold. Of a list the "
       "sum of its values, as in Python.\n"
       "shape: f32[.., N] -> f32[..]; i32[.., N] or bool[.., N] -> i32[..]; "
       "keepdim: [.., 1]\n"
       "torch: torch.sum: i32, not int64, of which the nearest is taken\n"
       "try: sum(x, dim = -1)"},
      {"mean", "x, dim=none, keepdim=false", reduce<OpKind::Mean>,
       "The mean along one axis, along several, or of all elements.\n"
       "shape: f32[.., N] -> f32[..]; keepdim: f32[.., 1]\n"
       "torch: torch.mean\n"
       "try: mean(sequence, dim = 1)"},
      {"max", "x, dim=none, keepdim=false", maxOf,
       "The largest along one axis, along several, or of all elements; of one "
       "axis also .indices, where they are. Of two numbers or two tensors the "
       "larger, max(x, y).\n"
       "shape: f32[.., N] -> f32[..], and so of i32; keepdim: [.., 1]\n"
       "torch: torch.max: along one axis a tensor that is also the pair of "
       "values and indices; equals share the gradient\n"
       "try: max(x, dim = -1, keepdim = true)"},
      {"min", "x, dim=none, keepdim=false", minOf,
       "The smallest along one axis, along several, or of all elements; of one "
       "axis also .indices, where they are. Of two numbers or two tensors the "
       "smaller, min(x, y).\n"
       "shape: f32[.., N] -> f32[..], and so of i32; keepdim: [.., 1]\n"
       "torch: torch.min: along one axis a tensor that is also the pair of "
       "values and indices; equals share the gradient\n"
       "try: min(x, dim = -1)"},
      {"amax", "x, dim=none, keepdim=false", reduce<OpKind::Max>,
       "Another name of max.\n"
       "shape: f32[.., N] -> f32[..]; keepdim: f32[.., 1]\n"
       "torch: torch.amax\n"
       "try: amax(x, dim = -1)"},
  };
  return rows;
}

} // namespace bmc
