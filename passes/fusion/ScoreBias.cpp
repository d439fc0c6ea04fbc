//===- ScoreBias.cpp - What a model adds to scores, or hides --------------===//

#include "passes/fusion/ScoreBias.h"

#include "ir/Shape.h"
#include "passes/fusion/Matchers.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

#include <cmath>

using namespace mlir;

namespace bmc {

/// Swallows every score that is added to it, and is no reason for attention to
/// take a row for empty (Attention.td: -1e30).
constexpr double kHidingScore = -1e29;

OnScores beforeBroadcast(Value value) {
  OnScores before{value,
                  llvm::to_vector(llvm::seq<int64_t>(0, getRank(value)))};
  while (auto broadcast = before.value.getDefiningOp<BroadcastOp>()) {
    SmallVector<int64_t> axes;
    for (int64_t axis : broadcast.getAxes())
      axes.push_back(before.axes[axis]);
    before = {broadcast.getX(), axes};
  }
  return before;
}

std::optional<ScoreStep> matchHiding(Value value) {
  auto select = value.getDefiningOp<SelectOp>();
  if (!select)
    return std::nullopt;
  ScoreStep step;
  step.term.condition = beforeBroadcast(select.getCondition());
  for (bool hidesWhere : {true, false}) {
    Value hidden = hidesWhere ? select.getA() : select.getB();
    std::optional<double> fill = getSplat(hidden);
    if (!fill)
      continue;
    step.term.hidesWhere = hidesWhere;
    step.term.fill = *fill;
    step.scores = hidesWhere ? select.getB() : select.getA();
    return step;
  }
  return std::nullopt;
}

std::optional<ScoreStep> matchAddedBias(Value value,
                                        function_ref<bool(Value)> isScores) {
  Operation *op = value.getDefiningOp();
  if (!isa_and_nonnull<AddOp, SubOp>(op))
    return std::nullopt;
  Value left = op->getOperand(0), right = op->getOperand(1);
  bool isLeft = isScores(left);
  if (isLeft == isScores(right) || (!isLeft && isa<SubOp>(op)))
    return std::nullopt;
  ScoreStep step;
  step.scores = isLeft ? left : right;
  step.term.added = isLeft ? right : left;
  step.term.factor = isa<SubOp>(op) ? -1 : 1;
  return step;
}

/// scores > c or scores >= c, or the same the other way round: true where the
/// key is kept.
static std::optional<double> matchThreshold(Value condition, Value scores) {
  auto compare = condition.getDefiningOp<CompareOp>();
  if (!compare)
    return std::nullopt;
  using P = Predicate;
  P predicate = compare.getPredicate();
  bool isLeft = compare.getA() == scores;
  if (!(isLeft && (predicate == P::GT || predicate == P::GE)) &&
      !(compare.getB() == scores && (predicate == P::LT || predicate == P::LE)))
    return std::nullopt;
  return getSplat(isLeft ? compare.getB() : compare.getA());
}

std::optional<ZeroedRows> matchZeroedRows(Operation *user, Value probabilities,
                                          Value scores) {
  auto select = dyn_cast<SelectOp>(user);
  if (!select)
    return std::nullopt;
  ZeroedRows zeroed;
  zeroed.hidesWhere = select.getB() == probabilities;
  Value other = zeroed.hidesWhere ? select.getA() : select.getB();
  if (getSplat(other) != 0.0)
    return std::nullopt;
  zeroed.condition = beforeBroadcast(select.getCondition()).value;
  if (!zeroed.hidesWhere)
    zeroed.threshold = matchThreshold(select.getCondition(), scores);
  return zeroed;
}

namespace {

/// Tensors of the scores' rank, whose extents are the scores' or 1.
class BiasBuilder {
public:
  BiasBuilder(OpBuilder &builder, Location loc, const ScoreAxes &axes)
      : builder(builder), loc(loc), axes(axes) {}

  Value build(ArrayRef<ScoreTerm> terms,
              const std::optional<ZeroedRows> &zeroed);

private:
  Value shrink(const OnScores &x);
  Value spread(Value value, const Extents &extents);
  std::pair<Value, Value> join(Value a, Value b);
  Value hide(const ScoreTerm &term, Value bias, double fill);
  Value toAttention(Value bias);
  Value splat(double value, Type like) {
    return makeSplat(builder, loc, like, value);
  }
  int64_t rank() const { return cast<RankedTensorType>(axes.type).getRank(); }

