//===- RowPositions.cpp - A position of its own for each row --------------===//
//
// What is computed from a position alone, as a row of a table of positions, is
// one for all rows of a batch. With a position of each row it is one of each:
// it gets a leading axis, up to where it is repeated along the rows anyway.
//
//===----------------------------------------------------------------------===//
#include "passes/training/RowPositions.h"

#include "ir/BmcOps.h"
#include "ir/KernelKind.h"
#include "ir/Shape.h"
#include "passes/training/RowPlan.h"

#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace bmc;

namespace {

/// How an op is computed for all rows at once.
struct RowForm {
  /// The first operands need the axis, the others must not have it.
  unsigned numOperands;
  SmallVector<NamedAttribute> attributes = {};
  bool keepsAxis = true; ///< its results have it too
};

class RowPositions {
public:
  RowPositions(func::FuncOp function, StringAttr rows)
      : rows(Extent::named(rows)), rewriter(function.getContext()) {}

  /// Whether all ops have a form, which is found on the way.
  Operation *findObstacle(func::FuncOp function, BlockArgument position);
  void apply(func::FuncOp function, BlockArgument position);

private:
  bool has(Value value) const { return led.contains(value); }
  Type ledType(Type type) const;
  std::optional<RowForm> formOf(Operation *op) const;
  std::optional<RowForm> formOf(BroadcastOp op) const;
  bool takesRows(SelectRowOp op) const;
  void rewrite(Operation *op, const RowForm &form);
  void rewrite(SelectRowOp op);
  void rewrite(AttentionStepOp op);

  Extent rows;
  IRRewriter rewriter;
  llvm::DenseSet<Value> led; ///< values that get the axis
};

} // namespace

Type RowPositions::ledType(Type type) const {
  Extents extents = getExtents(type);
  extents.insert(extents.begin(), rows);
  return makeTensorType(extents, getElementTypeOrSelf(type));
}

/// Axes of a value that has got one more in front.
static SmallVector<int64_t> behind(ArrayRef<int64_t> axes) {
  SmallVector<int64_t> moved;
  for (int64_t axis : axes)
    moved.push_back(axis + 1);
  return moved;
}

static NamedAttribute axes(Operation *op, StringRef name,
                           ArrayRef<int64_t> values) {
  Builder b(op->getContext());
  return b.getNamedAttr(name, b.getDenseI64ArrayAttr(values));
}

/// What repeats a value along the rows takes that of each row instead.
std::optional<RowForm> RowPositions::formOf(BroadcastOp op) const {
  Extents to = getExtents(op.getType());
  SmallVector<int64_t> moved = behind(op.getAxes());
  const Extent *found = llvm::find(to, rows);
  if (found == to.end()) {
    moved.insert(moved.begin(), 0);
    return RowForm{1, {axes(op, "axes", moved)}};
  }
  SmallVector<int64_t> kept(op.getAxes());
  int64_t axis = found - to.begin();
  if (!kept.empty() && kept.front() <= axis)
    return std::nullopt;
  kept.insert(kept.begin(), axis);
  return RowForm{1, {axes(op, "axes", kept)}, /*keepsAxis=*/false};
}

std::optional<RowForm> RowPositions::formOf(Operation *op) const {
  using Form = std::optional<RowForm>;
  if (isElementwise(op))
    return RowForm{op->getNumOperands()};
  return llvm::TypeSwitch<Operation *, Form>(op)
      .Case([&](BroadcastOp op) { return formOf(op); })
      .Case([](RowWiseOp op) { return RowForm{op.numRowOperands()}; })
      .Case([](MatmulOp op) -> Form {
        if (getExtents(op.getB().getType()).size() != 2 || op.getTransposeA())
          return std::nullopt;
        return RowForm{1};
      })
      .Case([](ReductionOp op) {
        return RowForm{1, {axes(op, "axes", behind(op.getAxes()))}};
      })
      .Case([](TransposeOp op) {
        SmallVector<int64_t> moved = behind(op.getPermutation());
        moved.insert(moved.begin(), 0);
        return RowForm{1, {axes(op, "permutation", moved)}};
      })
      .Case([](AlongAxisOp op) {
        Builder b(op->getContext());
        auto axis = b.getI64IntegerAttr(op.getAxis() + 1);
        return RowForm{op->getNumOperands(), {b.getNamedAttr("axis", axis)}};
      })
      .Case<ReshapeOp, EmbeddingOp, OneHotOp>([](auto) { return RowForm{1}; })
      .Default(Form());
}

/// Rows of a table, which are looked up.
bool RowPositions::takesRows(SelectRowOp op) const {
  Extents extents = getExtents(op.getX().getType());
  bool isStatic = llvm::all_of(extents, [](auto &e) { return e.isStatic(); });
  return isStatic && !op.getFromEnd() && !has(op.getX()) &&
         isa<FloatType>(getElementTypeOrSelf(op.getType()));
}

