//===- Matmul.cpp - Products of matrices ----------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

using namespace mlir;

namespace bmc {

/// The last two extents of `value`, swapped if it is stored transposed.
static std::pair<Extent, Extent> matrixExtents(Named value, bool transposed) {
  Extents extents = value.extents();
  Extent last = extents.pop_back_val(), beforeLast = extents.pop_back_val();
  return transposed ? std::make_pair(last, beforeLast)
                    : std::make_pair(beforeLast, last);
}

LogicalResult LinearOp::inferReturnTypes(MLIRContext *context,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX()), weight("weight", adaptor.getWeight());
  if (failed(require.minRank("linear_c1", x, 1)) ||
      failed(require.rank("linear_c1", weight, 2)) ||
      failed(require.sameElements("linear_c4", {x, weight})))
    return failure();
  auto [outputs, inputs] = matrixExtents(weight, adaptor.getTransposed());
  if (failed(require.sameExtents("linear_c2", "columns of x", {x.last()},
                                 adaptor.getTransposed() ? "rows of weight"
                                                         : "those of weight",
                                 {inputs})))
    return failure();
  if (Value value = adaptor.getBias()) {
    Named bias("bias", value);
    if (failed(require.rank("linear_c1", bias, 1)) ||
        failed(require.sameElements("linear_c4", {x, bias})) ||
        failed(require.extents("linear_c3", bias, {outputs})))
      return failure();
  }
  Extents extents = x.leading();
  extents.push_back(outputs);
  types.push_back(makeTensorType(extents, x.element()));
  return success();
}

static LogicalResult checkMatmulRanks(const Constraints &require, Named a,
                                      Named b, bool transposeA) {
  if (b.rank() != 2)
    return failed(require.minRank("matmul_c1", b, 2))
               ? failure()
               : require.rank("matmul_c1", a, b.rank());
  return transposeA ? require.rank("matmul_c1", a, 2)
                    : require.minRank("matmul_c1", a, 1);
}

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *context,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named a("a", adaptor.getA()), b("b", adaptor.getB());
  bool transposeA = adaptor.getTransposeA();
  if (failed(checkMatmulRanks(require, a, b, transposeA)) ||
      failed(require.sameElements("matmul_c4", {a, b})))
    return failure();
  Extents extents = a.leading();
  Extent inner = a.last();
  if (a.rank() >= 2) {
    Extent rows;
    std::tie(rows, inner) = matrixExtents(a, transposeA);
    extents.back() = rows;
  }
  auto [innerB, columns] = matrixExtents(b, adaptor.getTransposeB());
  if (b.rank() > 2) {
    Extents batchA = extents, batchB = b.leading();
    batchA.pop_back();
    batchB.pop_back();
    if (failed(require.sameExtents("matmul_c2", "batch axes of b", batchB,
                                   "those of a", batchA)))
      return failure();
  }
  if (failed(require.sameExtents("matmul_c3", "rows of op(b)", {innerB},
                                 "columns of op(a)", {inner})))
    return failure();
  extents.push_back(columns);
  types.push_back(makeTensorType(extents, a.element()));
  return success();
}

/// Rows of a against one matrix; products of batches have no epilogue.
bool MatmulOp::takesEpilogue() { return getB().getType().getRank() == 2; }

LogicalResult LinearDweightOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named dy("dy", adaptor.getDy()), x("x", adaptor.getX());
  if (failed(require.minRank("linear_dweight_c1", dy, 1)) ||
      failed(require.minRank("linear_dweight_c1", x, 1)) ||
      failed(require.sameElements("linear_dweight_c3", {dy, x})) ||
      failed(require.sameExtents("linear_dweight_c1", "leading axes of x",
                                 x.leading(), "those of dy", dy.leading())) ||
      failed(require.isStatic("linear_dweight_c2", dy, dy.last())) ||
      failed(require.isStatic("linear_dweight_c2", x, x.last())))
    return failure();
  types.push_back(makeTensorType({dy.last(), x.last()}, dy.element()));
  return success();
}

} // namespace bmc
