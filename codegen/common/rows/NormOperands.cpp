//===- NormOperands.cpp - What layer_norm and add_layer_norm share --------===//

#include "codegen/common/rows/NormOperands.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

NormOperands normOperands(Operation *anchor) {
  if (auto norm = dyn_cast<LayerNormOp>(anchor))
    return {norm.getX(),
            {},
            norm.getWeight(),
            norm.getBias(),
            norm.getEps().convertToDouble(),
            {},
            norm.getY(),
            norm.getMean(),
            norm.getRstd()};
  auto norm = cast<AddLayerNormOp>(anchor);
  return {norm.getA(),
          norm.getB(),
          norm.getWeight(),
          norm.getBias(),
          norm.getEps().convertToDouble(),
          norm.getSum(),
          norm.getY(),
          norm.getMean(),
          norm.getRstd()};
}

} // namespace bmc
