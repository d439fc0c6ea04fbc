//===- ScoreMask.h - What a mask of scores is made of -----------*- C++ -*-===//
#ifndef BMC_PASSES_FUSION_SCOREMASK_H
#define BMC_PASSES_FUSION_SCOREMASK_H

#include "passes/fusion/ScoreBias.h"

namespace bmc {

/// Numbers of queries and keys; a query sees the keys of its own number.
struct ScoreSegments {
  OnScores queries, keys;
};

/// Hides keys where the condition has the value `hidesWhere`.
struct MaskPart {
  OnScores condition;
  bool hidesWhere = true;
  bool isCausal = false; ///< hides exactly the keys behind their query
  std::optional<ScoreSegments> segments; ///< if these say what is hidden
};

/// A mask as conditions of which each hides keys: `same and j <= i` has two.
struct ScoreMask {
  double fill = 0; ///< what a hidden score becomes, or loses
  llvm::SmallVector<MaskPart> parts;
};

/// The mask that a term is, also as numbers that are added: 0, or at most
/// kHiddenScore. nullopt if it adds other numbers.
std::optional<ScoreMask> matchMask(const ScoreTerm &term,
                                   const ScoreAxes &axes);

/// Whether it is certain that a part, or what is added, leaves each query the
/// key of its own position.
bool leavesOwnKey(const MaskPart &part, const ScoreAxes &axes);
bool leavesOwnKey(mlir::Value added, double factor);

/// The numbers as attention takes them, [B, S] or [B, T]; `line` is the axis of
/// queries or keys.
mlir::Value buildSegments(mlir::OpBuilder &builder, mlir::Location loc,
                          const OnScores &numbers, int64_t line,
                          const ScoreAxes &axes);

} // namespace bmc

#endif // BMC_PASSES_FUSION_SCOREMASK_H
