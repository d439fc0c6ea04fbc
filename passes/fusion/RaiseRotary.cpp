//===- RaiseRotary.cpp - Rotary positions without slices and concats ------===//
//
// Features e and e + E/2 of a head turn together (Su et al. 2021):
//
//   y[e] = x[e] cos - x[e + E/2] sin;  y[e + E/2] = x[e + E/2] cos + x[e] sin
//
// With x seen as [.., 2, E/2] that is x cos + flip(x) (sin, - for the first),
// all of it pointwise, so that a kernel reads the projection where it lies and
// writes what attention reads. Where neighbours turn together, 2e and 2e + 1, x
// is seen as [.., E/2, 2].
//
//===----------------------------------------------------------------------===//

#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/Raise.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_RAISEROTARY
#include "passes/Passes.h.inc"

namespace {

/// A half of the features of `source`, possibly transposed afterwards: the
/// first or the second ones, or every other one of a source [.., E/2, 2].
struct Half {
  Value source;
  int64_t offset;
  SmallVector<int64_t> permutation; ///< of the source; empty: none
};

/// Halves turn by the angles of these, of the extents of a half, or of both
/// halves.
struct Rotation {
  Value source;
  SmallVector<int64_t> permutation;
  Value cosine, sine;
  bool areNeighbours = false; ///< of a source [.., E/2, 2]
};

/// `value` before a transpose that leaves the last axis last.
std::pair<Value, SmallVector<int64_t>> beforeTranspose(Value value) {
  auto transpose = value.getDefiningOp<TransposeOp>();
  if (!transpose || transpose.getPermutation().back() != getRank(value) - 1)
    return {value, {}};
  return {transpose.getX(), SmallVector<int64_t>(transpose.getPermutation())};
}

std::optional<Half> matchHalf(Value value) {
  auto [part, permutation] = beforeTranspose(value);
  auto slice = part.getDefiningOp<SliceOp>();
  if (!slice ||
      static_cast<int64_t>(slice.getAxis()) + 1 != getRank(slice.getX()))
    return std::nullopt;
  Extent whole = getExtents(slice.getX().getType()).back();
  int64_t size = slice.getSize(), offset = slice.getOffset();
  if (whole != Extent::fixed(2 * size) || offset % size != 0)
    return std::nullopt;
  Value source = slice.getX();
  if (permutation.empty())
    std::tie(source, permutation) = beforeTranspose(source);
  return Half{source, offset / size, permutation};
}

/// What became a value [.., 1] by a reshape alone, or null.
Value beforeLast(Value value) {
  auto reshape = value.getDefiningOp<ReshapeOp>();
  Extents extents = getExtents(value.getType());
  if (!reshape || extents.empty() || extents.pop_back_val() != Extent::fixed(1))
    return {};
  return getExtents(reshape.getX().getType()) == extents ? reshape.getX()
                                                         : Value();
}

/// What became a value by leaving out a last axis of extent 1, or null.
Value withoutLast(Value value) {
  auto reshape = value.getDefiningOp<ReshapeOp>();
  Extents extents = getExtents(value.getType());
  extents.push_back(Extent::fixed(1));
  return reshape && getExtents(reshape.getX().getType()) == extents
             ? reshape.getX()
             : Value();
}

/// Every other feature.
std::optional<Half> matchEveryOther(Value value) {
  Value part = withoutLast(value);
  if (!part)
    return std::nullopt;
  SmallVector<int64_t> permutation;
  std::tie(part, permutation) = beforeTranspose(part);
  auto slice = part.getDefiningOp<SliceOp>();
  if (!slice || slice.getSize() != 1 ||
      static_cast<int64_t>(slice.getAxis()) + 1 != getRank(slice.getX()) ||
      getExtents(slice.getX().getType()).back() != Extent::fixed(2))
    return std::nullopt;
  return Half{slice.getX(), static_cast<int64_t>(slice.getOffset()),
              permutation};
}

bool areHalves(const std::optional<Half> &low,
               const std::optional<Half> &high) {
  return low && high && low->source == high->source && low->offset == 0 &&
         high->offset == 1 && low->permutation == high->permutation;
}

/// The products of the four ways to read a b +- c d.
template <typename OpT>
SmallVector<std::array<Value, 4>> readings(Value value) {
  auto op = value.getDefiningOp<OpT>();
  if (!op)
    return {};
  auto left = op.getA().template getDefiningOp<MulOp>();
  auto right = op.getB().template getDefiningOp<MulOp>();
  if (!left || !right)
    return {};
  SmallVector<std::array<Value, 4>> all;
  for (auto [a, b] : {std::pair(left.getA(), left.getB()),
                      std::pair(left.getB(), left.getA())})
    for (auto [c, d] : {std::pair(right.getA(), right.getB()),
                        std::pair(right.getB(), right.getA())})
      all.push_back({a, b, c, d});
  return all;
}

/// The rotation whose halves are low cos - high sin and high cos + low sin.
std::optional<Rotation>
matchParts(Value lower, Value upper,
           function_ref<std::optional<Half>(Value)> match) {
  for (auto [low, cosine, high, sine] : readings<SubOp>(lower)) {
    std::optional<Half> first = match(low), second = match(high);
    if (!areHalves(first, second))
      continue;
    for (auto [a, b, c, d] : readings<AddOp>(upper))
      if ((a == high && b == cosine && c == low && d == sine) ||
          (a == low && b == sine && c == high && d == cosine))
        return Rotation{first->source, first->permutation, cosine, sine};
  }
  return std::nullopt;
}

/// A concat of both halves, or of neighbours as [.., E/2, 1].
std::optional<Rotation> matchHalves(ConcatOp concat) {
  if (static_cast<int64_t>(concat.getAxis()) + 1 != getRank(concat) ||
      concat.getInputs().size() != 2)
    return std::nullopt;
  Value lower = concat.getInputs()[0], upper = concat.getInputs()[1];
  if (auto rotation = matchParts(lower, upper, matchHalf))
    return rotation;
  lower = beforeLast(lower);
  upper = beforeLast(upper);
  if (!lower || !upper)
    return std::nullopt;
  auto rotation = matchParts(lower, upper, matchEveryOther);
  if (rotation)
    rotation->areNeighbours = true;
  return rotation;
}

/// concat(-high, low).
std::optional<Half> matchTurned(Value value) {
  auto concat = value.getDefiningOp<ConcatOp>();
  if (!concat || concat.getInputs().size() != 2 ||
      static_cast<int64_t>(concat.getAxis()) + 1 != getRank(concat))
    return std::nullopt;
  auto neg = concat.getInputs()[0].getDefiningOp<NegOp>();
  if (!neg)
    return std::nullopt;
  std::optional<Half> low = matchHalf(concat.getInputs()[1]);
  if (!areHalves(low, matchHalf(neg.getX())))
    return std::nullopt;
  return low;
}

/// x cos + concat(-high, low) sin, with angles for all features.
std::optional<Rotation> matchTurnedSum(AddOp sum) {
  for (auto [x, cosine, turned, sine] : readings<AddOp>(sum))
    for (bool swaps : {false, true}) {
      if (swaps) {
        std::swap(x, turned);
        std::swap(cosine, sine);
      }
      std::optional<Half> half = matchTurned(turned);
      if (half &&
          beforeTranspose(x) == std::pair(half->source, half->permutation))
        return Rotation{half->source, half->permutation, cosine, sine};
    }
  return std::nullopt;
}

/// Builds the rotation on [.., 2, E/2], or [.., E/2, 2], before the transpose.
class RotationBuilder {
public:
  RotationBuilder(OpBuilder &builder, Location loc, const Rotation &rotation)
      : builder(builder), loc(loc), rotation(rotation),
        element(getElementTypeOrSelf(rotation.source.getType())),
        extents(getExtents(rotation.source.getType())) {
    if (rotation.areNeighbours) {
      half = extents[extents.size() - 2];
      return;
    }
    half = Extent::fixed(extents.back().size / 2);
    extents.back() = Extent::fixed(2);
    extents.push_back(half);
  }

