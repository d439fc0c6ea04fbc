//===- CausalMask.cpp - Masks that hide later keys ------------------------===//

#include "passes/fusion/CausalMask.h"

#include "passes/fusion/Matchers.h"

namespace bmc {

using namespace mlir;

/// The axis along which `value` counts 0, 1, 2, ..: an arange that was
/// broadcast, possibly converted to floats (exact far beyond any length of
/// which a mask fits in memory).
static std::optional<int64_t> getCountingAxis(Value value) {
  int64_t axis = -1;
  while (Operation *op = value.getDefiningOp()) {
    if (auto broadcast = dyn_cast<BroadcastOp>(op)) {
      if (broadcast.getAxes().size() != 1 || axis != -1)
        return std::nullopt;
      axis = broadcast.getAxes().front();
    } else if (auto arange = dyn_cast<ArangeOp>(op)) {
      return axis == -1 || !arange.counts() ? std::nullopt
                                            : std::optional(axis);
    } else if (!isa<ConvertOp>(op) ||
               cast<ConvertOp>(op).getType().getElementType().isBF16()) {
      return std::nullopt;
    }
    value = op->getOperand(0);
  }
  return std::nullopt;
}

std::optional<bool> saysColumnUpToRow(Value condition) {
  while (auto broadcast = condition.getDefiningOp<BroadcastOp>()) {
    // The last two axes of the mask must be those of the scores.
    int64_t inner = getRank(broadcast.getX()), outer = getRank(condition);
    if (inner < 2 || broadcast.getAxes()[inner - 2] != outer - 2)
      return std::nullopt;
    condition = broadcast.getX();
  }
  auto compare = condition.getDefiningOp<CompareOp>();
  if (!compare)
    return std::nullopt;
  std::optional<int64_t> a = getCountingAxis(compare.getA());
  std::optional<int64_t> b = getCountingAxis(compare.getB());
  int64_t row = getRank(condition) - 2, column = row + 1;
  Predicate predicate = compare.getPredicate();
  if (a == row && b == column)
    return predicate == Predicate::GE   ? std::optional(true)
           : predicate == Predicate::LT ? std::optional(false)
                                        : std::nullopt;
  if (a == column && b == row)
    return predicate == Predicate::LE   ? std::optional(true)
           : predicate == Predicate::GT ? std::optional(false)
                                        : std::nullopt;
  return std::nullopt;
}

std::optional<CausalSelection> matchCausalSelection(Value value) {
  if (auto mask = value.getDefiningOp<CausalMaskOp>())
    return CausalSelection{mask.getX(), mask.getFill().convertToDouble()};
  auto select = value.getDefiningOp<SelectOp>();
  if (!select)
    return std::nullopt;
  std::optional<bool> upToRow = saysColumnUpToRow(select.getCondition());
  if (!upToRow)
    return std::nullopt;
  Value visible = *upToRow ? select.getA() : select.getB();
  Value hidden = *upToRow ? select.getB() : select.getA();
  std::optional<double> fill = getSplat(hidden);
  if (!fill)
    return std::nullopt;
  return CausalSelection{visible, *fill};
}

std::optional<double> matchAdditiveCausalMask(Value value) {
  while (auto broadcast = value.getDefiningOp<BroadcastOp>()) {
    int64_t inner = getRank(broadcast.getX()), outer = getRank(value);
    if (inner < 2 || broadcast.getAxes()[inner - 2] != outer - 2)
      return std::nullopt;
    value = broadcast.getX();
  }
  std::optional<CausalSelection> mask = matchCausalSelection(value);
  if (!mask || getSplat(mask->visible) != 0.0)
    return std::nullopt;
  return mask->fill;
}

} // namespace bmc
