//===- RecurrentProbe.cpp - Which cell a round is, by its values ----------===//
//
// Every column of a round is computed as every other one is, so that few
// columns tell as much as many: the round and the op it might be are evaluated
// on a small state.
//
//===----------------------------------------------------------------------===//

#include "ir/RecurrentCell.h"
#include "ir/Shape.h"
#include "ir/reference/Eval.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/RecurrentLoop.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>
#include <random>

using namespace mlir;

namespace bmc {
namespace {

/// Columns of the state, and rows; each has numbers of one of these sizes.
constexpr int64_t kColumns = 6;
constexpr double kSizes[] = {1, 1, 1e-3, 0.1, 5, 30, 400};
constexpr int64_t kRows = std::size(kSizes);
/// What agrees to this is one formula, where numbers are no larger than 1.
constexpr double kTolerance = 1e-12;

using Values = std::vector<double>;

class RecurrentProbe {
public:
  explicit RecurrentProbe(const RecurrentRound &round)
      : round(round), context(round.state.getContext()), hidden(round.hidden()),
        gates(round.gates()) {}

  std::optional<CellFormula> identify() const;

private:
  /// Input, state, cell, weight and bias of a step -> new state and new cell.
  using Build =
      llvm::function_ref<SmallVector<Value>(OpBuilder &, Location, ValueRange)>;

  std::optional<Values> evaluate(Build build) const;
  SmallVector<reference::Tensor> makeInputs(FunctionType type) const;
  SmallVector<Value> cloneRound(OpBuilder &b, Location loc,
                                ValueRange arguments) const;
  SmallVector<Value> buildCell(const CellFormula &formula, OpBuilder &b,
                               Location loc, ValueRange arguments) const;
  /// One gate of a value that has all on an axis.
  Value gate(OpBuilder &b, Location loc, Value all, int64_t axis,
             int64_t number) const {
    return SliceOp::create(b, loc, all, axis, number * kColumns, kColumns);
  }
  RankedTensorType probeType(Type type) const;
  RankedTensorType matrix(int64_t rows, int64_t columns) const {
    return RankedTensorType::get({rows, columns}, Float64Type::get(context));
  }

