//===- Output.h - Where bmc writes ------------------------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_OUTPUT_H
#define BMC_TOOLS_BMC_OUTPUT_H

#include "tools/bmc/Driver.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace bmc {

using Printer = llvm::function_ref<void(llvm::raw_ostream &)>;

/// "kernels" for Phase::kernels.
llvm::StringRef phaseName(Phase phase);
std::optional<Phase> parsePhase(llvm::StringRef name);

/// Puts a finished text or object where codegen/link/OutputFile.h says; to
/// standard output if `path` is empty or "-". Reports failures.
bool writeResult(llvm::StringRef path, llvm::StringRef contents);

/// The same for what is yet to be printed.
bool writeText(llvm::StringRef path, Printer print);

/// DIR/NN-phase.mlir (.ll for llvm), creating DIR. Reports failures.
bool dumpPhase(llvm::StringRef directory, unsigned number, llvm::StringRef name,
               Printer print);

/// "// memory: ..." lines above a planned module.
void printMemorySummary(mlir::ModuleOp planned, llvm::raw_ostream &os);

/// "bmc: error: message"; returns kExitEnvironment.
int reportEnvironment(llvm::StringRef message);

} // namespace bmc

#endif // BMC_TOOLS_BMC_OUTPUT_H
