//===- OptimizerKernels.cpp - Parameter updates in one pass ---------------===//

#include "codegen/common/rows/UpdateEmitter.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/rows/Rows.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

/// A table of which only some rows change.
static void updateRows(CpuKernel &kernel, UpdateOp op, UpdateEmitter &update) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  RowTensor table = rows.input(op.getParameters().front());
  Extents extents = getExtents(op.getParameters().front().getType());
  Value count =
      b.select(update.isEnabled(), kernel.extent(extents[0]), b.index(0));
  TouchedRows touched(kernel, op.getTouched());
  auto updateRow = [&](Value row) {
    b.ifThen(touched.contains(row), [&] {
      Value begin = b.mul(row, table.width);
      Value end = b.add(begin, table.width);
      forEachVector(b, begin, end, b.lanes(table.type),
                    [&](Value at, Value mask) { update.apply(at, mask); });
    });
  };
  rows.forEachChunk(count, kMarksPerChunk, [&](Value, Value begin, Value end) {
    b.loop(begin, end, 1, updateRow);
  });
}

LogicalResult generateOptimizer(CpuKernel &kernel, Operation *anchor) {
  auto op = cast<UpdateOp>(anchor);
  CpuBuilder &b = kernel.builder;
  Value first = anchor->getOperand(0);
  unsigned lanes = b.lanes(getElementTypeOrSelf(first.getType()));
  GroupAccess access(kernel, first, lanes);
  UpdateEmitter update(access, op);
  if (op.getTouched()) {
    updateRows(kernel, op, update);
    return success();
  }
  // A parallel loop may not stand under a condition; zero chunks do as well.
  int64_t elements = groupElements(op.getParameters());
  int64_t chunks = llvm::divideCeil(elements, kStreamChunk);
  Value count = b.select(update.isEnabled(), b.index(chunks), b.index(0));
  Value total = b.index(elements);
  b.parallel(count, [&](Value chunk) {
    Value begin = b.mul(chunk, kStreamChunk);
    Value end = b.min(b.add(begin, kStreamChunk), total);
    forEachVector(b, begin, end, lanes,
                  [&](Value col, Value mask) { update.apply(col, mask); });
  });
  return success();
}

//===----------------------------------------------------------------------===//
// Global norm
//===----------------------------------------------------------------------===//

int64_t globalNormScratchBytes(Operation *anchor, DimBound) {
  int64_t elements = groupElements(anchor->getOperands());
  return llvm::divideCeil(elements, kStreamChunk) * sizeof(double);
}

/// The root of the sum of what the chunks left in scratch.
static void storeRoot(CpuKernel &kernel, Value chunks) {
  CpuBuilder &b = kernel.builder;
  Type f64 = b.getF64Type();
  SmallVector<Value> squares =
      b.loop(b.index(0), chunks, 1, b.zero(f64),
             [&](Value chunk, ValueRange carried) -> SmallVector<Value> {
               Value part =
                   b.load(f64, b.pointer(kernel.scratch(), chunk, f64));
               return {b.addf(carried[0], part)};
             });
  b.store(b.sqrt(squares[0]), kernel.output(0));
}

/// Squares are summed in f64: the norm of 100 M elements needs more than f32
/// keeps.
LogicalResult generateGlobalNorm(CpuKernel &kernel, Operation *anchor) {
  CpuBuilder &b = kernel.builder;
  Value first = anchor->getOperand(0);
  GroupAccess u(kernel, first, b.lanes(getElementTypeOrSelf(first.getType())));
  Type f64 = b.getF64Type();
  Value base = u.base(anchor->getOperand(0));
  int64_t elements = groupElements(anchor->getOperands());
  Value total = b.index(elements);
  Value chunks = b.ceilDiv(total, kStreamChunk);
  auto wide = VectorType::get(u.lanes, f64);
  b.parallel(chunks, [&](Value chunk) {
    Value begin = b.mul(chunk, kStreamChunk);
    Value end = b.min(b.add(begin, kStreamChunk), total);
    SmallVector<Value> sum = forEachVector(
        b, begin, end, u.lanes, b.zero(wide),
        [&](Value col, Value mask, ValueRange carried) -> SmallVector<Value> {
          Value x = b.convertFloat(u.load(base, col, mask), f64);
          return {b.fma(x, x, carried[0])};
        });
    b.store(b.reduceAdd(sum[0]), b.pointer(kernel.scratch(), chunk, f64));
  });
  storeRoot(kernel, chunks);
  return success();
}

int64_t rowsNormScratchBytes(Operation *anchor, DimBound) {
  Extents extents = getExtents(cast<RowsNormOp>(anchor).getX().getType());
  return llvm::divideCeil(extents[0].size, kMarksPerChunk) * sizeof(double);
}

LogicalResult generateRowsNorm(CpuKernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  auto op = cast<RowsNormOp>(anchor);
  RowTensor x = rows.input(op.getX());
  Extents extents = getExtents(op.getX().getType());
  TouchedRows touched(kernel, op.getTouched());
  unsigned lanes = b.lanes(x.type);
  Type f64 = b.getF64Type();
  auto wide = VectorType::get(lanes, f64);
  Value count = b.index(extents[0].size);
  rows.forEachChunk(
      count, kMarksPerChunk, [&](Value chunk, Value begin, Value end) {
        SmallVector<Value> sum =
            b.loop(begin, end, 1, b.zero(wide),
                   [&](Value row, ValueRange sums) -> SmallVector<Value> {
                     return {b.ifElse(
                         touched.contains(row), wide,
                         [&]() -> Value {
                           return forEachVector(
                               b, b.index(0), x.width, lanes, sums,
                               [&](Value col, Value mask,
                                   ValueRange carried) -> SmallVector<Value> {
                                 Value value = b.convertFloat(
                                     rows.load(x, row, col, mask), f64);
                                 return {b.fma(value, value, carried[0])};
                               })[0];
                         },
                         [&] { return sums[0]; })};
                   });
        b.store(b.reduceAdd(sum[0]), b.pointer(kernel.scratch(), chunk, f64));
      });
  storeRoot(kernel, b.ceilDiv(count, kMarksPerChunk));
  return success();
}

} // namespace bmc
