//===- CompileProgram.cpp - step -> object --------------------------------===//

#include "codegen/CompileProgram.h"
#include "codegen/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace bmc {

std::unique_ptr<llvm::Module> compileToLLVMIR(ModuleOp planned,
                                              llvm::StringRef mcpu,
                                              llvm::StringRef compiler,
                                              llvm::LLVMContext &context) {
  llvm::Expected<CpuTarget> target = parseCpuTarget(mcpu);
  if (!target) {
    planned.emitError(llvm::toString(target.takeError()));
    return nullptr;
  }
  OwningOpRef<ModuleOp> kernels(cast<ModuleOp>(planned->clone()));
  PassManager pm(planned.getContext());
  CpuOptions options;
  options.mcpu = mcpu.str();
  buildCpuPipeline(pm, options);
  if (failed(pm.run(*kernels)))
    return nullptr;
  return emitLLVMIR(*kernels, planned, *target, compiler, context);
}

} // namespace bmc
