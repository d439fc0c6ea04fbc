//===- RaiseNormalizations.cpp - Softmax and norms as formulas ------------===//

#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/Raise.h"
#include "passes/fusion/RowFunction.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_RAISENORMALIZATIONS
#include "passes/Passes.h.inc"

namespace {

/// Sums of a row in another order differ by a few digits; a variance that
/// cancels or an exponential that overflows differ by far more.
constexpr double kTolerance = 1e-10;

struct Candidate {
  std::string name;
  /// What the spelling is about if it is equal except on extreme values.
  std::string weakness;
  std::function<Value(OpBuilder &, Location, Value, ValueRange)> build;
  /// A larger formula may contain it.
  bool isPart = false;
};

template <typename OpT> Candidate makeSoftmax(StringRef name) {
  return {name.str(),
          "overflows for large values, since the maximum is not "
          "subtracted first",
          [](OpBuilder &builder, Location loc, Value x, ValueRange vectors)
              -> Value { return OpT::create(builder, loc, x); }};
}

/// layer_norm with an eps among the constants of the formula and the vectors,
/// in either order, as weight and bias.
Candidate makeLayerNorm(double eps, bool swapVectors) {
  auto build = [=](OpBuilder &builder, Location loc, Value x,
                   ValueRange vectors) -> Value {
    Value weight, bias;
    if (!vectors.empty())
      weight = vectors[swapVectors ? vectors.size() - 1 : 0];
    if (vectors.size() == 2)
      bias = vectors[swapVectors ? 0 : 1];
    return LayerNormOp::create(builder, loc, x, weight, bias,
                               builder.getF64FloatAttr(eps))
        .getY();
  };
  return {"layer norm",
          "loses digits, since the variance is a difference of large numbers; "
          "take the mean of (x - mean)^2",
          build};
}

Candidate makeRmsNorm(double eps) {
  auto build = [=](OpBuilder &builder, Location loc, Value x,
                   ValueRange vectors) -> Value {
    return RmsNormOp::create(builder, loc, x,
                             vectors.empty() ? Value() : vectors.front(),
                             builder.getF64FloatAttr(eps))
        .getY();
  };
  return {"rms norm", "differs for large values", build, /*isPart=*/true};
}

SmallVector<Candidate> getCandidates(const RowFunction &function) {
  SmallVector<Candidate> candidates;
  if (function.vectors.empty()) {
    candidates.push_back(makeSoftmax<SoftmaxOp>("softmax"));
    candidates.push_back(makeSoftmax<LogSoftmaxOp>("log softmax"));
  }
  if (function.vectors.size() > 2)
    return candidates;
  llvm::SmallVector<double> seen;
  for (double eps : function.constants) {
    if (!(eps > 0 && eps < 1) || llvm::is_contained(seen, eps))
      continue;
    seen.push_back(eps);
    candidates.push_back(makeLayerNorm(eps, /*swapVectors=*/false));
    if (function.vectors.size() == 2)
      candidates.push_back(makeLayerNorm(eps, /*swapVectors=*/true));
    else
      candidates.push_back(makeRmsNorm(eps));
  }
  return candidates;
}

/// What a formula turned out to be, and of what.
struct Finding {
  Candidate candidate;
  Value source;
  SmallVector<Value, 2> vectors;

  Raised build(Operation *root) const {
    OpBuilder builder(root);
    return {candidate.name,
            candidate.build(builder, root->getLoc(), source, vectors)};
  }
};

std::optional<Raised> raise(Operation *root, Remarks &remarks) {
  // What x - mean is divided by is its root mean square: a formula that may be
  // part of a larger one waits until that is ruled out.
  std::optional<Finding> found, part;
  std::string nearMiss;
  visitRowFunctions(root->getResult(0), [&](const RowFunction &function) {
    if (function.isPointwise)
      return false;
    RowProbe probe(function);
    for (const Candidate &candidate : getCandidates(function)) {
      std::optional<Deviation> deviation = probe.compare(candidate.build);
      if (!deviation || !(deviation->usual <= kTolerance))
        continue;
      if (!(deviation->extreme <= kTolerance)) {
        nearMiss = candidate.name + ": the formula " + candidate.weakness;
        continue;
      }
      Finding finding{candidate, function.source, function.vectors};
      if (candidate.isPart) {
        part = part ? part : finding;
        continue;
      }
      found = finding;
      return true;
    }
    return false;
  });
  if (std::optional<Finding> best = found ? found : part)
    return best->build(root);
  if (!nearMiss.empty())
    remarks.notRecognised(root->getLoc(), nearMiss);
  return std::nullopt;
}

/// norm(transpose(x)) -> transpose(norm(x)) where rows stay whole: of heads
/// that are normalised one by one, the rest of attention then sees the
/// transpose.
template <typename OpT>
void normaliseBeforeTranspose(OpT norm, ArrayRef<Value> statistics) {
  auto transpose = norm.getX().template getDefiningOp<TransposeOp>();
  if (!transpose ||
      transpose.getPermutation().back() != getRank(norm.getX()) - 1 ||
      llvm::any_of(statistics, [](Value v) { return !v.use_empty(); }))
    return;
  OpBuilder b(norm);
  Location loc = norm.getLoc();
  IRMapping before;
  before.map(norm.getX(), transpose.getX());
  auto *moved = b.clone(*norm, before);
  auto type = cast<RankedTensorType>(transpose.getX().getType());
  auto rows = makeTensorType(leadingExtents(type), type.getElementType());
  for (Value result : moved->getResults())
    result.setType(rows);
  moved->getResult(0).setType(type);
  norm.getY().replaceAllUsesWith(TransposeOp::create(
      b, loc, moved->getResult(0), transpose.getPermutation()));
  norm.erase();
}

void moveNorms(Operation *program) {
  program->walk([](Operation *op) {
    if (auto norm = dyn_cast<LayerNormOp>(op))
      normaliseBeforeTranspose(norm, {norm.getMean(), norm.getRstd()});
    else if (auto norm = dyn_cast<RmsNormOp>(op))
      normaliseBeforeTranspose(norm, {norm.getRstd()});
  });
}

struct RaiseNormalizations
    : impl::RaiseNormalizationsBase<RaiseNormalizations> {
  void runOnOperation() override {
    numRaised += raiseAll(getOperation(), isBinaryElementwise, raise);
    moveNorms(getOperation());
  }
};

} // namespace
} // namespace bmc
