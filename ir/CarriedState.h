//===- CarriedState.h - State that goes on from batch to batch --*- C++ -*-===//
#ifndef BMC_IR_CARRIEDSTATE_H
#define BMC_IR_CARRIEDSTATE_H

#include "llvm/ADT/StringRef.h"

namespace bmc {

/// bmc.group of what `train` hands from one batch to the next: saved with the
/// states of optimizers.
constexpr llvm::StringLiteral kTrainingCarried = "carried_train";

/// The same of `eval`, which has a text of its own: not saved.
constexpr llvm::StringLiteral kEvaluationCarried = "carried_eval";

/// The input of both that says whether the rows of a batch go on where those of
/// the batch before ended: 1 or 0.
constexpr llvm::StringLiteral kCarryInput = "carry";

} // namespace bmc

#endif // BMC_IR_CARRIEDSTATE_H
