//===- Attention.cpp - Scaled dot-product attention -----------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"
#include "ir/ops/Primitives.h"

#include <limits>

using namespace mlir;

namespace bmc {

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

LogicalResult CausalMaskOp::verify() {
  return Constraints(getLoc()).minRank("causal_mask_c1", {"x", getX()}, 2);
}

/// attention_c5: bias [B, H, S, T], the first three extents or 1.
static LogicalResult checkBias(const Constraints &require, Named bias, Named q,
                               Named k, int64_t heads) {
  if (failed(require.rank("attention_c5", bias, 4)) ||
      failed(require.sameElements("attention_c5", {q, bias})))
    return failure();
  Extents scores = {q.extents()[0], Extent::fixed(heads), q.extents()[1],
                    k.extents()[1]};
  Extents repeated = bias.extents();
  for (unsigned axis = 0; axis < 3; ++axis)
    if (repeated[axis] == Extent::fixed(1))
      repeated[axis] = scores[axis];
  return require.sameExtents("attention_c5", "extents of bias", repeated,
                             "those of the scores", scores);
}

/// attention_c9: a number of each query and of each key, or of none.
static LogicalResult checkSegments(const Constraints &require, Value queries,
                                   Value keys, Named q, Named k) {
  if (!queries != !keys)
    return require.violated("attention_c9", "only one of query_segments and "
                                            "key_segments is given");
  if (!queries)
    return success();
  if (failed(require.extents("attention_c9", {"query_segments", queries},
                             q.leading())))
    return failure();
  return require.extents("attention_c9", {"key_segments", keys}, k.leading());
}

/// Columns of q and k are heads of one size. `size` and `number` are the labels
/// of that and of what their numbers must be.
static LogicalResult checkHeads(const Constraints &require, StringRef size,
                                StringRef number, int64_t columns,
                                int64_t keyColumns, int64_t heads) {
  if (heads < 1 || columns % heads != 0)
    return require.violated(number, "num_heads is " + Twine(heads) +
                                        ", expected a divisor of the " +
                                        Twine(columns) + " columns");
  int64_t width = columns / heads;
  if (keyColumns % width != 0)
    return require.violated(size, "columns of k are " + Twine(keyColumns) +
                                      ", expected heads of " + Twine(width) +
                                      " as those of q");
  int64_t keyHeads = keyColumns / width;
  if (heads % keyHeads != 0)
    return require.violated(number, "k has " + Twine(keyHeads) +
                                        " heads, expected a divisor of the " +
                                        Twine(heads) + " of q");
  return success();
}

static LogicalResult checkSoftcap(const Constraints &require, StringRef label,
                                  const APFloat &softcap) {
  if (softcap.isFinite() && !softcap.isNegative())
    return success();
  return require.violated(
      label, "softcap is " + formatNumber(softcap.convertToDouble()) +
                 ", expected a finite number of at least 0");
}

/// attention_c1..c10, shared by attention and its gradient.
template <typename Adaptor>
static LogicalResult checkAttention(const Constraints &require,
                                    Adaptor adaptor) {
  Named q("q", adaptor.getQ()), k("k", adaptor.getK()), v("v", adaptor.getV());
  int64_t heads = adaptor.getNumHeads();
  for (const Named &operand : {q, k, v})
    if (failed(require.rank("attention_c1", operand, 3)) ||
        failed(require.sameElements("attention_c1", {q, operand})))
      return failure();
  if (failed(require.sameExtents("attention_c1", "batches of k",
                                 {k.extents()[0]}, "those of q",
                                 {q.extents()[0]})) ||
      failed(require.type("attention_c2", v, k.type)) ||
      failed(require.isStatic("attention_c2", q, q.last())) ||
      failed(require.isStatic("attention_c2", k, k.last())) ||
      failed(checkHeads(require, "attention_c2", "attention_c3", q.last().size,
                        k.last().size, heads)))
    return failure();
  if (adaptor.getCausal() &&
      failed(require.sameExtents("attention_c4", "positions of k",
                                 {k.extents()[1]}, "those of q",
                                 {q.extents()[1]})))
    return failure();
  if (adaptor.getRng() &&
      failed(checkDropout(require, adaptor.getDropoutP().convertToDouble(),
                          adaptor.getRng(), adaptor.getStream(),
                          {"attention_c6", "attention_c7", "attention_c8"})))
    return failure();
  if (failed(checkSegments(require, adaptor.getQuerySegments(),
                           adaptor.getKeySegments(), q, k)) ||
      failed(checkSoftcap(require, "attention_c10", adaptor.getSoftcap())))
    return failure();
  if (!adaptor.getBias())
    return success();
  return checkBias(require, {"bias", adaptor.getBias()}, q, k, heads);
}

/// [B, H, S, 2]: two values per query and head.
static RankedTensorType lseType(Named q, int64_t heads) {
  Extents extents = q.extents();
  return makeTensorType(
      {extents[0], Extent::fixed(heads), extents[1], Extent::fixed(2)},
      q.element());
}

LogicalResult AttentionOp::inferReturnTypes(MLIRContext *context,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  Constraints require(location);
  if (failed(checkAttention(require, adaptor)))
    return failure();
  Named q("q", adaptor.getQ());
  types.append({q.type, lseType(q, adaptor.getNumHeads())});
  return success();
}

LogicalResult AttentionBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  if (failed(checkAttention(require, adaptor)))
    return failure();
  Named q("q", adaptor.getQ()), k("k", adaptor.getK()), v("v", adaptor.getV());
  int64_t heads = adaptor.getNumHeads();
  if (failed(require.type("attention_backward_c1", {"dout", adaptor.getDout()},
                          q.type)) ||
      failed(require.type("attention_backward_c1", {"out", adaptor.getOut()},
                          q.type)) ||
      failed(require.type("attention_backward_c2", {"lse", adaptor.getLse()},
                          lseType(q, heads))))
    return failure();
  types.append({q.type, k.type, v.type});
  if (adaptor.getBias())
    types.push_back(adaptor.getBias().getType());
  return success();
}

