//===- EvalRandom.cpp - Counter-based randomness --------------------------===//

#include "ir/reference/Math.h"
#include "ir/reference/Rules.h"

#include <cmath>

using namespace mlir;

namespace bmc::reference {

FailureOr<RandomWords> RandomWords::create(RandomOp op, Value rng,
                                           Frame &frame) {
  std::optional<int64_t> stream = op.getStream();
  if (op.getByLaunch())
    stream = frame.getStream(*stream);
  if (!stream)
    return op.emitError("the launch has no such stream");
  ArrayRef<int64_t> state = frame[rng].ints();
  RandomWords words;
  words.seed = state[0];
  words.draw = static_cast<uint32_t>(state[1]);
  words.stream = static_cast<uint32_t>(*stream);
  return words;
}

uint32_t RandomWords::operator[](int64_t i) const {
  return philoxWord(seed, draw, stream, i);
}

double DropoutMask::apply(double x, int64_t i) const {
  return words[i] >= std::floor(p * 0x1p32) ? x / (1 - p) : 0;
}

static LogicalResult evalDropout(DropoutOp op, Frame &frame) {
  FailureOr<RandomWords> words = RandomWords::create(op, op.getRng(), frame);
  if (failed(words))
    return failure();
  DropoutMask mask{*words, op.getP().convertToDouble()};
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  for (int64_t i = 0; i < y.getNumElements(); ++i)
    y.floats()[i] = mask.apply(x.floats()[i], i);
  return success();
}

static LogicalResult evalUniform(UniformOp op, Frame &frame) {
  FailureOr<RandomWords> words = RandomWords::create(op, op.getRng(), frame);
  if (failed(words))
    return failure();
  Tensor &y = frame[op.getY()];
  for (int64_t i = 0; i < y.getNumElements(); ++i)
    y.floats()[i] = ((*words)[i] >> 8) * 0x1p-24;
  return success();
}

void addRandomRules(RuleTable &rules) {
  rules.add<DropoutOp>(evalDropout);
  rules.add<UniformOp>(evalUniform);
}

} // namespace bmc::reference
