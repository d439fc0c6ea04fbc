//===- SplitMetrics.cpp - Metrics as sums over rows -----------------------===//
#include "passes/Passes.h"
#include "passes/autodiff/Formula.h"
#include "passes/training/RowSums.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_SPLITMETRICS
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

static constexpr StringLiteral kMetricPrefix = "metric.", kSumPrefix = "sum.";

/// The same tensor with f64 elements, if they are floats.
static Type inDouble(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  if (!isa<FloatType>(tensor.getElementType()))
    return type;
  return RankedTensorType::get(tensor.getShape(),
                               Float64Type::get(type.getContext()),
                               tensor.getEncoding());
}

namespace {

/// Takes the metrics of @evaluate apart.
class MetricParts {
public:
  MetricParts(func::FuncOp evaluate, StringAttr batch)
      : evaluate(evaluate), depends(evaluate, batch),
        inside(evaluate.getLoc(), evaluate.getContext()),
        after(evaluate.getLoc(), evaluate.getContext()) {}

  /// Fails with an error if a metric is not made of sums over rows.
  LogicalResult split(ModuleOp module);
  unsigned numSums() const { return sums.size(); }

private:
  LogicalResult findOps();
  void buildValues();
  void setResults(func::FuncOp function, ArrayRef<Value> values,
                  ArrayRef<std::string> names);
  Value widen(Value value);
  Value doubleSum(Operation *op);
  Value argumentFor(Value sum);
  Value valueOf(Operation *op);
  std::string resultName(unsigned i) {
    return evaluate.getResultAttrOfType<StringAttr>(i, "bmc.name").str();
  }
  bool isMetric(unsigned i) {
    return StringRef(resultName(i)).starts_with(kMetricPrefix);
  }
  Operation *terminator() { return evaluate.front().getTerminator(); }

  func::FuncOp evaluate, metrics;
  RowDependence depends;
  /// Builders at the end of @evaluate and of @metrics.
  ImplicitLocOpBuilder inside, after;
  DenseSet<Operation *> needed; ///< what @metrics consists of, sums included
  SmallVector<Value> sums;      ///< in @evaluate
  DenseMap<Value, Value> widened;
  IRMapping inMetrics;
};

} // namespace

/// Walks from the metrics back to sums and means over rows.
LogicalResult MetricParts::findOps() {
  SmallVector<Value> pending;
  for (auto [i, value] : llvm::enumerate(terminator()->getOperands()))
    if (isMetric(i))
      pending.push_back(value);
  while (!pending.empty()) {
    Value value = pending.pop_back_val();
    Operation *op = value.getDefiningOp();
    if (!op || depends.hasRows(value))
      return emitError(value.getLoc(),
                       "a metric is not made of sums over rows");
    if (needed.insert(op).second && !depends.isRowSum(op) &&
        !depends.isRowMean(op))
      llvm::append_range(pending, op->getOperands());
  }
  return success();
}

/// `value` in f64: what is elementwise and of data alone is computed in f64
/// from the start, since sums of it may cancel.
Value MetricParts::widen(Value value) {
  Type type = inDouble(value.getType());
  if (type == value.getType())
    return value;
  if (Value known = widened.lookup(value))
    return known;
  Operation *op = value.getDefiningOp();
  bool isClonable =
      op && depends.isData(value) && op->getNumResults() == 1 &&
      (op->hasTrait<mlir::OpTrait::Elementwise>() || isa<ConstantOp>(op) ||
       op->hasTrait<bmc::OpTrait::MovesElements>());
  Value result;
  if (isClonable) {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(isa<ConvertOp>(op) ? operand : widen(operand));
    Operation *clone = inside.clone(*op);
    clone->setOperands(operands);
    clone->getResult(0).setType(cast<RankedTensorType>(type));
    result = clone->getResult(0);
  } else {
    inside.setLoc(value.getLoc());
    result = ConvertOp::create(inside, type, value);
  }
  return widened[value] = result;
}

/// A sum of its own, which the loss has no part in.
Value MetricParts::doubleSum(Operation *op) {
  auto sum = dyn_cast<SumOp>(op);
  if (!sum)
    return inside.clone(*op)->getResult(0);
  Value x = widen(sum.getX());
  inside.setLoc(op->getLoc());
  return SumOp::create(inside, x, sum.getAxes());
}

