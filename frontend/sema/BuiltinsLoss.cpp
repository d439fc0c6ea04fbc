//===- BuiltinsLoss.cpp - Losses ------------------------------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/Sequence.h"

#include <cfloat>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Scores that have already been through a softmax or sigmoid.
static bool isProbability(const Node &node) {
  return node.op == OpKind::Softmax || node.op == OpKind::LogSoftmax ||
         node.op == OpKind::Sigmoid;
}

static void warnProbability(BuiltinCall &call) {
  const std::vector<Node> &nodes = call.evaluator.program.nodes;
  const Node &output = call.evaluator.nodeOf(call[0]);
  const Node &node =
      output.op == OpKind::Reshape ? nodes[output.operands[0]] : output;
  if (!isProbability(node))
    return;
  StringRef function = node.op == OpKind::Softmax      ? "softmax"
                       : node.op == OpKind::LogSoftmax ? "log_softmax"
                                                       : "sigmoid";
  call.evaluator.diagnostics
      .warning(call.ranges[0], DiagId::ProbabilityIntoLoss,
               call.name + " applies " +
                   (node.op == OpKind::Sigmoid ? "sigmoid" : "softmax") +
                   " itself, but its input is already the result of " +
                   function)
      .note(node.range, function + " is applied here")
      .help("return the scores without " + function);
}

/// `op`, Sum or Mean, over all axes.
static Value reduceAll(BuiltinCall &call, OpKind op, const Value &x) {
  if (x.isError())
    return x;
  size_t rank = call.evaluator.typeOf(x).rank();
  if (rank == 0)
    return x;
  Value result = call.node(op, x, {ElementType::F32, {}});
  if (!result.isError())
    append_range(call.evaluator.lastNode().integers, seq<int64_t>(0, rank));
  return result;
}

/// `x` as argument `i` says: "mean", "sum" or "none" of it.
static Value reduceAs(BuiltinCall &call, size_t i, const Value &x) {
  auto reduction = call.choice(i, {"mean", "sum", "none"});
  if (!reduction)
    return Value::error();
  if (*reduction == "none")
    return x;
  return reduceAll(call, *reduction == "mean" ? OpKind::Mean : OpKind::Sum, x);
}

/// Number of targets that count, at least 1: without any the loss is 0.
static Value countTargets(BuiltinCall &call) {
  Evaluator &evaluator = call.evaluator;
  const TensorType &targets = call.type(1);
  TensorType number = {ElementType::F32, targets.shape};
  Value counts = evaluator.compare(BinaryOp::GreaterEqual, call[1],
                                   Value::fromInteger(0), call.range);
  if (counts.isError())
    return counts;
  Value ones = call.node(OpKind::Select,
                         {counts, evaluator.splat(1.0, number, call.range),
                          evaluator.splat(0.0, number, call.range)},
                         number);
  Value count = reduceAll(call, OpKind::Sum, ones);
  if (count.isError())
    return count;
  TensorType scalar = {ElementType::F32, {}};
  return call.node(OpKind::Maximum,
                   {count, evaluator.splat(1.0, scalar, call.range)}, scalar);
}

static constexpr const char *kPairsHelp =
    "a run-time size is no number of classes; of pairs in a batch the loss is "
    "mean(logsumexp(scores, dim = -1) - diagonal(scores))";

static Value crossEntropy(BuiltinCall &call) {
  bool swapped = call[0].isTensor() && call[1].isTensor() &&
                 !call.type(0).isFloat() && call.type(1).isFloat();
  if (swapped) {
    call.error(0, DiagId::LossMismatch, "the output comes before the targets")
        .help("write cross_entropy(output, targets)");
    return Value::error();
  }
  bool isPlain = call[2].isNone() && call[3].isInteger() &&
                 call[3].integer < 0 && call[4].kind == Value::Kind::String &&
                 call[4].text == "mean" && call[5].isNumber() &&
                 call[5].asDouble() == 0;
  bool isSoft = call[0].isTensor() && call[1].isTensor() &&
                call.type(1).isFloat() && call.type(1) == call.type(0);
  if (isSoft) {
    warnProbability(call);
    call.evaluator.noteClassifier("classes", call[0], call[1]);
    return call.callLibrary(
        "soft_cross_entropy",
        {call.pass(0), call.pass(1), call.pass(2), call.pass(4), call.pass(5)});
  }
  if (call[1].isTensor() && call.type(1).isFloat()) {
    call.error(1, DiagId::ElementTypeMismatch,
               "'targets' must be i32, got " + format(call.type(1)))
        .help("a column of class labels is i32 or category(n)");
    return Value::error();
  }
  if (!call.isFloatTensor(0) || !call.isIntegerTensor(1))
    return Value::error();
  const TensorType &logits = call.type(0), &targets = call.type(1);
  bool fits = logits.rank() == targets.rank() + 1 &&
              ArrayRef(logits.shape).drop_back() == ArrayRef(targets.shape);
  if (!fits || !logits.shape.back().isStatic()) {
    call.error(0, DiagId::LossMismatch,
               "needs scores [.., V] for targets [..], got " + format(logits) +
                   " and " + format(targets))
        .help(fits ? kPairsHelp : "");
    return Value::error();
  }
  if (!call.stayBelow(1, logits.shape.back().value, "targets",
                      "there are only " + format(logits.shape.back()) +
                          " scores",
                      /*mayBeNegative=*/true))
    return Value::error();
  warnProbability(call);
  call.evaluator.noteClassifier("classes", call[0], call[1]);
  if (!isPlain)
    return call.callLibrary("weighted_cross_entropy",
                            {call.pass(0), call.pass(1), call.pass(2),
                             call.pass(3), call.pass(4), call.pass(5)});
  TensorType scalar = {ElementType::F32, {}};
  Value count = countTargets(call);
  Value sum = call.node(OpKind::CrossEntropy, {call[0], call[1]}, scalar);
  if (count.isError() || sum.isError())
    return Value::error();
  return call.node(OpKind::Div, {sum, count}, scalar);
}

