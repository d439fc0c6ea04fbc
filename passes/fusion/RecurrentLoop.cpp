//===- RecurrentLoop.cpp - Loops over cells, unrolled ---------------------===//

#include "passes/fusion/RecurrentLoop.h"

#include "ir/KernelKind.h"
#include "ir/RecurrentCell.h"
#include "ir/Shape.h"
#include "passes/fusion/Matchers.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {

/// Shorter loops are no worse than the layer. The round in the middle that says
/// what all rounds are has one before and one behind it.
constexpr unsigned kMinRounds = 3;

static int64_t lastSize(Value value) {
  return getExtents(value.getType()).back().size;
}

//===----------------------------------------------------------------------===//
// Chains of products
//===----------------------------------------------------------------------===//

namespace {

/// Splits products with one weight into chains: a weight may be that of several
/// loops.
class ChainBuilder {
public:
  /// `products` in order of their block.
  explicit ChainBuilder(ArrayRef<LinearOp> products)
      : products(products.begin(), products.end()) {
    Block::iterator op(products.front()), last(products.back());
    for (++last; op != last; ++op)
      visit(&*op);
  }

  SmallVector<SmallVector<LinearOp>> chains;

private:
  void visit(Operation *op) {
    SmallVector<unsigned, 1> sources;
    for (Value operand : op->getOperands())
      if (auto it = chainOf.find(operand); it != chainOf.end())
        sources.push_back(it->second);
    auto product = dyn_cast<LinearOp>(op);
    if (product && products.contains(product)) {
      if (sources.empty()) {
        sources.push_back(chains.size());
        chains.emplace_back();
      }
      chains[sources.front()].push_back(product);
    }
    if (!sources.empty())
      for (Value result : op->getResults())
        chainOf[result] = sources.front();
  }

  llvm::SmallPtrSet<Operation *, 16> products;
  DenseMap<Value, unsigned> chainOf;
};

} // namespace

SmallVector<SmallVector<LinearOp>> findProductChains(func::FuncOp function) {
  using Key = std::tuple<Value, Value, unsigned>;
  llvm::MapVector<Key, SmallVector<LinearOp>> groups;
  for (auto op : function.getOps<LinearOp>())
    if (getRank(op.getX()) == 2 && op.getType().getShape()[1] > 0)
      groups[{op.getWeight(), op.getBias(), op.getTransposed() ? 1u : 0u}]
          .push_back(op);
  SmallVector<SmallVector<LinearOp>> chains;
  for (auto &[key, group] : groups) {
    if (group.size() < kMinRounds)
      continue;
    for (SmallVector<LinearOp> &chain : ChainBuilder(group).chains)
      if (chain.size() >= kMinRounds)
        chains.push_back(std::move(chain));
  }
  return chains;
}

//===----------------------------------------------------------------------===//
// LoopMatcher
//===----------------------------------------------------------------------===//

Value RecurrentLoop::inputBeside(LinearOp product, unsigned stateOperand) {
  return product.getX().getDefiningOp<ConcatOp>().getInputs()[1 - stateOperand];
}

LoopMatcher::LoopMatcher(ArrayRef<LinearOp> products) {
  loop.products.assign(products.begin(), products.end());
}

bool LoopMatcher::fail(const Twine &why) {
  obstacle = why.str();
  return false;
}

std::optional<RecurrentLoop> LoopMatcher::match() {
  if (!findStates() || !readRound() || !followRounds() || !joinRounds() ||
      !keepsInside())
    return std::nullopt;
  std::optional<RecurrentCell> cell = identifyCell(round);
  if (!cell) {
    fail("a round computes no RNN, LSTM (gates i, f, g, o) or GRU (gates r, z, "
         "n)");
    return std::nullopt;
  }
  loop.cell = *cell;
  return loop;
}

/// Input and state side by side, if the product has both.
static ConcatOp joinedInput(LinearOp product) {
  auto concat = product.getX().getDefiningOp<ConcatOp>();
  if (!concat || concat.getAxis() != 1 || concat.getInputs().size() != 2)
    return nullptr;
  return concat;
}

Value LoopMatcher::stateBefore(unsigned index) {
  LinearOp product = loop.products[index];
  if (!loop.stateOperand)
    return product.getX();
  return joinedInput(product).getInputs()[*loop.stateOperand];
}

int64_t LoopMatcher::hidden() const { return lastSize(round.state); }

