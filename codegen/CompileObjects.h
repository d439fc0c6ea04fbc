//===- CompileObjects.h - LLVM IR -> objects of a program -------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMPILEOBJECTS_H
#define BMC_CODEGEN_COMPILEOBJECTS_H

#include "codegen/cache/ObjectCache.h"
#include "codegen/cpu/target/Target.h"

#include "llvm/IR/Module.h"

#include <optional>
#include <string>

namespace bmc {

/// What a program is linked from, beside the runtime.
struct ProgramObjects {
  std::string tables;  ///< an object
  std::string kernels; ///< an archive of objects; empty without kernels
};

/// Compiles a module of compileToLLVMIR, kernel by kernel, on all CPUs, and
/// leaves new objects in the cache. The same program gives the same bytes
/// whatever the cache holds. Nothing if LLVM gave up on a kernel, which is
/// survived inside a CrashRecoveryContext only.
std::optional<ProgramObjects> compileObjects(llvm::Module &program,
                                             const CpuTarget &target,
                                             ObjectCache &cache);

} // namespace bmc

#endif // BMC_CODEGEN_COMPILEOBJECTS_H
