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
  OpBuilder builder(terminator);
  unsigned end = endOfParameters(function);
  // Result 0 is the loss; the gradients follow in parameter order.
  for (unsigned i = 1; i < terminator->getNumOperands(); ++i) {
    Value gradient = terminator->getOperand(i);
    unsigned position = end + i - 1;
    LogicalResult inserted = function.insertArgument(
        position, gradient.getType(), function.getResultAttrDict(i),
        gradient.getLoc());
    assert(succeeded(inserted) && "a func.func takes any argument");
    (void)inserted;
    Value sum = AddOp::create(builder, gradient.getLoc(), gradient.getType(),
                              function.getArgument(position), gradient);
    terminator->setOperand(i, sum);
  }
}
