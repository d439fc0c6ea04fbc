//===- FuseGatedFeedForward.cpp - act(gate) * up between linears
//-----------===//

#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/Remarks.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_FUSEGATEDFEEDFORWARD
#include "passes/Passes.h.inc"

namespace {

/// act(gate) * other below the last linear. Gate and other are linears of one
/// input, or the halves of one.
struct Gated {
  Operation *activation = nullptr;
  MulOp product;
  LinearOp gate, other;        ///< the same one if they are its halves
  SliceOp gateHalf, otherHalf; ///< null unless they are
  /// What stands between the product and the last linear.
  Operation *obstacle = nullptr;

  Activation kind() const { return *getActivation(activation); }
  bool gateLast() { return gateHalf && gateHalf.getOffset() != 0; }
  SmallVector<Operation *> parts() {
    SmallVector<Operation *> all{product, activation};
    for (Operation *half : {gateHalf.getOperation(), otherHalf.getOperation()})
      if (half)
        all.push_back(half);
    all.push_back(gate);
    if (other != gate)
      all.push_back(other);
    return all;
  }
  /// Whether nothing else reads the hidden layer.
  bool isHidden() {
    return llvm::all_of(parts(), [&](Operation *op) {
      bool isSplit = gateHalf && op == gate;
      return isSplit ? llvm::range_size(op->getUsers()) == 2 : op->hasOneUse();
    });
  }
};

/// Whether `slice` is a half of the last axis.
bool isHalf(SliceOp slice) {
  auto from = cast<RankedTensorType>(slice.getX().getType());
  int64_t last = from.getRank() - 1, size = slice.getSize();
  return static_cast<int64_t>(slice.getAxis()) == last &&
         2 * size == from.getDimSize(last) &&
         static_cast<int64_t>(slice.getOffset()) % size == 0;
}

/// Finds the linears that make both factors.
bool findLinears(Value gate, Value other, Gated &found) {
  found.gate = gate.getDefiningOp<LinearOp>();
  found.other = other.getDefiningOp<LinearOp>();
  if (found.gate && found.other)
    return found.gate != found.other &&
           found.gate.getX() == found.other.getX() &&
           found.gate.getWeight().getType() ==
               found.other.getWeight().getType();
  found.gateHalf = gate.getDefiningOp<SliceOp>();
  found.otherHalf = other.getDefiningOp<SliceOp>();
  if (!found.gateHalf || !found.otherHalf || !isHalf(found.gateHalf) ||
      found.gateHalf.getX() != found.otherHalf.getX() ||
      !isHalf(found.otherHalf) ||
      found.gateHalf.getOffset() == found.otherHalf.getOffset())
    return false;
  found.gate = found.other = found.gateHalf.getX().getDefiningOp<LinearOp>();
  return static_cast<bool>(found.gate);
}

std::optional<Gated> findGated(LinearOp last) {
  Gated found;
  Operation *op = last.getX().getDefiningOp();
  if (isa_and_nonnull<DropoutOp>(op)) {
    found.obstacle = op;
    op = op->getOperand(0).getDefiningOp();
  }
  found.product = dyn_cast_or_null<MulOp>(op);
  if (!found.product)
    return std::nullopt;
  Value a = found.product.getA(), b = found.product.getB();
  for (auto [active, other] : {std::pair(a, b), std::pair(b, a)}) {
    found.activation = active.getDefiningOp();
    if (found.activation && getActivation(found.activation) &&
        findLinears(found.activation->getOperand(0), other, found))
      return found;
  }
  return std::nullopt;
}

void replace(LinearOp last, Gated &gated) {
  OpBuilder builder(last);
  bool isSplit = static_cast<bool>(gated.gateHalf);
  LinearOp gate = gated.gate, other = gated.other;
  auto fused = GatedFeedForwardOp::create(
      builder, last.getLoc(), gate.getX(), gate.getWeight(), gate.getBias(),
      isSplit ? Value() : other.getWeight(),
      isSplit ? Value() : other.getBias(), last.getWeight(), last.getBias(),
      gated.kind(), gated.gateLast(), last.getTransposed());
  last.getResult().replaceAllUsesWith(fused.getY());
  SmallVector<Operation *> parts = gated.parts();
  last->erase();
  for (Operation *op : parts)
    op->erase();
}

struct FuseGatedFeedForward
    : impl::FuseGatedFeedForwardBase<FuseGatedFeedForward> {
  void runOnOperation() override {
    Remarks remarks;
    SmallVector<LinearOp> linears;
    getOperation()->walk([&](LinearOp op) { linears.push_back(op); });
    // In order of definition, as in FuseFeedForward.
    for (LinearOp last : linears) {
      std::optional<Gated> gated = findGated(last);
      if (!gated)
        continue;
      std::string name =
          "gated feed-forward (" + describeActivation(gated->kind()) + ")";
      if (gated->obstacle) {
        remarks.notFused(gated->obstacle->getLoc(),
                         name + ": dropout between the gate and the last "
                                "linear");
      } else if (!gated->isHidden()) {
        remarks.notFused(last.getLoc(),
                         name + ": the hidden layer is used more than once");
      } else if (gated->gate.getTransposed() != last.getTransposed() ||
                 gated->other.getTransposed() != last.getTransposed()) {
        remarks.notFused(last.getLoc(), name + ": " + kMixedWeights);
      } else {
        remarks.fused(last.getLoc(), name);
        replace(last, *gated);
        ++numFused;
      }
    }
  }
};

} // namespace
} // namespace bmc
