//===- EvalRandom.cpp - Counter-based randomness --------------------------===//

#include "ir/reference/Math.h"
#include "ir/reference/Rules.h"

#include <cmath>

using namespace mlir;

namespace bmc::reference {

FailureOr<DropoutMask> DropoutMask::create(RandomOp op, Value rng, double p,
                                           Frame &frame) {
  std::optional<int64_t> stream = op.getStream();
  if (op.getByLaunch())
    stream = frame.getStream(*stream);
  if (!stream)
    return op.emitError("the launch has no such stream");
  ArrayRef<int64_t> state = frame[rng].ints();
  DropoutMask mask;
  mask.seed = state[0];
  mask.draw = static_cast<uint32_t>(state[1]);
  mask.stream = static_cast<uint32_t>(*stream);
  mask.threshold = static_cast<uint32_t>(std::floor(p * 0x1p32));
  mask.p = p;
  return mask;
}

double DropoutMask::apply(double x, int64_t i) const {
  return philoxWord(seed, draw, stream, i) >= threshold ? x / (1 - p) : 0;
}

static LogicalResult evalDropout(DropoutOp op, Frame &frame) {
  FailureOr<DropoutMask> mask =
      DropoutMask::create(op, op.getRng(), op.getP().convertToDouble(), frame);
  if (failed(mask))
    return failure();
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  for (int64_t i = 0; i < y.getNumElements(); ++i)
    y.floats()[i] = mask->apply(x.floats()[i], i);
  return success();
}

void addRandomRules(RuleTable &rules) { rules.add<DropoutOp>(evalDropout); }

} // namespace bmc::reference
