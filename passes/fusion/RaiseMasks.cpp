//===- RaiseMasks.cpp - Causal masks written with arange ------------------===//

#include "passes/Passes.h"
#include "passes/fusion/CausalMask.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_RAISEMASKS
#include "passes/Passes.h.inc"

namespace {

struct RaiseMasks : impl::RaiseMasksBase<RaiseMasks> {
  void runOnOperation() override {
    SmallVector<SelectOp> selects;
    getOperation()->walk([&](SelectOp op) { selects.push_back(op); });
    for (SelectOp select : selects) {
      std::optional<CausalSelection> mask =
          matchCausalSelection(select.getResult());
      if (!mask)
        continue;
      OpBuilder builder(select);
      Value masked =
          CausalMaskOp::create(builder, select.getLoc(), mask->visible,
                               builder.getF64FloatAttr(mask->fill));
      select.getResult().replaceAllUsesWith(masked);
      select->erase();
      ++numRaised;
    }
  }
};

} // namespace
} // namespace bmc
