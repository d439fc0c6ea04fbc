//===- BuiltinsMetric.cpp - Metrics ---------------------------------------===//
//
// What a metric computes is written in std/metrics.model. Here is whether it
// fits its arguments, and which of the forms there they ask for.
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

namespace {
/// What a classifier puts out: scores of all classes for each target, or one
/// score, whether it is the second of two classes.
enum class Form { Classes, Score };
} // namespace

/// How output and targets are to be brought together, if that is known.
static std::string fittingHelp(BuiltinCall &call) {
  const TensorType &output = call.type(0), &targets = call.type(1);
  if (Evaluator::differInOnes(output.shape, targets.shape))
    return "bring one to the other's shape: '" + call.formals[0] + " as f32" +
           format(targets).substr(format(targets).find('[')) + "'";
  if (output.rank() == targets.rank() + 1 && targets.isFloat())
    return "a column of class labels is i32 or category(n)";
  if (targets.rank() == output.rank() + 1)
    return "the output comes before the targets";
  return "";
}

/// Where the targets come from, behind the choice of those that count.
static NodeId targetsOf(const BuiltinCall &call) {
  const Evaluator &evaluator = call.evaluator;
  const Node &node = evaluator.nodeOf(call[1]);
  bool isChoice =
      node.op == OpKind::Select && node.type.element == ElementType::I32;
  return evaluator.unshaped(isChoice ? Value::fromTensor(node.operands.back())
                                     : call[1]);
}

/// Reports and returns nothing if there is no such form.
static std::optional<Form> formOf(BuiltinCall &call) {
  if (!call.isTensor(0) || !call.isTensor(1))
    return std::nullopt;
  const TensorType output = call.type(0), targets = call.type(1);
  call.evaluator.metricTargets = targetsOf(call);
  if (output.isFloat() && output.shape == targets.shape &&
      targets.element != ElementType::Bool)
    return Form::Score;
  bool hasClasses =
      output.isFloat() && targets.element == ElementType::I32 &&
      output.rank() == targets.rank() + 1 &&
      ArrayRef(output.shape).drop_back() == ArrayRef(targets.shape) &&
      output.shape.back().isStatic() && output.shape.back().value > 1;
  if (!hasClasses) {
    call.error(0, DiagId::MetricMismatch,
               "needs scores f32[.., C] for classes i32[..], or one score for "
               "each target, got " +
                   format(output) + " and " + format(targets))
        .help(fittingHelp(call));
    return std::nullopt;
  }
  if (!call.stayBelow(1, output.shape.back().value, "targets",
                      "there are only " + format(output.shape.back()) +
                          " scores",
                      /*mayBeNegative=*/true))
    return std::nullopt;
  return Form::Classes;
}

static std::optional<Form> formWithClasses(BuiltinCall &call) {
  std::optional<Form> form = formOf(call);
  if (form != Form::Score)
    return form;
  call.error(0, DiagId::MetricMismatch,
             "needs scores f32[.., C] for classes i32[..], got " +
                 format(call.type(0)) + " and " + format(call.type(1)))
      .help(
          "accuracy, precision, recall, f1 and auc take one score per target");
  return std::nullopt;
}

/// Targets that equal argument `i` become -1, which does not count; false after
/// a report.
static bool ignoreTargets(BuiltinCall &call, size_t i) {
  if (call[i].isNone())
    return true;
  std::optional<int64_t> ignored = call.integer(i);
  if (!ignored || !call.isTensor(1))
    return false;
  Evaluator &evaluator = call.evaluator;
  TensorType type = call.type(1);
  Value isIgnored = evaluator.compare(BinaryOp::Equal, call[1],
                                      Value::fromInteger(*ignored), call.range);
  Value none = evaluator.splat(-1, type, call.range);
  if (isIgnored.isError() || none.isError())
    return false;
  call.arguments[1] =
      call.node(OpKind::Select, {isIgnored, none, call[1]}, type);
  return !call[1].isError();
}

static bool refuseArgument(BuiltinCall &call, size_t i, const Twine &why) {
  if (call[i].isNone())
    return true;
  call.error(i, DiagId::MetricMismatch,
             "'" + call.formals[i] + "' has no meaning here: " + why);
  return false;
}

