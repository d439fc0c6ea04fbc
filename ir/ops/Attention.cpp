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

/// attention_c1..c4, shared by attention and its gradient.
static LogicalResult checkAttention(const Constraints &require, Named q,
                                    Named k, Named v, int64_t heads,
                                    bool causal) {
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
  if (!causal)
    return success();
  return require.sameExtents("attention_c4", "positions of k", {k.extents()[1]},
                             "those of q", {q.extents()[1]});
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
  Named q("q", adaptor.getQ()), k("k", adaptor.getK()), v("v", adaptor.getV());
  int64_t heads = adaptor.getNumHeads();
  if (failed(checkAttention(require, q, k, v, heads, adaptor.getCausal())))
    return failure();
  types.append({q.type, lseType(q, heads)});
  return success();
}

LogicalResult AttentionBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named q("q", adaptor.getQ()), k("k", adaptor.getK()), v("v", adaptor.getV());
  int64_t heads = adaptor.getNumHeads();
  if (failed(checkAttention(require, q, k, v, heads, adaptor.getCausal())) ||
      failed(require.type("attention_backward_c1", {"dout", adaptor.getDout()},
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

/// mask(q k^T scale) of heads: [B, H, S, E] and [B, H, T, E] -> [B, H, S, T].
static Value maskedScores(Primitives &p, Value q, Value k, double scale,
                          bool causal) {
  Value scores = p.scale(p.matmul(q, k, false, /*transposeB=*/true), scale);
  if (!causal)
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
  Value scores =
      maskedScores(p, q, k, getScale().convertToDouble(), getCausal());
  Value out = p.matmul(p.make<SoftmaxOp>(scores), v);
  Value top = p.rowMax(scores);
  Value shifted = p.exp(p.sub(scores, p.alongRows(top, scores)));
  return {p.mergeHeads(out, getOut().getType()),
          joinLse(p, top, p.log(p.rowSum(shifted)), getLse().getType())};
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
  Value scores = maskedScores(p, q, k, scale, getCausal());
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
