//===- CausalMask.h - Masks that hide later keys ----------------*- C++ -*-===//
#ifndef BMC_PASSES_FUSION_CAUSALMASK_H
#define BMC_PASSES_FUSION_CAUSALMASK_H

#include "ir/BmcOps.h"

#include <optional>

namespace bmc {

/// x where column j <= row i (last two axes), `fill` elsewhere.
struct CausalSelection {
  mlir::Value visible;
  double fill;
};

/// Whether a condition of which the last two axes are those of the scores says
/// `column <= row` (true), `column > row` (false), or something else (nullopt).
std::optional<bool> saysColumnUpToRow(mlir::Value condition);

/// Matches bmc.causal_mask and its hand-written form
/// `where(arange(S) <= arange(S) as column, x, fill)`.
std::optional<CausalSelection> matchCausalSelection(mlir::Value value);

/// Matches a tensor of 0 where j <= i and `fill` elsewhere, which hand-written
/// code adds to scores. Returns the fill.
std::optional<double> matchAdditiveCausalMask(mlir::Value value);

} // namespace bmc

#endif // BMC_PASSES_FUSION_CAUSALMASK_H
