//===- BuiltinsState.cpp - What training changes besides parameters -------===//
//
// A buffer belongs to the state as a parameter does, but no gradient reaches
// it: a step replaces it by a value that the model computed on the way.
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Builtins.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

static bool isBuffer(BuiltinCall &call, size_t i) {
  if (!call.isFloatTensor(i))
    return false;
  const Node &node = call.evaluator.nodeOf(call[i]);
  if (node.op == OpKind::Parameter && node.isBuffer)
    return true;
  call.error(i, DiagId::BadOperand,
             "'" + call.formals[i] +
                 "' must be a buffer, a member made by "
                 "buffer(..)");
  return false;
}

/// Its value after the updates so far: a layer may be called several times.
static Value bufferValue(BuiltinCall &call) {
  if (!isBuffer(call, 0))
    return Value::error();
  auto found = call.evaluator.bufferValues.find(call[0].node);
  return found == call.evaluator.bufferValues.end()
             ? call[0]
             : Value::fromTensor(found->second);
}

/// update_buffer(value, buffer, new_value): value, with the update beside it
static Value updateBuffer(BuiltinCall &call) {
  if (!call.isTensor(0) || !isBuffer(call, 1) || !call.isFloatTensor(2))
    return Value::error();
  if (!(call.type(2) == call.type(1))) {
    call.error(2, DiagId::ShapeMismatch,
               "'new_value' is " + format(call.type(2)) + ", the buffer is " +
                   format(call.type(1)));
    return Value::error();
  }
  call.evaluator.bufferValues[call[1].node] = call[2].node;
  return call[0];
}

/// by_mode(training, evaluation): the one or the other
static Value byMode(BuiltinCall &call) {
  if (!call.isFloatTensor(0) || !call.isFloatTensor(1))
    return Value::error();
  if (!(call.type(0) == call.type(1))) {
    call.error(1, DiagId::ShapeMismatch,
               "'evaluation' is " + format(call.type(1)) + ", 'training' is " +
                   format(call.type(0)));
    return Value::error();
  }
  return call.node(OpKind::ByMode, {call[0], call[1]}, call.type(0));
}

/// Weight and bias must be [C] or none; false after a report.
static bool checkAffine(BuiltinCall &call, const Size &channels) {
  for (size_t i : {1, 2})
    if (!call[i].isNone() &&
        (call.type(i).rank() != 1 || !(call.type(i).shape[0] == channels))) {
      call.error(i, DiagId::ShapeMismatch,
                 "'" + call.formals[i] + "' must be f32[" + format(channels) +
                     "], got " + format(call.type(i)));
      return false;
    }
  if (call[1].isNone() && !call[2].isNone()) {
    call.error(2, DiagId::BadArguments, "'bias' needs 'weight'");
    return false;
  }
  return true;
}

/// x is [B, C, ..] with several values a channel; false after a report.
static bool checkNormalised(BuiltinCall &call) {
  const TensorType &x = call.type(0);
  if (x.rank() < 2) {
    call.error(0, DiagId::RankMismatch,
               "'x' must be [B, C] or [B, C, ..], got " + format(x));
    return false;
  }
  if (!x.shape[1].isStatic()) {
    call.error(0, DiagId::RuntimeFeatureSize,
               "the channels of " + format(x) + " must be a compile-time size");
    return false;
  }
  int64_t values = x.shape[0].value;
  for (const Size &size : ArrayRef(x.shape).drop_front(2))
    values = size.isOne() ? values : 2;
  if (values != 1)
    return true;
  call.error(0, DiagId::BadValue,
             "a channel of " + format(x) +
                 " has one value, which has no variance")
      .help("batch norm needs a batch of two rows or more, or channels of "
            "several values");
  return false;
}

/// normalize_batch(x, weight, bias, eps): y, mean and unbiased variance of each
/// channel
static Value normalizeBatch(BuiltinCall &call) {
  auto eps = call.number(3);
  if (!call.isFloatTensor(0) || !call.isTensorOrNone(1) ||
      !call.isTensorOrNone(2) || !eps || !checkNormalised(call) ||
      !checkAffine(call, call.type(0).shape[1]))
    return Value::error();
  if (*eps <= 0) {
    call.error(3, DiagId::BadValue, "'eps' must be above 0");
    return Value::error();
  }
  const TensorType type = call.type(0);
  SmallVector<std::optional<Size>> sizes(type.shape.begin(), type.shape.end());
  Value x = call[0];
  if (type.rank() == 2) {
    sizes.push_back(Size{1, nullptr, ""});
    x = call.evaluator.reshape(x, sizes, call.range);
  }
  SmallVector<Value> operands{x};
  for (size_t i : {1, 2})
    if (!call[i].isNone())
      operands.push_back(call[i]);
  Value y = call.node(OpKind::BatchNorm, operands, call.evaluator.typeOf(x));
  if (y.isError())
    return y;
  call.evaluator.lastNode().real = *eps;
  std::vector<Value> results;
  TensorType channels{ElementType::F32, {type.shape[1]}};
  for (int64_t number : {1, 2}) {
    results.push_back(call.node(OpKind::BatchStatistic, y, channels));
    call.evaluator.lastNode().integers.push_back(number);
  }
  if (type.rank() == 2) {
    sizes.pop_back();
    y = call.evaluator.reshape(y, sizes, call.range);
  }
  results.insert(results.begin(), y);
  return Value::fromSequence(std::move(results));
}

ArrayRef<Builtin> stateBuiltins() {
  static const Builtin rows[] = {
      {"buffer_value", "buffer", bufferValue,
       "What a buffer will be after the updates so far; outside of training "
       "what it is.\n"
       "shape: f32[..] -> f32[..]\n"
       "torch: none\n"
       "try: count = buffer(f32[]); update_buffer(x, count, "
       "buffer_value(count) + 1.0)"},
      {"update_buffer", "value, buffer, new_value", updateBuffer,
       "value; in training the buffer becomes new_value.\n"
       "shape: value f32[..], buffer and new_value f32[..] of one shape -> "
       "f32[..]\n"
       "torch: none: an assignment to a buffer\n"
       "try: largest = buffer(f32[]); update_buffer(x, largest, "
       "maximum(buffer_value(largest), max(x)))"},
      {"by_mode", "training, evaluation", byMode,
       "The first in training, the second in evaluation.\n"
       "shape: f32[..], f32[..] of one shape -> f32[..]\n"
       "torch: nn.Module.training: that is a condition\n"
       "try: by_mode(x, 0.5 * x)"},
      {"normalize_batch", "x, weight=none, bias=none, eps=1e-5", normalizeBatch,
       "group: Normalisation\n"
       "Channels less their mean over the batch, divided by their deviation; "
       "with it the mean and the unbiased variance of each.\n"
       "shape: f32[B, C, ..] -> y f32[B, C, ..], mean f32[C], variance f32[C]\n"
       "torch: none: the first half of F.batch_norm\n"
       "try: y, _mean, _variance = normalize_batch(image); y"},
  };
  return rows;
}

} // namespace bmc
