//===- Optimize.h - LLVM's optimiser for kernels ----------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_TARGET_OPTIMIZE_H
#define BMC_CODEGEN_COMMON_TARGET_OPTIMIZE_H

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace bmc {

/// Optimises kernels for the machine. Without the machine LLVM would not know
/// which branches must not be moved (barriers of a GPU).
void optimize(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_TARGET_OPTIMIZE_H
