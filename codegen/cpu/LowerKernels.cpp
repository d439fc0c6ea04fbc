//===- LowerKernels.cpp - Generate code for every kernel ------------------===//

#include "codegen/Passes.h"
#include "codegen/cpu/Kernel.h"
#include "ir/BmcOps.h"

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
  LogicalResult lower(func::FuncOp kernel, const CpuTarget &target,
                      ArrayRef<StringAttr> dimNames);
};

} // namespace

LogicalResult LowerKernels::lower(func::FuncOp kernel, const CpuTarget &target,
                                  ArrayRef<StringAttr> dimNames) {
  OpBuilder builder(kernel);
  Location loc = kernel.getLoc();
  auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
  auto lowered =
      func::FuncOp::create(builder, loc, kernel.getName(),
                           builder.getFunctionType({pointer, pointer}, {}));
  Block *block = lowered.addEntryBlock();
  builder.setInsertionPointToEnd(block);
  KernelBuilder kernelBuilder(loc, builder, target);
  Kernel context(kernel, kernelBuilder, block->getArgument(0),
                 block->getArgument(1), dimNames);
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
  SmallVector<StringAttr> dimNames;
  for (auto dim : module.getOps<DimOp>())
    dimNames.push_back(dim.getSymNameAttr());
  for (Operation &op : llvm::make_early_inc_range(*module.getBody())) {
    auto function = dyn_cast<func::FuncOp>(op);
    if (!function || !function->hasAttr("bmc.kernel"))
      op.erase();
    else if (failed(lower(function, *target, dimNames)))
      return signalPassFailure();
  }
  for (NamedAttribute attr : llvm::to_vector(module->getDiscardableAttrs()))
    module->removeDiscardableAttr(attr.getName());
}