/// attention_step_c5: bias [B, H, C], the first two extents or 1.
static LogicalResult checkStepBias(const Constraints &require, Named bias,
                                   Named q, Named keys, int64_t heads) {
  if (failed(require.rank("attention_step_c5", bias, 3)) ||
      failed(require.sameElements("attention_step_c5", {q, bias})))
    return failure();
  Extents scores = {q.extents()[0], Extent::fixed(heads), keys.extents()[1]};
  Extents repeated = bias.extents();
  for (unsigned axis = 0; axis < 2; ++axis)
    if (repeated[axis] == Extent::fixed(1))
      repeated[axis] = scores[axis];
  return require.sameExtents("attention_step_c5", "extents of bias", repeated,
                             "those of the scores", scores);
}

/// attention_step_c4, c6: what is kept, and the position.
static LogicalResult checkKept(const Constraints &require, Named keys,
                               Named values, Named position, Named k) {
  if (failed(require.rank("attention_step_c4", keys, 3)) ||
      failed(require.sameElements("attention_step_c4", {k, keys})) ||
      failed(require.extents("attention_step_c4", keys,
                             {k.extents()[0], keys.extents()[1], k.last()})) ||
      failed(require.type("attention_step_c4", values, keys.type)))
    return failure();
  if (position.extents().size() == 1)
    return require.extents("attention_step_c6", position, {k.extents()[0]});
  return require.rank("attention_step_c6", position, 0);
}

LogicalResult AttentionStepOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named q("q", adaptor.getQ()), k("k", adaptor.getK()), v("v", adaptor.getV());
  Named keys("old_keys", adaptor.getOldKeys());
  int64_t heads = adaptor.getNumHeads();
  for (const Named &operand : {q, k})
    if (failed(require.rank("attention_step_c1", operand, 2)) ||
        failed(require.sameElements("attention_step_c1", {q, operand})))
      return failure();
  if (failed(require.sameExtents("attention_step_c1", "batches of k",
                                 {k.extents()[0]}, "those of q",
                                 {q.extents()[0]})) ||
      failed(require.type("attention_step_c2", v, k.type)) ||
      failed(require.isStatic("attention_step_c2", q, q.last())) ||
      failed(require.isStatic("attention_step_c2", k, k.last())) ||
      failed(checkHeads(require, "attention_step_c2", "attention_step_c3",
                        q.last().size, k.last().size, heads)) ||
      failed(checkKept(require, keys, {"old_values", adaptor.getOldValues()},
                       {"position", adaptor.getPosition()}, k)) ||
      (adaptor.getBias() &&
       failed(checkStepBias(require, {"bias", adaptor.getBias()}, q, keys,
                            heads))) ||
      failed(checkSoftcap(require, "attention_step_c7", adaptor.getSoftcap())))
    return failure();
  types.append({q.type, keys.type, keys.type});
  return success();
}

LogicalResult StoreRowsOp::inferReturnTypes(MLIRContext *context,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX()), init("init", adaptor.getInit());
  for (const Named &operand : {x, init})
    if (failed(require.rank("store_rows_c1", operand, 3)))
      return failure();
  if (failed(require.sameElements("store_rows_c1", {x, init})) ||
      failed(require.isStatic("store_rows_c2", x, x.last())) ||
      failed(require.extents("store_rows_c2", init,
                             {x.extents()[0], init.extents()[1], x.last()})))
    return failure();
  types.push_back(init.type);
  return success();
}

//===----------------------------------------------------------------------===//
// Heads and dropout
//===----------------------------------------------------------------------===//

