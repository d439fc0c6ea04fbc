//===- AccumulateFunction.cpp - Further micro-batches -----------*- C++ -*-===//
//-*-===//
#include "ir/BmcOps.h"
#include "passes/training/Training.h"

using namespace mlir;
using namespace bmc;

/// One past the last parameter: state follows the parameters.
static unsigned endOfParameters(func::FuncOp function) {
  unsigned end = 0;
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (function.getArgAttr(i, "bmc.parameter"))
      end = i + 1;
  return end;
}

void bmc::addAccumulate(ModuleOp module, func::FuncOp train) {
  func::FuncOp function = train.clone();
  function.setName("train_accumulate");
  module.push_back(function);

  Operation *terminator = function.front().getTerminator();
  // Result 0 is the loss; the gradients follow in parameter order, and what a
  // micro-batch replaces instead of adding to it.
  auto isGradient = [&](unsigned i) {
    auto group = function.getResultAttrOfType<StringAttr>(i, "bmc.group");
    return group && group.getValue() == "grad";
  };
  unsigned last = 0;
  while (last + 1 < function.getNumResults() && isGradient(last + 1))
    ++last;
  auto gradients = terminator->getOperands().slice(1, last);
  unsigned end = endOfParameters(function);
  SmallVector<Type> types(gradients.getTypes());
  SmallVector<DictionaryAttr> attributes;
  SmallVector<Location> locations;
  for (auto [i, gradient] : llvm::enumerate(gradients)) {
    attributes.push_back(function.getResultAttrDict(i + 1));
    locations.push_back(gradient.getLoc());
  }
  LogicalResult inserted = function.insertArguments(
      SmallVector<unsigned>(types.size(), end), types, attributes, locations);
  assert(succeeded(inserted) && "a func.func takes any arguments");
  (void)inserted;

  OpBuilder builder(terminator);
  for (unsigned i = 1; i <= last; ++i) {
    Value gradient = terminator->getOperand(i);
    terminator->setOperand(
        i, AddOp::create(builder, gradient.getLoc(), gradient.getType(),
                         function.getArgument(end + i - 1), gradient));
  }
}
