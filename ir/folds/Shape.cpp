//===- Shape.cpp - Folds of ops that move elements ------------------------===//

#include "ir/BmcOps.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {

// All elements of a constant are equal, so wherever they move they stay: each
// fold below hands a constant operand on as its own value.

static bool isIdentity(ArrayRef<int64_t> axes) {
  return llvm::equal(axes, llvm::seq<int64_t>(0, axes.size()));
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getY().getType())
    return getX();
  if (adaptor.getX())
    return adaptor.getX();
  auto inner = getX().getDefiningOp<ReshapeOp>();
  if (!inner)
    return nullptr;
  if (inner.getX().getType() == getY().getType())
    return inner.getX();
  getXMutable().assign(inner.getX());
  return getY();
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  if (isIdentity(getPermutation()))
    return getX();
  if (adaptor.getX())
    return adaptor.getX();
  auto inner = getX().getDefiningOp<TransposeOp>();
  if (!inner)
    return nullptr;
  SmallVector<int64_t> permutation;
  for (int64_t axis : getPermutation())
    permutation.push_back(inner.getPermutation()[axis]);
  if (isIdentity(permutation))
    return inner.getX();
  getXMutable().assign(inner.getX());
  setPermutation(permutation);
  return getY();
}

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getY().getType())
    return getX();
  if (adaptor.getX())
    return adaptor.getX();
  auto inner = getX().getDefiningOp<BroadcastOp>();
  if (!inner)
    return nullptr;
  SmallVector<int64_t> axes;
  for (int64_t axis : inner.getAxes())
    axes.push_back(getAxes()[axis]);
  getXMutable().assign(inner.getX());
  setAxes(axes);
  return getY();
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getY().getType())
    return getX();
  if (adaptor.getX())
    return adaptor.getX();
  auto inner = getX().getDefiningOp<SliceOp>();
  if (!inner || inner.getAxis() != getAxis())
    return nullptr;
  setOffset(getOffset() + inner.getOffset());
  getXMutable().assign(inner.getX());
  return getY();
}

OpFoldResult PadOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getY().getType() && getShift() == 0)
    return getX();
  auto constant = getX().getDefiningOp<ConstantOp>();
  bool staysConstant = constant && (isCrop() || constant.getValue().isZero());
  return staysConstant ? OpFoldResult(adaptor.getX()) : nullptr;
}

} // namespace bmc
