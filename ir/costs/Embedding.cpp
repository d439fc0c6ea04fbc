//===- Embedding.cpp - Cost of table look-up ------------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// Elements of `table` in as many rows as `rows` has, or in all if those are
/// fewer: which rows are asked for nobody knows.
static Amount rowsOfTable(Value rows, Value table) {
  auto type = cast<RankedTensorType>(table.getType());
  return Amount::elements(rows).atMost(
      static_cast<double>(type.getNumElements()));
}

OpCost EmbeddingOp::getCost() { return {}; }

Amount EmbeddingOp::getMoved(Value value) {
  return value == getWeight() ? rowsOfTable(getY(), getWeight())
                              : Amount::elements(value);
}

/// An addition per element of dy.
OpCost EmbeddingBackwardOp::getCost() {
  return {{}, Amount::elements(getDy())};
}

/// With an `init`, which the result replaces in memory, rows that no index
/// names stay as they are.
Amount EmbeddingBackwardOp::getMoved(Value value) {
  bool isTable = value == getDweight() || value == getInit();
  return isTable && getInit() ? rowsOfTable(getDy(), getDweight())
                              : Amount::elements(value);
}

/// An addition per element of the dys.
OpCost EmbeddingBackwardRowsOp::getCost() {
  Amount terms;
  for (Value dy : getDys())
    terms += Amount::elements(dy);
  return {{}, terms};
}

/// The rows that an index names; those of the batch before may be the same.
Amount EmbeddingBackwardRowsOp::getMoved(Value value) {
  if (value != getInit() && value != getDweight())
    return Amount::elements(value);
  auto type = cast<RankedTensorType>(getInit().getType());
  Amount rows = getCost().operations;
  return rows.atMost(static_cast<double>(type.getNumElements()));
}

OpCost GatherOp::getCost() { return {}; }

/// Of x one element for each index, or all if those are fewer.
Amount GatherOp::getMoved(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  if (value != getX() || !type.hasStaticShape())
    return Amount::elements(value == getX() ? getY() : value);
  return Amount::elements(getY()).atMost(
      static_cast<double>(type.getNumElements()));
}

/// An addition per element of dy.
OpCost ScatterAddOp::getCost() { return {{}, Amount::elements(getSrc())}; }

} // namespace bmc
