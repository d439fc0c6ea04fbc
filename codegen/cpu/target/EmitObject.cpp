//===- EmitObject.cpp - LLVM IR, assembly and objects for a CPU -----------===//

#include "codegen/cpu/target/EmitObject.h"
#include "codegen/common/target/Machine.h"
#include "codegen/common/target/Optimize.h"

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;

namespace bmc {

static std::unique_ptr<llvm::TargetMachine>
createMachine(const CpuTarget &target) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  return createMachine("x86_64-unknown-linux-gnu", target.cpu, target.features);
}

std::unique_ptr<llvm::Module> createHostModule(const CpuTarget &target,
                                               llvm::LLVMContext &context) {
  auto module = std::make_unique<llvm::Module>("bmc", context);
  auto machine = createMachine(target);
  module->setTargetTriple(machine->getTargetTriple());
  module->setDataLayout(machine->createDataLayout());
  return module;
}

std::unique_ptr<llvm::Module> translateKernels(ModuleOp kernels,
                                               const CpuTarget &target,
                                               llvm::LLVMContext &context) {
  auto module = translateFor(*createMachine(target), kernels, context);
  if (!module)
    return nullptr;
  for (llvm::Function &function : *module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", target.cpu);
    if (!target.features.empty())
      function.addFnAttr("target-features", target.features);
    function.addFnAttr("prefer-vector-width",
                       std::to_string(target.vectorBytes() * 8));
    function.setLinkage(llvm::GlobalValue::InternalLinkage);
  }
  return module;
}

std::string emitNative(llvm::Module &module, const CpuTarget &target,
                       NativeFormat format) {
  auto machine = createMachine(target);
  optimize(module, *machine);
  llvm::SmallVector<char, 0> code;
  llvm::raw_svector_ostream os(code);
  llvm::legacy::PassManager passes;
  auto type = format == NativeFormat::Object
                  ? llvm::CodeGenFileType::ObjectFile
                  : llvm::CodeGenFileType::AssemblyFile;
  if (machine->addPassesToEmitFile(passes, os, nullptr, type))
    llvm::report_fatal_error("the CPU's target cannot write this format");
  passes.run(module);
  return std::string(code.begin(), code.end());
}

} // namespace bmc
