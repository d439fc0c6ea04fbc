//===- EmitPtx.h - PTX of the grids of a program ----------------*- C++ -*-===//
#ifndef BMC_CODEGEN_NVPTX_TARGET_EMITPTX_H
#define BMC_CODEGEN_NVPTX_TARGET_EMITPTX_H

#include "codegen/cache/ObjectCache.h"
#include "codegen/nvptx/target/GpuTarget.h"

#include "mlir/IR/BuiltinOps.h"

#include <optional>
#include <string>

namespace bmc {

/// Optimises a module of grids (after buildGpuPipeline) and writes it as PTX, a
/// grid at a time on all CPUs; new ones stay in the cache. Nothing after an
/// error at the module, or if LLVM gave up on a grid, which is survived inside
/// a CrashRecoveryContext only.
std::optional<std::string> emitPtx(mlir::ModuleOp grids,
                                   const GpuTarget &target, ObjectCache &cache);

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_TARGET_EMITPTX_H
