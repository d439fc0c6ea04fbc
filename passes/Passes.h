//===- Passes.h - Target-independent passes ---------------------*- C++ -*-===//
//
// `createXxx()` and `XxxOptions` of every pass in Passes.td, and
// registerBmcPassesPasses(), which makes them known to bmc-opt by their flags.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_PASSES_H
#define BMC_PASSES_PASSES_H

#include "ir/BmcOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace bmc {

#define GEN_PASS_DECL
#include "passes/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/Passes.h.inc"

} // namespace bmc

#endif // BMC_PASSES_PASSES_H
