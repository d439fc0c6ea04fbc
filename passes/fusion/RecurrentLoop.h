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
#include "llvm/ADT/SetVector.h"

#include <optional>
#include <string>

namespace bmc {

/// Shorter loops are no worse than the layer. The round in the middle that says
/// what all rounds are has one before and one behind it.
constexpr unsigned kMinRounds = 3;

/// The ops between the products of a round and its new state.
struct RecurrentRound {
  llvm::SmallVector<mlir::Operation *> ops;
  /// What the ops read: the product of the state for all gates, or one for
  /// each; the state itself; what the input adds to all gates, or to each in
  /// the order of their products, if it is not multiplied beside the state; and
  /// the cell of an lstm.
  llvm::SmallVector<mlir::Value> products;
  mlir::Value state;
  llvm::SmallVector<mlir::Value> inputs;
  mlir::Value cell;
  /// What the next round reads.
  mlir::Value newState, newCell;

  int64_t hidden() const;
  int64_t gates() const;
};

/// A cell, and which of the model's gates each of torch's is.
struct CellFormula {
  RecurrentCell cell = RecurrentCell::RnnTanh;
  llvm::SmallVector<unsigned> order;

  bool isInOrder() const;
};

/// The cell whose formula the round has.
std::optional<CellFormula> identifyCell(const RecurrentRound &round);

/// Linears of rank 2 with the same weight, each of which depends on the one
/// before.
using ProductChain = llvm::SmallVector<LinearOp>;

/// One recurrent layer in rounds.
struct RecurrentLoop {
  CellFormula formula;
  /// Chains of one for all gates or of one for each, a product a round.
  llvm::SmallVector<ProductChain> products;
  /// What the input adds to all gates of each round, or to each gate; where it
  /// is multiplied side by side with the state, the input.
  llvm::SmallVector<llvm::SmallVector<mlir::Value>> inputs;
  /// After each round; cells of an lstm only.
  llvm::SmallVector<mlir::Value> states, cells;
  mlir::Value firstState, firstCell;
  /// Of products with input and state side by side: the place of the state.
  std::optional<unsigned> stateOperand;
  /// What the state is multiplied by, element by element, on its way to the
  /// products of every round; null if by nothing.
  mlir::Value mask;
  /// All that the layer replaces.
  llvm::DenseSet<mlir::Operation *> ops;

  size_t rounds() const { return products.front().size(); }
};

/// Chains of three products and more; those with the same operands, as of the
/// gates of one state, are together.
llvm::SmallVector<llvm::SmallVector<ProductChain>>
findProductChains(mlir::func::FuncOp function);

/// Reads chains of products as a recurrent layer.
class LoopMatcher {
public:
  explicit LoopMatcher(llvm::ArrayRef<ProductChain> products);

  /// The layer; nullopt and `obstacle`, if it is nearly one.
  std::optional<RecurrentLoop> match();
  /// Why the chains are no recurrent layer; empty if they do not look like one.
  std::string obstacle;
  /// Whether it is that the first round differs from the others: a state that
  /// starts as a number may have been folded into it.
  bool firstDiffers = false;

private:
  using Mapping = llvm::DenseMap<mlir::Value, mlir::Value>;

  bool findStates();
  void findMask();
  bool readRound();
  bool readOperand(mlir::Value operand);
  bool followRounds();
  bool followRound(unsigned index);
  bool isReadInside(mlir::Value value) const;
  mlir::Operation *findCounterpart(mlir::Operation *op, Mapping &mapping) const;
  bool fits(mlir::Operation *op, mlir::Operation *actual,
            Mapping &mapping) const;
  bool operandsFit(mlir::Operation *op, llvm::ArrayRef<mlir::Value> operands,
                   Mapping &mapping) const;
  bool operandFits(mlir::Value operand, mlir::Value actual,
                   Mapping &mapping) const;
  bool sortLeaves();
  bool pairInputs(llvm::ArrayRef<mlir::Value> parts);
  bool joinRounds();
  bool addInputs();
  bool keepsInside();
  bool fail(const llvm::Twine &why);

  /// What round `index` multiplies, and the state that it starts with.
  mlir::Value operandOf(unsigned index) const;
  mlir::Value stateBefore(unsigned index) const;
  /// All products of round `index`, and the first of them.
  llvm::SmallVector<LinearOp> productsOf(unsigned index) const;
  LinearOp firstProduct(unsigned index) const;
  llvm::DenseSet<mlir::Value> dependentsOf(unsigned index,
                                           mlir::Operation *end) const;

  RecurrentLoop loop;
  RecurrentRound round;
  /// What the input adds to all gates; else what else the round reads.
  mlir::Value wholeInput;
  llvm::SetVector<mlir::Value> leaves;
  /// Results of the round's ops, and its products.
  llvm::DenseSet<mlir::Value> made;
  /// Values of the round -> those of each round.
  llvm::SmallVector<Mapping> mappings;
};

} // namespace bmc

#endif // BMC_PASSES_FUSION_RECURRENTLOOP_H
