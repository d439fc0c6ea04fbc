//===- KernelKind.h - How ops may share a kernel ----------------*- C++ -*-===//
//
// What the outliner (passes/schedule) may put together and the generators
// (codegen) must be able to emit: questions about the traits that ops declare
// in ops/*.td.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_KERNELKIND_H
#define BMC_IR_KERNELKIND_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace bmc {

/// Element i of the result is a function of elements i of the operands.
bool isElementwise(mlir::Operation *op);

/// Each result element is a function of single elements of the operands:
/// emitted inside other kernels, at any point of their iteration space.
bool isPointwise(mlir::Operation *op);

/// Pointwise and so cheap that every kernel that uses it has its own copy:
/// constants, positions, broadcasts, slices.
bool isFree(mlir::Operation *op);

/// No code at all: the result is the operand's memory.
bool isView(mlir::Operation *op);

/// The value whose memory `value` is: what lies behind its views.
mlir::Value viewRoot(mlir::Value value);

/// The op that anchors a kernel: the first that is not pointwise, or null.
mlir::Operation *findAnchor(mlir::func::FuncOp kernel);

/// Anchors whose first result may be followed, inside the kernel, by pointwise
/// ops of the same extents.
bool takesEpilogue(mlir::Operation *op);

/// Anchors whose operands may be last-axis slices of kernel arguments.
bool readsSlices(mlir::Operation *op);

/// Anchors that evaluate pointwise producers of their operand themselves.
bool takesPrologue(mlir::Operation *op);

} // namespace bmc

#endif // BMC_IR_KERNELKIND_H
