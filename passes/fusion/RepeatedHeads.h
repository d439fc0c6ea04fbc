//===- RepeatedHeads.h - Keys that a group of heads shares ------*- C++ -*-===//
#ifndef BMC_PASSES_FUSION_REPEATEDHEADS_H
#define BMC_PASSES_FUSION_REPEATEDHEADS_H

#include "ir/BmcOps.h"

#include <optional>

namespace bmc {

/// Keys or values [B, T, H * E] that were made of fewer heads, each repeated
/// for `group` neighbours.
struct RepeatedHeads {
  BroadcastOp broadcast;
  /// The axis of the broadcast's result that repeats.
  int64_t axis;
  int64_t group;
  /// The reshapes and transposes after the broadcast, first applied first.
  llvm::SmallVector<mlir::Operation *> views;

  /// The same views of each head once: [B, T, H / group * E].
  mlir::Value build(mlir::OpBuilder &builder);
};

/// Matches heads of `headSize` columns. With head h reading head h / group
/// only: heads repeated in another order are no match.
std::optional<RepeatedHeads> matchRepeatedHeads(mlir::Value value,
                                                int64_t headSize);

} // namespace bmc

#endif // BMC_PASSES_FUSION_REPEATEDHEADS_H
