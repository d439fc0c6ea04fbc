//===- Recurrent.cpp - Folds of recurrent layers --------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// A mask of ones, which recurrent dropout leaves in evaluation, does nothing.
LogicalResult RecurrentOp::fold(FoldAdaptor adaptor,
                                SmallVectorImpl<OpFoldResult> &results) {
  auto mask = dyn_cast_or_null<FloatAttr>(adaptor.getMask());
  if (!mask || mask.getValueAsDouble() != 1)
    return failure();
  getMaskMutable().clear();
  return success();
}

} // namespace bmc
