//===- KernelUnits.h - Kernels that are compiled one by one -----*- C++ -*-===//
//
// Nearly all time of a compilation is LLVM's, for kernels that know nothing of
// each other. Each is taken out of the program's module and serialised: any
// thread can compile it, and what it was compiled from is its name.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_TARGET_KERNELUNITS_H
#define BMC_CODEGEN_CPU_TARGET_KERNELUNITS_H

#include "codegen/cpu/target/Target.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"

#include <string>
#include <vector>

namespace bmc {

/// A kernel with all that it calls.
struct KernelUnit {
  /// The kernel in the program and its objects. Kernels of equal code, CPU and
  /// features have equal symbols, whatever they were called.
  std::string symbol;
  llvm::SmallVector<char, 0> bitcode;
};

/// Takes the kernels that the tables of `program` point to out of it, in order,
/// and leaves hidden declarations of their symbols.
std::vector<KernelUnit> takeKernels(llvm::Module &program);

/// Compiles units on all CPUs into objects. An object is empty if LLVM gave up
/// on the unit, which is survived inside a CrashRecoveryContext only.
std::vector<std::string> compileKernels(llvm::ArrayRef<KernelUnit> units,
                                        const CpuTarget &target);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_TARGET_KERNELUNITS_H
