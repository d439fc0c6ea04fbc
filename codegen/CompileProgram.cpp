//===- CompileProgram.cpp - planned -> LLVM IR and PTX --------------------===//

#include "codegen/CompileProgram.h"
#include "codegen/Passes.h"
#include "codegen/common/program/EmitProgram.h"
#include "codegen/nvptx/target/EmitPtx.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace bmc {

/// Runs a pipeline on a copy; null after an error.
static OwningOpRef<ModuleOp>
lowerCopy(ModuleOp planned, function_ref<void(OpPassManager &)> build) {
  OwningOpRef<ModuleOp> copy(cast<ModuleOp>(planned->clone()));
  PassManager pm(planned.getContext());
  build(pm);
  if (failed(pm.run(*copy)))
    return nullptr;
  return copy;
}

static OwningOpRef<ModuleOp> lowerForGpu(ModuleOp planned) {
  return lowerCopy(planned, [](OpPassManager &pm) { buildGpuPipeline(pm); });
}

std::optional<std::string>
compileToPtx(ModuleOp planned, const GpuTarget &target, ObjectCache &cache) {
  OwningOpRef<ModuleOp> grids = lowerForGpu(planned);
  return grids ? emitPtx(*grids, target, cache) : std::nullopt;
}

std::unique_ptr<llvm::Module> compileToLLVMIR(ArrayRef<PlannedImage> images,
                                              StringRef mcpu,
                                              StringRef compiler,
                                              ObjectCache &cache,
                                              llvm::LLVMContext &context) {
  llvm::Expected<CpuTarget> cpu = parseCpuTarget(mcpu);
  if (!cpu) {
    images.front().module->emitError(llvm::toString(cpu.takeError()));
    return nullptr;
  }
  std::unique_ptr<llvm::Module> module;
  std::vector<ImageSource> sources;
  std::vector<OwningOpRef<ModuleOp>> lowered;
  for (const PlannedImage &image : images) {
    if (image.target == "cpu") {
      CpuOptions options;
      options.mcpu = mcpu.str();
      lowered.push_back(lowerCopy(image.module, [&](OpPassManager &pm) {
        buildCpuPipeline(pm, options);
      }));
      if (!lowered.back())
        return nullptr;
      module = translateKernels(*lowered.back(), *cpu, context);
      if (!module)
        return nullptr;
      sources.push_back({kBmrtCpu,
                         "cpu",
                         ("x86-64 " + cpu->name()).str(),
                         image.module,
                         {},
                         {}});
      continue;
    }
    GpuTarget target = *parseGpuTarget(image.target);
    lowered.push_back(lowerForGpu(image.module));
    if (!lowered.back())
      return nullptr;
    std::optional<std::string> ptx = emitPtx(*lowered.back(), target, cache);
    if (!ptx)
      return nullptr;
    sources.push_back({kBmrtCuda, target.arch.str(), target.arch.str(),
                       image.module, *lowered.back(), std::move(*ptx)});
  }
  if (!module)
    module = createHostModule(*cpu, context);
  emitImages(sources, *module, compiler);
  return module;
}

} // namespace bmc
