//===- CompileProgram.h - planned -> LLVM IR and PTX ------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMPILEPROGRAM_H
#define BMC_CODEGEN_COMPILEPROGRAM_H

#include "codegen/cache/ObjectCache.h"
#include "codegen/cpu/target/EmitObject.h"
#include "codegen/nvptx/target/GpuTarget.h"

#include <optional>

namespace bmc {

/// A program planned for one target: "cpu" or a GPU architecture.
struct PlannedImage {
  std::string target;
  mlir::ModuleOp module;
};

/// Compiles the kernels of copies of `images`, those of GPUs to PTX, and puts
/// them and the tables of all images into one module of LLVM IR for the host.
/// `mcpu` is as parseCpuTarget reads it; there is at most one image for the
/// CPU. New PTX stays in the cache. Null after an error has been emitted.
std::unique_ptr<llvm::Module>
compileToLLVMIR(llvm::ArrayRef<PlannedImage> images, llvm::StringRef mcpu,
                llvm::StringRef compiler, ObjectCache &cache,
                llvm::LLVMContext &context);

/// The PTX of a planned module's kernels; nothing after an error.
std::optional<std::string> compileToPtx(mlir::ModuleOp planned,
                                        const GpuTarget &target,
                                        ObjectCache &cache);

} // namespace bmc

#endif // BMC_CODEGEN_COMPILEPROGRAM_H
