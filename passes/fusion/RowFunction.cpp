//===- RowFunction.cpp - Groups of ops that work row by row ---------------===//

#include "passes/fusion/RowFunction.h"

#include "ir/KernelKind.h"
#include "ir/Shape.h"
#include "passes/fusion/Matchers.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {

/// Larger groups than the longest spelling of a formula are not examined.
constexpr unsigned kMaxOps = 40;
/// With more switches than this a function could differ from another in a
/// window that no probe point hits.
constexpr unsigned kMaxSwitches = 2;

static bool isLastAxis(ArrayRef<int64_t> axes, Value value) {
  return axes.size() == 1 && axes.front() == getRank(value) - 1;
}

static bool isRowReduction(Operation *op) {
  auto reduction = dyn_cast<ReductionOp>(op);
  return reduction && isLastAxis(reduction.getAxes(), op->getOperand(0));
}

/// A vector repeated for every row.
static bool isRepeatedVector(Value value) {
  auto broadcast = value.getDefiningOp<BroadcastOp>();
  return broadcast && getRank(broadcast.getX()) == 1 && getRank(value) > 1 &&
         isLastAxis(broadcast.getAxes(), value);
}

/// Whether `op` can be part of a group, whose values say all about it. The
/// shapes are checked later, when the source is known.
static bool canBelong(Operation *op) {
  return op && !isa<StopGradientOp>(op) &&
         (isElementwise(op) || isRowReduction(op) ||
          isa<ReshapeOp, BroadcastOp>(op));
}

/// Whether every value of the group is a row of the source or one number per
/// row, so that the group never mixes rows.
static bool worksRowByRow(const RowFunction &function) {
  auto type = cast<RankedTensorType>(function.source.getType());
  Extents row = getExtents(type);
  // The last open value may be a condition or a tensor of positions.
  if (!isa<FloatType>(type.getElementType()) || row.empty() ||
      row.back() == Extent::fixed(1))
    return false;
  Extents number = row, keptNumber = row;
  number.pop_back();
  keptNumber.back() = Extent::fixed(1);
  auto fits = [&](Value value) {
    Extents extents = getExtents(value.getType());
    return extents == row || extents == number || extents == keptNumber;
  };
  auto operandFits = [&](Operation *op, Value operand) {
    bool isFilled = getSplat(operand) || isRepeatedVector(operand);
    return fits(operand) || (isFilled && !isRowReduction(op));
  };
  auto repeatsLeadingAxes = [](Operation *op) {
    auto broadcast = dyn_cast<BroadcastOp>(op);
    return !broadcast ||
           llvm::equal(broadcast.getAxes(),
                       llvm::seq<int64_t>(0, broadcast.getAxes().size()));
  };
  return llvm::all_of(function.ops, [&](Operation *op) {
    return fits(op->getResult(0)) &&
           llvm::all_of(
               op->getOperands(),
               [&](Value operand) { return operandFits(op, operand); }) &&
           repeatsLeadingAxes(op);
  });
}

static bool isSwitch(Operation *op) {
  return isa<CompareOp, SelectOp>(op) || op->hasTrait<bmc::OpTrait::Kinked>();
}

namespace {

/// Grows a group upwards from its root, latest op first, so that an op is taken
/// only after all its users. Whenever one value is all that is left to explain,
/// the group is a function of it.
class Grower {
public:
  explicit Grower(Value root) {
    function.root = root;
    open.insert(root);
  }

  bool grow() {
    Operation *latest = nullptr;
    for (Value value : open) {
      Operation *op = value.getDefiningOp();
      if (op && (!latest || latest->isBeforeInBlock(op)))
        latest = op;
    }
    if (!canBelong(latest) || function.ops.size() == kMaxOps)
      return false;
    open.remove(latest->getResult(0));
    take(latest);
    return !open.empty();
  }

  /// The group as a function of the only open value.
  std::optional<RowFunction> getFunction() {
    if (open.size() != 1 ||
        function.ops.size() + function.constants.size() < 2 ||
        llvm::count_if(function.ops, isSwitch) > kMaxSwitches)
      return std::nullopt;
    RowFunction result = function;
    result.source = *open.begin();
    result.ops.assign(function.ops.rbegin(), function.ops.rend());
    if (!worksRowByRow(result) ||
        (result.isPointwise && !result.vectors.empty()))
      return std::nullopt;
    return result;
  }

private:
  void take(Operation *op) {
    function.ops.push_back(op);
    function.isPointwise &= !isRowReduction(op);
    for (Value operand : op->getOperands()) {
      if (std::optional<double> constant = getSplat(operand))
        function.constants.push_back(*constant);
      else if (!isRepeatedVector(operand))
        open.insert(operand);
      else if (Value vector = operand.getDefiningOp()->getOperand(0);
               !llvm::is_contained(function.vectors, vector))
        function.vectors.push_back(vector);
    }
  }

  RowFunction function;
  llvm::SmallSetVector<Value, 8> open;
};

} // namespace

bool visitRowFunctions(Value root,
                       llvm::function_ref<bool(const RowFunction &)> visit) {
  Grower grower(root);
  while (grower.grow())
    if (std::optional<RowFunction> function = grower.getFunction())
      if (visit(*function))
        return true;
  return false;
}

} // namespace bmc
