//===- Differentiate.cpp - The reverse walk ---------------------*- C++ -*-===//
//
// Reverse-mode differentiation of a straight-line function. What each op's
// gradient is stands in the rule tables; here is only the walk.
//
//===----------------------------------------------------------------------===//
#include "passes/Passes.h"
#include "passes/autodiff/Rules.h"

#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_DIFFERENTIATE
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

static bool isFloatTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

/// The arguments that are parameters to train, in order: not the frozen ones.
static SmallVector<BlockArgument> parametersOf(func::FuncOp function) {
  SmallVector<BlockArgument> parameters;
  SymbolTable symbols(function->getParentOfType<ModuleOp>());
  for (BlockArgument argument : function.getArguments()) {
    auto name = function.getArgAttrOfType<FlatSymbolRefAttr>(
        argument.getArgNumber(), "bmc.parameter");
    if (!name)
      continue;
    auto parameter = symbols.lookup<ParameterOp>(name.getAttr());
    if (!parameter || !parameter.getFrozen())
      parameters.push_back(argument);
  }
  return parameters;
}

/// The values that a parameter influences continuously. Integers and
/// predicates carry no gradient, so what is computed from them is constant.
static DenseSet<Value> findActiveValues(func::FuncOp function) {
  DenseSet<Value> active;
  for (BlockArgument parameter : parametersOf(function))
    active.insert(parameter);
  for (Operation &op : function.front())
    if (llvm::any_of(op.getOperands(),
                     [&](Value x) { return active.contains(x); }))
      for (Value result : op.getResults())
        if (isFloatTensor(result))
          active.insert(result);
  return active;
}

/// "linear_cross_entropy" -> "linear cross entropy": the words of the language.
static std::string userWords(Operation *op) {
  std::string words = op->getName().stripDialect().str();
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

/// The rule that serves `op`, given which of its results have gradients.
static FailureOr<const Rule *> findRule(Operation *op, Reverse &reverse) {
  const Rule *rule = derivativeRules().lookup(op->getName().getStringRef());
  if (!rule)
    return op->emitError("gradient of ") << userWords(op) << " is not defined";
  // Of results that may be missing there can be fewer; the first is none.
  size_t numSaved =
      std::min<size_t>(rule->savedResults, op->getNumResults() - 1);
  for (Value saved : op->getResults().take_back(numSaved))
    if (reverse.d(saved))
      return op->emitError("gradient through the saved values of ")
             << userWords(op) << " is not defined";
  return rule;
}

/// Applies the rules of `ops`, last op first. Returns the number applied.
static FailureOr<unsigned> walkBackwards(ArrayRef<Operation *> ops,
                                         ImplicitLocOpBuilder &builder,
                                         Reverse &reverse) {
  unsigned applied = 0;
  for (Operation *op : llvm::reverse(ops)) {
    if (llvm::none_of(op->getResults(),
                      [&](Value y) { return bool(reverse.d(y)); }))
      continue;
    FailureOr<const Rule *> rule = findRule(op, reverse);
    if (failed(rule))
      return failure();
    builder.setLoc(op->getLoc());
    (*rule)->apply(op, reverse);
    ++applied;
  }
  return applied;
}

/// Returns the gradients after the loss, before what the loss returned beside
/// itself, and says so in the function's type.
static void returnGradients(func::FuncOp train, ImplicitLocOpBuilder &builder,
                            Reverse &reverse) {
  Operation *terminator = train.front().getTerminator();
  SmallVector<Value> beside(terminator->getOperands().drop_front());
  SmallVector<Value> results = {terminator->getOperand(0)};
  SmallVector<DictionaryAttr> attributes = {train.getResultAttrDict(0)};
  for (BlockArgument parameter : parametersOf(train)) {
    builder.setLoc(parameter.getLoc());
    results.push_back(reverse.dOrZero(parameter));
    attributes.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr(
             "bmc.parameter",
             train.getArgAttr(parameter.getArgNumber(), "bmc.parameter")),
         builder.getNamedAttr("bmc.group", builder.getStringAttr("grad"))}));
  }
  for (auto [i, value] : llvm::enumerate(beside)) {
    results.push_back(value);
    attributes.push_back(train.getResultAttrDict(i + 1));
  }
  terminator->setOperands(results);
  train.setFunctionType(
      builder.getFunctionType(train.getArgumentTypes(), TypeRange(results)));
  train.setAllResultAttrs(attributes);
}

/// @loss has the one shape the walk understands: a block returning a scalar,
/// perhaps with new values of frozen parameters after it.
static LogicalResult checkLoss(func::FuncOp loss) {
  if (!llvm::hasSingleElement(loss.getBody()))
    return loss.emitError("loss has branches, expected straight-line code");
  bool isAlone = true;
  for (unsigned i = 1; i < loss.getNumResults(); ++i)
    isAlone &= bool(loss.getResultAttr(i, "bmc.parameter"));
  if (loss.getNumResults() < 1 || !isAlone ||
      !isFloatTensor(loss.front().getTerminator()->getOperand(0)) ||
      cast<RankedTensorType>(loss.getResultTypes()[0]).getRank() != 0)
    return loss.emitError("loss is not one number");
  return success();
}

namespace {
struct Differentiate : bmc::impl::DifferentiateBase<Differentiate> {
  using DifferentiateBase::DifferentiateBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto loss = module.lookupSymbol<func::FuncOp>("loss");
    if (!loss || loss.isExternal())
      return;
    if (Operation *train = module.lookupSymbol("train")) {
      train->emitError("the program has gradients already");
      return signalPassFailure();
    }
    if (failed(checkLoss(loss)) || failed(addTrain(module, loss)))
      signalPassFailure();
  }

  LogicalResult addTrain(ModuleOp module, func::FuncOp loss) {
    func::FuncOp train = loss.clone();
    train.setName("train");
    SymbolTable(module).insert(train, std::next(Block::iterator(loss)));

    Block &body = train.front();
    SmallVector<Operation *> forward;
    for (Operation &op : body.without_terminator())
      forward.push_back(&op);
    Value lossValue = body.getTerminator()->getOperand(0);

    DenseSet<Value> active = findActiveValues(train);
    auto builder =
        ImplicitLocOpBuilder::atBlockTerminator(lossValue.getLoc(), &body);
    Reverse reverse(builder, active);
    reverse.add(lossValue, Formula(builder, lossValue).filled(1));

    FailureOr<unsigned> applied = walkBackwards(forward, builder, reverse);
    if (failed(applied))
      return failure();
    numRules += *applied;
    returnGradients(train, builder, reverse);
    // Rules are free to build gradients nobody asks for, and forward ops may
    // have served only what is gone.
    IRRewriter rewriter(module.getContext());
    (void)runRegionDCE(rewriter, train->getRegions());
    return success();
  }
};
} // namespace
