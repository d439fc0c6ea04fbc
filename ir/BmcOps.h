//===- BmcOps.h - All ops of the bmc dialect --------------------*- C++ -*-===//
#ifndef BMC_IR_BMCOPS_H
#define BMC_IR_BMCOPS_H

#include "ir/BmcDialect.h"
#include "ir/BmcInterfaces.h"
#include "ir/optimizers/Formula.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#define GET_OP_CLASSES
#include "ir/BmcOps.h.inc"

#endif // BMC_IR_BMCOPS_H
