//===- Pipelines.cpp - The order of code generation -----------------------===//

#include "codegen/Passes.h"

#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace bmc {

void buildCpuPipeline(OpPassManager &pm, const CpuOptions &options) {
  pm.addPass(createLowerKernels(LowerKernelsOptions{options.mcpu}));
  // Before outlining, so that fewer values travel in contexts.
  pm.addPass(createCSEPass());
  pm.addPass(createOutlineParallel());
  pm.addPass(
      createConvertKernelsToLLVM(ConvertKernelsToLLVMOptions{options.mcpu}));
  // The address of a parallel body is a function type before and a pointer
  // after the conversion.
  pm.addPass(createReconcileUnrealizedCastsPass());
}

void buildGpuPipeline(OpPassManager &pm) {
  pm.addPass(createLowerGpuKernels());
  pm.addPass(createCSEPass());
  pm.addPass(createConvertGpuKernelsToLLVM());
  pm.addPass(createReconcileUnrealizedCastsPass());
}

void registerBmcCodegenPipelines() {
  PassPipelineRegistration<>(
      "bmc-gpu", "planned -> LLVM and NVVM dialects: grids for a GPU",
      buildGpuPipeline);
  PassPipelineRegistration<CpuOptions>(
      "bmc-cpu", "planned -> LLVM dialect: kernels for one CPU",
      buildCpuPipeline);
}

} // namespace bmc
