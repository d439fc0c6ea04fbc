//===- LinkExecutable.h - Object and runtime to a program -------*- C++ -*-===//
#ifndef BMC_CODEGEN_LINK_LINKEXECUTABLE_H
#define BMC_CODEGEN_LINK_LINKEXECUTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace bmc {

enum class LinkKind {
  Executable,
  /// A shared object without main(), for running kernels inside a tool.
  SharedObject,
};

/// Links objects and archives, the runtime's last, into `output` by the
/// system's C++ driver (`c++`, or $CXX). The result needs libc and libm only.
/// On failure nothing is left at `output`; the error holds the linker's own
/// words.
llvm::Error linkProgram(llvm::ArrayRef<llvm::StringRef> inputs,
                        llvm::StringRef output, LinkKind kind);

/// libbmc_runtime.a beside the running tool: ../lib/libbmc_runtime.a.
llvm::Expected<std::string> findRuntimeArchive(llvm::StringRef toolPath);

} // namespace bmc

#endif // BMC_CODEGEN_LINK_LINKEXECUTABLE_H
