//===- RecurrentLoop.cpp - Loops over cells, unrolled ---------------------===//

#include "passes/fusion/RecurrentLoop.h"

#include "ir/KernelKind.h"
#include "ir/RecurrentCell.h"
#include "ir/Shape.h"
#include "passes/fusion/Matchers.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {

static int64_t lastSize(Value value) {
  return getExtents(value.getType()).back().size;
}

int64_t RecurrentRound::hidden() const { return lastSize(state); }

int64_t RecurrentRound::gates() const {
  int64_t columns = 0;
  for (Value product : products)
    columns += lastSize(product);
  return columns / hidden();
}

LoopMatcher::LoopMatcher(ArrayRef<ProductChain> products) {
  loop.products.assign(products.begin(), products.end());
}

bool LoopMatcher::fail(const Twine &why) {
  obstacle = why.str();
  return false;
}

std::optional<RecurrentLoop> LoopMatcher::match() {
  if (!findStates() || !readRound() || !followRounds() || !sortLeaves() ||
      !joinRounds() || !keepsInside())
    return std::nullopt;
  std::optional<CellFormula> formula = identifyCell(round);
  if (!formula) {
    fail("a round computes no RNN, LSTM or GRU");
    return std::nullopt;
  }
  loop.formula = *formula;
  return loop;
}

/// Input and state side by side, if the product has both.
static ConcatOp joinedInput(LinearOp product) {
  auto concat = product.getX().getDefiningOp<ConcatOp>();
  if (!concat || concat.getAxis() != 1 || concat.getInputs().size() != 2)
    return nullptr;
  return concat;
}

Value LoopMatcher::operandOf(unsigned index) const {
  LinearOp product = loop.products.front()[index];
  if (!loop.stateOperand)
    return product.getX();
  return joinedInput(product).getInputs()[*loop.stateOperand];
}

/// The factor beside `factor`, null if `value` is no such product.
static Value otherFactor(Value value, Value factor) {
  auto product = value.getDefiningOp<MulOp>();
  if (!product || !llvm::is_contained(product->getOperands(), factor))
    return {};
  return product->getOperand(product->getOperand(0) == factor ? 1 : 0);
}

Value LoopMatcher::stateBefore(unsigned index) const {
  Value operand = operandOf(index);
  return loop.mask ? otherFactor(operand, loop.mask) : operand;
}

SmallVector<LinearOp> LoopMatcher::productsOf(unsigned index) const {
  return llvm::map_to_vector(
      loop.products, [&](const ProductChain &chain) { return chain[index]; });
}

LinearOp LoopMatcher::firstProduct(unsigned index) const {
  SmallVector<LinearOp> products = productsOf(index);
  return *llvm::min_element(
      products, [](LinearOp a, LinearOp b) { return a->isBeforeInBlock(b); });
}

/// The values before `end` that depend on products of round `index`.
DenseSet<Value> LoopMatcher::dependentsOf(unsigned index,
                                          Operation *end) const {
  DenseSet<Value> dependents;
  for (LinearOp product : productsOf(index))
    dependents.insert(product);
  for (Operation *op = firstProduct(index); op != end; op = op->getNextNode())
    if (llvm::any_of(op->getOperands(),
                     [&](Value v) { return dependents.contains(v); }))
      dependents.insert(op->result_begin(), op->result_end());
  return dependents;
}

/// Recurrent dropout: one factor of the state in all rounds, drawn before the
/// first.
void LoopMatcher::findMask() {
  auto product = operandOf(1).getDefiningOp<MulOp>();
  if (!product)
    return;
  DenseSet<Value> dependents = dependentsOf(0, firstProduct(1));
  for (Value factor : product->getOperands()) {
    auto isMasked = [&](unsigned index) {
      return static_cast<bool>(otherFactor(operandOf(index), factor));
    };
    if (!dependents.contains(factor) &&
        llvm::all_of(llvm::seq<unsigned>(0, loop.rounds()), isMasked))
      loop.mask = factor;
  }
}

