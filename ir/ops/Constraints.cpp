//===- Constraints.cpp - Checks of labelled op constraints ----------------===//

#include "ir/ops/Constraints.h"

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace bmc {

static std::string formatType(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

std::string formatNumber(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", value);
  return text;
}

LogicalResult Constraints::violated(StringRef label,
                                    const Twine &message) const {
  return emitOptionalError(location, label, ": ", message);
}

LogicalResult Constraints::rank(StringRef label, Named value,
                                int64_t expected) const {
  if (value.rank() == expected)
    return success();
  return violated(label, value.name + " has rank " + Twine(value.rank()) +
                             ", expected " + Twine(expected));
}

LogicalResult Constraints::minRank(StringRef label, Named value,
                                   int64_t expected) const {
  if (value.rank() >= expected)
    return success();
  return violated(label, value.name + " has rank " + Twine(value.rank()) +
                             ", expected at least " + Twine(expected));
}

LogicalResult Constraints::axis(StringRef label, int64_t axis,
                                Named value) const {
  if (axis >= 0 && axis < value.rank())
    return success();
  return violated(label, "axis " + Twine(axis) + " is not an axis of " +
                             value.name + ", which has rank " +
                             Twine(value.rank()));
}

LogicalResult Constraints::sameElements(StringRef label,
                                        ArrayRef<Named> values) const {
  for (const Named &value : values.drop_front())
    if (value.element() != values.front().element())
      return violated(label, value.name + " has elements " +
                                 formatType(value.element()) + ", expected " +
                                 formatType(values.front().element()) +
                                 " as in " + values.front().name);
  return success();
}

LogicalResult Constraints::sameExtents(StringRef label, StringRef nameA,
                                       const Extents &a, StringRef nameB,
                                       const Extents &b) const {
  if (a == b)
    return success();
  return violated(label, nameA + " are " + formatExtents(a) + ", expected " +
                             formatExtents(b) + " as " + nameB);
}

LogicalResult Constraints::extents(StringRef label, Named value,
                                   const Extents &expected) const {
  if (value.extents() == expected)
    return success();
  return violated(label, value.name + " is " + formatExtents(value.extents()) +
                             ", expected " + formatExtents(expected));
}

LogicalResult Constraints::isStatic(StringRef label, Named value,
                                    Extent extent) const {
  if (extent.isStatic())
    return success();
  return violated(label, "extent " + extent.name.getValue() + " of " +
                             value.name +
                             " is a run-time size, expected a "
                             "constant");
}

LogicalResult Constraints::type(StringRef label, Named value,
                                Type expected) const {
  if (value.type == expected)
    return success();
  return violated(label, value.name + " has type " + formatType(value.type) +
                             ", expected " + formatType(expected));
}

} // namespace bmc
