//===- FuseNormResidual.cpp - layer_norm(a + b) in one pass ---------------===//

#include "passes/Passes.h"
#include "passes/fusion/Remarks.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_FUSENORMRESIDUAL
#include "passes/Passes.h.inc"

namespace {

/// Whether `value` (or no value) is there before `op`.
bool isAvailableAt(Value value, Operation *op) {
  Operation *producer = value ? value.getDefiningOp() : nullptr;
  return !producer || producer->isBeforeInBlock(op);
}

/// A residual connection adds two tensors; a broadcast operand is a bias or a
/// table of positions, which its own kernel adds without storing it.
bool isResidual(AddOp add) {
  return llvm::none_of(add->getOperands(), [](Value operand) {
    return operand.getDefiningOp<BroadcastOp>() ||
           operand.getDefiningOp<ConstantOp>();
  });
}

/// The fused op stands where the addition stood, since its sum may be used
/// before the norm.
void replace(AddOp add, LayerNormOp norm) {
  OpBuilder builder(add);
  auto fused = AddLayerNormOp::create(builder, norm.getLoc(), add.getA(),
                                      add.getB(), norm.getWeight(),
                                      norm.getBias(), norm.getEpsAttr());
  add.getResult().replaceAllUsesWith(fused.getSum());
  norm.getY().replaceAllUsesWith(fused.getY());
  norm.getMean().replaceAllUsesWith(fused.getMean());
  norm.getRstd().replaceAllUsesWith(fused.getRstd());
  norm->erase();
  add->erase();
}

struct FuseNormResidual : impl::FuseNormResidualBase<FuseNormResidual> {
  void runOnOperation() override {
    Remarks remarks;
    SmallVector<LayerNormOp> norms;
    getOperation()->walk([&](LayerNormOp op) { norms.push_back(op); });
    for (LayerNormOp norm : norms) {
      auto add = norm.getX().getDefiningOp<AddOp>();
      if (!add || add->getBlock() != norm->getBlock() || !isResidual(add))
        continue;
      if (!isAvailableAt(norm.getWeight(), add) ||
          !isAvailableAt(norm.getBias(), add)) {
        remarks.notFused(norm.getLoc(),
                         "residual with layer norm: the norm's weight or bias "
                         "is computed after the residual");
        continue;
      }
      remarks.fused(norm.getLoc(), "residual with layer norm");
      replace(add, norm);
      ++numFused;
    }
  }
};

} // namespace
} // namespace bmc
