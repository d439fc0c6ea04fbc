//===- CompileProgram.h - step -> object ------------------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMPILEPROGRAM_H
#define BMC_CODEGEN_COMPILEPROGRAM_H

#include "codegen/cpu/target/EmitObject.h"

namespace bmc {

/// Lowers a copy of a `planned` module to LLVM IR: kernels and tables. Null
/// after an error has been emitted.
std::unique_ptr<llvm::Module> compileToLLVMIR(mlir::ModuleOp planned,
                                              llvm::StringRef mcpu,
                                              llvm::StringRef compiler,
                                              llvm::LLVMContext &context);

} // namespace bmc

#endif // BMC_CODEGEN_COMPILEPROGRAM_H
