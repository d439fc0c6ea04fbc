//===- Elementwise.cpp - One element in, one element out ------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

#include "llvm/ADT/APFloat.h"

using namespace mlir;

namespace bmc {

LogicalResult CompareOp::inferReturnTypes(MLIRContext *context,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  types.push_back(
      withElementType(adaptor.getA().getType(), IntegerType::get(context, 1)));
  return success();
}

LogicalResult SelectOp::verify() {
  return Constraints(getLoc()).extents(
      "select_c1", {"condition", getCondition()}, getExtents(getA().getType()));
}

LogicalResult ConvertOp::verify() {
  return Constraints(getLoc()).extents("convert_c1", {"y", getY()},
                                       getExtents(getX().getType()));
}

LogicalResult ToIntegerOp::verify() {
  return Constraints(getLoc()).extents("to_integer_c1", {"y", getY()},
                                       getExtents(getX().getType()));
}

LogicalResult ConstantOp::verify() {
  auto integer = dyn_cast<IntegerType>(getElementTypeOrSelf(getY().getType()));
  if (!integer)
    return success();
  // i1 holds 0 and 1, wider integers are signed.
  unsigned width = integer.getWidth();
  llvm::APSInt value(width, /*isUnsigned=*/width == 1);
  bool isExact = false;
  getValue().convertToInteger(value, APFloat::rmTowardZero, &isExact);
  if (isExact)
    return success();
  return Constraints(getLoc()).violated(
      "constant_c1", "value " + formatNumber(getValue().convertToDouble()) +
                         " is not an integer of " + Twine(width) +
                         (width == 1 ? " bit" : " bits"));
}

} // namespace bmc
