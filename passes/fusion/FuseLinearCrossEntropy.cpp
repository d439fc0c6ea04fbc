//===- FuseLinearCrossEntropy.cpp - Head and loss without the logits ------===//

#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/fusion/Remarks.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_FUSELINEARCROSSENTROPY
#include "passes/Passes.h.inc"

namespace {

/// The linear that makes the logits, possibly below a reshape of its rows: the
/// mean over rows does not care how they are counted.
LinearOp getHead(CrossEntropyOp loss) {
  Operation *op = loss.getLogits().getDefiningOp();
  if (auto reshape = dyn_cast_or_null<ReshapeOp>(op)) {
    Extents from = getExtents(reshape.getX().getType());
    Extents to = getExtents(reshape.getType());
    if (from.empty() || to.empty() || from.back() != to.back() ||
        !reshape->hasOneUse())
      return nullptr;
    op = reshape.getX().getDefiningOp();
  }
  return dyn_cast_or_null<LinearOp>(op);
}

/// Why the pair cannot fuse, empty if it can.
StringRef getObstacle(LinearOp head) {
  if (!head->hasOneUse())
    return "the logits are used elsewhere";
  if (!head.getWeight().getType().hasStaticShape())
    return "the number of classes is known only at run time";
  if (head.getTransposed())
    return "the weight is stored [in, out]; x @ w.T of a weight [out, in] "
           "needs no logits in memory";
  return "";
}

void replace(CrossEntropyOp loss, LinearOp head) {
  OpBuilder builder(loss);
  Value x = head.getX();
  Extents rows = leadingExtents(loss.getLogits().getType());
  rows.push_back(getExtents(x.getType()).back());
  Type type = makeTensorType(rows, head.getType().getElementType());
  if (x.getType() != type)
    x = ReshapeOp::create(builder, loss.getLoc(), type, x);
  Value fused =
      LinearCrossEntropyOp::create(builder, loss.getLoc(), x, head.getWeight(),
                                   loss.getTargets(), head.getBias());
  Operation *logits = loss.getLogits().getDefiningOp();
  loss.getResult().replaceAllUsesWith(fused);
  loss->erase();
  if (logits != head)
    logits->erase();
  head->erase();
}

struct FuseLinearCrossEntropy
    : impl::FuseLinearCrossEntropyBase<FuseLinearCrossEntropy> {
  void runOnOperation() override {
    Remarks remarks;
    SmallVector<CrossEntropyOp> losses;
    getOperation()->walk([&](CrossEntropyOp op) { losses.push_back(op); });
    for (CrossEntropyOp loss : losses) {
      LinearOp head = getHead(loss);
      if (!head)
        continue;
      if (StringRef obstacle = getObstacle(head); !obstacle.empty()) {
        remarks.notFused(loss.getLoc(),
                         "linear with cross entropy: " + obstacle);
        continue;
      }
      remarks.fused(loss.getLoc(), "linear with cross entropy");
      replace(loss, head);
      ++numFused;
    }
  }
};

} // namespace
} // namespace bmc
