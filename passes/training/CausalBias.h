//===- CausalBias.h - What masks do at which positions -----------*- C++
//-*-===//
#ifndef BMC_PASSES_TRAINING_CAUSALBIAS_H
#define BMC_PASSES_TRAINING_CAUSALBIAS_H

#include "mlir/IR/Value.h"

namespace bmc {

/// True if it is certain that `bias` [.., S, T] of attention leaves no query a
/// key at a later position: masks of windows, written with positions.
bool hidesLaterKeys(mlir::Value bias);

/// Numbers that a value is certain to be between; true is 1, false 0.
struct Bounds {
  double least, most;
};

/// What `value` can be where query and key have one position. `query` and `key`
/// are the axes that number them, RowPlan::kWhole where the value has none.
Bounds boundsAtOwnKey(mlir::Value value, int64_t query, int64_t key);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_CAUSALBIAS_H
