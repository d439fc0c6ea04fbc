//===- Random.cpp - Counter-based randomness ------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

#include <limits>

using namespace mlir;

namespace bmc {

LogicalResult DropoutOp::verify() {
  Constraints require(getLoc());
  double p = getP().convertToDouble();
  if (!(p >= 0 && p < 1))
    return require.violated("dropout_c1", "p is " + formatNumber(p) +
                                              ", expected 0 <= p < 1");
  if (failed(
          require.extents("dropout_c2", {"rng", getRng()}, {Extent::fixed(2)})))
    return failure();
  // The stream is one 32-bit word of Philox's counter.
  int64_t stream = getStream();
  if (stream >= 0 && stream <= int64_t(std::numeric_limits<uint32_t>::max()))
    return success();
  return require.violated("dropout_c3", "stream is " + Twine(stream) +
                                            ", expected 0 <= stream < 2^32");
}

} // namespace bmc