/// The arguments output, positive and counts of the forms for one score.
static std::optional<std::vector<Actual>> scoreArguments(BuiltinCall &call) {
  Evaluator &evaluator = call.evaluator;
  bool isFloat = call.type(1).isFloat();
  Value half = isFloat ? Value::fromFloat(0.5) : Value::fromInteger(0);
  Value least = isFloat ? Value::fromFloat(0) : Value::fromInteger(0);
  Value positive =
      evaluator.compare(BinaryOp::Greater, call[1], half, call.range);
  Value counts =
      evaluator.compare(BinaryOp::GreaterEqual, call[1], least, call.range);
  if (positive.isError() || counts.isError())
    return std::nullopt;
  return std::vector<Actual>{
      call.pass(0),
      {{"positive", call.ranges[1]}, positive, call.ranges[1]},
      {{"counts", call.ranges[1]}, counts, call.ranges[1]}};
}

/// Of one score: `function` with the threshold, argument `i`, which is 0 for
/// scores that the loss takes the sigmoid of.
static Value callScored(BuiltinCall &call, StringRef function, size_t i) {
  auto actuals = scoreArguments(call);
  if (!actuals)
    return Value::error();
  Evaluator &evaluator = call.evaluator;
  bool isScore =
      evaluator.classifiers.lookup(evaluator.unshaped(call[0])).kind == "score";
  double threshold = isScore ? 0 : 0.5;
  if (!call[i].isNone()) {
    std::optional<double> given = call.number(i);
    if (!given)
      return Value::error();
    threshold = *given;
  }
  actuals->push_back({{"threshold", call.ranges[i]},
                      Value::fromFloat(threshold),
                      call.ranges[i]});
  return call.callLibrary(function, *actuals);
}

constexpr const char *kThresholdOfClasses =
    "of several classes the likeliest is predicted";

static Value accuracy(BuiltinCall &call) {
  if (!ignoreTargets(call, 3))
    return Value::error();
  std::optional<Form> form = formOf(call);
  if (form == Form::Score)
    return callScored(call, "score_accuracy", 2);
  if (!form || !refuseArgument(call, 2, kThresholdOfClasses))
    return Value::error();
  return call.callLibrary("class_accuracy", {call.pass(0), call.pass(1)});
}

static Value topK(BuiltinCall &call) {
  if (!ignoreTargets(call, 3))
    return Value::error();
  if (!formWithClasses(call))
    return Value::error();
  std::optional<int64_t> k = call.integer(2);
  if (!k)
    return Value::error();
  const Size &classes = call.type(0).shape.back();
  if (*k < 1 || *k > classes.value) {
    call.error(2, DiagId::BadValue,
               "'k' must be from 1 to the number of classes, " +
                   format(classes) + ", got " + Twine(*k));
    return Value::error();
  }
  return call.callLibrary("class_top_k",
                          {call.pass(0), call.pass(1), call.pass(2)});
}

/// precision, recall, f1: Name is that of their forms in std.
static Value averaged(BuiltinCall &call, StringRef name) {
  if (!ignoreTargets(call, 4))
    return Value::error();
  std::optional<Form> form = formOf(call);
  if (form == Form::Score) {
    bool isBinary =
        call[2].kind == Value::Kind::String && call[2].text == "binary";
    if (!isBinary &&
        !refuseArgument(call, 2, "one score per target is one class"))
      return Value::error();
    return callScored(call, ("score_" + name).str(), 3);
  }
  if (!form || !refuseArgument(call, 3, kThresholdOfClasses))
    return Value::error();
  if (call[2].isNone())
    call.arguments[2] = Value::fromString("macro");
  auto average =
      call.choice(2, {"macro", "micro", "weighted", "binary", "none"});
  if (!average)
    return Value::error();
  const Size &classes = call.type(0).shape.back();
  if (*average == "binary" && classes.value != 2) {
    call.error(2, DiagId::MetricMismatch,
               "\"binary\" needs 2 classes, not " + format(classes))
        .help("choose \"macro\", \"micro\" or \"weighted\"");
    return Value::error();
  }
  return call.callLibrary(("class_" + name).str(),
                          {call.pass(0), call.pass(1), call.pass(2)});
}

static Value precision(BuiltinCall &call) {
  return averaged(call, "precision");
}
static Value recall(BuiltinCall &call) { return averaged(call, "recall"); }
static Value f1(BuiltinCall &call) { return averaged(call, "f1"); }

/// Reports if a metric would keep too much: numbers for each pair of classes,
/// or for each row and class.
static bool hasFewClasses(BuiltinCall &call) {
  constexpr int64_t kMostClasses = 1000;
  const Size &classes = call.type(0).shape.back();
  if (classes.value <= kMostClasses)
    return true;
  call.error(0, DiagId::MetricMismatch,
             format(classes) + " classes are too many; at most " +
                 Twine(kMostClasses) + " are possible")
      .help("f1(.., average = \"none\") is one number per class");
  return false;
}

