//===- CpuKernel.cpp - A kernel while its CPU code is generated -----------===//

#include "codegen/cpu/builder/CpuKernel.h"
#include "ir/KernelDims.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace bmc {

CpuKernel::CpuKernel(func::FuncOp function, CpuBuilder &builder, Value buffers,
                     Value sizeArray, ArrayRef<StringAttr> dimNames)
    : Kernel(function, builder), builder(builder) {
  auto pointerType = LLVM::LLVMPointerType::get(builder.getContext());
  auto element = [&](Type type, Value base, unsigned i) {
    return builder.load(type, builder.pointer(base, builder.index(i), type));
  };
  // One more than inputs and outputs: the scratch slot, null if unused.
  for (unsigned i = 0; i < numInputs() + numOutputs() + 1; ++i)
    pointers.push_back(element(pointerType, buffers, i));
  Type i64 = builder.getI64Type();
  for (auto [i, name] : llvm::enumerate(dimNames))
    sizes[name] = element(i64, sizeArray, i);
  for (unsigned i = 0; i < kernelStreams(function); ++i)
    streams.push_back(element(i64, sizeArray, dimNames.size() + i));
}

} // namespace bmc
