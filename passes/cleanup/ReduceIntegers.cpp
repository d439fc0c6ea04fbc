//===- ReduceIntegers.cpp - Sums and maxima of i32, as floats -------------===//
#include "ir/BmcOps.h"
#include "ir/Shape.h"
#include "passes/Passes.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_REDUCEINTEGERS
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

/// A reduction of i32 as one of f64, where sums of integers are exact. What
/// reads the result as a float takes it from there: a sum over rows stays one.
template <typename OpT> static void reduceAsFloats(OpT op) {
  if (isa<FloatType>(op.getType().getElementType()))
    return;
  OpBuilder b(op);
  Type f64 = b.getF64Type();
  auto wide = withElementType(op.getX().getType(), f64);
  Value x = ConvertOp::create(b, op.getLoc(), wide, op.getX());
  Value y = OpT::create(b, op.getLoc(), x, op.getAxes());
  for (Operation *user : llvm::make_early_inc_range(op->getUsers()))
    if (auto convert = dyn_cast<ConvertOp>(user)) {
      if (convert.getType() == y.getType()) {
        convert.getY().replaceAllUsesWith(y);
        convert.erase();
      } else {
        convert.setOperand(y);
      }
    }
  if (!op->use_empty())
    op.replaceAllUsesWith(
        ToIntegerOp::create(b, op.getLoc(), op.getType(), y).getResult());
  op.erase();
}

namespace {
struct ReduceIntegers : bmc::impl::ReduceIntegersBase<ReduceIntegers> {
  using ReduceIntegersBase::ReduceIntegersBase;

  void runOnOperation() override {
    // Rewriting one erases ops that a walk may be about to visit.
    SmallVector<Operation *> reductions;
    getOperation().walk([&](Operation *op) {
      if (isa<SumOp, MaxOp>(op))
        reductions.push_back(op);
    });
    for (Operation *op : reductions)
      if (auto sum = dyn_cast<SumOp>(op))
        reduceAsFloats(sum);
      else
        reduceAsFloats(cast<MaxOp>(op));
  }
};
} // namespace
