//===- PointwiseKernels.cpp - Groups of element-wise ops ------------------===//

#include "codegen/common/points/PointEmitter.h"
#include "codegen/cpu/builder/CpuKernel.h"
#include "codegen/cpu/rows/Columns.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

namespace {

/// What the loops of an element-wise kernel share.
struct PointwiseLoops {
  CpuKernel &kernel;
  CpuBuilder &b;
  Extents space;
  unsigned lanes;

  /// Computes and stores every result at one point.
  void emitPoint(Value row, Value col, Value mask) {
    PointEmitter emitter(kernel, space, row, col, lanes, mask);
    for (unsigned i = 0; i < kernel.numOutputs(); ++i) {
      Value value = emitter.emit(kernel.result(i));
      Type type = getElementTypeOrSelf(kernel.result(i).getType());
      Value offset = b.add(b.mul(row, kernel.extent(space.back())), col);
      Value pointer = b.pointer(kernel.output(i), offset, type);
      if (lanes == 1)
        b.store(value, pointer);
      else
        b.storeVector(value, pointer, mask);
    }
  }

  /// All axes as one: every op sees the same element number.
  void flat() {
    Value total = kernel.product(space);
    Value chunks = b.ceilDiv(total, kStreamChunk);
    b.parallel(chunks, [&](Value chunk) {
      Value begin = b.mul(chunk, kStreamChunk);
      Value end = b.min(b.add(begin, kStreamChunk), total);
      forEachVector(b, begin, end, lanes, [&](Value col, Value mask) {
        emitPoint(b.index(0), col, mask);
      });
    });
  }

  /// Row by row, vectors along the last axis.
  void rows() {
    Value count = kernel.product(ArrayRef(space).drop_back());
    Value width = kernel.extent(space.back());
    int64_t perChunk = 1;
    if (space.back().isStatic())
      perChunk = std::max<int64_t>(1, kStreamChunk / space.back().size);
    b.parallel(b.ceilDiv(count, perChunk), [&](Value chunk) {
      Value begin = b.mul(chunk, perChunk);
      Value end = b.min(b.add(begin, perChunk), count);
      b.loop(begin, end, 1, [&](Value row) {
        forEachVector(b, b.index(0), width, lanes, [&](Value col, Value mask) {
          emitPoint(row, col, mask);
        });
      });
    });
  }
};

} // namespace

/// Lanes of the narrowest-lane float in the kernel, so that f32 next to i32
/// works and i64 lane numbers stay legal.
static unsigned chooseLanes(CpuKernel &kernel) {
  unsigned lanes = kernel.builder.getTarget().vectorBytes() / 4;
  auto visit = [&](Type type) {
    Type element = getElementTypeOrSelf(type);
    if (element.isF64())
      lanes = std::min(lanes, kernel.builder.lanes(element));
  };
  for (Operation &op : kernel.function.getBody().front())
    for (Type type : op.getResultTypes())
      visit(type);
  return lanes;
}

LogicalResult generatePointwise(CpuKernel &kernel, Operation *) {
  Extents space = getExtents(kernel.result(0).getType());
  if (space.empty())
    space.push_back(Extent::fixed(1));
  PointwiseLoops loops{kernel, kernel.builder, space, chooseLanes(kernel)};
  Block &body = kernel.function.getBody().front();
  bool scalar = staticProduct(space) == 1 &&
                llvm::all_of(space, [](Extent e) { return e.isStatic(); });
  if (scalar) {
    loops.lanes = 1;
    Value zero = kernel.builder.index(0);
    loops.emitPoint(zero, zero, {});
  } else if (llvm::all_of(body.without_terminator(), [](Operation &op) {
               return keepsElementNumber(&op);
             })) {
    loops.flat();
  } else {
    loops.rows();
  }
  return success();
}

/// Copies each input to its range of the joined axis.
LogicalResult generateConcat(CpuKernel &kernel, Operation *anchor) {
  CpuBuilder &b = kernel.builder;
  auto concat = cast<ConcatOp>(anchor);
  Type type = concat.getType().getElementType();
  Extents extents = getExtents(concat.getType());
  int64_t axis = concat.getAxis();
  Value outer = kernel.product(ArrayRef(extents).take_front(axis));
  Value inner = kernel.product(ArrayRef(extents).drop_front(axis + 1));
  Value outStride = b.mul(inner, extents[axis].size);
  int64_t offset = 0;
  for (Value input : concat.getInputs()) {
    Value source = kernel.input(input);
    int64_t size = getExtents(input.getType())[axis].size;
    Value width = b.mul(inner, size);
    Value start = b.mul(inner, offset);
    b.parallel(outer, [&](Value row) {
      Value from = b.mul(row, width);
      Value to = b.add(b.mul(row, outStride), start);
      forEachVector(
          b, b.index(0), width, b.lanes(type), [&](Value col, Value mask) {
            Value value =
                b.loadVector(type, b.lanes(type),
                             b.pointer(source, b.add(from, col), type), mask);
            b.storeVector(
                value, b.pointer(kernel.output(0), b.add(to, col), type), mask);
          });
    });
    offset += size;
  }
  return success();
}

} // namespace bmc
