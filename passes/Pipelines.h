//===- Pipelines.h - One pipeline per phase ---------------------*- C++ -*-===//
//
// Each function appends the passes that lead from one phase to the next; run
// in the order below they turn `graph` into `planned`. tools/bmc strings them
// together, bmc-opt offers each as `--bmc-<phase>`.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_PIPELINES_H
#define BMC_PASSES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

#include <string>

namespace bmc {

/// graph -> fused: fused ops recognised in library and hand-written code.
struct FusedOptions : mlir::PassPipelineOptions<FusedOptions> {
  Option<bool> fuse{
      *this, "fuse", llvm::cl::init(true),
      llvm::cl::desc("recognise fused ops; off leaves the program "
                     "as written, simplified")};
};
void buildFusedPipeline(mlir::OpPassManager &pm, const FusedOptions &options);

/// fused -> typed: element types are final.
struct TypedOptions : mlir::PassPipelineOptions<TypedOptions> {
  Option<std::string> to{
      *this, "to", llvm::cl::init("f32"),
      llvm::cl::desc("element type of all values: f32 or f64")};
};
void buildTypedPipeline(mlir::OpPassManager &pm, const TypedOptions &options);

/// typed -> grad: @train computes the loss and every parameter's gradient.
struct GradOptions : mlir::PassPipelineOptions<GradOptions> {};
void buildGradPipeline(mlir::OpPassManager &pm, const GradOptions &options);

/// grad -> step: the functions the runtime calls, and no others.
struct StepOptions : mlir::PassPipelineOptions<StepOptions> {};
void buildStepPipeline(mlir::OpPassManager &pm, const StepOptions &options);

/// step -> kernels: every function is a list of launches. Defined in
/// passes/schedule.
struct KernelsOptions : mlir::PassPipelineOptions<KernelsOptions> {};
void buildKernelsPipeline(mlir::OpPassManager &pm,
                          const KernelsOptions &options);

/// kernels -> planned: every buffer has an offset. Defined in passes/schedule.
struct PlannedOptions : mlir::PassPipelineOptions<PlannedOptions> {};
void buildPlannedPipeline(mlir::OpPassManager &pm,
                          const PlannedOptions &options);

/// Registers the pipelines above for bmc-opt: --bmc-fused, --bmc-typed, ...
void registerBmcPipelines();

} // namespace bmc

#endif // BMC_PASSES_PIPELINES_H
