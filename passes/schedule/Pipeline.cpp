//===- Pipeline.cpp - step -> kernels -> planned --------------------------===//

#include "passes/Passes.h"
#include "passes/Pipelines.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;

void bmc::buildKernelsPipeline(OpPassManager &pm, const KernelsOptions &) {
  // Feed-forward has no kernel of its own: its products take the activation as
  // their epilogue, which the outliner arranges.
  DecomposeOptions options;
  options.ops = {"feed_forward", "feed_forward_backward", "gated_feed_forward",
                 "gated_feed_forward_backward"};
  pm.addPass(createDecompose(options));
  pm.addPass(createCSEPass());
  pm.addPass(createOutlineKernels());
}

void bmc::buildPlannedPipeline(OpPassManager &pm, const PlannedOptions &) {
  pm.addPass(createPlanMemory());
}
