//===- CausalBias.cpp - What masks do at which positions ------------------===//
//
// A mask is arithmetic of positions. Its value where key j comes after query i
// is followed as a i + b j + [least, most]: at the end only the largest and the
// least number that it can be there matter. Where key and query have one
// position it is followed as a i + [least, most].
//
//===----------------------------------------------------------------------===//
#include "passes/training/CausalBias.h"

#include "ir/BmcOps.h"
#include "ir/Shape.h"
#include "passes/fusion/AttentionMatch.h"
#include "passes/training/RowPlan.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace bmc;

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

namespace {

/// query * i + key * j + a number in `rest`.
struct Form {
  double query = 0, key = 0;
  Bounds rest = {-kInfinity, kInfinity};

  static Form number(double value) { return {0, 0, {value, value}}; }
  /// Where i >= 0 and j = i + d with d >= 1.
  Bounds bounds() const {
    double both = query + key;
    double least = (both < 0 || key < 0) ? -kInfinity : key;
    double most = (both > 0 || key > 0) ? kInfinity : key;
    Bounds sum{rest.least + least, rest.most + most};
    // Infinity less infinity may be anything.
    return {std::isnan(sum.least) ? -kInfinity : sum.least,
            std::isnan(sum.most) ? kInfinity : sum.most};
  }
  Form times(double factor) const {
    Bounds product{rest.least * factor, rest.most * factor};
    if (factor < 0)
      std::swap(product.least, product.most);
    return factor == 0 ? number(0)
                       : Form{query * factor, key * factor, product};
  }
  Form plus(const Form &other) const {
    return {query + other.query,
            key + other.key,
            {rest.least + other.rest.least, rest.most + other.rest.most}};
  }
};

/// A value and which of its axes number queries and keys; RowPlan::kWhole if
/// none does.
struct Place {
  Value value;
  int64_t query, key;
};

class Follower {
public:
  explicit Follower(bool atOwnKey) : atOwnKey(atOwnKey) {}

  /// What the value is there; anything, where that is not known.
  Form follow(const Place &place);

private:
  Form compute(const Place &place);
  Form combine(Operation *op, function_ref<Form(unsigned)> operand);
  std::optional<SmallVector<Place>> behind(const Place &place);

  bool atOwnKey; ///< key j is i; else j > i
  /// Masks are used by many heads and layers.
  llvm::DenseMap<std::tuple<Value, int64_t, int64_t>, Form> known;
};

} // namespace

static Form within(Bounds range) { return {0, 0, range}; }

/// The operands at the same point; none if the op mixes positions.
std::optional<SmallVector<Place>> Follower::behind(const Place &place) {
  Operation *op = place.value.getDefiningOp();
  SmallVector<Place> places;
  for (Value operand : op->getOperands())
    places.push_back({operand, RowPlan::kWhole, RowPlan::kWhole});
  for (auto [axis, member] : {std::pair(place.query, &Place::query),
                              std::pair(place.key, &Place::key)}) {
    if (axis == RowPlan::kWhole)
      continue;
    std::optional<RowPlan> plan = planRow(op, axis);
    if (!plan && !isa<BroadcastOp>(op))
      return std::nullopt;
    // What repeats is the same at all positions.
    if (!plan)
      continue;
    for (auto [operand, own] : llvm::zip_equal(places, plan->operandAxes))
      operand.*member = own;
  }
  return places;
}

static Form compare(Predicate predicate, const Form &a, const Form &b) {
  Bounds d = a.plus(b.times(-1)).bounds();
  auto decided = [](bool always, bool never) {
    return always ? Form::number(1) : never ? Form::number(0) : within({0, 1});
  };
  switch (predicate) {
  case Predicate::LT:
    return decided(d.most < 0, d.least >= 0);
  case Predicate::LE:
    return decided(d.most <= 0, d.least > 0);
  case Predicate::GT:
    return decided(d.least > 0, d.most <= 0);
  case Predicate::GE:
    return decided(d.least >= 0, d.most < 0);
  case Predicate::EQ:
    return decided(d.least == 0 && d.most == 0, d.least > 0 || d.most < 0);
  case Predicate::NE:
    return decided(d.least > 0 || d.most < 0, d.least == 0 && d.most == 0);
  }
  llvm_unreachable("unknown predicate");
}

static Form join(const Form &a, const Form &b) {
  Bounds x = a.bounds(), y = b.bounds();
  return within({std::min(x.least, y.least), std::max(x.most, y.most)});
}

