//===- PointwiseKernels.cpp - Groups of element-wise ops ------------------===//

#include "codegen/common/points/PointEmitter.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = 256;

LogicalResult generatePointwise(GpuKernel &kernel, Operation *) {
  GpuBuilder &b = kernel.builder;
  Extents space = getExtents(kernel.result(0).getType());
  if (space.empty())
    space.push_back(Extent::fixed(1));
  kernel.forEachElement(space, kThreads, [&](Value element) {
    Value width = kernel.extent(space.back());
    PointEmitter point(kernel, space, b.div(element, width),
                       b.rem(element, width), /*lanes=*/1);
    // Everything is read before anything is written: an output may be an
    // input updated in place.
    SmallVector<Value> values;
    for (unsigned i = 0; i < kernel.numOutputs(); ++i)
      values.push_back(point.emit(kernel.result(i)));
    for (auto [i, value] : llvm::enumerate(values))
      b.store(value, b.pointer(kernel.output(i), element, value.getType()));
  });
  return success();
}

/// Copies each input to its range of the joined axis.
LogicalResult generateConcat(GpuKernel &kernel, Operation *anchor) {
  GpuBuilder &b = kernel.builder;
  auto concat = cast<ConcatOp>(anchor);
  Type type = concat.getType().getElementType();
  Extents extents = getExtents(concat.getType());
  int64_t axis = concat.getAxis();
  int64_t offset = 0;
  for (Value input : concat.getInputs()) {
    Extents from = getExtents(input.getType());
    kernel.forEachElement(from, kThreads, [&](Value element) {
      Value inner = kernel.product(ArrayRef(extents).drop_front(axis + 1));
      Value run = b.mul(inner, from[axis].size);
      Value outer = b.div(element, run);
      Value start = b.add(b.mul(outer, b.mul(inner, extents[axis].size)),
                          b.mul(inner, offset));
      Value to = b.add(start, b.rem(element, run));
      unsigned argument = cast<BlockArgument>(input).getArgNumber();
      Value source = b.pointer(kernel.input(argument), element, type);
      b.store(b.load(type, source), b.pointer(kernel.output(0), to, type));
    });
    offset += from[axis].size;
  }
  return success();
}

} // namespace bmc
