//===- EmitProgram.h - The tables the runtime reads -------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_PROGRAM_EMITPROGRAM_H
#define BMC_CODEGEN_COMMON_PROGRAM_EMITPROGRAM_H

#include "runtime/abi/Abi.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"

#include <string>

namespace bmc {

/// One image of a program.
struct ImageSource {
  BmrtImageKind kind;
  std::string arch;   ///< "cpu", "sm_80"
  std::string target; ///< in the user's words: "x86-64 avx512", "sm_80"
  mlir::ModuleOp planned;
  /// Of a GPU: what its kernels became (bmc-lower-gpu-kernels), and their PTX.
  mlir::ModuleOp grids;
  std::string code;
};

/// Adds `bmrt_images` (runtime/abi/Abi.h) to `module`, which holds the code of
/// the CPU's kernels if there is an image for it. `compiler` is the version the
/// program reports. Everything emitted is constant data.
void emitImages(llvm::ArrayRef<ImageSource> images, llvm::Module &module,
                llvm::StringRef compiler);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_PROGRAM_EMITPROGRAM_H
