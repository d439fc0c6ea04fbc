//===- Groups.h - Parameters that are trained alike -------------*- C++ -*-===//
#ifndef BMC_PASSES_TRAINING_GROUPS_H
#define BMC_PASSES_TRAINING_GROUPS_H

#include "ir/optimizers/Rules.h"

#include "mlir/IR/BuiltinOps.h"

namespace bmc {

/// An entry of bmc.train's groups.
struct ParameterGroup {
  mlir::StringAttr optimizer;
  mlir::DictionaryAttr numbers;

  /// Null if there is no such optimizer, or users cannot name it.
  const UpdateRule *rule() const;
  /// What the rule does to an element, with these numbers.
  UpdateFormula formula() const;
  /// Decay of the averages of parameters; 0: none are kept.
  double averageDecay() const;
  /// The same group without averages.
  ParameterGroup withoutAverages() const;
};

/// The groups of bmc.train, or an error.
mlir::FailureOr<llvm::SmallVector<ParameterGroup>>
readGroups(mlir::ModuleOp module, mlir::DictionaryAttr settings);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_GROUPS_H