  Value build() {
    Value x = reshape(rotation.source, extents);
    int64_t pair = extents.size() - (rotation.areNeighbours ? 1 : 2);
    Value flipped = FlipOp::create(builder, loc, x.getType(), x, pair);
    // -1 and 1.
    Value sign = ArangeOp::create(
        builder, loc, RankedTensorType::get({2}, builder.getI32Type()), -1, 2);
    sign = ConvertOp::create(builder, loc, RankedTensorType::get({2}, element),
                             sign);
    Value sine = MulOp::create(builder, loc, spread(rotation.sine),
                               broadcast(sign, {pair}));
    Value y = AddOp::create(
        builder, loc,
        MulOp::create(builder, loc, x, spread(rotation.cosine)).getResult(),
        MulOp::create(builder, loc, flipped, sine).getResult());
    y = reshape(y, getExtents(rotation.source.getType()));
    if (rotation.permutation.empty())
      return y;
    return TransposeOp::create(builder, loc, y, rotation.permutation);
  }

private:
  Value reshape(Value value, const Extents &to) {
    return ReshapeOp::create(builder, loc, makeTensorType(to, element), value);
  }

  Value broadcast(Value value, ArrayRef<int64_t> axes) {
    return BroadcastOp::create(builder, loc, makeTensorType(extents, element),
                               value, axes);
  }

