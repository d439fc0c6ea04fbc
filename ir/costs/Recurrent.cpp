//===- Recurrent.cpp - Cost of steps along a sequence ---------------------===//

#include "ir/BmcOps.h"
#include "ir/RecurrentCell.h"

using namespace mlir;

namespace bmc {

/// The state of every step against the recurrent weight.
static Amount stateProducts(Value gates, Value weight) {
  return Amount::elements(gates) *
         Amount::elements({getExtents(weight.getType()).back()}) * 2;
}

/// Per element of the state, beside x + u (one per gate). rnn: its function.
/// lstm: 3 sigmoids, 2 tanh, f c + i g, o tanh c. gru: 2 sigmoids, tanh, r u_n,
/// (1 - z) n + z h.
static double forwardOperations(RecurrentCell cell) {
  switch (cell) {
  case RecurrentCell::Lstm:
    return 5 + 4;
  case RecurrentCell::Gru:
    return 3 + 1 + 4;
  default:
    return 1;
  }
}

/// Per element of the state, of which dh' = dy + what is passed on is one. rnn:
/// dh' (1 - y^2). lstm: c' and its tanh again (4), dc (5), the gates (4 each),
/// dc f (1). gru: dn (4), dz (5), dr (4), r dn (1), z dh' and its sum (2).
static double backwardOperations(RecurrentCell cell) {
  switch (cell) {
  case RecurrentCell::Lstm:
    return 1 + 4 + 5 + 4 * 4 + 1;
  case RecurrentCell::Gru:
    return 1 + 4 + 5 + 4 + 1 + 2;
  default:
    return 1 + 3;
  }
}

/// The mask times the state, or times its gradient.
static Amount maskOperations(Value mask, Amount states) {
  return mask ? states : Amount();
}

OpCost RecurrentOp::getCost() {
  Amount gates = Amount::elements(getX()), states = Amount::elements(getY());
  OpCost cost;
  cost.products = stateProducts(getX(), getWeight());
  cost.operations = gates + states * forwardOperations(getCell()) +
                    maskOperations(getMask(), states);
  if (getBias())
    cost.operations += gates;
  return cost;
}

OpCost RecurrentBackwardOp::getCost() {
  Extents extents = leadingExtents(getSaved().getType());
  extents.push_back(getExtents(getWeight().getType()).back());
  Amount states = Amount::elements(extents);
  return {stateProducts(getDx(), getWeight()),
          states * backwardOperations(getCell()) +
              maskOperations(getMask(), states)};
}

} // namespace bmc