/// Whether rows are apart in what `op` computes along them.
static bool keepsRowsApart(Operation *op, StringAttr rows) {
  if (isa<AttentionOp, AttentionStepOp, RecurrentOp, ConstantOp>(op))
    return true;
  if (auto size = dyn_cast<SizeOp>(op))
    return !size.sumsOver(rows);
  bool isRead = llvm::any_of(op->getOperandTypes(),
                             [&](Type type) { return hasExtent(type, rows); });
  bool isMade = false;
  for (Value result : op->getResults())
    for (auto [axis, extent] : llvm::enumerate(getExtents(result.getType())))
      if (extent == Extent::named(rows)) {
        isMade = true;
        if (!isa<BroadcastOp, SelectRowOp>(op) && !planRow(op, axis))
          return false;
      }
  return isMade || !isRead;
}

Operation *RowPositions::findObstacle(func::FuncOp function,
                                      BlockArgument position) {
  if (position)
    led.insert(position);
  for (Operation &op : function.front().without_terminator()) {
    if (!keepsRowsApart(&op, rows.name))
      return &op;
    if (llvm::none_of(op.getOperands(), [&](Value x) { return has(x); }))
      continue;
    if (auto step = dyn_cast<AttentionStepOp>(op)) {
      bool isOwn = has(step.getBias()) &&
                   getExtents(step.getBias().getType())[0] != Extent::fixed(1);
      if (isOwn)
        return &op;
      continue;
    }
    if (auto select = dyn_cast<SelectRowOp>(op)) {
      if (!takesRows(select))
        return &op;
      led.insert(select.getY());
      continue;
    }
    std::optional<RowForm> form = formOf(&op);
    if (!form || llvm::any_of(op.getOperands().drop_front(form->numOperands),
                              [&](Value x) { return has(x); }))
      return &op;
    if (form->keepsAxis)
      led.insert(op.result_begin(), op.result_end());
  }
  return nullptr;
}

void RowPositions::rewrite(Operation *op, const RowForm &form) {
  for (OpOperand &operand : op->getOpOperands().take_front(form.numOperands)) {
    Value x = operand.get();
    if (has(x))
      continue;
    auto all = llvm::to_vector(llvm::seq<int64_t>(
        1, static_cast<int64_t>(getExtents(x.getType()).size()) + 1));
    operand.set(BroadcastOp::create(rewriter, op->getLoc(),
                                    ledType(x.getType()), x, all));
  }
  for (const NamedAttribute &attribute : form.attributes)
    op->setAttr(attribute.getName(), attribute.getValue());
  if (form.keepsAxis)
    for (Value result : op->getResults())
      result.setType(ledType(result.getType()));
}

/// y[b, ..] = x[.., index[b], ..]
void RowPositions::rewrite(SelectRowOp op) {
  Location loc = op.getLoc();
  Type element = getElementTypeOrSelf(op.getType());
  auto axis = static_cast<int64_t>(op.getAxis());
  Extents from = getExtents(op.getX().getType());
  SmallVector<int64_t> order{axis};
  for (int64_t other : llvm::seq<int64_t>(0, from.size()))
    if (other != axis)
      order.push_back(other);
  Value table = op.getX();
  if (*staticProduct(ArrayRef(from).take_front(axis)) != 1) {
    Extents to;
    for (int64_t source : order)
      to.push_back(from[source]);
    table = TransposeOp::create(rewriter, loc, makeTensorType(to, element),
                                table, order);
  }
  Extents rest = getExtents(op.getType());
  Extent width = Extent::fixed(*staticProduct(rest));
  table = ReshapeOp::create(
      rewriter, loc, makeTensorType({from[axis], width}, element), table);
  Value taken = EmbeddingOp::create(rewriter, loc, op.getIndex(), table);
  Value y = ReshapeOp::create(rewriter, loc, ledType(op.getType()), taken);
  led.insert(y);
  rewriter.replaceOp(op, y);
}

/// A bias of each row: the axis takes the place of the one that repeats.
void RowPositions::rewrite(AttentionStepOp op) {
  if (!has(op.getBias()))
    return;
  Extents extents = getExtents(op.getBias().getType());
  extents.erase(extents.begin() + 1);
  Type type = makeTensorType(extents, getElementTypeOrSelf(op.getBias()));
  op.getBiasMutable().assign(
      ReshapeOp::create(rewriter, op.getLoc(), type, op.getBias()));
}

void RowPositions::apply(func::FuncOp function, BlockArgument position) {
  position.setType(ledType(position.getType()));
  for (Operation &op :
       llvm::make_early_inc_range(function.front().without_terminator())) {
    if (llvm::none_of(op.getOperands(), [&](Value x) { return has(x); }))
      continue;
    rewriter.setInsertionPoint(&op);
    if (auto select = dyn_cast<SelectRowOp>(op))
      rewrite(select);
    else if (auto step = dyn_cast<AttentionStepOp>(op))
      rewrite(step);
    else
      rewrite(&op, *formOf(&op));
  }
}

Operation *bmc::findJoinedRows(func::FuncOp function, BlockArgument position,
                               StringAttr rows) {
  return RowPositions(function, rows).findObstacle(function, position);
}

void bmc::givePositions(func::FuncOp function, BlockArgument position,
                        StringAttr rows) {
  RowPositions positions(function, rows);
  if (positions.findObstacle(function, position))
    llvm_unreachable("rows are joined");
  positions.apply(function, position);
}
