//===- FuseRecurrent.cpp - Loops over cells become recurrent layers -------===//

#include "ir/KernelKind.h"
#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/RecurrentLoop.h"
#include "passes/fusion/Remarks.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_FUSERECURRENT
#include "passes/Passes.h.inc"

namespace {

/// `extents` with an axis of `size` in second place.
Extents withSteps(Type type, int64_t size) {
  Extents extents = getExtents(type);
  extents.insert(extents.begin() + 1, Extent::fixed(size));
  return extents;
}

/// One of the values of each round, as a step of a sequence.
class StepJoiner {
public:
  StepJoiner(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  /// [B, ..] of every round -> [B, S, ..]. Ops that do the same in each round
  /// are done once, for the whole sequence.
  Value join(ArrayRef<Value> values) {
    std::vector<const void *> key;
    for (Value value : values)
      key.push_back(value.getAsOpaquePointer());
    // Gates have one input.
    auto [known, isNew] = joined.try_emplace(key);
    if (isNew)
      known->second = joinNew(values);
    return known->second;
  }

private:
  Value joinNew(ArrayRef<Value> values) {
    if (llvm::all_equal(values))
      return repeat(values.front(), values.size());
    if (Value sequence = joinOps(values))
      return sequence;
    Extents extents = withSteps(values.front().getType(), 1);
    SmallVector<Value> steps;
    for (Value value : values)
      steps.push_back(
          ReshapeOp::create(builder, loc, withExtents(value, extents), value));
    return ConcatOp::create(builder, loc, steps, 1);
  }

  static Type withExtents(Value like, ArrayRef<Extent> extents) {
    return makeTensorType(extents, getElementTypeOrSelf(like.getType()));
  }

  Value repeat(Value value, int64_t count) {
    SmallVector<int64_t> axes = {0};
    for (int64_t axis = 1; axis < getRank(value); ++axis)
      axes.push_back(axis + 1);
    Extents extents = withSteps(value.getType(), count);
    return BroadcastOp::create(builder, loc, withExtents(value, extents), value,
                               axes);
  }

  /// Null where the values are not made by ops that treat steps alike.
  Value joinOps(ArrayRef<Value> values) {
    Operation *first = values.front().getDefiningOp();
    bool alike =
        first && first->getNumResults() == 1 &&
        llvm::all_of(values, [&](Value value) {
          Operation *op = value.getDefiningOp();
          return op && op->getName() == first->getName() &&
                 op->getAttrDictionary() == first->getAttrDictionary() &&
                 op->getOperandTypes() == first->getOperandTypes();
        });
    if (!alike)
      return {};
    auto operands = [&](unsigned i) {
      return llvm::map_to_vector(values, [&](Value value) {
        return value.getDefiningOp()->getOperand(i);
      });
    };
    auto isShared = [&](unsigned i) { return llvm::all_equal(operands(i)); };
    if (auto linear = dyn_cast<LinearOp>(first)) {
      for (unsigned i = 1; i < first->getNumOperands(); ++i)
        if (!isShared(i))
          return {};
      return LinearOp::create(builder, loc, join(operands(0)),
                              linear.getWeight(), linear.getBias(),
                              linear.getTransposed());
    }
    if (!isElementwise(first) || isa<RandomOp>(first))
      return {};
    SmallVector<Value> sequences;
    for (unsigned i = 0; i < first->getNumOperands(); ++i)
      sequences.push_back(join(operands(i)));
    Type type = withExtents(values.front(),
                            withSteps(values.front().getType(), values.size()));
    OperationState state(loc, first->getName().getStringRef(), sequences, type,
                         first->getAttrs());
    return builder.create(state)->getResult(0);
  }

  OpBuilder &builder;
  Location loc;
  std::map<std::vector<const void *>, Value> joined;
};

/// Where on its second axis a round's input is read, below what is done with
/// it.
std::optional<int64_t> readPosition(Value input) {
  while (Operation *op = input.getDefiningOp()) {
    if (auto slice = dyn_cast<SliceOp>(op);
        slice && slice.getAxis() == 1 && slice.getSize() == 1)
      return slice.getOffset();
    if (!isa<LinearOp, ReshapeOp>(op) && !isElementwise(op))
      break;
    input = op->getOperand(0);
  }
  return std::nullopt;
}

class LoopRewriter {
public:
  LoopRewriter(func::FuncOp function)
      : builder(function.front().getTerminator()) {}

