//===- AssignScratch.cpp - Reserve scratch memory of kernels --------------===//

#include "codegen/Passes.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "ir/BmcOps.h"

namespace bmc {
#define GEN_PASS_DEF_ASSIGNSCRATCH
#include "codegen/Passes.h.inc"
} // namespace bmc

using namespace mlir;
using namespace bmc;

namespace {

struct AssignScratch : bmc::impl::AssignScratchBase<AssignScratch> {
  using AssignScratchBase::AssignScratchBase;

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    auto bound = [&](StringAttr name) -> int64_t {
      return symbols.lookup<DimOp>(name).getMax();
    };
    auto bytes = target == "cpu" ? scratchBytes : gpuScratchBytes;
    llvm::DenseMap<StringAttr, int64_t> known;
    getOperation().walk([&](LaunchOp launch) {
      StringAttr name = launch.getKernelAttr().getAttr();
      auto [it, isNew] = known.try_emplace(name, 0);
      if (isNew)
        it->second = bytes(symbols.lookup<func::FuncOp>(name), bound);
      launch.setScratch(it->second);
    });
  }
};

} // namespace
