//===- FillSize.cpp - A value for a run-time size -------------------------===//
#include "passes/training/FillSize.h"

#include "ir/BmcOps.h"

using namespace mlir;
using namespace bmc;

void bmc::fillSize(func::FuncOp function, StringAttr dim, Extent size) {
  auto filled = [&](Value value) {
    Extents extents = getExtents(value.getType());
    for (Extent &extent : extents)
      extent = substitute(extent, dim, size);
    value.setType(
        makeTensorType(extents, getElementTypeOrSelf(value.getType())));
  };
  Builder b(function.getContext());
  Block &block = function.front();
  llvm::for_each(block.getArguments(), filled);
  for (Operation &op : block.without_terminator()) {
    llvm::for_each(op.getResults(), filled);
    if (auto count = dyn_cast<SizeOp>(op)) {
      SmallVector<Attribute> others;
      for (auto name : count.getDims().getAsRange<StringAttr>()) {
        Extent extent = substitute(Extent::named(name), dim, size);
        if (extent.isStatic())
          count.setFactor(count.getFactor() * extent.size);
        else
          others.push_back(extent.name);
      }
      count.setDimsAttr(b.getArrayAttr(others));
    }
  }
  function.setFunctionType(b.getFunctionType(
      block.getArgumentTypes(), block.getTerminator()->getOperandTypes()));
}