/// Both arguments f32 of one shape, without broadcasting.
static bool haveEqualShapes(BuiltinCall &call) {
  if (!call.isFloatTensor(0) || !call.isFloatTensor(1))
    return false;
  if (call.type(0) == call.type(1))
    return true;
  call.error(0, DiagId::LossMismatch,
             "output " + format(call.type(0)) + " and target " +
                 format(call.type(1)) + " must have one shape")
      .help(Evaluator::differInOnes(call.type(0).shape, call.type(1).shape)
                ? "bring one to the other's shape: 'as " +
                      format(call.type(1)) + "'"
                : "losses do not broadcast");
  return false;
}

/// mean((output - target)^2)
static Value mse(BuiltinCall &call) {
  if (!haveEqualShapes(call))
    return Value::error();
  TensorType type = call.type(0);
  Value difference = call.node(OpKind::Sub, {call[0], call[1]}, type);
  if (difference.isError())
    return difference;
  return reduceAs(call, 2,
                  call.node(OpKind::Mul, {difference, difference}, type));
}

/// mean(|output - target|)
static Value l1(BuiltinCall &call) {
  if (!haveEqualShapes(call))
    return Value::error();
  TensorType type = call.type(0);
  Value difference = call.node(OpKind::Sub, {call[0], call[1]}, type);
  if (difference.isError())
    return difference;
  return reduceAs(call, 2, call.node(OpKind::Abs, difference, type));
}

/// `part`, which is not negative, but finite where y is `certain`: there it is
/// multiplied by 0.
static Value finiteWhere(BuiltinCall &call, const Value &part, const Value &y,
                         double certain) {
  Evaluator &evaluator = call.evaluator;
  const TensorType type = call.type(0);
  Value largest = evaluator.splat(FLT_MAX, type, call.range);
  Value isCertain = evaluator.compare(BinaryOp::Equal, y,
                                      Value::fromFloat(certain), call.range);
  if (part.isError() || largest.isError() || isCertain.isError())
    return Value::error();
  Value finite = call.node(OpKind::Minimum, {part, largest}, type);
  if (finite.isError())
    return finite;
  return call.node(OpKind::Select, {isCertain, finite, part}, type);
}

/// mean(max(x, 0) (1 - y) + max(-x, 0) y + ln(1 + e^-|x|)), which never
/// overflows and is 0 for infinite scores of the right sign. At x = 0 the
/// gradient is 1/2 - y as it must be: max halves a tie (relu would not).
static Value bceWithLogits(BuiltinCall &call) {
  if (!haveEqualShapes(call))
    return Value::error();
  warnProbability(call);
  call.evaluator.noteClassifier("score", call[0], call[1]);
  if (!call[2].isNone() || !call[3].isNone())
    return call.callLibrary(
        "weighted_bce_with_logits",
        {call.pass(0), call.pass(1), call.pass(2), call.pass(3), call.pass(4)});
  TensorType type = call.type(0);
  const Value &x = call[0], &y = call[1];
  auto step = [&](OpKind op, std::initializer_list<Value> operands) {
    for (const Value &operand : operands)
      if (operand.isError())
        return Value::error();
    return call.node(op, ArrayRef(operands.begin(), operands.end()), type);
  };
  Value zero = call.evaluator.splat(0.0, type, call.range);
  Value one = call.evaluator.splat(1.0, type, call.range);
  Value above = step(OpKind::Maximum, {x, zero});
  Value below = step(OpKind::Maximum, {step(OpKind::Neg, {x}), zero});
  Value linear = step(OpKind::Add,
                      {step(OpKind::Mul, {finiteWhere(call, above, y, 1),
                                          step(OpKind::Sub, {one, y})}),
                       step(OpKind::Mul, {finiteWhere(call, below, y, 0), y})});
  Value power =
      step(OpKind::Exp, {step(OpKind::Neg, {step(OpKind::Abs, {x})})});
  Value softplus = step(OpKind::Log, {step(OpKind::Add, {one, power})});
  return reduceAs(call, 4, step(OpKind::Add, {linear, softplus}));
}

