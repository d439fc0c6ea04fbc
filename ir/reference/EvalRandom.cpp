//===- EvalRandom.cpp - Counter-based randomness --------------------------===//

#include "ir/reference/Math.h"
#include "ir/reference/Rules.h"

#include <cmath>

using namespace mlir;

namespace bmc::reference {

static LogicalResult evalDropout(DropoutOp op, Frame &frame) {
  std::optional<int64_t> stream = op.getStream();
  if (op.getByLaunch())
    stream = frame.getStream(*stream);
  if (!stream)
    return op.emitError("the launch has no such stream");
  const Tensor &x = frame[op.getX()];
  ArrayRef<int64_t> rng = frame[op.getRng()].ints();
  uint64_t seed = rng[0];
  uint32_t draw = static_cast<uint32_t>(rng[1]);
  double p = op.getP().convertToDouble();
  auto threshold = static_cast<uint32_t>(std::floor(p * 0x1p32));
  Tensor &y = frame[op.getY()];
  for (int64_t i = 0; i < y.getNumElements(); ++i) {
    bool keep = philoxWord(seed, draw, *stream, i) >= threshold;
    y.floats()[i] = keep ? x.floats()[i] / (1 - p) : 0;
  }
  return success();
}

void addRandomRules(RuleTable &rules) { rules.add<DropoutOp>(evalDropout); }

} // namespace bmc::reference
