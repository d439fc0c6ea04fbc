//===- IndexRange.cpp - How large an integer input may be -----------------===//

#include "ir/BmcOps.h"
#include "ir/Shape.h"
#include "tools/bmc-eval/Inputs.h"

using namespace mlir;

namespace bmc {

/// Extent `axis` of a tensor; nullopt if it is a run-time size without value.
static std::optional<int64_t> getExtent(Value tensor, int64_t axis,
                                        const reference::DimValues &dims) {
  Extent extent = getExtents(tensor.getType())[axis];
  if (extent.isStatic())
    return extent.size;
  auto it = dims.find(extent.name.getValue());
  return it == dims.end() ? std::nullopt : std::optional(it->second);
}

static std::optional<int64_t> lastExtent(Value tensor,
                                         const reference::DimValues &dims) {
  return getExtent(
      tensor, cast<RankedTensorType>(tensor.getType()).getRank() - 1, dims);
}

/// The range of what a call passes on to `use`'s argument of the callee.
static std::optional<int64_t> rangeInCallee(OpOperand &use,
                                            FlatSymbolRefAttr symbol,
                                            const reference::DimValues &dims) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      use.getOwner(), symbol);
  if (!callee || callee.isExternal())
    return std::nullopt;
  return findIndexRange(callee.getArgument(use.getOperandNumber()), dims);
}

static std::optional<int64_t> rangeOfUse(OpOperand &use,
                                         const reference::DimValues &dims) {
  using Range = std::optional<int64_t>;
  return llvm::TypeSwitch<Operation *, Range>(use.getOwner())
      .Case([&](EmbeddingOp op) { return getExtent(op.getWeight(), 0, dims); })
      .Case([&](EmbeddingBackwardOp op) -> Range {
        return op.getNumEmbeddings();
      })
      .Case([&](EmbeddingBackwardRowsOp op) {
        bool isMark = use.get() == op.getMarked();
        return isMark ? 2 : getExtent(op.getInit(), 0, dims);
      })
      .Case<RowsNormOp, UpdateOp>([&](auto) -> Range { return 2; })
      .Case([&](OneHotOp op) -> Range { return op.getNumClasses(); })
      .Case<CrossEntropyOp, CrossEntropyBackwardOp>(
          [&](auto op) { return lastExtent(op.getLogits(), dims); })
      .Case<LinearCrossEntropyOp, LinearCrossEntropyGradOp>(
          [&](auto op) { return getExtent(op.getWeight(), 0, dims); })
      .Case([&](SelectRowOp op) {
        return getExtent(op.getX(), op.getAxis(), dims);
      })
      .Case([&](AttentionStepOp op) {
        return getExtent(op.getOldKeys(), 1, dims);
      })
      .Case([&](LaunchOp op) {
        return rangeInCallee(use, op.getKernelAttr(), dims);
      })
      .Case([&](func::CallOp op) {
        return rangeInCallee(use, op.getCalleeAttr(), dims);
      })
      .Case<ReshapeOp, TransposeOp, BroadcastOp, SliceOp, ConcatOp>(
          [&](Operation *op) { return findIndexRange(op->getResult(0), dims); })
      .Default(std::nullopt);
}

std::optional<int64_t> findIndexRange(Value value,
                                      const reference::DimValues &dims) {
  std::optional<int64_t> smallest;
  for (OpOperand &use : value.getUses())
    if (std::optional<int64_t> range = rangeOfUse(use, dims))
      smallest = std::min(smallest.value_or(*range), *range);
  return smallest;
}

} // namespace bmc
