//===- AccumulateFunction.cpp - Further micro-batches -----------*- C++ -*-===//
#include "ir/BmcOps.h"
#include "passes/training/Training.h"

using namespace mlir;
using namespace bmc;

unsigned bmc::endOfParameters(func::FuncOp function) {
  unsigned end = 0;
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (function.getArgAttr(i, "bmc.parameter"))
      end = i + 1;
  return end;
}

/// The results of @train that a micro-batch adds to. What is computed by rows
/// takes its gradient already, and what else is in the state is replaced.
static SmallVector<unsigned> addedResults(func::FuncOp function) {
  SmallVector<unsigned> added;
  Operation *terminator = function.front().getTerminator();
  for (unsigned i = 0; i < function.getNumResults(); ++i) {
    auto group = function.getResultAttrOfType<StringAttr>(i, "bmc.group");
    if (group && group.getValue() == "grad" &&
        !terminator->getOperand(i).getDefiningOp<EmbeddingBackwardRowsOp>())
      added.push_back(i);
  }
  return added;
}

void bmc::addAccumulate(ModuleOp module, func::FuncOp train) {
  func::FuncOp function = train.clone();
  function.setName("train_accumulate");
  module.push_back(function);
  function.walk([](EmbeddingBackwardRowsOp op) { op.setAccumulate(true); });

  Operation *terminator = function.front().getTerminator();
  SmallVector<unsigned> added = addedResults(function);
  unsigned end = endOfParameters(function);
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attributes;
  SmallVector<Location> locations;
  for (unsigned i : added) {
    Value gradient = terminator->getOperand(i);
    types.push_back(gradient.getType());
    attributes.push_back(function.getResultAttrDict(i));
    locations.push_back(gradient.getLoc());
  }
  LogicalResult inserted = function.insertArguments(
      SmallVector<unsigned>(types.size(), end), types, attributes, locations);
  assert(succeeded(inserted) && "a func.func takes any arguments");
  (void)inserted;

  OpBuilder builder(terminator);
  for (auto [number, i] : llvm::enumerate(added)) {
    Value gradient = terminator->getOperand(i);
    terminator->setOperand(
        i, AddOp::create(builder, gradient.getLoc(), gradient.getType(),
                         function.getArgument(end + number), gradient));
  }
}
