//===- BmcDialect.h - The bmc dialect, its attributes and enums -*- C++ -*-===//
#ifndef BMC_IR_BMCDIALECT_H
#define BMC_IR_BMCDIALECT_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/TensorEncoding.h"

#include "ir/BmcDialect.h.inc"
#include "ir/BmcEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "ir/BmcAttrs.h.inc"

namespace bmc {
/// Group of the state that calls of @decode hand on.
constexpr llvm::StringLiteral kCarriedState = "carried";
} // namespace bmc

#endif // BMC_IR_BMCDIALECT_H
