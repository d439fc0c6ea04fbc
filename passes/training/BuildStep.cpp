//===- BuildStep.cpp - The functions that the runtime calls -----*- C++ -*-===//
#include "ir/CarriedState.h"
#include "passes/Passes.h"
#include "passes/training/Training.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_BUILDSTEP
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

static bool carriesState(DictionaryAttr settings) {
  return settings && settings.contains("carry_state");
}

static LogicalResult addTraining(ModuleOp module, func::FuncOp train,
                                 DictionaryAttr settings) {
  chooseMode(train, /*training=*/true);
  if (failed(trainByRows(module, train, settings)))
    return failure();
  // Before further micro-batches, which carry on as the first one does.
  if (carriesState(settings) &&
      failed(carryState(module, train, kTrainingCarried)))
    return failure();
  auto accumulate = settings.getAs<IntegerAttr>("accumulate");
  if (accumulate && accumulate.getInt() > 1)
    addAccumulate(module, train);
  return addUpdate(module, train, settings);
}

static LogicalResult addEval(ModuleOp module, func::FuncOp source,
                             DictionaryAttr settings) {
  func::FuncOp eval = addInference(module, source, "eval");
  return carriesState(settings) ? carryState(module, eval, kEvaluationCarried)
                                : success();
}

namespace {
struct BuildStep : bmc::impl::BuildStepBase<BuildStep> {
  void runOnOperation() override {
    if (failed(build(getOperation())))
      signalPassFailure();
  }

  LogicalResult build(ModuleOp module) {
    auto settings = module->getAttrOfType<DictionaryAttr>("bmc.train");
    auto train = module.lookupSymbol<func::FuncOp>("train");
    if (train && settings && failed(addTraining(module, train, settings)))
      return failure();
    auto loss = module.lookupSymbol<func::FuncOp>("loss");
    // With metrics the loss is one of the results of @evaluate.
    auto evaluate = module.lookupSymbol<func::FuncOp>("evaluate");
    if (loss && failed(addEval(module, evaluate ? evaluate : loss, settings)))
      return failure();
    for (func::FuncOp source : {loss, evaluate})
      if (source)
        source.erase();
    auto forward = module.lookupSymbol<func::FuncOp>("forward");
    if (!forward)
      return success();
    func::FuncOp predict = addInference(module, forward, "predict");
    forward.erase();
    if (module->hasAttr("bmc.generate"))
      return addGenerate(module, predict);
    addStream(module, predict);
    return success();
  }
};
} // namespace
