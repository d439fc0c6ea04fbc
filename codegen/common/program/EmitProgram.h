//===- EmitProgram.h - The tables the runtime reads -------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_PROGRAM_EMITPROGRAM_H
#define BMC_CODEGEN_COMMON_PROGRAM_EMITPROGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"

namespace bmc {

/// Adds `bmrt_program` (runtime/abi/Abi.h) for a module in the `planned` phase
/// to `target`, which holds the kernels' code. `compiler` and `cpu` are the
/// version strings the program reports. Everything emitted is constant data.
void emitProgram(mlir::ModuleOp planned, llvm::Module &target,
                 llvm::StringRef compiler, llvm::StringRef cpu);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_PROGRAM_EMITPROGRAM_H
