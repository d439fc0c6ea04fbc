//===- Kernel.cpp - A kernel function while it is being generated ---------===//

#include "codegen/common/builder/Kernel.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

unsigned Kernel::numInputs() const { return function.getNumArguments(); }

unsigned Kernel::numOutputs() const { return function.getNumResults(); }

Value Kernel::result(unsigned i) const {
  return function.getBody().front().getTerminator()->getOperand(i);
}

bool Kernel::isReturned(Value value) const {
  return llvm::is_contained(
      function.getBody().front().getTerminator()->getOperands(), value);
}

Value Kernel::outputFor(Value value) const {
  for (unsigned i = 0; i < numOutputs(); ++i)
    if (result(i) == value)
      return output(i);
  return {};
}

Value Kernel::extent(const Extent &extent) {
  return extent.isStatic() ? builder.index(extent.size)
                           : sizes.lookup(extent.name);
}

int64_t Kernel::boundOf(StringAttr dim) const {
  return SymbolTable::lookupNearestSymbolFrom<DimOp>(function, dim).getMax();
}

Value Kernel::product(ArrayRef<Extent> extents) {
  Value result = builder.index(staticProduct(extents).value());
  for (const Extent &extent : extents)
    if (!extent.isStatic())
      result = builder.mul(result, sizes.lookup(extent.name));
  return result;
}

MatrixView viewOf(Kernel &kernel, Value value) {
  int64_t offset = 0;
  int64_t columns = getExtents(value.getType()).back().size;
  while (auto slice = value.getDefiningOp<SliceOp>()) {
    offset += slice.getOffset();
    value = slice.getX();
  }
  auto argument = cast<BlockArgument>(value);
  auto type = cast<RankedTensorType>(value.getType());
  KernelBuilder &b = kernel.builder;
  Value base = kernel.input(argument.getArgNumber());
  if (offset)
    base = b.pointer(base, b.index(offset), type.getElementType());
  return {base, columns, type.getShape().back()};
}

} // namespace bmc
