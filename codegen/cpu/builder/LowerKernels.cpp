//===- LowerKernels.cpp - Generate code for every kernel ------------------===//

#include "codegen/Passes.h"
#include "codegen/cpu/builder/CpuKernel.h"
#include "ir/BmcOps.h"
#include "ir/KernelDims.h"

namespace bmc {
#define GEN_PASS_DEF_LOWERKERNELS
#include "codegen/Passes.h.inc"
} // namespace bmc

using namespace mlir;
using namespace bmc;

namespace {

struct LowerKernels : bmc::impl::LowerKernelsBase<LowerKernels> {
  using LowerKernelsBase::LowerKernelsBase;

  void runOnOperation() override;

private:
  LogicalResult lower(func::FuncOp kernel, const CpuTarget &target);
};

} // namespace

LogicalResult LowerKernels::lower(func::FuncOp kernel,
                                  const CpuTarget &target) {
  OpBuilder builder(kernel);
  Location loc = kernel.getLoc();
  auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
  auto lowered =
      func::FuncOp::create(builder, loc, kernel.getName(),
                           builder.getFunctionType({pointer, pointer}, {}));
  Block *block = lowered.addEntryBlock();
  builder.setInsertionPointToEnd(block);
  CpuBuilder kernelBuilder(loc, builder, target);
  CpuKernel context(kernel, kernelBuilder, block->getArgument(0),
                    block->getArgument(1), kernelDims(kernel));
  if (failed(generateKernel(context)))
    return failure();
  func::ReturnOp::create(kernelBuilder);
  kernel.erase();
  return success();
}

void LowerKernels::runOnOperation() {
  ModuleOp module = getOperation();
  llvm::Expected<CpuTarget> target = parseCpuTarget(mcpu);
  if (!target) {
    module.emitError(llvm::toString(target.takeError()));
    return signalPassFailure();
  }
  for (Operation &op : llvm::make_early_inc_range(*module.getBody())) {
    auto function = dyn_cast<func::FuncOp>(op);
    if (isa<DimOp>(op))
      continue; // kernels look their sizes up
    if (!function || !function->hasAttr("bmc.kernel"))
      op.erase();
    else if (failed(lower(function, *target)))
      return signalPassFailure();
  }
  for (auto dim : llvm::to_vector(module.getOps<DimOp>()))
    dim.erase();
  for (NamedAttribute attr : llvm::to_vector(module->getDiscardableAttrs()))
    module->removeDiscardableAttr(attr.getName());
}
