//===- Order.cpp - Positions by size --------------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

#include <limits>

using namespace mlir;

namespace bmc {

/// x has a last axis whose positions are i32.
static LogicalResult checkPositions(const Constraints &require, Named x,
                                    StringRef rankLabel, StringRef sizeLabel) {
  if (failed(require.minRank(rankLabel, x, 1)))
    return failure();
  if (!x.last().isStatic() ||
      x.last().size <= std::numeric_limits<int32_t>::max())
    return success();
  return require.violated(sizeLabel, "the last axis of x is " +
                                         Twine(x.last().size) +
                                         ", expected at most 2^31 - 1");
}

static Type positionsType(MLIRContext *context, const Extents &extents) {
  return makeTensorType(extents, IntegerType::get(context, 32));
}

LogicalResult ArgmaxOp::inferReturnTypes(MLIRContext *context,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  Named x("x", adaptor.getX());
  if (failed(
          checkPositions(Constraints(location), x, "argmax_c1", "argmax_c2")))
    return failure();
  types.push_back(positionsType(context, x.leading()));
  return success();
}

LogicalResult ArgsortOp::inferReturnTypes(MLIRContext *context,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX());
  if (failed(checkPositions(require, x, "argsort_c1", "argsort_c2")))
    return failure();
  Extents extents = x.extents();
  if (std::optional<int64_t> count = adaptor.getCount()) {
    if (failed(require.isStatic("argsort_c3", x, x.last())))
      return failure();
    if (*count < 1 || *count > x.last().size)
      return require.violated("argsort_c3",
                              "count is " + Twine(*count) +
                                  ", expected a number from 1 to " +
                                  Twine(x.last().size));
    extents.back() = Extent::fixed(*count);
  }
  types.push_back(positionsType(context, extents));
  return success();
}

} // namespace bmc
