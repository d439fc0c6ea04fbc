//===- Attention.cpp - Cost of attention ----------------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// Pairs of a query and a key it sees, over all batches and heads: as many as
/// there are where all is one segment.
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

/// Products: q k^T and p v. Per pair: * scale, softcap (2 products, tanh), +
/// bias, a softmax (5) and dropout.
OpCost AttentionOp::getCost() {
  int64_t heads = getNumHeads();
  Amount pairs = visiblePairs(getQ(), getK(), heads, getCausal());
  double perPair = 6 + (getSoftcap().isZero() ? 0 : 3) + (getBias() ? 1 : 0) +
                   (getRng() ? 1 : 0);
  return {pairs * headSize(getQ(), heads) * 4, pairs * perPair};
}

/// Products: q k^T, P^T dout, dout v^T, dS k, dS^T q. Per pair: e^(score *
/// scale - m - ln sum) has 4 operations, + bias one, P (dP - delta) scale
/// has 3, softcap and its derivative (products of 3, a difference) 7, dropout
/// of P and of dP two, and the sum of dbias one. Per element of the output: its
/// product with dout, and the sum.
OpCost AttentionBackwardOp::getCost() {
  int64_t heads = getNumHeads();
  Amount pairs = visiblePairs(getQ(), getK(), heads, getCausal());
  bool sumsBias = getBias() && !getDbias().use_empty();
  double perPair = 7 + (getSoftcap().isZero() ? 0 : 7) + (getBias() ? 1 : 0) +
                   (getRng() ? 2 : 0) + (sumsBias ? 1 : 0);
  return {pairs * headSize(getQ(), heads) * 10,
          pairs * perPair + Amount::elements(getOut()) * 2};
}

/// Rows that a step sees: position + 1, (C + 1) / 2 on the average.
static Amount visibleRows(Value keys) {
  return (Amount::elements({getExtents(keys.getType())[1]}) + 1) * 0.5;
}

/// As attention of one query in each row of the batch.
OpCost AttentionStepOp::getCost() {
  int64_t heads = getNumHeads();
  Amount pairs = Amount::elements({getExtents(getQ().getType())[0]}) *
                 static_cast<double>(heads) * visibleRows(getOldKeys());
  return {pairs * headSize(getQ(), heads) * 4,
          pairs * (6 + (getSoftcap().isZero() ? 0 : 3) + (getBias() ? 1 : 0))};
}

/// The rows seen of what is kept, the newest apart, which is written.
Amount AttentionStepOp::getMoved(Value value) {
  Amount row = Amount::elements(getK());
  if (value == getOldKeys() || value == getOldValues())
    return row * (visibleRows(getOldKeys()) + -1);
  if (value == getKeys() || value == getValues())
    return row;
  if (value != getBias())
    return Amount::elements(value);
  Extents extents = getExtents(value.getType());
  return Amount::elements({extents[0], extents[1]}) * visibleRows(getOldKeys());
}

OpCost StoreRowsOp::getCost() { return {}; }

/// The rows from S on stay where they are.
Amount StoreRowsOp::getMoved(Value value) {
  return value == getInit() ? Amount() : Amount::elements(getX());
}

} // namespace bmc
