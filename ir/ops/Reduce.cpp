//===- Reduce.cpp - Reductions over axes ----------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

using namespace mlir;

namespace bmc {

static LogicalResult inferReduced(std::optional<Location> location, Named x,
                                  ArrayRef<int64_t> axes,
                                  SmallVectorImpl<Type> &types) {
  Extents extents = x.extents();
  int64_t last = -1;
  for (int64_t axis : axes) {
    if (axis <= last || axis >= x.rank())
      return Constraints(location).violated(
          "reduce_c1", "axis " + Twine(axis) +
                           " is out of order or out of range, expected "
                           "strictly increasing axes of " +
                           formatExtents(extents));
    last = axis;
  }
  for (int64_t axis : llvm::reverse(axes))
    extents.erase(extents.begin() + axis);
  types.push_back(makeTensorType(extents, x.element()));
  return success();
}

LogicalResult SumOp::inferReturnTypes(MLIRContext *context,
                                      std::optional<Location> location,
                                      Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferReduced(location, {"x", adaptor.getX()}, adaptor.getAxes(),
                      types);
}

LogicalResult MeanOp::inferReturnTypes(MLIRContext *context,
                                       std::optional<Location> location,
                                       Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  return inferReduced(location, {"x", adaptor.getX()}, adaptor.getAxes(),
                      types);
}

LogicalResult MaxOp::inferReturnTypes(MLIRContext *context,
                                      std::optional<Location> location,
                                      Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferReduced(location, {"x", adaptor.getX()}, adaptor.getAxes(),
                      types);
}

bool SumOp::sumsOver(StringAttr dim) {
  Extents extents = getExtents(getX().getType());
  return llvm::any_of(getAxes(),
                      [&](int64_t axis) { return extents[axis].name == dim; });
}

} // namespace bmc
