//===- BuildStep.cpp - The functions that the runtime calls -----*- C++ -*-===//
#include "passes/Passes.h"
#include "passes/training/Training.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_BUILDSTEP
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

static LogicalResult addTraining(ModuleOp module, func::FuncOp train,
                                 DictionaryAttr settings) {
  chooseMode(train, /*training=*/true);
  if (failed(trainByRows(module, train, settings)))
    return failure();
  auto accumulate = settings.getAs<IntegerAttr>("accumulate");
  if (accumulate && accumulate.getInt() > 1)
    addAccumulate(module, train);
  return addUpdate(module, train, settings);
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
    if (loss)
      addInference(module, evaluate ? evaluate : loss, "eval");
    for (func::FuncOp source : {loss, evaluate})
      if (source)
        source.erase();
    auto forward = module.lookupSymbol<func::FuncOp>("forward");
    if (!forward)
      return success();
    func::FuncOp predict = addInference(module, forward, "predict");
    forward.erase();
    return module->hasAttr("bmc.generate") ? addGenerate(module, predict)
                                           : success();
  }
};
} // namespace
