//===- RowSums.cpp - What is a sum over the rows of a batch ---------------===//
#include "passes/training/RowSums.h"

#include "ir/Shape.h"

using namespace mlir;
using namespace bmc;

StringRef bmc::argumentName(func::FuncOp function, BlockArgument argument) {
  auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                    "bmc.name");
  return name ? name.getValue() : StringRef();
}

bool RowDependence::hasRows(Value value) const {
  return hasExtent(value.getType(), batch);
}

bool RowDependence::isRowSum(Operation *op) const {
  auto sum = dyn_cast<RowSumOp>(op);
  return sum && sum.sumsOver(batch);
}

bool RowDependence::isRowMean(Operation *op) const {
  auto mean = dyn_cast<MeanOp>(op);
  return mean && hasRows(mean.getX()) && !hasRows(mean);
}

RowDependence::RowDependence(func::FuncOp function, StringAttr batch)
    : batch(batch) {
  for (BlockArgument argument : function.getArguments()) {
    StringRef name = argumentName(function, argument);
    bool isParameter = function.getArgAttr(argument.getArgNumber(),
                                           "bmc.parameter") != nullptr;
    if (isParameter || name == "rng")
      ofModel.insert(argument);
    if (!isParameter && !name.starts_with(kTotalPrefix))
      ofBatch.insert(argument);
  }
  for (Operation &op : function.front()) {
    bool counts = isRowSum(&op);
    for (Value result : op.getResults()) {
      auto operands = op.getOperands();
      if (counts || hasRows(result) ||
          llvm::any_of(operands, [&](Value x) { return ofBatch.contains(x); }))
        ofBatch.insert(result);
      if (llvm::any_of(operands, [&](Value x) { return ofModel.contains(x); }))
        ofModel.insert(result);
    }
  }
}

DenseSet<Operation *> bmc::opsBehind(ArrayRef<Value> values) {
  DenseSet<Operation *> ops;
  SmallVector<Value> pending(values);
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val().getDefiningOp();
    if (op && ops.insert(op).second)
      llvm::append_range(pending, op->getOperands());
  }
  return ops;
}
