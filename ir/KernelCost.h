//===- KernelCost.h - What a kernel must do at least ------------*- C++ -*-===//
#ifndef BMC_IR_KERNELCOST_H
#define BMC_IR_KERNELCOST_H

#include "ir/Cost.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <string>

namespace bmc {

/// What every launch of a kernel costs, however it is written and wherever it
/// runs: it reads each element it needs once, writes each result once, and
/// computes each op once per element.
struct KernelCost {
  Amount bytes;
  Amount products, operations; ///< see OpCost
  /// The op the kernel is built around: "linear"; "pointwise" if none is.
  std::string family;
  /// Element type that it computes in.
  mlir::Type element;
};

KernelCost kernelCost(mlir::func::FuncOp kernel);

} // namespace bmc

#endif // BMC_IR_KERNELCOST_H
