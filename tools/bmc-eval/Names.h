//===- Names.h - What files and reports call inputs and results -*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_EVAL_NAMES_H
#define BMC_TOOLS_BMC_EVAL_NAMES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <string>

namespace bmc {

/// `bmc.name`, or the parameter's name with ".GROUP" appended for every group
/// but "param", or "arg<i>".
std::string getInputName(mlir::func::FuncOp func, unsigned i);

/// Like getInputName, but a gradient is called as its parameter, as programs
/// write it to files; or "result<i>".
std::string getResultName(mlir::func::FuncOp func, unsigned i);

} // namespace bmc

#endif // BMC_TOOLS_BMC_EVAL_NAMES_H
