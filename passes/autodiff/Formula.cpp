//===- Formula.cpp - Building bmc ops as formulas ---------------*- C++ -*-===//
#include "passes/autodiff/Formula.h"

using namespace mlir;
using namespace bmc;

Formula bmc::sumOver(Formula x, ArrayRef<int64_t> axes) {
  if (axes.empty())
    return x;
  return {x.ops(), SumOp::create(x.ops(), x, axes)};
}

Formula bmc::sumOverRows(Formula x) {
  return sumOver(x, llvm::to_vector(llvm::seq<int64_t>(0, x.rank() - 1)));
}

Formula bmc::sumOverLast(Formula x) {
  int64_t last = x.rank() - 1;
  return repeatAlong(sumOver(x, {last}), {last}, x.type());
}

Formula bmc::countOver(Formula x, ArrayRef<int64_t> axes) {
  Extents summed;
  for (int64_t axis : axes)
    summed.push_back(x.extents()[axis]);
  SmallVector<Attribute> dims;
  for (const Extent &extent : summed)
    if (!extent.isStatic())
      dims.push_back(extent.name);
  std::optional<int64_t> factor = staticProduct(summed);
  assert(factor && "x has more elements than int64 counts");
  ImplicitLocOpBuilder &b = x.ops();
  auto scalar = RankedTensorType::get({}, x.type().getElementType());
  if (dims.empty())
    return {b, ConstantOp::create(b, scalar, b.getF64FloatAttr(*factor))};
  return {b, SizeOp::create(b, scalar, b.getI64IntegerAttr(*factor),
                            b.getArrayAttr(dims))};
}

Formula bmc::repeatAlong(Formula x, ArrayRef<int64_t> axes,
                         RankedTensorType type) {
  if (axes.empty())
    return x;
  SmallVector<int64_t> kept;
  for (int64_t axis = 0; axis < type.getRank(); ++axis)
    if (!llvm::is_contained(axes, axis))
      kept.push_back(axis);
  return {x.ops(), BroadcastOp::create(x.ops(), type, x, kept)};
}

Formula bmc::everywhere(Formula scalar, RankedTensorType type) {
  auto all = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  return repeatAlong(scalar, all, type);
}

Formula bmc::reshapeTo(Formula x, RankedTensorType type) {
  if (x.type() == type)
    return x;
  return {x.ops(), ReshapeOp::create(x.ops(), type, x)};
}