  /// Numbers per feature, at the extents of the rotation: no larger than they
  /// were before they were broadcast until then.
  Value spread(Value numbers) {
    SmallVector<int64_t> axes =
        llvm::to_vector(llvm::seq<int64_t>(0, getRank(numbers)));
    if (auto repeated = numbers.getDefiningOp<BroadcastOp>()) {
      axes.assign(repeated.getAxes().begin(), repeated.getAxes().end());
      numbers = repeated.getX();
    }
    if (!rotation.permutation.empty())
      for (int64_t &axis : axes)
        axis = rotation.permutation[axis];
    SmallVector<int64_t> order =
        llvm::to_vector(llvm::seq<int64_t>(0, axes.size()));
    llvm::sort(order, [&](int64_t a, int64_t b) { return axes[a] < axes[b]; });
    llvm::sort(axes);
    if (!isIdentityPermutation(order))
      numbers = TransposeOp::create(builder, loc, numbers, order);
    int64_t last = extents.size() - 2;
    if (axes.empty() || axes.back() != last || rotation.areNeighbours)
      return broadcast(numbers, axes);
    Extents own = getExtents(numbers.getType());
    if (own.back() == half || own.back() == Extent::fixed(1)) {
      axes.back() = last + 1;
    } else {
      own.back() = Extent::fixed(2);
      own.push_back(half);
      numbers = reshape(numbers, own);
      axes.push_back(last + 1);
    }
    return broadcast(numbers, axes);
  }

  OpBuilder &builder;
  Location loc;
  const Rotation &rotation;
  Type element;
  Extents extents;
  Extent half = Extent::fixed(1);
};

struct RaiseRotary : impl::RaiseRotaryBase<RaiseRotary> {
  void runOnOperation() override {
    auto isRoot = [](Operation *op) { return isa<ConcatOp, AddOp>(op); };
    numRaised += raiseAll(
        getOperation(), isRoot,
        [](Operation *root, Remarks &) -> std::optional<Raised> {
          auto concat = dyn_cast<ConcatOp>(root);
          std::optional<Rotation> rotation =
              concat ? matchHalves(concat) : matchTurnedSum(cast<AddOp>(root));
          if (!rotation)
            return std::nullopt;
          OpBuilder builder(root);
          Value y = RotationBuilder(builder, root->getLoc(), *rotation).build();
          return Raised{"rotary positions", y};
        });
  }
};

} // namespace
} // namespace bmc
