//===- RowPlan.cpp - Which operand rows one result row needs ----*- C++ -*-===//
#include "passes/training/RowPlan.h"

#include "ir/BmcOps.h"
#include "ir/KernelKind.h"
#include "ir/Shape.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace bmc;

using Plan = std::optional<RowPlan>;

static int64_t rankOf(Value x) {
  return cast<RankedTensorType>(x.getType()).getRank();
}

/// Where an axis goes when `removed` disappears.
static int64_t shifted(int64_t axis, int64_t removed) {
  return axis > removed ? axis - 1 : axis;
}

static SmallVector<int64_t> shiftedAll(ArrayRef<int64_t> axes,
                                       int64_t removed) {
  SmallVector<int64_t> result;
  for (int64_t axis : axes)
    if (axis != removed)
      result.push_back(shifted(axis, removed));
  return result;
}

static NamedAttribute axesAttribute(Operation *op, StringRef name,
                                    ArrayRef<int64_t> axes) {
  Builder b(op->getContext());
  return b.getNamedAttr(name, b.getDenseI64ArrayAttr(axes));
}

static NamedAttribute axisAttribute(Operation *op, int64_t axis) {
  Builder b(op->getContext());
  return b.getNamedAttr("axis", b.getI64IntegerAttr(axis));
}

/// y[.., i, ..] = f(x[.., i, ..]) for every operand.
static Plan planElementwise(Operation *op, int64_t axis) {
  return RowPlan{SmallVector<int64_t>(op->getNumOperands(), axis), {}};
}

/// The first `count` operands have the result's leading axes; the others are
/// weights. The last axis is not a row axis.
static Plan planRowWise(Operation *op, unsigned count, int64_t axis) {
  if (axis >= rankOf(op->getOperand(0)) - 1)
    return std::nullopt;
  RowPlan plan{SmallVector<int64_t>(op->getNumOperands(), RowPlan::kWhole), {}};
  std::fill_n(plan.operandAxes.begin(), count, axis);
  return plan;
}

static Plan planMatmul(MatmulOp op, int64_t axis) {
  int64_t rank = rankOf(op.getA());
  if (rankOf(op.getB()) == 2 && !op.getTransposeA())
    return planRowWise(op, 1, axis);
  // With rows of its own in every batch, only a batch axis can be taken.
  return axis < rank - 2 ? planElementwise(op, axis) : std::nullopt;
}

static Plan planReduce(Operation *op, ArrayRef<int64_t> axes, int64_t axis) {
  int64_t source = axis;
  for (int64_t reduced : axes)
    if (reduced <= source)
      ++source;
  return RowPlan{{source},
                 {axesAttribute(op, "axes", shiftedAll(axes, source))}};
}

static Plan planTranspose(TransposeOp op, int64_t axis) {
  int64_t source = op.getPermutation()[axis];
  return RowPlan{{source},
                 {axesAttribute(op, "permutation",
                                shiftedAll(op.getPermutation(), source))}};
}

/// What lies before an axis: run-time sizes and a number of elements.
static std::pair<int64_t, int64_t> runBefore(const Extents &extents,
                                             int64_t axis) {
  int64_t named = 0, elements = 1;
  for (const Extent &extent : ArrayRef(extents).take_front(axis))
    if (extent.isStatic())
      elements *= extent.size;
    else
      ++named;
  return {named, elements};
}

/// An axis of y is one of x if as much lies before it: no element crosses a
/// run-time axis (reshape_c3), and static axes may be merged elsewhere.
static Plan planReshape(ReshapeOp op, int64_t axis) {
  Extents from = getExtents(op.getX().getType());
  Extents to = getExtents(op.getY().getType());
  for (auto [source, extent] : llvm::enumerate(from))
    if (extent == to[axis] && runBefore(from, source) == runBefore(to, axis))
      return RowPlan{{static_cast<int64_t>(source)}, {}};
  return std::nullopt;
}

static Plan planBroadcast(BroadcastOp op, int64_t axis) {
  NamedAttribute axes =
      axesAttribute(op, "axes", shiftedAll(op.getAxes(), axis));
  for (auto [source, target] : llvm::enumerate(op.getAxes())) {
    if (target != axis)
      continue;
    // An extent of 1 that repeats has no row `index`.
    if (getExtents(op.getX().getType())[source] !=
        getExtents(op.getY().getType())[target])
      return std::nullopt;
    return RowPlan{{static_cast<int64_t>(source)}, {axes}};
  }
  return RowPlan{{RowPlan::kWhole}, {axes}};
}

/// Lines along an axis, taken on another one.
static Plan planAlong(Operation *op, int64_t opAxis, int64_t axis) {
  if (axis == opAxis)
    return std::nullopt;
  RowPlan plan = *planElementwise(op, axis);
  plan.attributes.push_back(axisAttribute(op, shifted(opAxis, axis)));
  return plan;
}

/// embedding and one_hot: the axes of the indices come first.
static Plan planLookup(Operation *op, int64_t axis) {
  if (axis >= rankOf(op->getOperand(0)))
    return std::nullopt;
  RowPlan plan{SmallVector<int64_t>(op->getNumOperands(), RowPlan::kWhole), {}};
  plan.operandAxes[0] = axis;
  return plan;
}

std::optional<RowPlan> bmc::planRow(Operation *op, int64_t axis) {
  if (isElementwise(op))
    return planElementwise(op, axis);
  return llvm::TypeSwitch<Operation *, Plan>(op)
      .Case([&](ConstantOp op) { return planElementwise(op, axis); })
      .Case([&](MatmulOp op) { return planMatmul(op, axis); })
      .Case([&](RowWiseOp op) {
        return planRowWise(op, op.numRowOperands(), axis);
      })
      .Case([&](ReductionOp op) { return planReduce(op, op.getAxes(), axis); })
      .Case([&](TransposeOp op) { return planTranspose(op, axis); })
      .Case([&](ReshapeOp op) { return planReshape(op, axis); })
      .Case([&](BroadcastOp op) { return planBroadcast(op, axis); })
      .Case([&](AlongAxisOp op) { return planAlong(op, op.getAxis(), axis); })
      .Case<EmbeddingOp, OneHotOp>(
          [&](Operation *op) { return planLookup(op, axis); })
      .Default(Plan());
}
