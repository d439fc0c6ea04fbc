//===- RecurrentCell.h - Sizes of a step of a recurrent layer ---*- C++ -*-===//
#ifndef BMC_IR_RECURRENTCELL_H
#define BMC_IR_RECURRENTCELL_H

#include "ir/BmcDialect.h"

namespace bmc {

/// G of ir/ops/Recurrent.td: products of the state in one step.
inline int64_t recurrentGates(RecurrentCell cell) {
  return cell == RecurrentCell::Lstm ? 4 : cell == RecurrentCell::Gru ? 3 : 1;
}

/// P: values a step saves for the backward pass; the state before the step is
/// the last of them.
inline int64_t recurrentSaved(RecurrentCell cell) {
  return cell == RecurrentCell::Lstm ? 6 : cell == RecurrentCell::Gru ? 5 : 2;
}

} // namespace bmc

#endif // BMC_IR_RECURRENTCELL_H