/// Which operand of the products is the state: what depends on the round
/// before.
bool LoopMatcher::findStates() {
  ArrayRef<LinearOp> chain = loop.products.front();
  LinearOp product = chain.front();
  if (ConcatOp joined = joinedInput(chain[1])) {
    if (!llvm::all_of(chain, joinedInput))
      return false;
    DenseSet<Value> dependents = dependentsOf(0, firstProduct(1));
    bool first = dependents.contains(joined.getInputs()[0]);
    if (first == dependents.contains(joined.getInputs()[1]))
      return fail("the input of a round depends on the round before it");
    loop.stateOperand = first ? 0 : 1;
  }
  findMask();
  round.state = stateBefore(1);
  int64_t size = lastSize(round.state);
  int64_t columns = lastSize(product) * loop.products.size();
  // Other products along a chain are no gates.
  bool areGates = size > 0 && columns % size == 0 &&
                  (loop.products.size() == 1 || lastSize(product) == size) &&
                  llvm::is_contained({1, 3, 4}, columns / size);
  if (areGates)
    llvm::append_range(round.products, productsOf(1));
  return areGates;
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

/// The second round, from its products to the state of the third.
bool LoopMatcher::readRound() {
  round.newState = stateBefore(2);
  DenseSet<Value> dependents = dependentsOf(1, firstProduct(2));
  if (!dependents.contains(round.newState))
    return false;
  SmallVector<Value> open = {round.newState};
  made.insert(round.products.begin(), round.products.end());
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
  if (loop.mask && operand == operandOf(1))
    return fail("the mask acts on the state itself, not only on what is "
                "multiplied with the weight");
  auto isOf = [&](Value value, int64_t columns) {
    Extents extents = getExtents(round.state.getType());
    extents.back() = Extent::fixed(columns);
    return value.getType() ==
           makeTensorType(extents, getElementTypeOrSelf(round.state.getType()));
  };
  int64_t hidden = round.hidden(), columns = round.gates() * hidden;
  Value whole = operand;
  if (getRank(operand) == 2)
    if (SliceOp slice = gateSlice(operand, hidden, columns))
      whole = slice.getX();
  if (columns > hidden && isOf(whole, columns) &&
      (!wholeInput || wholeInput == whole)) {
    wholeInput = whole;
    return true;
  }
  if (!isOf(operand, hidden))
    return fail("a round reads more than its input and the state");
  leaves.insert(operand);
  return true;
}

//===----------------------------------------------------------------------===//
// All rounds
//===----------------------------------------------------------------------===//

bool LoopMatcher::followRounds() {
  return llvm::all_of(llvm::seq<unsigned>(0, loop.rounds()),
                      [&](unsigned index) { return followRound(index); });
}

/// Whether nothing but what the layer replaces reads the value.
bool LoopMatcher::isReadInside(Value value) const {
  return llvm::all_of(value.getUsers(),
                      [&](Operation *user) { return loop.ops.contains(user); });
}

/// Finds the ops of the round, one after the other, among the users of what was
/// found before.
bool LoopMatcher::followRound(unsigned index) {
  Mapping &mapping = mappings.emplace_back();
  for (auto [product, actual] :
       llvm::zip_equal(round.products, productsOf(index))) {
    mapping[product] = actual;
    loop.ops.insert(actual);
  }
  mapping[round.state] = stateBefore(index);
  if (loop.stateOperand)
    loop.ops.insert(joinedInput(loop.products.front()[index]));
  if (loop.mask && isReadInside(operandOf(index)))
    loop.ops.insert(operandOf(index).getDefiningOp());
  for (Operation *op : round.ops) {
    Operation *actual = findCounterpart(op, mapping);
    if (!actual) {
      firstDiffers = index == 0;
      return fail("its rounds differ in '" + describe(op) + "'");
    }
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
  if (std::optional<double> number = getSplat(operand))
    return getSplat(actual) == number;
  if (operand != wholeInput && !leaves.contains(operand)) {
    auto slice = operand.getDefiningOp<SliceOp>();
    auto other = actual.getDefiningOp<SliceOp>();
    if (!other || slice->getAttrDictionary() != other->getAttrDictionary())
      return false;
    return operandFits(slice.getX(), other.getX(), mapping);
  }
  mapping[operand] = actual;
  return true;
}

/// What is read and made by the round before is the cell; all else is input.
bool LoopMatcher::sortLeaves() {
  SmallVector<Value> parts;
  for (Value leaf : leaves) {
    Value next = mappings[2].lookup(leaf);
    if (!made.contains(next)) {
      parts.push_back(leaf);
      continue;
    }
    if (round.cell)
      return fail("a round hands on more than a state and a cell");
    round.cell = leaf;
    round.newCell = next;
  }
  if (wholeInput)
    round.inputs.push_back(wholeInput);
  bool hasInput = wholeInput || !parts.empty();
  if (!hasInput && !loop.stateOperand)
    return fail("its rounds have no input");
  if ((wholeInput && !parts.empty()) || (hasInput && loop.stateOperand) ||
      (!parts.empty() && !pairInputs(parts)))
    return fail("a round reads more than its input and the state");
  return true;
}

/// Of products of single gates: each is added to what the input adds to its
/// gate, but for that of the gru, which has a factor.
bool LoopMatcher::pairInputs(ArrayRef<Value> parts) {
  if (parts.size() != round.products.size())
    return false;
  llvm::SetVector<Value> rest(parts.begin(), parts.end());
  round.inputs.assign(parts.size(), Value());
  for (Operation *op : round.ops)
    for (auto [product, input] : llvm::zip(round.products, round.inputs))
      if (isa<AddOp>(op) && llvm::is_contained(op->getOperands(), product))
        for (Value operand : op->getOperands())
          if (rest.remove(operand))
            input = operand;
  for (Value &input : round.inputs)
    if (!input && rest.size() == 1)
      input = rest.pop_back_val();
  return llvm::all_of(round.inputs, [](Value input) { return !!input; });
}

/// What a round leaves is what the next one starts with; nothing else goes from
/// round to round.
bool LoopMatcher::joinRounds() {
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
  }
  loop.firstState = stateBefore(0);
  loop.firstCell = round.cell ? mappings[0].lookup(round.cell) : Value();
  return addInputs();
}

/// The inputs of all rounds, which have to be there before the first.
bool LoopMatcher::addInputs() {
  if (loop.stateOperand)
    loop.inputs.push_back(
        llvm::map_to_vector(loop.products.front(), [&](LinearOp product) {
          return joinedInput(product).getInputs()[1 - *loop.stateOperand];
        }));
  for (Value input : round.inputs)
    loop.inputs.push_back(llvm::map_to_vector(
        mappings, [&](Mapping &mapping) { return mapping.lookup(input); }));
  DenseSet<Value> dependents =
      dependentsOf(0, firstProduct(0)->getBlock()->getTerminator());
  for (ArrayRef<Value> inputs : loop.inputs)
    if (llvm::any_of(inputs, [&](Value v) { return dependents.contains(v); }))
      return fail("the input of a round depends on the round before it");
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
    if (visible.contains(value) || isReadInside(value))
      continue;
    return fail(cells.contains(value)
                    ? "the cell of a round before the last is used"
                    : "values inside a round are used elsewhere");
  }
  return true;
}

} // namespace bmc