static Form multiply(const Form &a, const Form &b) {
  for (auto [x, y] : {std::pair(a, b), std::pair(b, a)})
    if (x.query == 0 && x.key == 0 && x.rest.least == x.rest.most)
      return y.times(x.rest.least);
  Bounds x = a.bounds(), y = b.bounds();
  // A distance of 0, times a slope.
  if ((x.least == 0 && x.most == 0) || (y.least == 0 && y.most == 0))
    return Form::number(0);
  // Of equal signs only: enough for slopes and distances.
  if (x.least >= 0 && y.least >= 0)
    return within({0, kInfinity});
  if ((x.least >= 0 && y.most <= 0) || (x.most <= 0 && y.least >= 0))
    return within({-kInfinity, 0});
  return {};
}

Form Follower::combine(Operation *op, function_ref<Form(unsigned)> operand) {
  return llvm::TypeSwitch<Operation *, Form>(op)
      .Case<ConvertOp, StopGradientOp>([&](auto) { return operand(0); })
      .Case([&](AddOp) { return operand(0).plus(operand(1)); })
      .Case([&](SubOp) { return operand(0).plus(operand(1).times(-1)); })
      .Case([&](NegOp) { return operand(0).times(-1); })
      .Case([&](MulOp) { return multiply(operand(0), operand(1)); })
      .Case<ExpOp, Exp2Op, SigmoidOp>(
          [&](auto) { return within({0, kInfinity}); })
      .Case([&](AbsOp) {
        Bounds bounds = operand(0).bounds();
        return bounds.least >= 0  ? operand(0)
               : bounds.most <= 0 ? operand(0).times(-1)
                                  : within({0, kInfinity});
      })
      .Case([&](CompareOp op) {
        return compare(op.getPredicate(), operand(0), operand(1));
      })
      .Case([&](LogicalAndOp) {
        Bounds a = operand(0).bounds(), b = operand(1).bounds();
        return within({std::min(a.least, b.least), std::min(a.most, b.most)});
      })
      .Case([&](LogicalOrOp) {
        Bounds a = operand(0).bounds(), b = operand(1).bounds();
        return within({std::max(a.least, b.least), std::max(a.most, b.most)});
      })
      .Case([&](LogicalNotOp) {
        return operand(0).times(-1).plus(Form::number(1));
      })
      .Case([&](SelectOp) {
        Bounds condition = operand(0).bounds();
        return condition.least > 0   ? operand(1)
               : condition.most <= 0 ? operand(2)
                                     : join(operand(1), operand(2));
      })
      .Default([](Operation *op) {
        bool isCondition =
            getElementTypeOrSelf(op->getResult(0).getType()).isInteger(1);
        return isCondition ? within({0, 1}) : Form();
      });
}

Form Follower::follow(const Place &place) {
  std::tuple key{place.value, place.query, place.key};
  if (auto it = known.find(key); it != known.end())
    return it->second;
  Form form = compute(place);
  known[key] = form;
  return form;
}

Form Follower::compute(const Place &place) {
  Operation *op = place.value.getDefiningOp();
  if (!op)
    return {};
  if (auto constant = dyn_cast<ConstantOp>(op))
    return Form::number(constant.getValue().convertToDouble());
  if (auto arange = dyn_cast<ArangeOp>(op)) {
    if (!arange.counts())
      return {};
    return place.query == 0 ? Form{1, 0, {0, 0}}
           : place.key == 0
               ? (atOwnKey ? Form{1, 0, {0, 0}} : Form{0, 1, {0, 0}})
               : within({0, kInfinity});
  }
  if (auto mask = dyn_cast<CausalMaskOp>(op)) {
    int64_t rank = mask.getType().getRank();
    if (place.query == rank - 2 && place.key == rank - 1)
      return atOwnKey ? follow({mask.getX(), place.query, place.key})
                      : Form::number(mask.getFill().convertToDouble());
    return {};
  }
  std::optional<SmallVector<Place>> places = behind(place);
  if (!places)
    return {};
  if (op->hasTrait<bmc::OpTrait::MovesElements>() && op->getNumOperands() == 1)
    return follow(places->front());
  return combine(op, [&](unsigned i) { return follow((*places)[i]); });
}

bool bmc::hidesLaterKeys(Value bias) {
  int64_t rank = cast<RankedTensorType>(bias.getType()).getRank();
  return Follower(/*atOwnKey=*/false)
             .follow({bias, rank - 2, rank - 1})
             .bounds()
             .most <= kHiddenScore;
}

Bounds bmc::boundsAtOwnKey(Value value, int64_t query, int64_t key) {
  return Follower(/*atOwnKey=*/true).follow({value, query, key}).bounds();
}
