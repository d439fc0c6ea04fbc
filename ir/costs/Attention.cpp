//===- Attention.cpp - Cost of attention ----------------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// Pairs of a query and a key it sees, over all batches and heads.
static Amount visiblePairs(Value q, Value k, int64_t heads, bool causal) {
  Extents queries = leadingExtents(q.getType());
  Amount rows = Amount::elements(queries) * static_cast<double>(heads);
  Amount keys = Amount::elements({getExtents(k.getType())[1]});
  // Query i, counted from 0, sees i + 1 keys: (S + 1) / 2 on the average.
  return causal ? rows * (keys + 1) * 0.5 : rows * keys;
}

static Amount headSize(Value q, int64_t heads) {
  return Amount::elements({getExtents(q.getType()).back()}) *
         (1.0 / static_cast<double>(heads));
}

/// Products: q k^T and p v. Per pair: * scale, + bias, a softmax (5) and
/// dropout.
OpCost AttentionOp::getCost() {
  int64_t heads = getNumHeads();
  Amount pairs = visiblePairs(getQ(), getK(), heads, getCausal());
  double perPair = 6 + (getBias() ? 1 : 0) + (getRng() ? 1 : 0);
  return {pairs * headSize(getQ(), heads) * 4, pairs * perPair};
}

/// Products: q k^T, P^T dout, dout v^T, dS k, dS^T q. Per pair: e^(score *
/// scale - m - ln sum) has 4 operations, + bias one, P (dP - delta) scale
/// has 3, dropout of P and of dP two, and the sum of dbias one. Per element of
/// the output: its product with dout, and the sum.
OpCost AttentionBackwardOp::getCost() {
  int64_t heads = getNumHeads();
  Amount pairs = visiblePairs(getQ(), getK(), heads, getCausal());
  bool sumsBias = getBias() && !getDbias().use_empty();
  double perPair =
      7 + (getBias() ? 1 : 0) + (getRng() ? 2 : 0) + (sumsBias ? 1 : 0);
  return {pairs * headSize(getQ(), heads) * 10,
          pairs * perPair + Amount::elements(getOut()) * 2};
}

} // namespace bmc