  OpBuilder &builder;
  Location loc;
  const ScoreAxes &axes;
};

} // namespace

/// The tensor with axes of extent 1 where the scores have more axes.
Value BiasBuilder::shrink(const OnScores &x) {
  if (llvm::equal(x.axes, llvm::seq<int64_t>(0, rank())))
    return x.value;
  Extents extents(rank(), Extent::fixed(1));
  for (auto [axis, extent] :
       llvm::zip_equal(x.axes, getExtents(x.value.getType())))
    if (axis != OnScores::kNone)
      extents[axis] = extent;
  Type element = getElementTypeOrSelf(x.value.getType());
  return ReshapeOp::create(builder, loc, makeTensorType(extents, element),
                           x.value);
}

Value BiasBuilder::spread(Value value, const Extents &extents) {
  if (getExtents(value.getType()) == extents)
    return value;
  Type type = makeTensorType(extents, getElementTypeOrSelf(value.getType()));
  return BroadcastOp::create(builder, loc, type, value,
                             llvm::to_vector(llvm::seq<int64_t>(0, rank())));
}

/// Both with the extents that either of them has.
std::pair<Value, Value> BiasBuilder::join(Value a, Value b) {
  Extents extents = getExtents(a.getType());
  for (auto [extent, other] : llvm::zip_equal(extents, getExtents(b.getType())))
    if (extent == Extent::fixed(1))
      extent = other;
  return {spread(a, extents), spread(b, extents)};
}

Value BiasBuilder::hide(const ScoreTerm &term, Value bias, double fill) {
  Value condition = shrink(term.condition);
  if (!bias) {
    Type element = getElementTypeOrSelf(axes.type);
    bias = splat(0, makeTensorType(Extents(rank(), Extent::fixed(1)), element));
  }
  auto [where, otherwise] = join(condition, bias);
  Value hidden = splat(fill, otherwise.getType());
  return SelectOp::create(builder, loc, where,
                          term.hidesWhere ? hidden : otherwise,
                          term.hidesWhere ? otherwise : hidden);
}

/// [B, H, S, T] of a tensor of the scores' rank.
Value BiasBuilder::toAttention(Value bias) {
  Extents scores = getExtents(axes.type), extents = getExtents(bias.getType());
  extents.back() = scores.back();
  SmallVector<int64_t> order, heads;
  if (axes.batch)
    order.push_back(*axes.batch);
  for (int64_t axis = 0; axis < rank() - 2; ++axis)
    if (axis != axes.batch)
      heads.push_back(axis);
  llvm::append_range(order, heads);
  order.append({rank() - 2, rank() - 1});
  // Axes of heads become one, which repeats as a whole or not at all.
  int64_t numHeads = 1;
  if (llvm::any_of(heads, [&](int64_t axis) {
        return extents[axis] != Extent::fixed(1);
      }))
    for (int64_t axis : heads) {
      extents[axis] = scores[axis];
      numHeads *= scores[axis].size;
    }
  bias = spread(bias, extents);
  if (!isIdentityPermutation(order))
    bias = TransposeOp::create(builder, loc, bias, order);
  Extents all{axes.batch ? extents[*axes.batch] : Extent::fixed(1),
              Extent::fixed(numHeads), extents[rank() - 2], extents.back()};
  return ReshapeOp::create(
      builder, loc, makeTensorType(all, getElementTypeOrSelf(bias.getType())),
      bias);
}

Value BiasBuilder::build(ArrayRef<ScoreTerm> terms,
                         const std::optional<ZeroedRows> &zeroed) {
  Value bias;
  for (const ScoreTerm &term : llvm::reverse(terms)) {
    if (!term.added) {
      bool isZeroed = zeroed && !zeroed->threshold;
      double fill = zeroed && zeroed->threshold         ? term.fill
                    : isZeroed || std::isinf(term.fill) ? -INFINITY
                                                        : kHidingScore;
      bias = hide(term, bias, fill);
      continue;
    }
    Value added = shrink(beforeBroadcast(term.added));
    if (term.factor != 1)
      added = MulOp::create(builder, loc, added,
                            splat(term.factor, added.getType()));
    if (!bias) {
      bias = added;
      continue;
    }
    auto [left, right] = join(bias, added);
    bias = AddOp::create(builder, loc, left, right);
  }
  if (zeroed && zeroed->threshold) {
    Value limit = splat(*zeroed->threshold, bias.getType());
    Value keeps = CompareOp::create(builder, loc, Predicate::GT, bias, limit);
    bias = SelectOp::create(builder, loc, keeps, bias,
                            splat(-INFINITY, bias.getType()));
  }
  return toAttention(bias);
}

Value buildScoreBias(OpBuilder &builder, Location loc,
                     ArrayRef<ScoreTerm> terms,
                     const std::optional<ZeroedRows> &zeroed,
                     const ScoreAxes &axes) {
  return BiasBuilder(builder, loc, axes).build(terms, zeroed);
}

} // namespace bmc
