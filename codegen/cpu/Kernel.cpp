//===- Kernel.cpp - A kernel function while it is being generated ---------===//

#include "codegen/cpu/Kernel.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace bmc {

Kernel::Kernel(func::FuncOp function, KernelBuilder &builder, Value buffers,
               Value sizeArray, ArrayRef<StringAttr> dimNames)
    : function(function), builder(builder), sizeArray(sizeArray),
      numDims(dimNames.size()) {
  auto pointerType = LLVM::LLVMPointerType::get(builder.getContext());
  // One more than inputs and outputs: the scratch slot, null if unused.
  for (unsigned i = 0; i < numInputs() + numOutputs() + 1; ++i)
    pointers.push_back(builder.load(
        pointerType, builder.pointer(buffers, builder.index(i), pointerType)));
  Type i64 = builder.getI64Type();
  for (auto [i, name] : llvm::enumerate(dimNames))
    sizes[name] =
        builder.load(i64, builder.pointer(sizeArray, builder.index(i), i64));
}

unsigned Kernel::numInputs() const { return function.getNumArguments(); }

unsigned Kernel::numOutputs() const { return function.getNumResults(); }

Value Kernel::result(unsigned i) const {
  return function.getBody().front().getTerminator()->getOperand(i);
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

Value Kernel::product(ArrayRef<Extent> extents) {
  Value result = builder.index(staticProduct(extents).value());
  for (const Extent &extent : extents)
    if (!extent.isStatic())
      result = builder.mul(result, sizes.lookup(extent.name));
  return result;
}

Value Kernel::stream(uint64_t position) {
  Type i64 = builder.getI64Type();
  Value index = builder.index(numDims + position);
  return builder.load(i64, builder.pointer(sizeArray, index, i64));
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