int64_t AttentionStepOp::getNumKeyHeads() {
  int64_t columns = getExtents(getQ().getType()).back().size;
  int64_t keyColumns = getExtents(getK().getType()).back().size;
  return keyColumns * getNumHeads() / columns;
}

template <typename OpT> static bool dropRng(OpT op) {
  op.getRngMutable().clear();
  op.setDropoutP(APFloat(0.0));
  op.setStream(0);
  op.setByLaunch(false);
  return true;
}

bool AttentionOp::removeRandomness() { return dropRng(*this); }
bool AttentionBackwardOp::removeRandomness() { return dropRng(*this); }

//===----------------------------------------------------------------------===//
// Decompositions
//===----------------------------------------------------------------------===//

/// Least value of a row's m.
static constexpr double kLeastMaximum = -1e30;

/// The scores that the query sees, minus infinity elsewhere.
static Value hideOtherSegments(Primitives &p, ScaledDotProductOp op,
                               Value scores) {
  Extents extents = getExtents(scores.getType());
  Type numbers = makeTensorType(extents, p.builder.getI32Type());
  auto repeated = [&](Value segments, int64_t axis) {
    return p.make<BroadcastOp>(numbers, segments,
                               SmallVector<int64_t>{0, axis});
  };
  Value isOwn =
      p.make<CompareOp>(Predicate::EQ, repeated(op.getQuerySegments(), 2),
                        repeated(op.getKeySegments(), 3));
  double fill = -std::numeric_limits<double>::infinity();
  return p.make<SelectOp>(isOwn, scores, p.fill(fill, scores));
}

/// softcap(q k^T scale) of heads: [B, H, S, E] and [B, H, T, E] ->
/// [B, H, S, T].
static Value cappedScores(Primitives &p, ScaledDotProductOp op, Value q,
                          Value k) {
  double cap = op.getSoftcap().convertToDouble();
  Value scores = p.scale(p.matmul(q, k, false, /*transposeB=*/true),
                         op.getScale().convertToDouble());
  return cap == 0 ? scores
                  : p.scale(p.make<TanhOp>(p.scale(scores, 1 / cap)), cap);
}

/// mask(scores + bias).
static Value maskedScores(Primitives &p, ScaledDotProductOp op, Value scores) {
  if (Value bias = op.getBias()) {
    SmallVector<int64_t> axes{0, 1, 2, 3};
    scores = p.add(scores, p.make<BroadcastOp>(scores.getType(), bias, axes));
  }
  if (op.getQuerySegments())
    scores = hideOtherSegments(p, op, scores);
  if (!op.getCausal())
    return scores;
  double fill = -std::numeric_limits<double>::infinity();
  return p.make<CausalMaskOp>(scores, p.builder.getF64FloatAttr(fill));
}

/// ds times the derivative of softcap, where that gave `capped`.
static Value throughSoftcap(Primitives &p, ScaledDotProductOp op, Value ds,
                            Value capped) {
  double cap = op.getSoftcap().convertToDouble();
  if (cap == 0)
    return ds;
  Value part = p.scale(capped, 1 / cap);
  return p.mul(ds, p.sub(p.fill(1.0, part), p.mul(part, part)));
}

/// k or v, each head repeated for its group: [B, T, G*E] -> [B, H, T, E].
static Value keyHeads(Primitives &p, ScaledDotProductOp op, Value x) {
  int64_t keyHeads = op.getNumKeyHeads();
  auto heads = static_cast<int64_t>(op.getNumHeads());
  Value split = p.splitHeads(x, keyHeads);
  if (keyHeads == heads)
    return split;
  Extents extents = getExtents(split.getType());
  Type element = getElementTypeOrSelf(x.getType());
  Extents grouped = extents;
  grouped.insert(grouped.begin() + 2, Extent::fixed(heads / keyHeads));
  Value repeated = p.make<BroadcastOp>(makeTensorType(grouped, element), split,
                                       SmallVector<int64_t>{0, 1, 3, 4});
  extents[1] = Extent::fixed(heads);
  return p.make<ReshapeOp>(makeTensorType(extents, element), repeated);
}

/// The way back of a gradient: [B, H, T, E] summed over each group.
static Value mergeKeyHeads(Primitives &p, ScaledDotProductOp op, Value dx,
                           Type type) {
  int64_t keyHeads = op.getNumKeyHeads();
  auto heads = static_cast<int64_t>(op.getNumHeads());
  if (keyHeads != heads) {
    Extents grouped = getExtents(dx.getType());
    grouped[1] = Extent::fixed(keyHeads);
    grouped.insert(grouped.begin() + 2, Extent::fixed(heads / keyHeads));
    Type element = getElementTypeOrSelf(dx.getType());
    dx = p.make<ReshapeOp>(makeTensorType(grouped, element), dx);
    dx = p.make<SumOp>(dx, SmallVector<int64_t>{2});
  }
  return p.mergeHeads(dx, type);
}

