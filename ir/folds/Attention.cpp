//===- Attention.cpp - Folds of attention ---------------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// One segment, as a text that is generated is, hides no key.
LogicalResult AttentionOp::fold(FoldAdaptor adaptor,
                                SmallVectorImpl<OpFoldResult> &results) {
  Attribute segment = adaptor.getQuerySegments();
  if (!segment || segment != adaptor.getKeySegments())
    return failure();
  getQuerySegmentsMutable().clear();
  getKeySegmentsMutable().clear();
  return success();
}

} // namespace bmc
