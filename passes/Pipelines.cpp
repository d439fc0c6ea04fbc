//===- Pipelines.cpp - One pipeline per phase -------------------*- C++ -*-===//
//
// The order of all target-independent passes, on one page. A constraint on the
// order has its reason beside it.
//
//===----------------------------------------------------------------------===//
#include "passes/Pipelines.h"

#include "passes/Passes.h"

#include "mlir/Pass/PassRegistry.h"

using namespace mlir;

void bmc::buildFusedPipeline(OpPassManager &pm, const FusedOptions &options) {
  pm.addPass(createSimplify());
  if (!options.fuse)
    return;
  pm.addPass(createRaiseMasks());
  // Before attention: its softmax may be a formula. Before rotary positions,
  // which then see the transpose of heads behind their norm.
  pm.addPass(createRaiseNormalizations());
  // Before attention, which then removes the transposes around it.
  pm.addPass(createRaiseRotary());
  // Before linear: queries and keys of one sequence of fixed length look like
  // rows and a weight.
  pm.addPass(createFuseAttention());
  pm.addPass(createRaiseLinear());
  // After linear, whose products of the state say where a loop is. Before all
  // else that looks at single ops: an unrolled loop has many.
  pm.addPass(createFuseRecurrent());
  // After linear: the projections of merged heads merge with them.
  pm.addPass(createMergeHeads());
  pm.addPass(createRaiseActivations());
  pm.addPass(createFuseFeedForward());
  pm.addPass(createFuseGatedFeedForward());
  pm.addPass(createFuseNormResidual());
  pm.addPass(createFuseLinearCrossEntropy());
  // What the fusions copied (views of one value) becomes one again.
  pm.addPass(createSimplify());
}

void bmc::buildTypedPipeline(OpPassManager &pm, const TypedOptions &options) {
  ConvertPrecisionOptions precision;
  precision.to = options.to;
  pm.addPass(createConvertPrecision(precision));
  pm.addPass(createReduceIntegers());
}

void bmc::buildGradPipeline(OpPassManager &pm, const GradOptions &options) {
  // Before the shares: sums that metrics have in common with the loss are those
  // of a batch there, and of all rows in the loss.
  pm.addPass(createSplitMetrics());
  // Before the gradients: those of the shares add up as the shares do.
  pm.addPass(createShareLoss());
  pm.addPass(createDifferentiate());
  // Folds the multiplications by dloss = 1 and merges equal constants, so that
  // the fusions below see sums and constants as they are.
  pm.addPass(createSimplify());
  pm.addNestedPass<func::FuncOp>(createFuseLossGradient());
  pm.addNestedPass<func::FuncOp>(createJoinSliceGradients());
  pm.addNestedPass<func::FuncOp>(createFuseResidualGradient());
}

void bmc::buildStepPipeline(OpPassManager &pm, const StepOptions &options) {
  pm.addPass(createBuildStep());
  // After build-step: only then @generate and its select_row exist, and
  // @train_accumulate adds the gradients it is given.
  pm.addNestedPass<func::FuncOp>(createPushSelectRow());
  // After push-select-row: the choice of a position stands where positions
  // meet.
  pm.addPass(createDeriveDecode());
  pm.addNestedPass<func::FuncOp>(createFuseResidualGradient());
  pm.addPass(createSimplify());
}

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
  PassPipelineRegistration<KernelsOptions>(
      "bmc-kernels", "step -> kernels: ops grouped into launches",
      buildKernelsPipeline);
  PassPipelineRegistration<PlannedOptions>(
      "bmc-planned", "kernels -> planned: every buffer has an offset",
      buildPlannedPipeline);
}
