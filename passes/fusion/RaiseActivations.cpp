//===- RaiseActivations.cpp - Activations written as formulas -------------===//

#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/Raise.h"
#include "passes/fusion/RowFunction.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_RAISEACTIVATIONS
#include "passes/Passes.h.inc"

namespace {

/// One operation's rounding per op of the formula, with room to spare; a
/// constant cut to ten digits exceeds it.
constexpr double kTolerance = 1e-12;
/// Below this a formula was meant to be the activation.
constexpr double kNearMiss = 1e-3;

struct Candidate {
  StringRef name;
  Value (*build)(OpBuilder &, Location, Value);
};

template <typename OpT> Value build(OpBuilder &builder, Location loc, Value x) {
  return OpT::create(builder, loc, x);
}

template <GeluKind kind>
Value buildGelu(OpBuilder &builder, Location loc, Value x) {
  return GeluOp::create(builder, loc, x.getType(), x, kind);
}

constexpr Candidate kCandidates[] = {
    {"gelu (tanh)", buildGelu<GeluKind::Tanh>},
    {"gelu", buildGelu<GeluKind::None>},
    {"silu", build<SiluOp>},
    {"sigmoid", build<SigmoidOp>},
    {"tanh", build<TanhOp>},
    {"relu", build<ReluOp>},
};

/// The activation that `root` is, and of what.
std::optional<Raised> raise(Operation *root, Remarks &remarks) {
  std::optional<Raised> raised;
  std::string nearMiss;
  visitRowFunctions(root->getResult(0), [&](const RowFunction &function) {
    if (!function.isPointwise)
      return false;
    RowProbe probe(function);
    for (const Candidate &candidate : kCandidates) {
      std::optional<Deviation> deviation = probe.compare(
          [&](OpBuilder &builder, Location loc, Value x, ValueRange) {
            return candidate.build(builder, loc, x);
          });
      if (!deviation || !(deviation->usual <= kNearMiss))
        continue;
      if (std::max(deviation->usual, deviation->extreme) > kTolerance) {
        nearMiss = candidate.name.str();
        continue;
      }
      OpBuilder builder(root);
      raised =
          Raised{candidate.name.str(),
                 candidate.build(builder, root->getLoc(), function.source)};
      return true;
    }
    return false;
  });
  if (!raised && !nearMiss.empty())
    remarks.notRecognised(root->getLoc(),
                          nearMiss + ": the formula is close, but differs by "
                                     "more than rounding or overflows");
  return raised;
}

struct RaiseActivations : impl::RaiseActivationsBase<RaiseActivations> {
  void runOnOperation() override {
    numRaised += raiseAll(getOperation(), isElementwiseFloat, raise);
  }

private:
  static bool isElementwiseFloat(Operation *op) {
    return isUnaryElementwise(op) || isBinaryElementwise(op) ||
           isa<SelectOp>(op);
  }
};

} // namespace
} // namespace bmc
