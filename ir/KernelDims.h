//===- KernelDims.h - The run-time sizes a kernel depends on ----*- C++ -*-===//
#ifndef BMC_IR_KERNELDIMS_H
#define BMC_IR_KERNELDIMS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace bmc {

/// Names of the dims that the values and ops of a kernel mention, in the order
/// of the module's bmc.dim ops: the order of a launch's sizes.
llvm::SmallVector<mlir::StringAttr> kernelDims(mlir::func::FuncOp kernel);

/// How many random streams the dropouts of a kernel take from its launches.
/// They follow the dims.
unsigned kernelStreams(mlir::func::FuncOp kernel);

} // namespace bmc

#endif // BMC_IR_KERNELDIMS_H
