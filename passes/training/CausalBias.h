//===- CausalBias.h - Whether a bias hides later keys -----------*- C++ -*-===//
#ifndef BMC_PASSES_TRAINING_CAUSALBIAS_H
#define BMC_PASSES_TRAINING_CAUSALBIAS_H

#include "mlir/IR/Value.h"

namespace bmc {

/// True if it is certain that `bias` [.., S, T] of attention leaves no query a
/// key at a later position: masks of windows, written with positions.
bool hidesLaterKeys(mlir::Value bias);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_CAUSALBIAS_H