/// Dropout of [B, H, S, T], if there is any.
template <typename OpT> static Value dropped(Primitives &p, OpT op, Value x) {
  if (!op.getRng())
    return x;
  return p.make<DropoutOp>(x.getType(), x, op.getRng(), op.getDropoutPAttr(),
                           op.getStreamAttr(), op.getByLaunchAttr());
}

/// dS summed over the axes along which the bias repeats.
static Value sumToBias(Primitives &p, Value ds, Type type) {
  SmallVector<int64_t> axes;
  Extents scores = getExtents(ds.getType());
  for (auto [axis, extent] : llvm::enumerate(getExtents(type)))
    if (extent != scores[axis])
      axes.push_back(axis);
  if (axes.empty())
    return ds;
  return p.make<ReshapeOp>(type, p.make<SumOp>(ds, axes));
}

/// The two parts of lse side by side, and one of them.
static Value joinLse(Primitives &p, Value top, Value logSum, Type type) {
  Extents extents = getExtents(type);
  extents.back() = Extent::fixed(1);
  Type column = makeTensorType(extents, Named("top", top).element());
  SmallVector<Value> parts{p.make<ReshapeOp>(column, top),
                           p.make<ReshapeOp>(column, logSum)};
  return p.make<ConcatOp>(parts, p.builder.getI64IntegerAttr(3));
}

static Value lsePart(Primitives &p, Value lse, int64_t part) {
  Value column = p.make<SliceOp>(lse, /*axis=*/3, /*offset=*/part, /*size=*/1);
  Type type = makeTensorType(leadingExtents(lse.getType()),
                             Named("lse", lse).element());
  return p.make<ReshapeOp>(type, column);
}

SmallVector<Value> AttentionOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  int64_t heads = getNumHeads();
  Value q = p.splitHeads(getQ(), heads);
  Value k = keyHeads(p, *this, getK());
  Value v = keyHeads(p, *this, getV());
  Value scores = maskedScores(p, *this, cappedScores(p, *this, q, k));
  Value top = p.rowMax(scores);
  // Where every row sees a key these limits change nothing.
  if (mayHideRows())
    top = p.make<MaximumOp>(top, p.fill(kLeastMaximum, top));
  Value terms = p.exp(p.sub(scores, p.alongRows(top, scores)));
  Value total = p.rowSum(terms);
  Value atLeastOne = total, probabilities;
  if (mayHideRows()) {
    atLeastOne = p.make<MaximumOp>(total, p.fill(1.0, total));
    // Far from every sum but 0: a sum of 1 must not share its gradient.
    Value divisor = p.make<MaximumOp>(total, p.fill(1e-30, total));
    probabilities = p.div(terms, p.alongRows(divisor, terms));
  } else {
    probabilities = p.make<SoftmaxOp>(scores);
  }
  Value out = p.matmul(dropped(p, *this, probabilities), v);
  return {p.mergeHeads(out, getOut().getType()),
          joinLse(p, top, p.log(atLeastOne), getLse().getType())};
}

SmallVector<Value> AttentionBackwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  int64_t heads = getNumHeads();
  double scale = getScale().convertToDouble();
  Value q = p.splitHeads(getQ(), heads);
  Value k = keyHeads(p, *this, getK());
  Value v = keyHeads(p, *this, getV());
  Value dout = p.splitHeads(getDout(), heads);
  Value out = p.splitHeads(getOut(), heads);
  Value capped = cappedScores(p, *this, q, k);
  Value scores = maskedScores(p, *this, capped);
  Value shifted = p.sub(scores, p.alongRows(lsePart(p, getLse(), 0), scores));
  Value probabilities =
      p.exp(p.sub(shifted, p.alongRows(lsePart(p, getLse(), 1), shifted)));
  Value delta = p.rowSum(p.mul(dout, out));
  Value dv = p.matmul(dropped(p, *this, probabilities), dout,
                      /*transposeA=*/true);
  Value dp = dropped(p, *this, p.matmul(dout, v, false, /*transposeB=*/true));
  Value ds = p.mul(probabilities, p.sub(dp, p.alongRows(delta, dp)));
  Value scaled = p.scale(throughSoftcap(p, *this, ds, capped), scale);
  Value dq = p.matmul(scaled, k);
  Value dk = p.matmul(scaled, q, /*transposeA=*/true);
  SmallVector<Value> gradients{p.mergeHeads(dq, getDq().getType()),
                               mergeKeyHeads(p, *this, dk, getDk().getType()),
                               mergeKeyHeads(p, *this, dv, getDv().getType())};
  if (getBias())
    gradients.push_back(sumToBias(p, ds, getBias().getType()));
  return gradients;
}

} // namespace bmc
