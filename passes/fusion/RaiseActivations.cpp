//===- RaiseActivations.cpp - Activations written as formulas -------------===//

#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/Raise.h"
#include "passes/fusion/RowFunction.h"

#include <cmath>

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_RAISEACTIVATIONS
#include "passes/Passes.h.inc"

namespace {

/// One operation's rounding per op of the formula, with room to spare; a
/// constant cut to ten digits exceeds it.
constexpr double kTolerance = 1e-12;
/// Below this a formula was meant to be the activation. The two gelus differ by
/// 5e-4.
constexpr double kNearMiss = 1e-6;

/// How people write an activation: with at most so many ops, of which so many
/// are more than arithmetic. What is longer is a chain of something else.
constexpr size_t kMaxOps = 16;
constexpr int kMaxFunctions = 3;

bool isTooLong(const RowFunction &function) {
  return function.ops.size() > kMaxOps ||
         llvm::count_if(function.ops, [](Operation *op) {
           return !isa<AddOp, SubOp, MulOp, DivOp, NegOp>(op);
         }) > kMaxFunctions;
}

struct Candidate {
  Activation activation;
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
    {Activation::GeluTanh, "gelu (tanh)", buildGelu<GeluKind::Tanh>},
    {Activation::Gelu, "gelu", buildGelu<GeluKind::None>},
    {Activation::Silu, "silu", build<SiluOp>},
    {Activation::Sigmoid, "sigmoid", build<SigmoidOp>},
    {Activation::Tanh, "tanh", build<TanhOp>},
    {Activation::Relu, "relu", build<ReluOp>},
};

/// Whether `where` takes the constant at x = 0, so that its gradient there is 0
/// like that of relu.
bool isFlatAtZero(SelectOp select) {
  auto compare = select.getCondition().getDefiningOp<CompareOp>();
  if (!compare)
    return false;
  Predicate predicate = compare.getPredicate();
  bool holdsIfEqual = predicate == Predicate::EQ ||
                      predicate == Predicate::LE || predicate == Predicate::GE;
  return getSplat(holdsIfEqual ? select.getA() : select.getB()).has_value();
}

/// Whether the derivative of the formula, taken op by op, is that of the
/// activation also where ops have a kink.
bool hasSameGradient(const RowFunction &function, Activation activation) {
  if (llvm::any_of(function.ops, [](Operation *op) {
        return op->hasTrait<bmc::OpTrait::Kinked>();
      }))
    return false;
  auto select = function.root.getDefiningOp<SelectOp>();
  return activation != Activation::Relu || (select && isFlatAtZero(select));
}

/// Why a function with these deviations is not the candidate although it looks
/// like it; empty if it is.
std::string getObjection(const RowFunction &function,
                         const Candidate &candidate,
                         const Deviation &deviation) {
  if (deviation.usual > kTolerance)
    return "the formula is close, but its constants differ";
  if (deviation.extreme > kTolerance)
    return "the formula overflows for large values";
  if (!hasSameGradient(function, candidate.activation))
    return "the formula has another gradient at 0";
  return "";
}

/// The activation that `root` is, and of what.
std::optional<Raised> raise(Operation *root, Remarks &remarks) {
  std::optional<Raised> raised;
  std::string nearMiss;
  visitRowFunctions(root->getResult(0), [&](const RowFunction &function) {
    if (isTooLong(function))
      return true;
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
      // Equal up to some size and bounded beyond it: meant to be different.
      if (deviation->extreme > kTolerance && std::isfinite(deviation->extreme))
        continue;
      std::string objection = getObjection(function, candidate, *deviation);
      if (!objection.empty()) {
        nearMiss = candidate.name.str() + ": " + objection;
        continue;
      }
      OpBuilder builder(root);
      Value value = candidate.build(builder, root->getLoc(), function.source);
      raised = Raised{candidate.name.str(), value};
      return true;
    }
    return false;
  });
  if (!raised && !nearMiss.empty())
    remarks.notRecognised(root->getLoc(), nearMiss);
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
