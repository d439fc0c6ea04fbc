//===- EmitPtx.cpp - PTX of the grids of a program ------------------------===//

#include "codegen/nvptx/target/EmitPtx.h"
#include "codegen/common/target/Machine.h"
#include "codegen/common/target/Optimize.h"

#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;

namespace bmc {

static std::unique_ptr<llvm::TargetMachine>
createMachine(const GpuTarget &target) {
  LLVMInitializeNVPTXTargetInfo();
  LLVMInitializeNVPTXTarget();
  LLVMInitializeNVPTXTargetMC();
  LLVMInitializeNVPTXAsmPrinter();
  return createMachine("nvptx64-nvidia-cuda", target.arch, target.features);
}

std::optional<std::string> emitPtx(ModuleOp grids, const GpuTarget &target) {
  registerBuiltinDialectTranslation(*grids.getContext());
  registerLLVMDialectTranslation(*grids.getContext());
  registerNVVMDialectTranslation(*grids.getContext());
  llvm::LLVMContext context;
  auto module = translateModuleToLLVMIR(grids, context);
  if (!module)
    return std::nullopt;
  auto machine = createMachine(target);
  module->setTargetTriple(machine->getTargetTriple());
  module->setDataLayout(machine->createDataLayout());
  optimize(*module, *machine);
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream os(text);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, os, nullptr,
                                   llvm::CodeGenFileType::AssemblyFile))
    llvm::report_fatal_error("NVPTX cannot write assembly");
  passes.run(*module);
  return std::string(text);
}

} // namespace bmc
