//===- ScoreBias.h - What a model adds to scores, or hides ------*- C++ -*-===//
#ifndef BMC_PASSES_FUSION_SCOREBIAS_H
#define BMC_PASSES_FUSION_SCOREBIAS_H

#include "ir/BmcOps.h"

#include <optional>

namespace bmc {

/// A tensor whose axes are axes of the scores.
struct OnScores {
  /// An axis of extent 1 that the scores do not have.
  static constexpr int64_t kNone = -1;

  mlir::Value value;
  llvm::SmallVector<int64_t> axes;
};

/// `value`, which has the scores' axes, before it was broadcast.
OnScores beforeBroadcast(mlir::Value value);

/// One step between the scores and their softmax.
struct ScoreTerm {
  /// Added, times `factor`; null if keys are hidden instead.
  mlir::Value added;
  double factor = 1;
  /// Keys are hidden where this has the value `hidesWhere`, by a score of
  /// `fill`.
  OnScores condition;
  bool hidesWhere = true;
  double fill = 0;
};

/// A step over `value`: the term, and the scores without it.
struct ScoreStep {
  ScoreTerm term;
  mlir::Value scores;
};

/// Matches where(condition, fill, scores), also the other way round, with one
/// number to fill in.
std::optional<ScoreStep> matchHiding(mlir::Value value);

/// Matches scores + x, x + scores and scores - x, where `isScores` says which
/// is which.
std::optional<ScoreStep>
matchAddedBias(mlir::Value value,
               llvm::function_ref<bool(mlir::Value)> isScores);

/// Rows of probabilities that are set to zero: where(keep, softmax(x), 0).
struct ZeroedRows {
  /// Zero where this has the value `hidesWhere`; what it was broadcast from.
  mlir::Value condition;
  bool hidesWhere = true;
  /// Or zero where the scores are at or below this number.
  std::optional<double> threshold;
};

/// Matches the op that takes the softmax's result `probabilities` of `scores`.
std::optional<ZeroedRows> matchZeroedRows(mlir::Operation *user,
                                          mlir::Value probabilities,
                                          mlir::Value scores);

/// The scores, and which axis of them is what.
struct ScoreAxes {
  mlir::Type type; ///< of the scores, [leading.., S, T]
  /// Leading axis of the batch, if there are any; the others are heads.
  std::optional<int64_t> batch;
};

/// The sum of all terms, innermost last, as attention takes it: [B, H, S, T],
/// extents of 1 where it repeats. Hidden keys become minus infinity if `zeroed`
/// says that rows without any key are zero or the model hides them so, else a
/// number that leaves such rows uniform.
mlir::Value buildScoreBias(mlir::OpBuilder &builder, mlir::Location loc,
                           llvm::ArrayRef<ScoreTerm> terms,
                           const std::optional<ZeroedRows> &zeroed,
                           const ScoreAxes &axes);

} // namespace bmc

#endif // BMC_PASSES_FUSION_SCOREBIAS_H
