//===- Training.h - The functions of a training step ------------*- C++ -*-===//
//
// One function per function that the runtime calls; BuildStep.cpp lists them.
// All of them take arguments in the order data, parameters, other state, and
// say by attributes what each is: bmc.name, or bmc.parameter and bmc.group.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_TRAINING_TRAINING_H
#define BMC_PASSES_TRAINING_TRAINING_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace bmc {

/// Replaces every dropout of `function` by its operand and drops the rng
/// argument. Returns the number of dropouts.
unsigned removeDropout(mlir::func::FuncOp function);

/// Replaces every by_mode by one of its operands, and removes what only the
/// other needed.
void chooseMode(mlir::func::FuncOp function, bool training);

/// Appends a copy of `source` named `name` without new values of the state and
/// without dropout, as evaluation sees it. It reads the averages of parameters
/// where training keeps some.
mlir::func::FuncOp addInference(mlir::ModuleOp module,
                                mlir::func::FuncOp source,
                                llvm::StringRef name);

/// Appends @generate: `predict` with an i32 argument `position`, returning the
/// output's row there on axis 1. Fails with an error if the output is not
/// [batch, position, vocabulary].
mlir::LogicalResult addGenerate(mlir::ModuleOp module,
                                mlir::func::FuncOp predict);

/// Whether training by `settings` (bmc.train, may be null) averages parameters.
bool keepsAverages(mlir::DictionaryAttr settings);

/// One past the last parameter of `function`: other state follows.
unsigned endOfParameters(mlir::func::FuncOp function);

/// Lets `train` compute the gradients of tables by the rows that a batch names,
/// where the model asks for that (`sparse` of bmc.parameter) or no result
/// depends on it, and leaves `sparse` at those tables. Fails with an error if
/// one must be trained so and cannot.
mlir::LogicalResult trainByRows(mlir::ModuleOp module, mlir::func::FuncOp train,
                                mlir::DictionaryAttr settings);

/// Appends @train_accumulate: `train` that adds its gradients to given ones.
void addAccumulate(mlir::ModuleOp module, mlir::func::FuncOp train);

/// Appends @update: clipping and the optimizer that `settings` (bmc.train)
/// names, for the parameters of `train`. Fails with an error if a setting that
/// the optimizer needs is missing.
mlir::LogicalResult addUpdate(mlir::ModuleOp module, mlir::func::FuncOp train,
                              mlir::DictionaryAttr settings);

/// Lets the recurrent layers of `function` that are given no state start with
/// the one that the call before left, which is kept in the state's `group`.
/// Fails with an error if there is none, or one that cannot go on.
mlir::LogicalResult carryState(mlir::ModuleOp module,
                               mlir::func::FuncOp function,
                               llvm::StringRef group);

/// Appends @stream: `predict` of the newest step of a sequence, where all else
/// that it needs is the state that its recurrent layers left. A remark says
/// whether, for models that have such layers.
void addStream(mlir::ModuleOp module, mlir::func::FuncOp predict);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_TRAINING_H
