//===- Machine.h - LLVM's view of a target ----------------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_TARGET_MACHINE_H
#define BMC_CODEGEN_COMMON_TARGET_MACHINE_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace bmc {

/// The machine of a back end that has been initialised; ends the process if
/// LLVM does not know the triple. Code is position-independent.
std::unique_ptr<llvm::TargetMachine> createMachine(llvm::StringRef triple,
                                                   llvm::StringRef cpu,
                                                   llvm::StringRef features);

/// LLVM IR of a module of the LLVM dialect, for this machine. Null after an
/// error has been emitted.
std::unique_ptr<llvm::Module> translateFor(const llvm::TargetMachine &machine,
                                           mlir::ModuleOp module,
                                           llvm::LLVMContext &context);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_TARGET_MACHINE_H
