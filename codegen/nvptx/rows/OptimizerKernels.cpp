//===- OptimizerKernels.cpp - Parameter updates in one pass ---------------===//

#include "codegen/common/rows/UpdateEmitter.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "codegen/nvptx/rows/JoinPartials.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = 256;
/// Of a block that updates a row of a table.
static constexpr int64_t kRowThreads = 64;
/// Elements of which one block sums the squares.
static constexpr int64_t kNormChunk = 64 * kThreads;

/// A table of which only some rows change: a block per row.
static void updateRows(GpuKernel &kernel, UpdateOp op, GroupAccess &access) {
  GpuBuilder &b = kernel.builder;
  Extents table = getExtents(op.getParameters().front().getType());
  kernel.grid(
      GridFactor{{table[0]}}, kRowThreads, [&](ArrayRef<Value> position) {
        TouchedRows touched(kernel, op.getTouched());
        UpdateEmitter update(access, op);
        Value width = kernel.extent(table[1]);
        b.ifThen(
            b.both(update.isEnabled(), touched.contains(position[0])), [&] {
              b.loop(b.threadIndex(), width, kRowThreads, [&](Value column) {
                Value row = b.mul(position[0], width);
                update.apply(b.add(row, column), {});
              });
            });
      });
}

LogicalResult generateOptimizer(GpuKernel &kernel, Operation *anchor) {
  auto op = cast<UpdateOp>(anchor);
  GpuBuilder &b = kernel.builder;
  GroupAccess access(kernel, anchor->getOperand(0), /*lanes=*/1);
  if (op.getTouched()) {
    updateRows(kernel, op, access);
    return success();
  }
  int64_t elements = groupElements(op.getParameters());
  GridFactor blocks{{Extent::fixed(elements)}, kThreads};
  kernel.grid(blocks, kThreads, [&](ArrayRef<Value> position) {
    UpdateEmitter update(access, op);
    Value element = b.add(b.mul(position[0], kThreads), b.threadIndex());
    Value exists = b.less(element, b.index(elements));
    b.ifThen(b.both(update.isEnabled(), exists),
             [&] { update.apply(element, {}); });
  });
  return success();
}

//===----------------------------------------------------------------------===//
// Global norm
//===----------------------------------------------------------------------===//

int64_t gpuGlobalNormScratchBytes(Operation *anchor, DimBound) {
  int64_t elements = groupElements(anchor->getOperands());
  return llvm::divideCeil(elements, kNormChunk) * sizeof(double);
}

/// Squares are summed in f64: the norm of 100 M elements needs more than f32
/// keeps.
LogicalResult generateGlobalNorm(GpuKernel &kernel, Operation *anchor) {
  GpuBuilder &b = kernel.builder;
  GroupAccess u(kernel, anchor->getOperand(0), /*lanes=*/1);
  Type f64 = b.getF64Type();
  int64_t elements = groupElements(anchor->getOperands());
  GridFactor blocks{{Extent::fixed(elements)}, kNormChunk};
  kernel.grid(blocks, kThreads, [&](ArrayRef<Value> position) {
    Value base = u.base(anchor->getOperand(0));
    Value begin = b.mul(position[0], kNormChunk);
    Value end = b.min(b.add(begin, kNormChunk), b.index(elements));
    Value squares = sumByBlock(b, begin, end, kThreads, [&](Value i) {
      Value x = b.convertFloat(u.load(base, i, {}), f64);
      return b.mulf(x, x);
    });
    b.once([&] {
      b.store(squares, b.pointer(kernel.scratch(), position[0], f64));
    });
  });
  Extent chunks = Extent::fixed(llvm::divideCeil(elements, kNormChunk));
  joinPartials(kernel, chunks, [&](Value squares) {
    b.store(b.sqrt(squares), kernel.output(0));
  });
  return success();
}

int64_t gpuRowsNormScratchBytes(Operation *anchor, DimBound) {
  Extents extents = getExtents(cast<RowsNormOp>(anchor).getX().getType());
  return llvm::divideCeil(extents[0].size * extents[1].size, kNormChunk) *
         sizeof(double);
}

LogicalResult generateRowsNorm(GpuKernel &kernel, Operation *anchor) {
  GpuBuilder &b = kernel.builder;
  auto op = cast<RowsNormOp>(anchor);
  GroupAccess u(kernel, op.getX(), /*lanes=*/1);
  Type f64 = b.getF64Type();
  Extents extents = getExtents(op.getX().getType());
  int64_t elements = extents[0].size * extents[1].size;
  GridFactor blocks{{Extent::fixed(elements)}, kNormChunk};
  kernel.grid(blocks, kThreads, [&](ArrayRef<Value> position) {
    TouchedRows touched(kernel, op.getTouched());
    Value base = u.base(op.getX());
    Value begin = b.mul(position[0], kNormChunk);
    Value end = b.min(b.add(begin, kNormChunk), b.index(elements));
    Value squares = sumByBlock(b, begin, end, kThreads, [&](Value i) {
      Value row = b.div(i, b.index(extents[1].size));
      return b.ifElse(
          touched.contains(row), f64,
          [&] {
            Value x = b.convertFloat(u.load(base, i, {}), f64);
            return b.mulf(x, x);
          },
          [&] { return b.zero(f64); });
    });
    b.once([&] {
      b.store(squares, b.pointer(kernel.scratch(), position[0], f64));
    });
  });
  Extent chunks = Extent::fixed(llvm::divideCeil(elements, kNormChunk));
  joinPartials(kernel, chunks, [&](Value squares) {
    b.store(b.sqrt(squares), kernel.output(0));
  });
  return success();
}

} // namespace bmc