static Value confusionMatrix(BuiltinCall &call) {
  if (!ignoreTargets(call, 3))
    return Value::error();
  std::optional<Form> form = formOf(call);
  if (form == Form::Score)
    return callScored(call, "score_confusion", 2);
  if (!form || !refuseArgument(call, 2, kThresholdOfClasses) ||
      !hasFewClasses(call))
    return Value::error();
  return call.callLibrary("class_confusion", {call.pass(0), call.pass(1)});
}

/// Named results `scores` and `labels`: Metrics.cpp makes a ranking of them.
static Value auc(BuiltinCall &call) {
  if (!ignoreTargets(call, 2))
    return Value::error();
  std::optional<Form> form = formOf(call);
  if (!form || (form == Form::Classes && !hasFewClasses(call)))
    return Value::error();
  if (form == Form::Classes)
    return call.callLibrary("class_ranking", {call.pass(0), call.pass(1)});
  auto actuals = scoreArguments(call);
  return actuals ? call.callLibrary("score_ranking", *actuals) : Value::error();
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// cross_entropy(output, targets)
static Value meanSurprise(BuiltinCall &call) {
  if (!formWithClasses(call))
    return Value::error();
  return call.evaluator.callBuiltin("cross_entropy",
                                    {call.pass(0), call.pass(1)}, call.expr);
}

static Value perplexity(BuiltinCall &call) {
  if (!ignoreTargets(call, 2))
    return Value::error();
  Value mean = meanSurprise(call);
  return mean.isError() ? mean
                        : call.node(OpKind::Exp, mean, {ElementType::F32, {}});
}

static Value bitsPerByte(BuiltinCall &call) {
  if (!ignoreTargets(call, 3))
    return Value::error();
  const DataConfig *data = call.evaluator.program.data.get();
  bool isBytes = data && data->tokenizer == "byte";
  if (!isBytes && call[2].isNone()) {
    call.error(2, DiagId::MetricMismatch,
               "the tokens are not bytes, so 'bytes_per_token' is needed")
        .help("give the bytes of the text divided by its tokens, or use "
              "perplexity");
    return Value::error();
  }
  std::optional<double> bytes = call[2].isNone() ? 1.0 : call.number(2);
  if (!bytes)
    return Value::error();
  if (!(*bytes > 0)) {
    call.error(2, DiagId::BadValue, "'bytes_per_token' must be above 0");
    return Value::error();
  }
  Value mean = meanSurprise(call);
  if (mean.isError())
    return mean;
  constexpr double kLn2 = 0.69314718055994530942;
  return call.evaluator.elementwise(OpKind::Div, mean,
                                    Value::fromFloat(*bytes * kLn2), call.range,
                                    call.name);
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

static bool haveNumbers(BuiltinCall &call) {
  if (!call.isFloatTensor(0) || !call.isTensor(1))
    return false;
  if (call.type(0) == call.type(1))
    return true;
  bool needsFloat =
      !call.type(1).isFloat() && call.type(0).shape == call.type(1).shape;
  call.error(0, DiagId::MetricMismatch,
             "needs an output and a target of one shape, got " +
                 format(call.type(0)) + " and " + format(call.type(1)))
      .help(needsFloat ? "float(x) makes f32 of i32; classes have accuracy and "
                         "f1"
                       : fittingHelp(call));
  return false;
}

static Value meanError(BuiltinCall &call, StringRef loss) {
  if (!haveNumbers(call))
    return Value::error();
  return call.evaluator.callBuiltin(loss, {call.pass(0), call.pass(1)},
                                    call.expr);
}

static Value mae(BuiltinCall &call) { return meanError(call, "l1"); }

static Value rmse(BuiltinCall &call) {
  Value mean = meanError(call, "mse");
  return mean.isError() ? mean
                        : call.node(OpKind::Sqrt, mean, {ElementType::F32, {}});
}

static Value r2(BuiltinCall &call) {
  if (!haveNumbers(call))
    return Value::error();
  const Shape &shape = call.type(0).shape;
  bool hasColumns = shape.size() > 1 && shape.back().isStatic();
  return call.callLibrary(hasColumns ? "column_r2" : "overall_r2",
                          {call.pass(0), call.pass(1)});
}

static constexpr StringRef kAveraged =
    "output, targets, average=none, threshold=none, ignore_index=none";

static const Builtin kRows[] = {
    {"accuracy", "output, targets, threshold=none, ignore_index=none", accuracy,
     "The share of right predictions: the largest score, or a score above "
     "the threshold (0 for what bce_with_logits takes, else 0.5). Targets that "
     "are ignore_index do not count, as those below 0.\n"
     "shape: scores f32[.., C] of targets i32[..], or one score f32[..] of "
     "targets that are 0 or 1\n"
     "torch: none: sklearn.metrics.accuracy_score\n"
     "try: accuracy(output, label)"},
    {"top_k", "output, targets, k, ignore_index=none", topK,
     "The share of targets among the k likeliest classes.\n"
     "shape: scores f32[.., C] of targets i32[..]\n"
     "torch: none: sklearn.metrics.top_k_accuracy_score\n"
     "try: top_k(output, label, 2)"},
    {"precision", kAveraged, precision,
     "The share of right ones among what was predicted. average: \"macro\" "
     "(the default: the mean over classes that occur), \"micro\", "
     "\"weighted\", \"binary\" (of two, the second) or \"none\" (one number "
     "each).\n"
     "shape: scores f32[.., C] of targets i32[..], or one score f32[..] of "
     "targets that are 0 or 1\n"
     "torch: none: sklearn.metrics.precision_score\n"
     "try: precision(output, label)"},
    {"recall", kAveraged, recall,
     "The share of what is there that was predicted; average as of "
     "precision.\n"
     "shape: scores f32[.., C] of targets i32[..], or one score f32[..] of "
     "targets that are 0 or 1\n"
     "torch: none: sklearn.metrics.recall_score\n"
     "try: recall(output, label, average = \"none\")"},
    {"f1", kAveraged, f1,
     "The harmonic mean of precision and recall; average as of precision.\n"
     "shape: scores f32[.., C] of targets i32[..], or one score f32[..] of "
     "targets that are 0 or 1\n"
     "torch: none: sklearn.metrics.f1_score\n"
     "try: f1(output, label, average = \"weighted\")"},
    {"confusion_matrix", "output, targets, threshold=none, ignore_index=none",
     confusionMatrix,
     "How often each class (row) was predicted as each (column).\n"
     "shape: scores f32[.., C] of targets i32[..], or one score f32[..] of "
     "targets that are 0 or 1\n"
     "torch: none: sklearn.metrics.confusion_matrix\n"
     "try: confusion_matrix(output, label)"},
    {"auc", "output, targets, ignore_index=none", auc,
     "The area under the ROC curve; of classes the mean of each against the "
     "rest, by softmax.\n"
     "shape: scores f32[.., C] of targets i32[..], or one score f32[..] of "
     "targets that are 0 or 1\n"
     "torch: none: sklearn.metrics.roc_auc_score\n"
     "try: auc(output, y)"},
    {"perplexity", "output, targets, ignore_index=none", perplexity,
     "exp of the cross entropy.\n"
     "shape: scores f32[.., C] of targets i32[..]\n"
     "torch: none\n"
     "try: perplexity(output, label)"},
    {"bits_per_byte",
     "output, targets, bytes_per_token=none, ignore_index=none", bitsPerByte,
     "The cross entropy in bits for each byte of the text; bytes_per_token "
     "is 1 for `tokenizer = byte`, else it must be given.\n"
     "shape: scores f32[.., C] of targets i32[..]\n"
     "torch: none\n"
     "try: bits_per_byte(output, label, bytes_per_token = 4.2)"},
    {"rmse", "output, target", rmse,
     "The root of the mean of squared differences.\n"
     "shape: f32[..], f32[..] of one shape\n"
     "torch: none: sklearn.metrics.root_mean_squared_error\n"
     "try: rmse(output, y)"},
    {"mae", "output, target", mae,
     "The mean of absolute differences.\n"
     "shape: f32[..], f32[..] of one shape\n"
     "torch: none: sklearn.metrics.mean_absolute_error\n"
     "try: mae(output, y)"},
    {"r2", "output, target", r2,
     "The share of the variance that is explained, the mean over columns.\n"
     "shape: f32[..], f32[..] of one shape\n"
     "torch: none: sklearn.metrics.r2_score\n"
     "try: r2(output, target)"},
};

ArrayRef<Builtin> metricBuiltins() { return kRows; }

bool metricIgnores(StringRef name) {
  return any_of(metricBuiltins(), [&](const Builtin &row) {
    return row.name == name && row.signature.contains("ignore_index");
  });
}

StringRef metricDirection(StringRef name) {
  auto isNamed = [&](const Builtin &row) { return row.name == name; };
  if (none_of(metricBuiltins(), isNamed))
    return "";
  return StringSwitch<StringRef>(name)
      .Cases({"perplexity", "bits_per_byte", "rmse", "mae"}, "lower")
      .Default("higher");
}

} // namespace bmc
