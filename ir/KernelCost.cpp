//===- KernelCost.cpp - What a kernel must do at least --------------------===//

#include "ir/KernelCost.h"
#include "ir/BmcOps.h"
#include "ir/KernelKind.h"

using namespace mlir;

namespace bmc {

/// Bytes of an element in memory; predicates take one.
static double elementBytes(Type type) {
  unsigned bits = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  return (bits + 7) / 8;
}

/// Elements of an argument that its users need: those of one user that needs
/// all, or of the parts that they take, which do not overlap in what models do.
static Amount neededElements(Value argument) {
  Amount all = Amount::elements(argument), parts;
  for (Operation *user : argument.getUsers()) {
    auto op = dyn_cast<CostOp>(user);
    // The terminator hands on what it returns.
    Amount part = op ? op.getMoved(argument) : all;
    if (part == all)
      return all;
    parts += part;
  }
  // Parts of one axis add up to the whole at most.
  bool comparable = all.terms().size() == 1 && parts.terms().size() == 1 &&
                    all.terms()[0].dims == parts.terms()[0].dims;
  return comparable && parts.terms()[0].factor > all.terms()[0].factor ? all
                                                                       : parts;
}

static Amount writtenElements(Value result) {
  auto op = result.getDefiningOp<CostOp>();
  return op ? op.getMoved(result) : Amount::elements(result);
}

/// Of the first floating-point value that `op` reads, else of what it gives.
static Type computedIn(Operation *op) {
  for (TypeRange types :
       {TypeRange(op->getOperandTypes()), TypeRange(op->getResultTypes())})
    for (Type type : types)
      if (Type element = getElementTypeOrSelf(type); isa<FloatType>(element))
        return element;
  return nullptr;
}

static Type elementOf(func::FuncOp kernel, Operation *anchor) {
  if (Type type = anchor ? computedIn(anchor) : nullptr)
    return type;
  for (Operation &op : kernel.getBody().front().without_terminator())
    if (Type type = computedIn(&op))
      return type;
  return Float32Type::get(kernel.getContext());
}

KernelCost kernelCost(func::FuncOp kernel) {
  KernelCost cost;
  Block &body = kernel.getBody().front();
  for (BlockArgument argument : body.getArguments())
    cost.bytes +=
        neededElements(argument) * Amount(elementBytes(argument.getType()));
  for (Value result : body.getTerminator()->getOperands())
    cost.bytes +=
        writtenElements(result) * Amount(elementBytes(result.getType()));
  for (auto op : body.getOps<CostOp>()) {
    OpCost own = op.getCost();
    cost.products += own.products;
    cost.operations += own.operations;
  }
  Operation *anchor = findAnchor(kernel);
  cost.family = anchor ? anchor->getName().stripDialect().str() : "pointwise";
  cost.element = elementOf(kernel, anchor);
  return cost;
}

} // namespace bmc