  void replace(const RecurrentLoop &loop);

private:
  RecurrentOp build(const RecurrentLoop &loop);
  Value joinInputs(const RecurrentLoop &loop, bool isReverse);
  Value joinProducts(const RecurrentLoop &loop, unsigned operand, int64_t axis);
  Value inOrder(const CellFormula &formula, ArrayRef<Value> values,
                int64_t axis);
  void replaceStates(const RecurrentLoop &loop, RecurrentOp layer);
  void replaceOutside(const RecurrentLoop &loop, Value value, Value by);
  /// A value that a loop read before another loop was replaced.
  Value current(Value value) const {
    auto it = replaced.find(value);
    return it == replaced.end() ? value : it->second;
  }
  Value firstOf(Value state) const {
    return !state || getSplat(state) == 0.0 ? Value() : current(state);
  }

  OpBuilder builder;
  DenseMap<Value, Value> replaced;
};

/// The gates of torch's order of one value with all gates, or of one for each.
Value LoopRewriter::inOrder(const CellFormula &formula, ArrayRef<Value> values,
                            int64_t axis) {
  if (values.size() == 1 && formula.isInOrder())
    return values.front();
  Location loc = values.front().getLoc();
  SmallVector<Value> gates;
  int64_t columns = getExtents(values.front().getType())[axis].size;
  int64_t size = columns / static_cast<int64_t>(formula.order.size());
  for (unsigned number : formula.order)
    gates.push_back(values.size() > 1
                        ? values[number]
                        : Value(SliceOp::create(builder, loc, values.front(),
                                                axis, number * size, size)));
  return ConcatOp::create(builder, loc, gates, axis);
}

/// An operand of the products of all gates.
Value LoopRewriter::joinProducts(const RecurrentLoop &loop, unsigned operand,
                                 int64_t axis) {
  SmallVector<Value> values;
  for (const ProductChain &chain : loop.products)
    values.push_back(chain.front()->getOperand(operand));
  return inOrder(loop.formula, values, axis);
}

Value LoopRewriter::joinInputs(const RecurrentLoop &loop, bool isReverse) {
  LinearOp product = loop.products.front().front();
  StepJoiner joiner(builder, product.getLoc());
  SmallVector<Value> sequences;
  for (ArrayRef<Value> inputs : loop.inputs) {
    SmallVector<Value> steps = llvm::map_to_vector(
        inputs, [&](Value input) { return current(input); });
    if (isReverse)
      std::reverse(steps.begin(), steps.end());
    sequences.push_back(joiner.join(steps));
  }
  // What is beside the state has no gates.
  return loop.stateOperand ? sequences.front()
                           : inOrder(loop.formula, sequences, 2);
}

RecurrentOp LoopRewriter::build(const RecurrentLoop &loop) {
  LinearOp product = loop.products.front().front();
  Location loc = product.getLoc();
  bool isTransposed = product.getTransposed();
  ArrayRef<Value> inputs = loop.inputs.front();
  bool isReverse = readPosition(current(inputs.front())) >
                   readPosition(current(inputs.back()));
  Value x = joinInputs(loop, isReverse);
  Value weight = joinProducts(loop, 1, isTransposed ? 1 : 0);
  Value bias = product.getBias() ? joinProducts(loop, 2, 0) : Value();
  if (loop.stateOperand) {
    int64_t width = getExtents(inputs.front().getType()).back().size;
    int64_t hidden = getExtents(loop.firstState.getType()).back().size;
    bool isFirst = *loop.stateOperand == 0;
    auto columns = [&](int64_t offset, int64_t size) {
      return SliceOp::create(builder, loc, weight, isTransposed ? 0 : 1, offset,
                             size);
    };
    x = LinearOp::create(builder, loc, x, columns(isFirst ? hidden : 0, width),
                         bias, isTransposed);
    weight = columns(isFirst ? 0 : width, hidden);
    bias = Value();
  }
  if (isTransposed)
    weight = TransposeOp::create(builder, loc, weight, ArrayRef<int64_t>{1, 0});
  return RecurrentOp::create(builder, loc, x, weight, bias,
                             firstOf(loop.firstState), firstOf(loop.firstCell),
                             loop.mask ? current(loop.mask) : Value(),
                             /*lengths=*/Value(), loop.formula.cell, isReverse);
}

void LoopRewriter::replaceOutside(const RecurrentLoop &loop, Value value,
                                  Value by) {
  value.replaceUsesWithIf(
      by, [&](OpOperand &use) { return !loop.ops.contains(use.getOwner()); });
  replaced[value] = by;
}

void LoopRewriter::replaceStates(const RecurrentLoop &loop, RecurrentOp layer) {
  int64_t rounds = loop.states.size();
  auto isRead = [&](Value state) {
    return llvm::any_of(state.getUsers(), [&](Operation *user) {
      return !loop.ops.contains(user);
    });
  };
  bool readsSequence = false;
  for (auto [index, state] : llvm::enumerate(loop.states)) {
    if (!isRead(state))
      continue;
    int64_t round = index;
    if (round + 1 == rounds && !readsSequence) {
      replaceOutside(loop, state, layer.getHn());
      continue;
    }
    readsSequence = true;
    Value step =
        SliceOp::create(builder, layer.getLoc(), layer.getY(), 1,
                        layer.getReverse() ? rounds - 1 - round : round, 1);
    replaceOutside(
        loop, state,
        ReshapeOp::create(builder, layer.getLoc(), state.getType(), step));
  }
}

void LoopRewriter::replace(const RecurrentLoop &loop) {
  RecurrentOp layer = build(loop);
  replaceStates(loop, layer);
  if (layer.getCn())
    replaceOutside(loop, loop.cells.back(), layer.getCn());
}

struct FuseRecurrent : impl::FuseRecurrentBase<FuseRecurrent> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isDeclaration())
        fuse(function);
  }

