//===- ScoreMask.cpp - What a mask of scores is made of -------------------===//

#include "passes/fusion/ScoreMask.h"

#include "ir/Shape.h"
#include "passes/fusion/AttentionMatch.h"
#include "passes/fusion/CausalMask.h"
#include "passes/fusion/Matchers.h"
#include "passes/training/CausalBias.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace bmc {

//===----------------------------------------------------------------------===//
// Where the axes of a tensor are in the scores
//===----------------------------------------------------------------------===//

static bool isUnit(const Extent &extent) { return extent == Extent::fixed(1); }

/// The source of a reshape that only adds or drops axes of extent 1.
static std::optional<OnScores> beforeUnitAxes(ReshapeOp reshape,
                                              ArrayRef<int64_t> axes) {
  Extents from = getExtents(reshape.getX().getType());
  Extents to = getExtents(reshape.getType());
  OnScores source{reshape.getX(), {}};
  unsigned next = 0;
  auto skipUnits = [&] {
    while (next < to.size() && isUnit(to[next]))
      ++next;
  };
  for (const Extent &extent : from) {
    if (isUnit(extent)) {
      source.axes.push_back(OnScores::kNone);
      continue;
    }
    skipUnits();
    if (next == to.size() || to[next] != extent)
      return std::nullopt;
    source.axes.push_back(axes[next++]);
  }
  skipUnits();
  return next == to.size() ? std::optional(source) : std::nullopt;
}

/// The tensor before it was repeated or given axes of extent 1.
static OnScores behindViews(OnScores x) {
  while (true) {
    if (auto broadcast = x.value.getDefiningOp<BroadcastOp>()) {
      OnScores source{broadcast.getX(), {}};
      for (int64_t axis : broadcast.getAxes())
        source.axes.push_back(x.axes[axis]);
      x = source;
      continue;
    }
    auto reshape = x.value.getDefiningOp<ReshapeOp>();
    std::optional<OnScores> source =
        reshape ? beforeUnitAxes(reshape, x.axes) : std::nullopt;
    if (!source)
      return x;
    x = *source;
  }
}

/// The axes of the scores along which a tensor varies.
static SmallVector<int64_t> variesAlong(const OnScores &x) {
  SmallVector<int64_t> varying;
  for (auto [axis, extent] :
       llvm::zip_equal(x.axes, getExtents(x.value.getType())))
    if (axis != OnScores::kNone && !isUnit(extent))
      varying.push_back(axis);
  return varying;
}

//===----------------------------------------------------------------------===//
// Numbers that are a condition
//===----------------------------------------------------------------------===//

namespace {
/// A tensor of two numbers, of which a condition chooses.
struct TwoNumbers {
  OnScores condition;
  double onTrue, onFalse;

  TwoNumbers map(function_ref<double(double)> function) const {
    return {condition, function(onTrue), function(onFalse)};
  }
};
} // namespace

