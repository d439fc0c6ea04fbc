//===- AttentionMatch.h - Attention in any way of writing it ----*- C++ -*-===//
#ifndef BMC_PASSES_FUSION_ATTENTIONMATCH_H
#define BMC_PASSES_FUSION_ATTENTIONMATCH_H

#include "ir/BmcOps.h"
#include "passes/fusion/ScoreMask.h"

#include <optional>
#include <string>

namespace bmc {

/// e^x is exactly 0 in every float type for a hidden score at or below this,
/// unless visible scores are just as low, which no trained model survives.
constexpr double kHiddenScore = -1e9;

/// dropout(softmax(mask(softcap(q k^T scale) + bias))) v for a batch of
/// matrices.
struct AttentionMatch {
  /// The product with the values, which attention replaces.
  MatmulOp output;
  /// Operands as the products have them, factors included.
  mlir::Value q, k, v;
  /// Whether the operand is stored [.., E, rows] instead of [.., rows, E].
  bool transposedQ = false, transposedK = false, transposedV = false;
  /// All constant factors of the scores, those on q and k included.
  double scale = 1;
  double softcap = 0;
  bool causal = false;
  std::optional<ScoreSegments> segments;
  /// What else is added to the scores or hides them, outermost first.
  llvm::SmallVector<ScoreTerm> terms;
  std::optional<ZeroedRows> zeroed;
  DropoutOp dropout; ///< of the probabilities, or null
  /// Which leading axis is attention's B; all others are heads. Without one
  /// there is no leading axis.
  ScoreAxes scores;
  int64_t numHeads = 1;
};

/// What became of a softmax: a match, or, if it stands between two products
/// and is yet no attention, the reason in the user's words. Neither for any
/// other softmax.
struct AttentionCandidate {
  std::optional<AttentionMatch> match;
  /// Where the reason is to be reported.
  mlir::Operation *culprit = nullptr;
  std::string reason;
};

AttentionCandidate matchAttention(SoftmaxOp softmax);

/// The constant factors that `value` carries below views: 1/8 for
/// transpose(reshape(x * 0.125)).
double getFactorBelowViews(mlir::Value value);

/// `value` without those factors: the same views on the unscaled source.
mlir::Value withoutFactor(mlir::OpBuilder &builder, mlir::Value value);

} // namespace bmc

#endif // BMC_PASSES_FUSION_ATTENTIONMATCH_H
