//===- FuseNormResidual.cpp - norm(a + b) in one pass ---------------------===//

#include "passes/Passes.h"
#include "passes/fusion/Remarks.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_FUSENORMRESIDUAL
#include "passes/Passes.h.inc"

namespace {

/// Whether `value` is there before `op`.
bool isAvailableAt(Value value, Operation *op) {
  Operation *producer = value.getDefiningOp();
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

AddLayerNormOp fuse(OpBuilder &builder, AddOp add, LayerNormOp norm) {
  return AddLayerNormOp::create(builder, norm.getLoc(), add.getA(), add.getB(),
                                norm.getWeight(), norm.getBias(),
                                norm.getEpsAttr());
}

AddRmsNormOp fuse(OpBuilder &builder, AddOp add, RmsNormOp norm) {
  return AddRmsNormOp::create(builder, norm.getLoc(), add.getA(), add.getB(),
                              norm.getWeight(), norm.getEpsAttr());
}

/// The fused op stands where the addition stood, since its sum may be used
/// before the norm.
template <typename OpT> void replace(AddOp add, OpT norm) {
  OpBuilder builder(add);
  Operation *fused = fuse(builder, add, norm);
  add.getResult().replaceAllUsesWith(fused->getResult(0));
  norm->replaceAllUsesWith(fused->getResults().drop_front());
  norm->erase();
  add->erase();
}

struct FuseNormResidual : impl::FuseNormResidualBase<FuseNormResidual> {
  template <typename OpT> void fuseAll(StringRef name, Remarks &remarks) {
    std::string what = "residual with " + name.str();
    SmallVector<OpT> norms;
    getOperation()->walk([&](OpT op) { norms.push_back(op); });
    for (OpT norm : norms) {
      auto add = norm.getX().template getDefiningOp<AddOp>();
      if (!add || add->getBlock() != norm->getBlock() || !isResidual(add))
        continue;
      auto parameters = norm->getOperands().drop_front();
      if (!llvm::all_of(parameters,
                        [&](Value x) { return isAvailableAt(x, add); })) {
        remarks.notFused(norm.getLoc(),
                         what + ": the norm's weight or bias is computed after "
                                "the residual");
        continue;
      }
      remarks.fused(norm.getLoc(), what);
      replace(add, norm);
      ++numFused;
    }
  }

  void runOnOperation() override {
    Remarks remarks;
    fuseAll<LayerNormOp>("layer norm", remarks);
    fuseAll<RmsNormOp>("rms norm", remarks);
  }
};

} // namespace
} // namespace bmc
