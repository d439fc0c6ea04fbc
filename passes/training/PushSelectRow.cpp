//===- PushSelectRow.cpp - One position instead of all ----------*- C++ -*-===//
#include "passes/training/PushSelectRow.h"

#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/training/RowPlan.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_PUSHSELECTROW
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

static RankedTensorType withoutAxis(Type type, int64_t axis) {
  Extents extents = getExtents(type);
  extents.erase(extents.begin() + axis);
  return makeTensorType(extents, cast<RankedTensorType>(type).getElementType());
}

/// Whether `user` takes the row that `select` takes.
static bool takesThisRow(Operation *user, SelectRowOp select) {
  auto other = dyn_cast<SelectRowOp>(user);
  return other && other.getIndex() == select.getIndex() &&
         other.getAxis() == select.getAxis();
}

bool bmc::onlyThisRowIsRead(Operation *op, SelectRowOp select) {
  return llvm::all_of(op->getUsers(), [&](Operation *user) {
    return takesThisRow(user, select);
  });
}

/// Whether `op` computes with positions and constants alone, as masks do: where
/// they are those of queries and of keys at once, a row is computed beside all.
static bool isOfPositions(Operation *op) {
  SmallVector<Operation *> open{op};
  llvm::SmallPtrSet<Operation *, 8> seen;
  while (!open.empty())
    for (Value operand : open.pop_back_val()->getOperands()) {
      Operation *producer = operand.getDefiningOp();
      if (!producer)
        return false;
      if (seen.insert(producer).second)
        open.push_back(producer);
    }
  return true;
}

/// `op` computing row `index` of `axis` of its results, as `plan` says.
static Operation *computeRow(Operation *op, const RowPlan &plan, Value index,
                             int64_t axis, PatternRewriter &rewriter) {
  SmallVector<Value> operands;
  for (auto [operand, operandAxis] :
       llvm::zip_equal(op->getOperands(), plan.operandAxes)) {
    if (operandAxis == RowPlan::kWhole)
      operands.push_back(operand);
    else
      operands.push_back(SelectRowOp::create(rewriter, op->getLoc(), operand,
                                             index, operandAxis));
  }
  SmallVector<Type> types;
  for (Type type : op->getResultTypes())
    types.push_back(withoutAxis(type, axis));
  IRMapping nothing;
  Operation *row = op->cloneWithoutRegions(nothing);
  row->setOperands(operands);
  for (auto [result, type] : llvm::zip_equal(row->getResults(), types))
    result.setType(type);
  for (const NamedAttribute &attribute : plan.attributes)
    row->setAttr(attribute.getName(), attribute.getValue());
  return rewriter.insert(row);
}

/// All rows along an axis of extent 1 that repeats are one.
static bool pushPastRepetition(SelectRowOp select, PatternRewriter &rewriter) {
  auto op = select.getX().getDefiningOp<BroadcastOp>();
  if (!op)
    return false;
  const auto *found = llvm::find(op.getAxes(), select.getAxis());
  if (found == op.getAxes().end())
    return false;
  Extents extents = getExtents(op.getX().getType());
  int64_t source = found - op.getAxes().begin();
  if (extents[source] == getExtents(op.getType())[select.getAxis()])
    return false;
  extents.erase(extents.begin() + source);
  Type type = makeTensorType(extents, getElementTypeOrSelf(op.getType()));
  rewriter.setInsertionPoint(select);
  Value row = ReshapeOp::create(rewriter, op.getLoc(), type, op.getX());
  SmallVector<int64_t> axes;
  for (int64_t axis : op.getAxes())
    if (axis != static_cast<int64_t>(select.getAxis()))
      axes.push_back(axis - (axis > static_cast<int64_t>(select.getAxis())));
  rewriter.replaceOpWithNewOp<BroadcastOp>(select, select.getType(), row, axes);
  return true;
}

namespace {
struct PushSelectRowPattern : OpRewritePattern<SelectRowOp> {
  PushSelectRowPattern(MLIRContext *context, unsigned &pushed)
      : OpRewritePattern(context), pushed(pushed) {}

  LogicalResult matchAndRewrite(SelectRowOp select,
                                PatternRewriter &rewriter) const override {
    Operation *op = select.getX().getDefiningOp();
    if (!op || !isa<BlockArgument>(select.getIndex()) || select.getFromEnd())
      return rewriter.notifyMatchFailure(select, "no producer to push past");
    if (auto arange = dyn_cast<ArangeOp>(op); arange && arange.counts()) {
      rewriter.replaceOp(select, select.getIndex());
      ++pushed;
      return success();
    }
    if (pushPastRepetition(select, rewriter)) {
      ++pushed;
      return success();
    }
    if (!onlyThisRowIsRead(op, select) && !isOfPositions(op))
      return rewriter.notifyMatchFailure(select, "other rows are read too");
    int64_t axis = select.getAxis();
    std::optional<RowPlan> plan = planRow(op, axis);
    if (!plan)
      return rewriter.notifyMatchFailure(select, "rows are not independent");
    rewriter.setInsertionPoint(op);
    Operation *row = computeRow(op, *plan, select.getIndex(), axis, rewriter);
    replaceSelects(op, row, select, rewriter);
    ++pushed;
    return success();
  }

private:
  static void replaceSelects(Operation *op, Operation *row, SelectRowOp select,
                             PatternRewriter &rewriter) {
    SmallVector<std::pair<Operation *, Value>> rows;
    for (auto [whole, one] :
         llvm::zip_equal(op->getResults(), row->getResults()))
      for (Operation *user : whole.getUsers())
        if (takesThisRow(user, select))
          rows.emplace_back(user, one);
    for (auto [user, one] : rows)
      rewriter.replaceOp(user, one);
    if (op->use_empty())
      rewriter.eraseOp(op);
  }

  unsigned &pushed;
};

struct PushSelectRow : bmc::impl::PushSelectRowBase<PushSelectRow> {
  void runOnOperation() override {
    FailureOr<unsigned> pushed = pushSelectedRows(getOperation());
    if (failed(pushed))
      return signalPassFailure();
    numPushed += *pushed;
  }
};
} // namespace

FailureOr<unsigned> bmc::pushSelectedRows(func::FuncOp function) {
  unsigned pushed = 0;
  RewritePatternSet patterns(function.getContext());
  patterns.add<PushSelectRowPattern>(function.getContext(), pushed);
  if (failed(applyPatternsGreedily(function, std::move(patterns))))
    return failure();
  return pushed;
}
