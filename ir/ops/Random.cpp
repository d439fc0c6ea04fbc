//===- Random.cpp - Counter-based randomness ------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

#include <limits>

using namespace mlir;

namespace bmc {

LogicalResult checkRandom(const Constraints &require, Value rng, int64_t stream,
                          StringRef rngLabel, StringRef streamLabel) {
  if (failed(require.extents(rngLabel, {"rng", rng}, {Extent::fixed(2)})))
    return failure();
  // The stream is one 32-bit word of Philox's counter.
  if (stream >= 0 && stream <= int64_t(std::numeric_limits<uint32_t>::max()))
    return success();
  return require.violated(streamLabel, "stream is " + Twine(stream) +
                                           ", expected 0 <= stream < 2^32");
}

LogicalResult checkDropout(const Constraints &require, double p, Value rng,
                           int64_t stream, const DropoutLabels &labels) {
  if (!(p >= 0 && p < 1))
    return require.violated(labels.p, "p is " + formatNumber(p) +
                                          ", expected 0 <= p < 1");
  return checkRandom(require, rng, stream, labels.rng, labels.stream);
}

LogicalResult DropoutOp::verify() {
  return checkDropout(Constraints(getLoc()), getP().convertToDouble(), getRng(),
                      getStream(), {"dropout_c1", "dropout_c2", "dropout_c3"});
}

bool DropoutOp::removeRandomness() {
  getY().replaceAllUsesWith(getX());
  erase();
  return true;
}

LogicalResult UniformOp::verify() {
  return checkRandom(Constraints(getLoc()), getRng(), getStream(), "uniform_c1",
                     "uniform_c2");
}

} // namespace bmc
