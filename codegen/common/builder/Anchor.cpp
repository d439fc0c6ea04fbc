//===- Anchor.cpp - The op that a kernel is built around ------------------===//

#include "codegen/common/builder/Anchor.h"
#include "ir/KernelKind.h"

using namespace mlir;

namespace bmc {

Operation *findAnchor(func::FuncOp kernel) {
  for (Operation &op : kernel.getBody().front().without_terminator())
    if (!isPointwise(&op))
      return &op;
  return nullptr;
}

int64_t boundedElements(ArrayRef<Extent> extents, DimBound bound) {
  int64_t elements = 1;
  for (const Extent &extent : extents)
    elements *= extent.isStatic() ? extent.size : bound(extent.name);
  return elements;
}

} // namespace bmc
