//===- EmitOps.h - One node as one op ---------------------------*- C++ -*-===//
#ifndef BMC_FRONTEND_EMIT_EMITOPS_H
#define BMC_FRONTEND_EMIT_EMITOPS_H

#include "frontend/Program.h"

#include "mlir/IR/Builders.h"

namespace bmc {

/// The type of a node's result.
mlir::RankedTensorType convertType(const TensorType &type,
                                   mlir::MLIRContext &context);

/// Builds the op of `node` (any but Input and Parameter). `rng` is used by
/// Dropout only.
mlir::Value emitOp(mlir::OpBuilder &builder, mlir::Location loc,
                   const Node &node, llvm::ArrayRef<mlir::Value> operands,
                   mlir::Value rng);

} // namespace bmc

#endif // BMC_FRONTEND_EMIT_EMITOPS_H
