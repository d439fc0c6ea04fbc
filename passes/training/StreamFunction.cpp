//===- StreamFunction.cpp - predict, step by step ---------------*- C++ -*-===//
//
// @stream is @predict of one more step of a sequence. Where a model has
// recurrent layers and treats steps alike beside them, its inputs, and all that
// is made of them, lose all steps but the newest, and the layers walk that one
// from the state that the call before left.
//
//===----------------------------------------------------------------------===//
#include "ir/BmcOps.h"
#include "ir/Shape.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/Remarks.h"
#include "passes/training/RowPlan.h"
#include "passes/training/Training.h"

#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace bmc;

namespace {

/// Shortens the axis of steps of all values of a function to 1.
class StreamBuilder {
public:
  StreamBuilder(func::FuncOp stream, StringAttr batch)
      : stream(stream), batch(batch), where(stream.getLoc()),
        rewriter(stream.getContext()) {}

  /// Fails if a step needs more than the state before it; `where` and `why`
  /// then say what.
  LogicalResult build();

  func::FuncOp stream;
  StringAttr batch;
  Location where;
  std::string why;

private:
  LogicalResult refuse(Operation *op, const Twine &reason) {
    where = op->getLoc();
    why = reason.str();
    return failure();
  }
  LogicalResult findInputs();
  LogicalResult visit(Operation *op);
  LogicalResult visit(RecurrentOp layer);
  bool isNewest(Operation *op) const;
  LogicalResult visitAlike(Operation *op);
  bool fits(Operation *op, const RowPlan &plan, int64_t axis) const;
  bool canRepeat(Value value, int64_t axis) const;
  void shorten();
  void shorten(Value value, int64_t axis);
  Value repeated(Value value, int64_t axis);
  /// The axis of steps of a value that has one.
  std::optional<int64_t> axisOf(Value value) const {
    auto it = axes.find(value);
    return it == axes.end() ? std::nullopt : std::optional(it->second);
  }

  IRRewriter rewriter;
  Extent steps; ///< of the whole sequence
  DenseMap<Value, int64_t> axes;
  /// Ops that choose the newest step.
  SmallVector<Operation *> newest;
  /// Operands that are the same at each step, and the axis that repeats them.
  SmallVector<std::pair<OpOperand *, int64_t>> repeats;
};

} // namespace

LogicalResult StreamBuilder::build() {
  if (failed(findInputs()))
    return failure();
  for (Operation &op : stream.front().without_terminator())
    if (llvm::any_of(op.getOperands(),
                     [&](Value v) { return axes.contains(v); }) &&
        failed(visit(&op)))
      return failure();
  shorten();
  return success();
}

/// Plans are made of the types before.
void StreamBuilder::shorten() {
  for (auto [operand, axis] : repeats)
    operand->set(repeated(operand->get(), axis));
  for (auto [value, axis] : axes)
    shorten(value, axis);
  for (Operation *op : newest) {
    rewriter.setInsertionPoint(op);
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op->getResult(0).getType(),
                                           op->getOperand(0));
  }
  Block &block = stream.front();
  stream.setFunctionType(rewriter.getFunctionType(
      block.getArgumentTypes(), block.getTerminator()->getOperandTypes()));
}

/// All inputs have steps, on their second axis, and as many.
LogicalResult StreamBuilder::findInputs() {
  for (BlockArgument input : stream.getArguments()) {
    if (stream.getArgAttr(input.getArgNumber(), "bmc.parameter"))
      continue;
    Extents extents = getExtents(input.getType());
    if (extents.size() < 2 || (!axes.empty() && extents[1] != steps))
      return refuse(stream, "an input has no steps");
    steps = extents[1];
    axes[input] = 1;
  }
  return success();
}

void StreamBuilder::shorten(Value value, int64_t axis) {
  Extents extents = getExtents(value.getType());
  extents[axis] = Extent::fixed(1);
  value.setType(makeTensorType(extents, getElementTypeOrSelf(value.getType())));
}

