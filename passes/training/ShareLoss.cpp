//===- ShareLoss.cpp - Losses of parts that add up --------------*- C++ -*-===//
#include "passes/Passes.h"
#include "passes/autodiff/Formula.h"
#include "passes/training/RowSums.h"

#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_SHARELOSS
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

namespace {

/// Rewrites @loss, or the loss in @evaluate, so that its values for the parts
/// of a batch add up.
class LossParts {
public:
  LossParts(func::FuncOp loss, StringAttr batch)
      : loss(loss), batch(batch), builder(loss.getLoc(), loss.getContext()) {}

  /// Replaces sums over rows that only data decides by arguments. Appends
  /// @totals, which computes them, if there is none. Returns their number.
  unsigned addTotals(ModuleOp module);
  /// Multiplies by the share what is not a sum over rows already.
  void addShare();
  /// Says so if the loss has become a mean over batches.
  void remarkIfAveraged();

private:
  Value value() { return loss.front().getTerminator()->getOperand(0); }
  void splitMeans();
  Value addArgument(StringRef name, Type type, Location loc);
  Value times(Value value, Value share);
  void visit(Operation *op, const RowDependence &depends);
  Value cloneOfParts(Operation *op, ArrayRef<unsigned> linear);

  func::FuncOp loss;
  StringAttr batch;
  ImplicitLocOpBuilder builder;
  Value share;
  /// What values with sums over rows in them contribute.
  DenseMap<Value, Value> parts;
  /// Values of all rows that are the mean of their values for the batches, or
  /// whose parts add up.
  DenseSet<Value> averages;
  bool isAveraged = false;
};

} // namespace

//===----------------------------------------------------------------------===//
// Totals
//===----------------------------------------------------------------------===//

/// A mean over rows of data is a sum over a size: both add up.
void LossParts::splitMeans() {
  RowDependence depends(loss, batch);
  DenseSet<Operation *> ofLoss = opsBehind(value());
  for (MeanOp mean : llvm::to_vector(loss.getOps<MeanOp>())) {
    if (!ofLoss.contains(mean) || !depends.isData(mean) ||
        !depends.isRowMean(mean))
      continue;
    builder.setLoc(mean.getLoc());
    builder.setInsertionPoint(mean);
    Formula x(builder, mean.getX());
    Formula sum = sumOver(x, mean.getAxes());
    Formula count = countOver(x, mean.getAxes());
    mean.replaceAllUsesWith(Value(sum / everywhere(count, sum.type())));
    mean.erase();
  }
}

Value LossParts::addArgument(StringRef name, Type type, Location loc) {
  unsigned position = loss.getNumArguments();
  auto attributes = builder.getDictionaryAttr(
      builder.getNamedAttr("bmc.name", builder.getStringAttr(name)));
  LogicalResult inserted = loss.insertArgument(position, type, attributes, loc);
  assert(succeeded(inserted) && "a func.func takes any argument");
  (void)inserted;
  return loss.getArgument(position);
}

static void eraseDeadOps(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  (void)runRegionDCE(rewriter, function->getRegions());
}

static void forEachSize(Type type, function_ref<void(StringAttr)> body) {
  for (const Extent &extent : getExtents(type))
    if (!extent.isStatic())
      body(extent.name);
}

/// Removes what the results do not need, arguments included. A run-time size
/// comes from an argument's: where no other has it, one that is not read stays.
static void eraseUnused(func::FuncOp function) {
  eraseDeadOps(function);
  DenseSet<StringAttr> missing;
  for (Operation &op : function.front().without_terminator())
    for (Type type : op.getResultTypes())
      forEachSize(type, [&](StringAttr name) { missing.insert(name); });
  BitVector unread(function.getNumArguments());
  for (BlockArgument argument : function.getArguments()) {
    unread[argument.getArgNumber()] = argument.use_empty();
    if (!argument.use_empty())
      forEachSize(argument.getType(),
                  [&](StringAttr name) { missing.erase(name); });
  }
  for (BlockArgument argument : function.getArguments())
    forEachSize(argument.getType(), [&](StringAttr name) {
      if (missing.erase(name))
        unread.reset(argument.getArgNumber());
    });
  LogicalResult erased = function.eraseArguments(unread);
  assert(succeeded(erased) && "a func.func can lose any argument");
  (void)erased;
}

/// Appends a copy of `loss` that returns `values`, as total.0, total.1, ..
static void appendTotals(ModuleOp module, func::FuncOp loss,
                         ArrayRef<Value> values) {
  IRMapping mapping;
  auto totals = cast<func::FuncOp>(loss->clone(mapping));
  totals.setName("totals");
  module.push_back(totals);
  SmallVector<Value> results;
  SmallVector<DictionaryAttr> attributes;
  Builder builder(module.getContext());
  for (auto [index, value] : llvm::enumerate(values)) {
    results.push_back(mapping.lookup(value));
    attributes.push_back(builder.getDictionaryAttr(builder.getNamedAttr(
        "bmc.name", builder.getStringAttr(kTotalPrefix + Twine(index)))));
  }
  totals.front().getTerminator()->setOperands(results);
  totals.setFunctionType(
      builder.getFunctionType(totals.getArgumentTypes(), TypeRange(results)));
  totals.setAllResultAttrs(attributes);
  eraseUnused(totals);
}

