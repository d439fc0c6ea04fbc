//===- Output.h - Where bmc writes ------------------------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_OUTPUT_H
#define BMC_TOOLS_BMC_OUTPUT_H

#include "codegen/cpu/target/EmitObject.h"
#include "tools/bmc/Driver.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace bmc {

using Printer = llvm::function_ref<void(llvm::raw_ostream &)>;

/// "kernels" for Phase::kernels.
llvm::StringRef phaseName(Phase phase);
std::optional<Phase> parsePhase(llvm::StringRef name);

/// Writes text to a file, or to standard output if `path` is empty or "-". A
/// file appears only if everything could be written. Reports failures.
bool writeText(llvm::StringRef path, Printer print);

/// DIR/NN-phase.mlir (.ll for llvm), creating DIR. Reports failures.
bool dumpPhase(llvm::StringRef directory, unsigned number, llvm::StringRef name,
               Printer print);

/// Assembly or an object to a file or standard output. Reports failures.
bool writeNative(llvm::Module &module, const CpuTarget &target, bool isText,
                 llvm::StringRef path);

/// "// memory: ..." lines above a planned module.
void printMemorySummary(mlir::ModuleOp planned, llvm::raw_ostream &os);

/// "bmc: error: message"; returns kExitEnvironment.
int reportEnvironment(llvm::StringRef message);

} // namespace bmc

#endif // BMC_TOOLS_BMC_OUTPUT_H