LogicalResult StreamBuilder::visit(Operation *op) {
  if (auto layer = dyn_cast<RecurrentOp>(op))
    return visit(layer);
  if (!isNewest(op))
    return visitAlike(op);
  newest.push_back(op);
  return success();
}

/// Its outputs are those of the newest step, and its last state is as well.
LogicalResult StreamBuilder::visit(RecurrentOp layer) {
  StringRef obstacle = layer.getReverse()   ? "it walks backwards"
                       : layer.getLengths() ? "its rows have lengths"
                       : layer.getH0() || layer.getC0()
                           ? "its first state is given"
                           : "";
  if (!obstacle.empty())
    return refuse(layer, obstacle);
  bool isSequence =
      axisOf(layer.getX()) == 1 &&
      getExtents(layer.getX().getType()).front() == Extent::named(batch);
  if (!isSequence)
    return refuse(layer, "it walks along another axis");
  axes[layer.getY()] = axes[layer.getSaved()] = 1;
  return success();
}

/// Whether `op` reads the last step of a value.
bool StreamBuilder::isNewest(Operation *op) const {
  int64_t axis = axes.lookup(op->getOperand(0));
  if (auto slice = dyn_cast<SliceOp>(op))
    return static_cast<int64_t>(slice.getAxis()) == axis &&
           slice.getSize() == 1 && steps.isStatic() &&
           static_cast<int64_t>(slice.getOffset()) + 1 == steps.size;
  auto select = dyn_cast<SelectRowOp>(op);
  return select && static_cast<int64_t>(select.getAxis()) == axis &&
         select.getFromEnd() && getSplat(select.getIndex()) == 0.0;
}

/// A step of the result needs this step of the operands.
LogicalResult StreamBuilder::visitAlike(Operation *op) {
  Value result = op->getResult(0);
  for (int64_t axis = 0; axis < getRank(result); ++axis) {
    if (getExtents(result.getType())[axis] != steps)
      continue;
    std::optional<RowPlan> plan = planRow(op, axis);
    if (!plan || !fits(op, *plan, axis))
      continue;
    for (OpOperand &operand : op->getOpOperands()) {
      int64_t own = plan->operandAxes[operand.getOperandNumber()];
      if (own != RowPlan::kWhole && !axisOf(operand.get()))
        repeats.emplace_back(&operand, own);
    }
    for (Value each : op->getResults())
      axes[each] = axis;
    return success();
  }
  return refuse(op, "'" + describe(op) + "' looks at other steps");
}

bool StreamBuilder::fits(Operation *op, const RowPlan &plan,
                         int64_t axis) const {
  return llvm::all_of(
      llvm::zip_equal(op->getOperands(), plan.operandAxes), [&](auto pair) {
        auto [operand, own] = pair;
        if (std::optional<int64_t> known = axisOf(operand))
          return *known == own;
        return own == RowPlan::kWhole || canRepeat(operand, own);
      });
}

/// Whether every step of a value that no input makes is the same.
bool StreamBuilder::canRepeat(Value value, int64_t axis) const {
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<ConstantOp>(op))
    return true;
  auto broadcast = dyn_cast_or_null<BroadcastOp>(op);
  return broadcast && !llvm::is_contained(broadcast.getAxes(), axis);
}

/// The same value with one step.
Value StreamBuilder::repeated(Value value, int64_t axis) {
  Operation *op = value.getDefiningOp();
  rewriter.setInsertionPoint(op);
  Value copy = rewriter.clone(*op)->getResult(0);
  shorten(copy, axis);
  return copy;
}

void bmc::addStream(ModuleOp module, func::FuncOp predict) {
  if (predict.getOps<RecurrentOp>().empty())
    return;
  func::FuncOp stream = predict.clone();
  stream.setName("stream");
  module.push_back(stream);
  StreamBuilder builder(stream, module->getAttrOfType<StringAttr>("bmc.batch"));
  Remarks remarks;
  if (failed(builder.build()) ||
      failed(carryState(module, stream, kCarriedState))) {
    stream.erase();
    return remarks.notStreamed(builder.where, builder.why);
  }
  remarks.streamed(predict.getLoc(), "predict --stream reads step after step");
}