static std::optional<TwoNumbers> matchTwoNumbers(OnScores x) {
  x = behindViews(x);
  if (getElementTypeOrSelf(x.value).isInteger(1))
    return TwoNumbers{x, 1, 0};
  auto behind = [&](Value operand) {
    return matchTwoNumbers({operand, x.axes});
  };
  if (std::optional<Scaled> scaled = matchScale(x.value)) {
    std::optional<TwoNumbers> unscaled = behind(scaled->value);
    return unscaled ? std::optional(unscaled->map(
                          [&](double y) { return y * scaled->factor; }))
                    : std::nullopt;
  }
  Operation *op = x.value.getDefiningOp();
  if (isa_and_nonnull<ConvertOp, ToIntegerOp>(op))
    return behind(op->getOperand(0));
  if (auto select = dyn_cast_or_null<SelectOp>(op)) {
    std::optional<double> a = getSplat(select.getA());
    std::optional<double> b = getSplat(select.getB());
    return a && b ? std::optional(
                        TwoNumbers{{select.getCondition(), x.axes}, *a, *b})
                  : std::nullopt;
  }
  if (!isa_and_nonnull<AddOp, SubOp>(op))
    return std::nullopt;
  bool isLeft = getSplat(op->getOperand(0)).has_value();
  std::optional<double> number = getSplat(op->getOperand(isLeft ? 0 : 1));
  std::optional<TwoNumbers> rest =
      number ? behind(op->getOperand(isLeft ? 1 : 0)) : std::nullopt;
  if (!rest)
    return std::nullopt;
  double sign = isa<SubOp>(op) ? -1 : 1;
  return rest->map([&](double y) {
    return isLeft ? *number + sign * y : y + sign * *number;
  });
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// Equal numbers of a query and a key, which no head has its own of.
static std::optional<ScoreSegments> matchSegments(const MaskPart &part,
                                                  const ScoreAxes &axes) {
  auto compare = part.condition.value.getDefiningOp<CompareOp>();
  if (!compare || !getElementTypeOrSelf(compare.getA()).isInteger(32) ||
      compare.getPredicate() !=
          (part.hidesWhere ? Predicate::NE : Predicate::EQ))
    return std::nullopt;
  int64_t rank = cast<RankedTensorType>(axes.type).getRank();
  auto isAlong = [&](const OnScores &x, int64_t line) {
    SmallVector<int64_t> varying = variesAlong(x);
    return llvm::is_contained(varying, line) &&
           llvm::all_of(varying, [&](int64_t axis) {
             return axis == line || axis == axes.batch;
           });
  };
  OnScores a = behindViews({compare.getA(), part.condition.axes});
  OnScores b = behindViews({compare.getB(), part.condition.axes});
  if (!isAlong(a, rank - 2))
    std::swap(a, b);
  if (!isAlong(a, rank - 2) || !isAlong(b, rank - 1))
    return std::nullopt;
  return ScoreSegments{a, b};
}

/// Whether a condition hides exactly the keys behind their query.
static bool isCausal(const MaskPart &part, const ScoreAxes &axes) {
  int64_t rank = cast<RankedTensorType>(axes.type).getRank();
  ArrayRef<int64_t> own = part.condition.axes;
  if (own.size() < 2 || own[own.size() - 2] != rank - 2 ||
      own.back() != rank - 1)
    return false;
  std::optional<bool> upToRow = saysColumnUpToRow(part.condition.value);
  return upToRow && *upToRow != part.hidesWhere;
}

static void splitCondition(OnScores condition, bool hidesWhere,
                           const ScoreAxes &axes,
                           SmallVectorImpl<MaskPart> &parts) {
  condition = behindViews(condition);
  Operation *op = condition.value.getDefiningOp();
  auto split = [&](bool hides) {
    for (Value operand : op->getOperands())
      splitCondition({operand, condition.axes}, hides, axes, parts);
  };
  if (isa_and_nonnull<LogicalNotOp>(op))
    return split(!hidesWhere);
  if ((isa_and_nonnull<LogicalAndOp>(op) && !hidesWhere) ||
      (isa_and_nonnull<LogicalOrOp>(op) && hidesWhere))
    return split(hidesWhere);
  MaskPart part{condition, hidesWhere};
  part.isCausal = isCausal(part, axes);
  part.segments = matchSegments(part, axes);
  parts.push_back(part);
}

std::optional<ScoreMask> matchMask(const ScoreTerm &term,
                                   const ScoreAxes &axes) {
  ScoreMask mask;
  if (!term.added) {
    mask.fill = term.fill;
    splitCondition(term.condition, term.hidesWhere, axes, mask.parts);
    return mask;
  }
  std::optional<TwoNumbers> numbers =
      matchTwoNumbers(beforeBroadcast(term.added));
  if (!numbers)
    return std::nullopt;
  // 0 times infinity: a number that is added only where it is not 0.
  *numbers =
      numbers->map([&](double y) { return y == 0 ? 0 : y * term.factor; });
  bool hidesWhere = numbers->onFalse == 0;
  mask.fill = hidesWhere ? numbers->onTrue : numbers->onFalse;
  if ((hidesWhere ? numbers->onFalse : numbers->onTrue) != 0 ||
      !(mask.fill <= kHiddenScore))
    return std::nullopt;
  splitCondition(numbers->condition, hidesWhere, axes, mask.parts);
  return mask;
}

//===----------------------------------------------------------------------===//
// The key at the query's position
//===----------------------------------------------------------------------===//

/// The axis of a tensor that is this axis of the scores; -1 if it has none.
static int64_t axisOf(const OnScores &x, int64_t axis) {
  const auto *found = llvm::find(x.axes, axis);
  return found == x.axes.end() ? -1 : found - x.axes.begin();
}

bool leavesOwnKey(const MaskPart &part, const ScoreAxes &axes) {
  int64_t rank = cast<RankedTensorType>(axes.type).getRank();
  if (part.segments) {
    const auto &[queries, keys] = *part.segments;
    SmallVector<int64_t> moved(queries.axes);
    llvm::replace(moved, rank - 2, rank - 1);
    return queries.value == keys.value && moved == keys.axes;
  }
  Bounds bounds =
      boundsAtOwnKey(part.condition.value, axisOf(part.condition, rank - 2),
                     axisOf(part.condition, rank - 1));
  return part.hidesWhere ? bounds.most <= 0 : bounds.least > 0;
}

bool leavesOwnKey(Value added, double factor) {
  OnScores x = beforeBroadcast(added);
  int64_t rank = getRank(added);
  Bounds bounds =
      boundsAtOwnKey(x.value, axisOf(x, rank - 2), axisOf(x, rank - 1));
  return std::min(bounds.least * factor, bounds.most * factor) > kHiddenScore;
}

//===----------------------------------------------------------------------===//
// Operands of attention
//===----------------------------------------------------------------------===//

Value buildSegments(OpBuilder &builder, Location loc, const OnScores &numbers,
                    int64_t line, const ScoreAxes &axes) {
  Extents scores = getExtents(axes.type);
  Extents target{axes.batch ? scores[*axes.batch] : Extent::fixed(1),
                 scores[line]};
  Extents own;
  SmallVector<int64_t> places;
  for (int64_t axis : variesAlong(numbers)) {
    own.push_back(scores[axis]);
    places.push_back(axis == line ? 1 : 0);
  }
  Type element = getElementTypeOrSelf(numbers.value);
  Value x = ReshapeOp::create(builder, loc, makeTensorType(own, element),
                              numbers.value);
  if (own == target)
    return x;
  return BroadcastOp::create(builder, loc, makeTensorType(target, element), x,
                             places);
}

} // namespace bmc