/// The values between `first` and `last` that depend on the first.
static DenseSet<Value> findDependents(LinearOp first, Operation *last) {
  DenseSet<Value> dependents = {first.getResult()};
  for (Operation *op = first->getNextNode(); op != last; op = op->getNextNode())
    if (llvm::any_of(op->getOperands(),
                     [&](Value v) { return dependents.contains(v); }))
      dependents.insert(op->result_begin(), op->result_end());
  return dependents;
}

/// Which operand of the products is the state: what depends on the round
/// before.
bool LoopMatcher::findStates() {
  if (joinedInput(loop.products[1])) {
    if (!llvm::all_of(loop.products, joinedInput))
      return false;
    DenseSet<Value> dependents =
        findDependents(loop.products[0], loop.products[1]);
    auto inputs = joinedInput(loop.products[1]).getInputs();
    bool first = dependents.contains(inputs[0]);
    if (first == dependents.contains(inputs[1]))
      return fail("the input of a round depends on the round before it");
    loop.stateOperand = first ? 0 : 1;
  }
  int64_t size = lastSize(stateBefore(0));
  int64_t gates = size > 0 ? lastSize(loop.products[0]) / size : 0;
  // Other products along a chain are no gates.
  return size > 0 && lastSize(loop.products[0]) == gates * size &&
         (gates == 1 || gates == 3 || gates == 4);
}

/// A slice of one gate, of a value with all gates.
static SliceOp gateSlice(Value value, int64_t hidden, int64_t columns) {
  auto slice = value.getDefiningOp<SliceOp>();
  if (!slice || slice.getAxis() != 1 || lastSize(slice.getX()) != columns ||
      static_cast<int64_t>(slice.getSize()) != hidden ||
      static_cast<int64_t>(slice.getOffset()) % hidden != 0)
    return nullptr;
  return slice;
}

