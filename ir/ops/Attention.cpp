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

/// attention_c1..c5, shared by attention and its gradient.
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
      failed(require.sameExtents("attention_c2", "columns of k", {k.last()},
                                 "those of q", {q.last()})))
    return failure();
  if (heads < 1 || q.last().size % heads != 0)
    return require.violated("attention_c3", "num_heads is " + Twine(heads) +
                                                ", expected a divisor of the " +
                                                Twine(q.last().size) +
                                                " columns");
  if (adaptor.getCausal() &&
      failed(require.sameExtents("attention_c4", "positions of k",
                                 {k.extents()[1]}, "those of q",
                                 {q.extents()[1]})))
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
  return success();
}

//===----------------------------------------------------------------------===//
// Decompositions
//===----------------------------------------------------------------------===//

/// Least value of a row's m.
static constexpr double kLeastMaximum = -1e30;

/// mask(q k^T scale + bias) of heads: [B, H, S, E] and [B, H, T, E] ->
/// [B, H, S, T].
template <typename OpT>
static Value maskedScores(Primitives &p, OpT op, Value q, Value k) {
  Value scores = p.scale(p.matmul(q, k, false, /*transposeB=*/true),
                         op.getScale().convertToDouble());
  if (Value bias = op.getBias()) {
    SmallVector<int64_t> axes{0, 1, 2, 3};
    scores = p.add(scores, p.make<BroadcastOp>(scores.getType(), bias, axes));
  }
  if (!op.getCausal())
    return scores;
  double fill = -std::numeric_limits<double>::infinity();
  return p.make<CausalMaskOp>(scores, p.builder.getF64FloatAttr(fill));
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
  Value k = p.splitHeads(getK(), heads);
  Value v = p.splitHeads(getV(), heads);
  Value scores = maskedScores(p, *this, q, k);
  Value top = p.rowMax(scores);
  // Without a bias every row sees a key, and these limits change nothing.
  if (getBias())
    top = p.make<MaximumOp>(top, p.fill(kLeastMaximum, top));
  Value terms = p.exp(p.sub(scores, p.alongRows(top, scores)));
  Value total = p.rowSum(terms);
  Value atLeastOne = total, probabilities;
  if (getBias()) {
    atLeastOne = p.make<MaximumOp>(total, p.fill(1.0, total));
    // Far from every sum but 0: a sum of 1 must not share its gradient.
    Value divisor = p.make<MaximumOp>(total, p.fill(1e-30, total));
    probabilities = p.div(terms, p.alongRows(divisor, terms));
  } else {
    probabilities = p.make<SoftmaxOp>(scores);
  }
  Value out = p.matmul(probabilities, v);
  return {p.mergeHeads(out, getOut().getType()),
          joinLse(p, top, p.log(atLeastOne), getLse().getType())};
}

SmallVector<Value> AttentionBackwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  int64_t heads = getNumHeads();
  double scale = getScale().convertToDouble();
  Value q = p.splitHeads(getQ(), heads);
  Value k = p.splitHeads(getK(), heads);
  Value v = p.splitHeads(getV(), heads);
  Value dout = p.splitHeads(getDout(), heads);
  Value out = p.splitHeads(getOut(), heads);
  Value scores = maskedScores(p, *this, q, k);
  Value shifted = p.sub(scores, p.alongRows(lsePart(p, getLse(), 0), scores));
  Value probabilities =
      p.exp(p.sub(shifted, p.alongRows(lsePart(p, getLse(), 1), shifted)));
  Value delta = p.rowSum(p.mul(dout, out));
  Value dv = p.matmul(probabilities, dout, /*transposeA=*/true);
  Value dp = p.matmul(dout, v, false, /*transposeB=*/true);
  Value ds =
      p.scale(p.mul(probabilities, p.sub(dp, p.alongRows(delta, dp))), scale);
  Value dq = p.matmul(ds, k);
  Value dk = p.matmul(ds, q, /*transposeA=*/true);
  return {p.mergeHeads(dq, getDq().getType()),
          p.mergeHeads(dk, getDk().getType()),
          p.mergeHeads(dv, getDv().getType())};
}

} // namespace bmc
