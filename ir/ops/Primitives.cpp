//===- Primitives.cpp - Short spellings of primitive ops ------------------===//

#include "ir/ops/Primitives.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {

static int64_t rankOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getRank();
}

static SmallVector<int64_t> axesUpTo(int64_t count) {
  return llvm::to_vector(llvm::seq<int64_t>(0, count));
}

/// The type of `like` with the elements of `x`.
static Type repeatedType(Value x, Value like) {
  return withElementType(like.getType(), getElementTypeOrSelf(x.getType()));
}

Value Primitives::alongRows(Value x, Value like) {
  return make<BroadcastOp>(repeatedType(x, like), x,
                           axesUpTo(rankOf(like) - 1));
}

Value Primitives::everyRow(Value x, Value like) {
  return make<BroadcastOp>(repeatedType(x, like), x,
                           SmallVector<int64_t>{rankOf(like) - 1});
}

Value Primitives::everywhere(Value x, Value like) {
  return make<BroadcastOp>(repeatedType(x, like), x, axesUpTo(0));
}

Value Primitives::rowSum(Value x) {
  return make<SumOp>(x, SmallVector<int64_t>{rankOf(x) - 1});
}

Value Primitives::rowMean(Value x) {
  return make<MeanOp>(x, SmallVector<int64_t>{rankOf(x) - 1});
}

Value Primitives::rowMax(Value x) {
  return make<MaxOp>(x, SmallVector<int64_t>{rankOf(x) - 1});
}

Value Primitives::sumRows(Value x) {
  return rankOf(x) == 1 ? x : make<SumOp>(x, axesUpTo(rankOf(x) - 1));
}

Value Primitives::sumAll(Value x) {
  return rankOf(x) == 0 ? x : make<SumOp>(x, axesUpTo(rankOf(x)));
}

Value Primitives::splitHeads(Value x, int64_t heads) {
  Extents extents = getExtents(x.getType());
  Extent columns = extents.pop_back_val();
  extents.push_back(Extent::fixed(heads));
  extents.push_back(Extent::fixed(columns.size / heads));
  Type split = makeTensorType(extents, getElementTypeOrSelf(x.getType()));
  return make<TransposeOp>(make<ReshapeOp>(split, x),
                           SmallVector<int64_t>{0, 2, 1, 3});
}

Value Primitives::mergeHeads(Value x, Type type) {
  return make<ReshapeOp>(
      type, make<TransposeOp>(x, SmallVector<int64_t>{0, 2, 1, 3}));
}

} // namespace bmc