/// The second round, from its product to the state of the third.
bool LoopMatcher::readRound() {
  round.product = loop.products[1];
  round.state = stateBefore(1);
  round.newState = stateBefore(2);
  DenseSet<Value> dependents =
      findDependents(loop.products[1], loop.products[2]);
  if (!dependents.contains(round.newState))
    return false;
  SmallVector<Value> open = {round.newState};
  made.insert(round.product);
  while (!open.empty()) {
    Value value = open.pop_back_val();
    Operation *op = value.getDefiningOp();
    if (!dependents.contains(value) || !made.insert(value).second)
      continue;
    if (op->getNumResults() != 1 || getRank(value) != 2 ||
        !(isElementwise(op) || isa<SliceOp, ConcatOp>(op)))
      return fail("'" + describe(op) + "' in a round is no part of a cell");
    round.ops.push_back(op);
    llvm::append_range(open, op->getOperands());
  }
  llvm::sort(round.ops,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  return llvm::all_of(round.ops, [&](Operation *op) {
    return llvm::all_of(op->getOperands(),
                        [&](Value v) { return readOperand(v); });
  });
}

/// What an op of the round reads: a value of the round, a number, what the
/// input adds, or the cell.
bool LoopMatcher::readOperand(Value operand) {
  if (made.contains(operand) || operand == round.state || getSplat(operand))
    return true;
  int64_t columns = lastSize(round.product);
  if (getRank(operand) != 2)
    return fail("a round reads more than its input and the state");
  Value input = operand;
  if (SliceOp slice = gateSlice(operand, hidden(), columns))
    input = slice.getX();
  bool isInput = input.getType() == round.product.getType() &&
                 (!round.input || round.input == input) && !loop.stateOperand;
  if (isInput) {
    round.input = input;
    return true;
  }
  if (operand.getType() != round.state.getType() ||
      (round.cell && round.cell != operand))
    return fail("a round reads more than its input and the state");
  round.cell = operand;
  return true;
}

//===----------------------------------------------------------------------===//
// All rounds
//===----------------------------------------------------------------------===//

bool LoopMatcher::followRounds() {
  if (!round.input && !loop.stateOperand)
    return fail("its rounds have no input");
  for (unsigned i = 0; i < loop.products.size(); ++i)
    if (!followRound(i))
      return false;
  return true;
}

/// Finds the ops of the round, one after the other, among the users of what was
/// found before.
bool LoopMatcher::followRound(unsigned index) {
  Mapping &mapping = mappings.emplace_back();
  mapping[round.product] = loop.products[index];
  mapping[round.state] = stateBefore(index);
  loop.ops.insert(loop.products[index]);
  if (loop.stateOperand)
    loop.ops.insert(joinedInput(loop.products[index]));
  for (Operation *op : round.ops) {
    Operation *actual = findCounterpart(op, mapping);
    if (!actual)
      return fail("its rounds differ in '" + describe(op) + "'");
    mapping[op->getResult(0)] = actual->getResult(0);
    loop.ops.insert(actual);
  }
  return true;
}

Operation *LoopMatcher::findCounterpart(Operation *op, Mapping &mapping) const {
  Value known = *llvm::find_if(op->getOperands(),
                               [&](Value v) { return made.contains(v); });
  for (Operation *user : mapping.lookup(known).getUsers())
    if (fits(op, user, mapping))
      return user;
  return nullptr;
}

/// Whether `actual` is what `op` is in the round, with what else it reads
/// entered into `mapping` if so.
bool LoopMatcher::fits(Operation *op, Operation *actual,
                       Mapping &mapping) const {
  if (op->getName() != actual->getName() ||
      op->getAttrDictionary() != actual->getAttrDictionary() ||
      op->getResultTypes() != actual->getResultTypes() ||
      op->getNumOperands() != actual->getNumOperands())
    return false;
  SmallVector<Value> operands(actual->getOperands());
  if (operandsFit(op, operands, mapping))
    return true;
  // A state that starts as a number stands behind what it is multiplied with.
  if (!op->hasTrait<mlir::OpTrait::IsCommutative>() || operands.size() != 2)
    return false;
  std::swap(operands[0], operands[1]);
  return operandsFit(op, operands, mapping);
}

bool LoopMatcher::operandsFit(Operation *op, ArrayRef<Value> operands,
                              Mapping &mapping) const {
  Mapping extended = mapping;
  for (auto [operand, actual] : llvm::zip(op->getOperands(), operands))
    if (!operandFits(operand, actual, extended))
      return false;
  mapping = std::move(extended);
  return true;
}

bool LoopMatcher::operandFits(Value operand, Value actual,
                              Mapping &mapping) const {
  if (operand.getType() != actual.getType())
    return false;
  if (auto it = mapping.find(operand); it != mapping.end())
    return it->second == actual;
  if (operand != round.cell)
    if (std::optional<double> number = getSplat(operand))
      return getSplat(actual) == number;
  if (operand != round.input && operand != round.cell) {
    auto slice = operand.getDefiningOp<SliceOp>();
    auto other = actual.getDefiningOp<SliceOp>();
    if (!other || slice->getAttrDictionary() != other->getAttrDictionary())
      return false;
    return operandFits(slice.getX(), other.getX(), mapping);
  }
  mapping[operand] = actual;
  return true;
}

/// What a round leaves is what the next one starts with; nothing else goes from
/// round to round.
bool LoopMatcher::joinRounds() {
  if (round.cell) {
    round.newCell = mappings[2].lookup(round.cell);
    if (!made.contains(round.newCell))
      return fail("a round reads more than its input and the state");
  }
  DenseSet<Value> dependents =
      findDependents(loop.products.front(),
                     loop.products.front()->getBlock()->getTerminator());
  for (auto [index, mapping] : llvm::enumerate(mappings)) {
    bool isLast = index + 1 == mappings.size();
    loop.states.push_back(mapping.lookup(round.newState));
    bool goesOn = isLast || loop.states.back() == stateBefore(index + 1);
    if (round.cell) {
      loop.cells.push_back(mapping.lookup(round.newCell));
      goesOn &=
          isLast || loop.cells.back() == mappings[index + 1].lookup(round.cell);
    }
    if (!goesOn)
      return fail("the state changes between two rounds");
    loop.inputs.push_back(loop.stateOperand
                              ? RecurrentLoop::inputBeside(loop.products[index],
                                                           *loop.stateOperand)
                              : mapping.lookup(round.input));
    if (dependents.contains(loop.inputs.back()))
      return fail("the input of a round depends on the round before it");
  }
  loop.firstState = stateBefore(0);
  loop.firstCell = round.cell ? mappings[0].lookup(round.cell) : Value();
  return true;
}

/// Whether nothing but states, and the last cell, is read outside.
bool LoopMatcher::keepsInside() {
  DenseSet<Value> visible(loop.states.begin(), loop.states.end());
  if (round.cell)
    visible.insert(loop.cells.back());
  DenseSet<Value> cells(loop.cells.begin(), loop.cells.end());
  for (Operation *op : loop.ops) {
    Value value = op->getResult(0);
    if (visible.contains(value) ||
        llvm::all_of(op->getUsers(),
                     [&](Operation *user) { return loop.ops.contains(user); }))
      continue;
    return fail(cells.contains(value)
                    ? "the cell of a round before the last is used"
                    : "values inside a round are used elsewhere");
  }
  return true;
}

} // namespace bmc
