//===- LowerGpuKernels.cpp - Generate grids for every kernel --------------===//

#include "codegen/Passes.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

namespace bmc {
#define GEN_PASS_DEF_LOWERGPUKERNELS
#include "codegen/Passes.h.inc"
} // namespace bmc

using namespace mlir;
using namespace bmc;

namespace {

struct LowerGpuKernels : bmc::impl::LowerGpuKernelsBase<LowerGpuKernels> {
  using LowerGpuKernelsBase::LowerGpuKernelsBase;

  void runOnOperation() override;
};

} // namespace

static LogicalResult lower(func::FuncOp kernel) {
  OpBuilder builder(kernel);
  GpuBuilder gpuBuilder(kernel.getLoc(), builder);
  gpuBuilder.setInsertionPoint(kernel);
  GpuKernel context(kernel, gpuBuilder);
  if (failed(generateKernel(context)))
    return failure();
  kernel.erase();
  return success();
}

/// The array that GpuBuilder::shared hands out parts of.
static void declareSharedMemory(ModuleOp module) {
  OpBuilder builder(module.getBodyRegion());
  auto bytes = LLVM::LLVMArrayType::get(builder.getI8Type(), 0);
  LLVM::GlobalOp::create(builder, module.getLoc(), bytes,
                         /*isConstant=*/false, LLVM::Linkage::External,
                         kSharedMemoryName, Attribute(), /*alignment=*/16,
                         /*addrSpace=*/3);
}

void LowerGpuKernels::runOnOperation() {
  ModuleOp module = getOperation();
  for (Operation &op : llvm::make_early_inc_range(*module.getBody())) {
    auto function = dyn_cast<func::FuncOp>(op);
    if (isa<DimOp>(op))
      continue; // kernels look their sizes up
    if (!function || !function->hasAttr("bmc.kernel"))
      op.erase();
    else if (failed(lower(function)))
      return signalPassFailure();
  }
  for (auto dim : llvm::to_vector(module.getOps<DimOp>()))
    dim.erase();
  for (NamedAttribute attr : llvm::to_vector(module->getDiscardableAttrs()))
    module->removeDiscardableAttr(attr.getName());
  declareSharedMemory(module);
}
