//===- RulesShape.cpp - Ops that move elements ------------------*- C++ -*-===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

/// The permutation that undoes `permutation`.
static SmallVector<int64_t> inverse(ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> result(permutation.size());
  for (auto [to, from] : llvm::enumerate(permutation))
    result[from] = to;
  return result;
}

/// The axes of a broadcast's result along which it repeats its operand.
static SmallVector<int64_t> repeatedAxes(BroadcastOp op) {
  Extents from = getExtents(op.getX().getType());
  Extents to = getExtents(op.getY().getType());
  SmallVector<bool> repeated(to.size(), true);
  for (auto [source, target] : llvm::enumerate(op.getAxes()))
    repeated[target] = from[source] != to[target];
  SmallVector<int64_t> axes;
  for (auto [axis, flag] : llvm::enumerate(repeated))
    if (flag)
      axes.push_back(axis);
  return axes;
}

/// Zeros of x's type but for the extent of `axis`.
static Value zeros(Reverse &r, RankedTensorType type, int64_t axis,
                   int64_t size) {
  Extents extents = getExtents(type);
  extents[axis] = Extent::fixed(size);
  return ConstantOp::create(r.ops(),
                            makeTensorType(extents, type.getElementType()),
                            r.ops().getF64FloatAttr(0));
}

/// dy between zeros, so that it stands where the slice was taken.
static Value padSlice(SliceOp op, Reverse &r) {
  auto type = cast<RankedTensorType>(op.getX().getType());
  int64_t axis = op.getAxis();
  int64_t before = op.getOffset();
  int64_t after = type.getDimSize(axis) - before - op.getSize();
  SmallVector<Value> parts;
  if (before)
    parts.push_back(zeros(r, type, axis, before));
  parts.push_back(r.d(op.getY()));
  if (after)
    parts.push_back(zeros(r, type, axis, after));
  if (parts.size() == 1)
    return parts[0];
  return ConcatOp::create(r.ops(), parts, axis);
}

/// dy where the selected row is, 0 elsewhere. Positions are compared as
/// floats, which are exact up to 2^24 rows.
static Value placeRow(SelectRowOp op, Reverse &r) {
  Formula x = r(op.getX());
  int64_t axis = op.getAxis();
  ImplicitLocOpBuilder &b = r.ops();
  auto scalar = makeTensorType({}, x.type().getElementType());
  Extent extent = x.extents()[axis];
  Formula index(b, ConvertOp::create(b, scalar, op.getIndex()));
  if (op.getFromEnd())
    index = countOver(x, axis) - index.filled(1) - index;
  Value rows = ArangeOp::create(b, makeTensorType(extent, b.getI32Type()));
  Formula position(
      b, ConvertOp::create(b, makeTensorType(extent, scalar.getElementType()),
                           rows));
  SmallVector<int64_t> others =
      llvm::to_vector(llvm::seq<int64_t>(0, x.rank()));
  others.erase(others.begin() + axis);
  Formula isRow =
      compare(Predicate::EQ, repeatAlong(position, others, x.type()),
              everywhere(index, x.type()));
  return select(isRow, repeatAlong(r.d(op.getY()), axis, x.type()),
                x.filled(0));
}

void bmc::addShapeRules(RuleTable &rules) {
  // y = x[.., row, ..]: dx = dy in that row, 0 in the others
  rules.add<SelectRowOp>(
      [](SelectRowOp op, Reverse &r) { r.add(op.getX(), placeRow(op, r)); });

  // y = x in other extents: dx = dy in x's
  rules.add<ReshapeOp>([](ReshapeOp op, Reverse &r) {
    r.add(op.getX(), reshapeTo(r.d(op.getY()), r(op.getX()).type()));
  });
  // y[i_0..] = x[i permuted]: dx = dy permuted back
  rules.add<TransposeOp>([](TransposeOp op, Reverse &r) {
    r.add(op.getX(), TransposeOp::create(r.ops(), r.d(op.getY()),
                                         inverse(op.getPermutation())));
  });
  // y repeats x: dx = sum of dy over the repetitions
  rules.add<BroadcastOp>([](BroadcastOp op, Reverse &r) {
    Formula sum = sumOver(r.d(op.getY()), repeatedAxes(op));
    r.add(op.getX(), reshapeTo(sum, r(op.getX()).type()));
  });
  // y = x[offset : offset + size]: dx = dy there, 0 elsewhere
  rules.add<SliceOp>(
      [](SliceOp op, Reverse &r) { r.add(op.getX(), padSlice(op, r)); });
  // y[i] = x[i - shift] or 0: dx[i] = dy[i + shift] or 0, from either end
  rules.add<PadOp>([](PadOp op, Reverse &r) {
    r.add(op.getX(),
          PadOp::create(r.ops(), op.getX().getType(), r.d(op.getY()),
                        op.getAxis(), -op.getShift(), op.getFromEnd()));
  });
  // y[i] = x[n - 1 - i]: dx[i] = dy[n - 1 - i]
  rules.add<FlipOp>([](FlipOp op, Reverse &r) {
    Value dy = r.d(op.getY());
    r.add(op.getX(), FlipOp::create(r.ops(), dy.getType(), dy, op.getAxis()));
  });
  // y[.., k] = x[.., index k]: dx[.., n] = sum of dy[.., k] where index k = n
  rules.add<GatherOp>([](GatherOp op, Reverse &r) {
    r.add(op.getX(), ScatterAddOp::create(r.ops(), op.getX().getType(),
                                          r.d(op.getY()), op.getIndices()));
  });
  // y[.., n] = sum of src[.., k] where index k = n: dsrc[.., k] = dy[.., index
  // k]
  rules.add<ScatterAddOp>([](ScatterAddOp op, Reverse &r) {
    r.add(op.getSrc(), GatherOp::create(r.ops(), op.getSrc().getType(),
                                        r.d(op.getY()), op.getIndices()));
  });
  // y = x_0, x_1, .. in a row: dx_i = the slice of dy where x_i stands
  rules.add<ConcatOp>([](ConcatOp op, Reverse &r) {
    int64_t axis = op.getAxis(), offset = 0;
    for (Value x : op.getInputs()) {
      int64_t size = cast<RankedTensorType>(x.getType()).getDimSize(axis);
      r.add(x, SliceOp::create(r.ops(), r.d(op.getY()), axis, offset, size));
      offset += size;
    }
  });
}
