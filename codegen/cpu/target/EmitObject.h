//===- EmitObject.h - LLVM IR, assembly and objects for a CPU ---*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_TARGET_EMITOBJECT_H
#define BMC_CODEGEN_CPU_TARGET_EMITOBJECT_H

#include "codegen/cpu/target/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <string>

namespace bmc {

/// An empty module for the host: the tables of a program without kernels for
/// the CPU.
std::unique_ptr<llvm::Module> createHostModule(const CpuTarget &target,
                                               llvm::LLVMContext &context);

/// Translates a module of LLVM-dialect kernels (after buildCpuPipeline). Null
/// after an error at the module.
std::unique_ptr<llvm::Module> translateKernels(mlir::ModuleOp kernels,
                                               const CpuTarget &target,
                                               llvm::LLVMContext &context);

enum class NativeFormat { Assembly, Object };

/// Optimises (-O1) and makes native code. Kernels are position-independent. In
/// memory: an object is not written from front to back.
std::string emitNative(llvm::Module &module, const CpuTarget &target,
                       NativeFormat format);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_TARGET_EMITOBJECT_H
