//===- EmitPtx.h - PTX of the grids of a program ----------------*- C++ -*-===//
#ifndef BMC_CODEGEN_NVPTX_TARGET_EMITPTX_H
#define BMC_CODEGEN_NVPTX_TARGET_EMITPTX_H

#include "codegen/nvptx/target/GpuTarget.h"

#include "mlir/IR/BuiltinOps.h"

#include <optional>
#include <string>

namespace bmc {

/// Optimises a module of grids (after buildGpuPipeline) and writes it as PTX.
/// Nothing after an error at the module.
std::optional<std::string> emitPtx(mlir::ModuleOp grids,
                                   const GpuTarget &target);

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_TARGET_EMITPTX_H
