//===- RecurrentLoop.h - Loops over cells, unrolled -------------*- C++ -*-===//
//
// A loop over a cell arrives unrolled: the same ops for every round, which
// multiply the state of the round before with one weight. The products find the
// loop, a round in its middle says what all rounds have to be, and its values
// say which cell it is.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_FUSION_RECURRENTLOOP_H
#define BMC_PASSES_FUSION_RECURRENTLOOP_H

#include "ir/BmcOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <optional>
#include <string>

namespace bmc {

/// The ops between the product of a round and its new state.
struct RecurrentRound {
  llvm::SmallVector<mlir::Operation *> ops;
  /// What the ops read: the product of the state, the state itself and, where
  /// there are any, what the input adds to the gates and the cell of an lstm.
  mlir::Value product, state, input, cell;
  /// What the next round reads.
  mlir::Value newState, newCell;
};

/// The cell whose formula the round has, gates in torch's order.
std::optional<RecurrentCell> identifyCell(const RecurrentRound &round);

/// One recurrent layer in rounds.
struct RecurrentLoop {
  RecurrentCell cell = RecurrentCell::RnnTanh;
  /// The products, one a round.
  llvm::SmallVector<LinearOp> products;
  /// What the input adds to the gates of each round or, where it is multiplied
  /// side by side with the state, the input.
  llvm::SmallVector<mlir::Value> inputs;
  /// After each round; cells of an lstm only.
  llvm::SmallVector<mlir::Value> states, cells;
  mlir::Value firstState, firstCell;
  /// Of products with input and state side by side: the place of the state.
  std::optional<unsigned> stateOperand;
  /// All that the layer replaces.
  llvm::DenseSet<mlir::Operation *> ops;

  /// The input beside the state of a round.
  static mlir::Value inputBeside(LinearOp product, unsigned stateOperand);
};

/// Linears of rank 2 with the same weight, each of which depends on the one
/// before; only chains of three and more.
llvm::SmallVector<llvm::SmallVector<LinearOp>>
findProductChains(mlir::func::FuncOp function);

/// Reads a chain of products as a recurrent layer.
class LoopMatcher {
public:
  explicit LoopMatcher(llvm::ArrayRef<LinearOp> products);

  /// The layer; nullopt and `obstacle`, if it is nearly one.
  std::optional<RecurrentLoop> match();
  /// Why the chain is no recurrent layer; empty if it does not look like one.
  std::string obstacle;

private:
  using Mapping = llvm::DenseMap<mlir::Value, mlir::Value>;

  bool findStates();
  bool readRound();
  bool readOperand(mlir::Value operand);
  bool followRounds();
  bool followRound(unsigned index);
  mlir::Operation *findCounterpart(mlir::Operation *op, Mapping &mapping) const;
  bool fits(mlir::Operation *op, mlir::Operation *actual,
            Mapping &mapping) const;
  bool operandsFit(mlir::Operation *op, llvm::ArrayRef<mlir::Value> operands,
                   Mapping &mapping) const;
  bool operandFits(mlir::Value operand, mlir::Value actual,
                   Mapping &mapping) const;
  bool joinRounds();
  bool keepsInside();
  bool fail(const llvm::Twine &why);

  /// The state that round `index` starts with.
  mlir::Value stateBefore(unsigned index);
  int64_t hidden() const;

  RecurrentLoop loop;
  RecurrentRound round;
  /// Results of the round's ops, and its product.
  llvm::DenseSet<mlir::Value> made;
  /// Values of the round -> those of each round.
  llvm::SmallVector<Mapping> mappings;
};

} // namespace bmc

#endif // BMC_PASSES_FUSION_RECURRENTLOOP_H