  const RecurrentRound &round;
  MLIRContext *context;
  int64_t hidden, gates;
};

/// `type` with few rows and columns, null where its columns are none of a
/// state's.
RankedTensorType RecurrentProbe::probeType(Type type) const {
  int64_t columns = getExtents(type).back().size;
  if (columns <= 0 || columns % hidden != 0)
    return {};
  Type element = getElementTypeOrSelf(type);
  if (isa<FloatType>(element))
    element = Float64Type::get(context);
  return RankedTensorType::get({kRows, columns / hidden * kColumns}, element);
}

SmallVector<Value> RecurrentProbe::cloneRound(OpBuilder &b, Location loc,
                                              ValueRange arguments) const {
  IRMapping mapping;
  Value input = arguments[0], state = arguments[1];
  // Where input and state are multiplied together, the product is all.
  Value product =
      round.inputs.empty()
          ? input
          : LinearOp::create(b, loc, state, arguments[3], arguments[4]);
  auto map = [&](ArrayRef<Value> values, Value all) {
    for (auto [i, value] : llvm::enumerate(values))
      mapping.map(value, values.size() == 1 ? all : gate(b, loc, all, 1, i));
  };
  map(round.products, product);
  map(round.inputs, input);
  mapping.map(round.state, state);
  if (round.cell)
    mapping.map(round.cell, arguments[2]);
  auto scaled = [&](int64_t size) { return size / hidden * kColumns; };
  auto operandOf = [&](Value operand) -> Value {
    if (mapping.contains(operand))
      return mapping.lookup(operand);
    if (auto number = getSplat(operand))
      return makeSplat(b, loc, probeType(operand.getType()), *number);
    auto slice = operand.getDefiningOp<SliceOp>();
    return SliceOp::create(b, loc, input, 1, scaled(slice.getOffset()),
                           scaled(slice.getSize()));
  };
  for (Operation *op : round.ops) {
    RankedTensorType type = probeType(op->getResult(0).getType());
    if (!type)
      return {};
    OperationState created(loc, op->getName().getStringRef(),
                           llvm::map_to_vector(op->getOperands(), operandOf),
                           type, op->getAttrs());
    Operation *clone = b.create(created);
    if (auto slice = dyn_cast<SliceOp>(clone)) {
      if (slice.getOffset() % hidden != 0)
        return {};
      slice.setOffset(scaled(slice.getOffset()));
      slice.setSize(scaled(slice.getSize()));
    }
    mapping.map(op->getResult(0), clone->getResult(0));
  }
  SmallVector<Value> results = {mapping.lookup(round.newState)};
  if (round.newCell)
    results.push_back(mapping.lookup(round.newCell));
  return results;
}

SmallVector<Value> RecurrentProbe::buildCell(const CellFormula &formula,
                                             OpBuilder &b, Location loc,
                                             ValueRange arguments) const {
  auto inOrder = [&](Value all, int64_t axis) {
    SmallVector<Value> parts;
    for (unsigned number : formula.order)
      parts.push_back(gate(b, loc, all, axis, number));
    return Value(ConcatOp::create(b, loc, parts, axis));
  };
  auto sequence = RankedTensorType::get({kRows, 1, gates * kColumns},
                                        Float64Type::get(context));
  Value x = ReshapeOp::create(b, loc, sequence, inOrder(arguments[0], 1));
  Value weight, bias;
  if (round.inputs.empty()) {
    weight = makeSplat(b, loc, arguments[3].getType(), 0);
  } else {
    weight = inOrder(arguments[3], 0);
    bias = inOrder(arguments[4], 0);
  }
  auto step = RecurrentOp::create(
      b, loc, x, weight, bias, arguments[1],
      round.newCell ? arguments[2] : Value(), /*mask=*/Value(),
      /*lengths=*/Value(), formula.cell, /*reverse=*/false);
  SmallVector<Value> results = {step.getHn()};
  if (step.getCn())
    results.push_back(step.getCn());
  return results;
}

SmallVector<reference::Tensor>
RecurrentProbe::makeInputs(FunctionType type) const {
  std::mt19937_64 random(22);
  SmallVector<reference::Tensor> inputs;
  for (auto [index, input] : llvm::enumerate(type.getInputs())) {
    auto tensor = cast<RankedTensorType>(input);
    inputs.emplace_back(tensor.getShape(), tensor.getElementType());
    int64_t columns = tensor.getShape().back();
    for (auto [i, value] : llvm::enumerate(inputs.back().floats())) {
      value = std::ldexp(static_cast<double>(random() >> 11), -52) - 1;
      // Not the weight and its bias.
      if (index < 3)
        value *= kSizes[static_cast<int64_t>(i) / columns];
    }
  }
  return inputs;
}

std::optional<Values> RecurrentProbe::evaluate(Build build) const {
  RankedTensorType input = matrix(kRows, gates * kColumns),
                   state = matrix(kRows, kColumns),
                   weight = matrix(gates * kColumns, kColumns);
  Type bias =
      RankedTensorType::get({gates * kColumns}, Float64Type::get(context));
  SmallVector<Type> arguments = {input, state, state, weight, bias};
  SmallVector<Type> results(round.newCell ? 2 : 1, state);
  auto signature = FunctionType::get(context, arguments, results);
  Location loc = UnknownLoc::get(context);
  OwningOpRef<func::FuncOp> probe =
      func::FuncOp::create(loc, "probe", signature);
  OpBuilder builder = OpBuilder::atBlockBegin(probe->addEntryBlock());
  SmallVector<Value> built = build(builder, loc, probe->getArguments());
  if (TypeRange(ValueRange(built)) != TypeRange(results))
    return std::nullopt;
  func::ReturnOp::create(builder, loc, built);
  // What cannot be evaluated is not recognised; that is no error of the user.
  ScopedDiagnosticHandler silence(context,
                                  [](Diagnostic &) { return success(); });
  FailureOr<SmallVector<reference::Tensor>> tensors =
      reference::evaluate(*probe, makeInputs(signature));
  if (failed(tensors))
    return std::nullopt;
  Values values;
  for (reference::Tensor &tensor : *tensors)
    llvm::append_range(values, tensor.floats());
  return values;
}

bool areEqual(const Values &a, const Values &b) {
  // A NaN is equal to nothing.
  return llvm::all_of(llvm::zip_equal(a, b), [](auto pair) {
    auto [x, y] = pair;
    return std::abs(x - y) <= kTolerance * std::max(1.0, std::abs(y));
  });
}

std::optional<CellFormula> RecurrentProbe::identify() const {
  std::optional<Values> values =
      evaluate([&](OpBuilder &b, Location loc, ValueRange arguments) {
        return cloneRound(b, loc, arguments);
      });
  if (!values)
    return std::nullopt;
  CellFormula formula;
  llvm::append_range(formula.order, llvm::seq<unsigned>(0, gates));
  do
    for (RecurrentCell cell : {RecurrentCell::RnnTanh, RecurrentCell::RnnRelu,
                               RecurrentCell::Lstm, RecurrentCell::Gru}) {
      if (recurrentGates(cell) != gates ||
          (cell == RecurrentCell::Lstm) != static_cast<bool>(round.newCell))
        continue;
      formula.cell = cell;
      std::optional<Values> others =
          evaluate([&](OpBuilder &b, Location loc, ValueRange arguments) {
            return buildCell(formula, b, loc, arguments);
          });
      if (others && areEqual(*values, *others))
        return formula;
    }
  while (std::next_permutation(formula.order.begin(), formula.order.end()));
  return std::nullopt;
}

} // namespace

bool CellFormula::isInOrder() const { return llvm::is_sorted(order); }

std::optional<CellFormula> identifyCell(const RecurrentRound &round) {
  return RecurrentProbe(round).identify();
}

} // namespace bmc
