//===- AttentionBias.cpp - What attention adds to its scores --------------===//

#include "codegen/common/attention/AttentionBias.h"

using namespace mlir;

namespace bmc {

AttentionBias::AttentionBias(Kernel &kernel, Value bias)
    : b(kernel.builder), type(getElementTypeOrSelf(bias.getType())),
      extents(getExtents(bias.getType())), matrix(matrixOperand(kernel, bias)),
      queries(kernel.extent(extents[2])) {}

Value AttentionBias::row(Value batch, Value head, Value query) {
  auto isOne = [&](unsigned axis) { return extents[axis] == Extent::fixed(1); };
  Value number = isOne(0) ? b.index(0) : batch;
  number = b.mul(number, b.index(extents[1].size));
  if (!isOne(1))
    number = b.add(number, head);
  number = b.mul(number, queries);
  if (!isOne(2))
    number = b.add(number, query);
  return b.pointer(matrix.base, b.mul(number, matrix.stride), type);
}

} // namespace bmc
