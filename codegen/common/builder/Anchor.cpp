//===- Anchor.cpp - A target's generators by anchor -----------------------===//

#include "codegen/common/builder/Anchor.h"

using namespace mlir;

namespace bmc {

int64_t boundedElements(ArrayRef<Extent> extents, DimBound bound) {
  int64_t elements = 1;
  for (const Extent &extent : extents)
    elements *= extent.isStatic() ? extent.size : bound(extent.name);
  return elements;
}

} // namespace bmc