unsigned LossParts::addTotals(ModuleOp module) {
  splitMeans();
  RowDependence depends(loss, batch);
  DenseSet<Operation *> ofLoss = opsBehind(value());
  SmallVector<Value> sums;
  for (Operation &op : loss.front())
    if (ofLoss.contains(&op) && depends.isRowSum(&op) &&
        depends.isData(op.getResult(0)) && !depends.hasRows(op.getResult(0)))
      sums.push_back(op.getResult(0));
  if (sums.empty())
    return 0;
  if (!module.lookupSymbol("totals"))
    appendTotals(module, loss, sums);
  for (auto [index, sum] : llvm::enumerate(sums)) {
    Value total = addArgument((kTotalPrefix + Twine(index)).str(),
                              sum.getType(), sum.getLoc());
    sum.replaceAllUsesWith(total);
    sum.getDefiningOp()->erase();
  }
  return sums.size();
}

//===----------------------------------------------------------------------===//
// Shares
//===----------------------------------------------------------------------===//

Value LossParts::times(Value value, Value share) {
  builder.setLoc(value.getLoc());
  Formula x(builder, value);
  return x * everywhere({builder, share}, x.type());
}

/// The operands in which `op` is linear, all of them at once.
static SmallVector<unsigned> linearOperands(Operation *op,
                                            const RowDependence &depends) {
  if (op->hasTrait<bmc::OpTrait::Linear>())
    return llvm::to_vector(llvm::seq<unsigned>(0, op->getNumOperands()));
  if (isa<MulOp, DivOp>(op) && depends.isSame(op->getOperand(1)))
    return {0};
  if (isa<MulOp>(op) && depends.isSame(op->getOperand(0)))
    return {1};
  return {};
}

/// Notes what the result of `op` contributes to that of all rows, if sums over
/// rows are in it, and whether it is exact to average it.
void LossParts::visit(Operation *op, const RowDependence &depends) {
  Value value = op->getResult(0);
  if (depends.hasRows(value))
    return;
  if (depends.isRowSum(op)) {
    parts[value] = value;
    averages.insert(value);
    return;
  }
  SmallVector<unsigned> linear = linearOperands(op, depends);
  auto averaged = [&](unsigned i) {
    Value x = op->getOperand(i);
    return averages.contains(x) || depends.isSame(x);
  };
  bool isMean = isa<MeanOp>(op) && depends.hasRows(op->getOperand(0));
  if (isMean || (!linear.empty() && llvm::all_of(linear, averaged)))
    averages.insert(value);
  if (llvm::any_of(linear, [&](unsigned i) {
        return parts.contains(op->getOperand(i));
      }))
    parts[value] = cloneOfParts(op, linear);
}

/// `op` of what its operands contribute.
Value LossParts::cloneOfParts(Operation *op, ArrayRef<unsigned> linear) {
  SmallVector<Value> operands(op->getOperands());
  for (unsigned i : linear) {
    Value part = parts.lookup(operands[i]);
    operands[i] = part ? part : times(operands[i], share);
  }
  Operation *clone = builder.clone(*op);
  clone->setOperands(operands);
  return clone->getResult(0);
}

void LossParts::addShare() {
  RowDependence depends(loss, batch);
  Operation *terminator = loss.front().getTerminator();
  Value whole = value();
  share = addArgument("share", whole.getType(), whole.getLoc());
  builder.setInsertionPoint(terminator);
  SmallVector<Operation *> ops;
  for (Operation &op : loss.front().without_terminator())
    ops.push_back(&op);
  for (Operation *op : ops)
    visit(op, depends);
  isAveraged = !averages.contains(whole) && !depends.isSame(whole);
  Value part = parts.lookup(whole);
  terminator->setOperand(0, part ? part : times(whole, share));
  eraseDeadOps(loss);
}

void LossParts::remarkIfAveraged() {
  if (isAveraged)
    emitRemark(value().getLoc())
        << "the loss is neither a sum nor a mean over rows: micro-batches and "
           "batches of an evaluation are averaged";
}

namespace {
struct ShareLoss : bmc::impl::ShareLossBase<ShareLoss> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto loss = module.lookupSymbol<func::FuncOp>("loss");
    auto batch = module->getAttrOfType<StringAttr>("bmc.batch");
    if (!loss || loss.isExternal() || !batch)
      return;
    LossParts parts(loss, batch);
    unsigned count = parts.addTotals(module);
    numTotals += count;
    parts.addShare();
    parts.remarkIfAveraged();
    auto evaluate = module.lookupSymbol<func::FuncOp>("evaluate");
    if (!evaluate)
      return;
    LossParts ofEvaluation(evaluate, batch);
    if (ofEvaluation.addTotals(module) != count) {
      evaluate.emitError("the loss of @evaluate is not that of @loss");
      return signalPassFailure();
    }
    ofEvaluation.addShare();
  }
};
} // namespace
