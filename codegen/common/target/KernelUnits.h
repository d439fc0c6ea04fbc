//===- KernelUnits.h - Kernels that are compiled one by one -----*- C++ -*-===//
//
// Nearly all time of a compilation is LLVM's, for kernels that know nothing of
// each other. Each is copied out of the program's module and serialised: any
// thread can compile it, and what it is compiled from is its name.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_TARGET_KERNELUNITS_H
#define BMC_CODEGEN_COMMON_TARGET_KERNELUNITS_H

#include "codegen/cache/ObjectCache.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bmc {

/// A kernel with all that it calls.
struct KernelUnit {
  /// What the kernel is called where it is compiled. Kernels of equal code,
  /// target, CPU and features (attributes of their functions) have equal
  /// symbols, whatever they were called.
  std::string symbol;
  llvm::SmallVector<char, 0> bitcode;
};

/// Copies kernels of one module, in order.
std::vector<KernelUnit> copyKernels(llvm::ArrayRef<llvm::Function *> kernels);

/// What units became, by symbol.
using KernelCode = std::map<std::string, std::string>;

/// Compiles units on all CPUs, each in a module of its own and a thread that
/// may be any, and leaves the code of new ones in the cache. Nothing if LLVM
/// gave up on a unit, which is survived inside a CrashRecoveryContext only.
std::optional<KernelCode>
compileKernels(std::vector<KernelUnit> units, ObjectCache &cache,
               llvm::function_ref<std::string(llvm::Module &)> compile);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_TARGET_KERNELUNITS_H
