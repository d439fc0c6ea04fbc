//===- Pipelines.cpp - One pipeline per phase -------------------*- C++ -*-===//
//
// The order of all target-independent passes, on one page. A constraint on the
// order has its reason beside it.
//
//===----------------------------------------------------------------------===//
#include "passes/Pipelines.h"

#include "passes/Passes.h"

#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void bmc::buildFusedPipeline(OpPassManager &pm, const FusedOptions &options) {
  pm.addPass(createCSEPass());
}

void bmc::buildTypedPipeline(OpPassManager &pm, const TypedOptions &options) {}

void bmc::buildGradPipeline(OpPassManager &pm, const GradOptions &options) {}

void bmc::buildStepPipeline(OpPassManager &pm, const StepOptions &options) {}

void bmc::registerBmcPipelines() {
  PassPipelineRegistration<FusedOptions>(
      "bmc-fused", "graph -> fused: recognise fused ops", buildFusedPipeline);
  PassPipelineRegistration<TypedOptions>(
      "bmc-typed", "fused -> typed: make element types final",
      buildTypedPipeline);
  PassPipelineRegistration<GradOptions>(
      "bmc-grad", "typed -> grad: loss and gradients in @train",
      buildGradPipeline);
  PassPipelineRegistration<StepOptions>(
      "bmc-step", "grad -> step: the functions the runtime calls",
      buildStepPipeline);
}