private:
  void fuse(func::FuncOp function) {
    std::vector<RecurrentLoop> loops;
    for (ArrayRef<ProductChain> chains : findProductChains(function))
      if (std::optional<RecurrentLoop> loop = match(chains))
        loops.push_back(std::move(*loop));
    if (loops.empty())
      return;
    LoopRewriter rewriter(function);
    for (const RecurrentLoop &loop : loops)
      rewriter.replace(loop);
    numFused += loops.size();
    // The layers stand at the end of the function, behind what reads them.
    sortTopologically(&function.front());
    IRRewriter eraser(function.getContext());
    (void)runRegionDCE(eraser, function->getRegions());
  }

  /// The chains as a layer, with a remark whether.
  std::optional<RecurrentLoop> match(ArrayRef<ProductChain> chains) {
    LinearOp first = chains.front().front();
    Location loc = first.getLoc();
    LoopMatcher all(chains);
    std::optional<RecurrentLoop> loop = all.match();
    StringRef which;
    if (!loop && all.firstDiffers) {
      SmallVector<ProductChain> others(chains);
      for (ProductChain &chain : others)
        chain.erase(chain.begin());
      if (others.front().size() >= kMinRounds)
        loop = LoopMatcher(others).match();
      which = " behind the first";
    }
    if (loop)
      remarks.recognised(loc, "recurrent layer (" +
                                  stringifyRecurrentCell(loop->formula.cell) +
                                  ") of " + Twine(loop->rounds()) + " rounds" +
                                  which);
    else if (!all.obstacle.empty())
      remarks.notRecognised(loc, "recurrent layer: " + all.obstacle);
    return loop;
  }

  Remarks remarks;
};

} // namespace
} // namespace bmc
