//===- FuseAttention.cpp - Products around a softmax become attention -----===//

#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/cleanup/SimplifyPatterns.h"
#include "passes/fusion/AttentionMatch.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/Remarks.h"
#include "passes/fusion/RepeatedHeads.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_FUSEATTENTION
#include "passes/Passes.h.inc"

namespace {

/// Moves between the layout of a batch of matrices, [leading.., rows, E], and
/// attention's [B, rows, heads * E]. Where the program split heads by the usual
/// reshape and transpose, the moves undo that and simplification removes both.
class HeadLayout {
public:
  HeadLayout(OpBuilder &builder, AttentionMatch match)
      : builder(builder), match(match), loc(match.output.getLoc()) {}

  Value toAttention(Value value, bool transposed) {
    if (transposed)
      value = swapLastTwo(value);
    Extents extents = getExtents(value.getType());
    Extent rows = extents[extents.size() - 2];
    Extent batch = Extent::fixed(1);
    if (match.scores.batch) {
      batch = extents[*match.scores.batch];
      value = transpose(value, getPermutation(extents.size()));
    }
    Extent columns = Extent::fixed(match.numHeads * extents.back().size);
    return reshape(value, {batch, rows, columns});
  }

  Value fromAttention(Value value) {
    Extents extents = getExtents(match.output.getType());
    if (!match.scores.batch)
      return reshape(value, extents);
    SmallVector<int64_t> permutation = getPermutation(extents.size());
    Extents split;
    for (int64_t axis : permutation)
      split.push_back(extents[axis]);
    return transpose(reshape(value, split),
                     invertPermutationVector(permutation));
  }

private:
  /// [leading.., rows, E] to [B, rows, other leading.., E].
  SmallVector<int64_t> getPermutation(int64_t rank) {
    SmallVector<int64_t> permutation = {*match.scores.batch, rank - 2};
    for (int64_t axis = 0; axis < rank; ++axis)
      if (!llvm::is_contained(permutation, axis))
        permutation.push_back(axis);
    return permutation;
  }

  Value swapLastTwo(Value value) {
    auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, getRank(value)));
    std::swap(permutation.back(), permutation[permutation.size() - 2]);
    return transpose(value, permutation);
  }

  Value transpose(Value value, ArrayRef<int64_t> permutation) {
    return TransposeOp::create(builder, loc, value, permutation);
  }

  Value reshape(Value value, ArrayRef<Extent> extents) {
    Type element = cast<RankedTensorType>(value.getType()).getElementType();
    return ReshapeOp::create(builder, loc, makeTensorType(extents, element),
                             value);
  }

  OpBuilder &builder;
  AttentionMatch match;
  Location loc;
};

/// Takes each head of keys and values once, where both are repeated alike.
void shareHeads(OpBuilder &builder, Value &k, Value &v, int64_t headSize) {
  std::optional<RepeatedHeads> keys = matchRepeatedHeads(k, headSize);
  std::optional<RepeatedHeads> values = matchRepeatedHeads(v, headSize);
  if (!keys || !values || keys->group != values->group)
    return;
  k = keys->build(builder);
  v = values->build(builder);
}

/// Numbers of queries and of keys; null without segments.
std::pair<Value, Value> buildSegments(OpBuilder &builder,
                                      AttentionMatch &match) {
  if (!match.segments)
    return {};
  Location loc = match.output.getLoc();
  int64_t rank = cast<RankedTensorType>(match.scores.type).getRank();
  const auto &[queries, keys] = *match.segments;
  return {buildSegments(builder, loc, queries, rank - 2, match.scores),
          buildSegments(builder, loc, keys, rank - 1, match.scores)};
}

AttentionOp replace(AttentionMatch match) {
  MatmulOp output = match.output;
  OpBuilder builder(output);
  HeadLayout layout(builder, match);
  Value q =
      layout.toAttention(withoutFactor(builder, match.q), match.transposedQ);
  Value k =
      layout.toAttention(withoutFactor(builder, match.k), match.transposedK);
  Value v = layout.toAttention(match.v, match.transposedV);
  int64_t headSize = getExtents(q.getType()).back().size / match.numHeads;
  shareHeads(builder, k, v, headSize);
  Value bias;
  if (!match.terms.empty())
    bias = buildScoreBias(builder, output.getLoc(), match.terms, match.zeroed,
                          match.scores);
  auto [querySegments, keySegments] = buildSegments(builder, match);
  DropoutOp dropout = match.dropout;
  auto attention = AttentionOp::create(
      builder, output.getLoc(), q, k, v, bias, querySegments, keySegments,
      dropout ? dropout.getRng() : Value(),
      builder.getI64IntegerAttr(match.numHeads),
      builder.getF64FloatAttr(match.scale),
      builder.getF64FloatAttr(match.softcap),
      match.causal ? builder.getUnitAttr() : UnitAttr(),
      dropout ? dropout.getPAttr() : FloatAttr(),
      dropout ? dropout.getStreamAttr() : IntegerAttr(), UnitAttr());
  output.getResult().replaceAllUsesWith(
      layout.fromAttention(attention.getOut()));
  output->erase();
  return attention;
}

std::string getSummary(AttentionOp attention) {
  int64_t heads = attention.getNumHeads(),
          keyHeads = attention.getNumKeyHeads();
  std::string summary =
      heads == 1 ? "1 head" : std::to_string(heads) + " heads";
  if (keyHeads != heads)
    summary += " in groups of " + std::to_string(heads / keyHeads);
  if (attention.getCausal())
    summary += ", causal";
  if (attention.getQuerySegments())
    summary += ", segments";
  if (attention.getBias())
    summary += ", masked";
  if (!attention.getSoftcap().isZero())
    summary += ", softcap";
  if (attention.getRng())
    summary += ", dropout";
  return "attention (" + summary + ")";
}

struct FuseAttention : impl::FuseAttentionBase<FuseAttention> {
  void runOnOperation() override {
    Remarks remarks;
    SmallVector<SoftmaxOp> softmaxes;
    getOperation()->walk([&](SoftmaxOp op) { softmaxes.push_back(op); });
    for (SoftmaxOp softmax : softmaxes) {
      AttentionCandidate candidate = matchAttention(softmax);
      if (candidate.match) {
        AttentionOp attention = replace(*candidate.match);
        remarks.fused(attention.getLoc(), getSummary(attention));
        ++numFused;
      } else if (candidate.culprit) {
        remarks.notFused(candidate.culprit->getLoc(),
                         "attention: " + candidate.reason);
      }
    }
    // Removes the replaced ops and the splits and merges of heads.
    RewritePatternSet patterns(&getContext());
    populateViewPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace bmc
