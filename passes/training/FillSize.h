//===- FillSize.h - A value for a run-time size -----------------*- C++ -*-===//
#ifndef BMC_PASSES_TRAINING_FILLSIZE_H
#define BMC_PASSES_TRAINING_FILLSIZE_H

#include "ir/Shape.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace bmc {

/// Gives a run-time size of the function a value or another name.
void fillSize(mlir::func::FuncOp function, mlir::StringAttr dim, Extent size);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_FILLSIZE_H