Value MetricParts::argumentFor(Value sum) {
  std::string name = (kSumPrefix + Twine(sums.size())).str();
  sums.push_back(sum);
  unsigned position = metrics.getNumArguments();
  auto attributes = inside.getDictionaryAttr(
      inside.getNamedAttr("bmc.name", inside.getStringAttr(name)));
  LogicalResult inserted = metrics.insertArgument(
      position, inDouble(sum.getType()), attributes, sum.getLoc());
  assert(succeeded(inserted) && "a func.func takes any argument");
  (void)inserted;
  return metrics.getArgument(position);
}

/// What an op of the metrics is in @metrics.
Value MetricParts::valueOf(Operation *op) {
  after.setLoc(op->getLoc());
  if (depends.isRowSum(op))
    return argumentFor(doubleSum(op));
  if (depends.isRowMean(op)) {
    auto mean = cast<MeanOp>(op);
    Value wide = widen(mean.getX());
    inside.setLoc(op->getLoc());
    Formula x(inside, wide);
    Formula sum(after, argumentFor(sumOver(x, mean.getAxes())));
    Formula count(after, argumentFor(countOver(x, mean.getAxes())));
    return sum / everywhere(count, sum.type());
  }
  Operation *clone = after.clone(*op, inMetrics);
  for (Value result : clone->getResults())
    result.setType(cast<RankedTensorType>(inDouble(result.getType())));
  if (auto hot = dyn_cast<OneHotOp>(clone))
    hot.setElementType(after.getF64Type());
  return clone->getResult(0);
}

void MetricParts::buildValues() {
  SmallVector<Operation *> ops;
  for (Operation &op : evaluate.front())
    if (needed.contains(&op))
      ops.push_back(&op);
  for (Operation *op : ops) {
    Value value = valueOf(op);
    inMetrics.map(op->getResult(0), value);
  }
}

void MetricParts::setResults(func::FuncOp function, ArrayRef<Value> values,
                             ArrayRef<std::string> names) {
  SmallVector<DictionaryAttr> attributes;
  for (const std::string &name : names)
    attributes.push_back(inside.getDictionaryAttr(
        inside.getNamedAttr("bmc.name", inside.getStringAttr(name))));
  function.setFunctionType(inside.getFunctionType(
      function.getArgumentTypes(), TypeRange(ValueRange(values))));
  function.setAllResultAttrs(attributes);
}

LogicalResult MetricParts::split(ModuleOp module) {
  if (failed(findOps()))
    return failure();
  if (needed.empty())
    return success();
  OpBuilder builder(module.getBodyRegion());
  builder.setInsertionPointAfter(evaluate);
  metrics = func::FuncOp::create(builder, evaluate.getLoc(), "metrics",
                                 builder.getFunctionType({}, {}));
  inside.setInsertionPoint(terminator());
  after.setInsertionPointToStart(metrics.addEntryBlock());
  buildValues();

  SmallVector<Value> values, rest;
  SmallVector<std::string> names, restNames;
  for (auto [i, value] : llvm::enumerate(terminator()->getOperands())) {
    (isMetric(i) ? values : rest)
        .push_back(isMetric(i) ? inMetrics.lookup(value) : value);
    (isMetric(i) ? names : restNames).push_back(resultName(i));
  }
  func::ReturnOp::create(after, values);
  setResults(metrics, values, names);
  for (auto [i, sum] : llvm::enumerate(sums)) {
    rest.push_back(sum);
    restNames.push_back((kSumPrefix + Twine(i)).str());
  }
  terminator()->setOperands(rest);
  setResults(evaluate, rest, restNames);
  return success();
}

namespace {
struct SplitMetrics : bmc::impl::SplitMetricsBase<SplitMetrics> {
  void runOnOperation() override {
    auto evaluate = getOperation().lookupSymbol<func::FuncOp>("evaluate");
    auto batch = getOperation()->getAttrOfType<StringAttr>("bmc.batch");
    if (!evaluate || evaluate.isExternal() || !batch)
      return;
    MetricParts parts(evaluate, batch);
    if (failed(parts.split(getOperation())))
      return signalPassFailure();
    numSums += parts.numSums();
  }
};
} // namespace