static Value binaryCrossEntropy(BuiltinCall &call) {
  if (!haveEqualShapes(call))
    return Value::error();
  call.evaluator.noteClassifier("probability", call[0], call[1]);
  return call.callLibrary(
      "cross_entropy_of_probabilities",
      {call.pass(0), call.pass(1), call.pass(2), call.pass(3)});
}

static constexpr StringRef kBceSignature =
    "output, target, weight=none, pos_weight=none, reduction=\"mean\"";

/// add_loss(x, term): x; the number `term` becomes a summand of the loss
static Value addLoss(BuiltinCall &call) {
  if (!call.isFloatTensor(1))
    return Value::error();
  if (call.type(1).rank() != 0) {
    call.error(1, DiagId::LossMismatch,
               "'term' must be one number, got " + format(call.type(1)))
        .help("mean(x) or sum(x) reduce a tensor to one number");
    return Value::error();
  }
  call.evaluator.addedLosses.push_back(call[1]);
  return call[0];
}

ArrayRef<Builtin> lossBuiltins() {
  static const Builtin rows[] = {
      {"add_loss", "x, term", addLoss,
       "x; the number term becomes a summand of the loss, wherever forward "
       "calls this: a block's own part.\n"
       "shape: x [..], term f32[] -> [..]\n"
       "torch: none: the sum of losses in the loop\n"
       "try: add_loss(x, 0.01 * mean(x * x))"},
      {"cross_entropy",
       "output, targets, weight=none, ignore_index=-100, reduction=\"mean\", "
       "label_smoothing=0",
       crossEntropy,
       "The mean surprise of the targets under softmax of the scores. Targets "
       "are classes, of which those below 0 and ignore_index do not count, or "
       "probabilities of all classes.\n"
       "shape: output f32[.., V], targets i32[..] or f32[.., V] -> f32[]\n"
       "torch: F.cross_entropy: classes are the last axis; without any target "
       "the loss is 0\n"
       "try: cross_entropy(output, label, label_smoothing = 0.1)"},
      {"mse", "output, target, reduction=\"mean\"", mse,
       "The mean of squared differences.\n"
       "shape: f32[..], f32[..] of one shape -> f32[]\n"
       "torch: F.mse_loss: shapes do not broadcast\n"
       "try: mse(output, y)"},
      {"mse_loss", "output, target, reduction=\"mean\"", mse,
       "Another name of mse.\n"
       "shape: f32[..], f32[..] of one shape -> f32[]\n"
       "torch: F.mse_loss: shapes do not broadcast\n"
       "try: mse_loss(output, y)"},
      {"l1", "output, target, reduction=\"mean\"", l1,
       "The mean of absolute differences.\n"
       "shape: f32[..], f32[..] of one shape -> f32[]\n"
       "torch: F.l1_loss: shapes do not broadcast\n"
       "try: l1(output, y)"},
      {"l1_loss", "output, target, reduction=\"mean\"", l1,
       "Another name of l1.\n"
       "shape: f32[..], f32[..] of one shape -> f32[]\n"
       "torch: F.l1_loss: shapes do not broadcast\n"
       "try: l1_loss(output, y)"},
      {"binary_cross_entropy",
       "output, target, weight=none, reduction=\"mean\"", binaryCrossEntropy,
       "The mean surprise of targets from 0 to 1 under probabilities. "
       "Logarithms stop at -100.\n"
       "shape: f32[..], f32[..] of one shape -> f32[]\n"
       "torch: F.binary_cross_entropy\n"
       "try: binary_cross_entropy(sigmoid(output), y)"},
      {"bce_with_logits", kBceSignature, bceWithLogits,
       "binary_cross_entropy of sigmoid(output), which neither overflows nor "
       "loses digits. pos_weight multiplies the part of the ones.\n"
       "shape: f32[..], f32[..] of one shape -> f32[]\n"
       "torch: F.binary_cross_entropy_with_logits\n"
       "try: bce_with_logits(output, y)"},
      {"binary_cross_entropy_with_logits", kBceSignature, bceWithLogits,
       "Another name of bce_with_logits.\n"
       "shape: f32[..], f32[..] of one shape -> f32[]\n"
       "torch: F.binary_cross_entropy_with_logits\n"
       "try: binary_cross_entropy_with_logits(output, y)"},
  };
  return rows;
}

} // namespace bmc
