//===- ReductionKernels.cpp - sum, mean and max over axes -----------------===//
//
// Two shapes of loop: the last axis is kept (vectors of results, the reduced
// axes walked inside) or reduced (vectors of partial sums). A reduction to a
// scalar is cut into fixed chunks whose partial results are joined in order, so
// the thread count never shows.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/PointEmitter.h"
#include "codegen/common/points/ResultOutputs.h"
#include "codegen/common/rows/ReductionAxes.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/rows/Columns.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

/// Vectors of results computed together when the last axis is kept.
static constexpr int64_t kVectorsPerUnit = 8;

namespace {

struct Reduction : ReductionAxes {
  CpuKernel &kernel;
  CpuBuilder &b;

  Reduction(CpuKernel &kernel, Operation *op)
      : ReductionAxes(kernel, op), kernel(kernel), b(kernel.builder) {}

  Value horizontal(Value vector) {
    return isMax() ? b.reduceMax(vector) : b.reduceAdd(vector);
  }

  /// x at a point, neutral where the mask is off.
  Value load(Value row, Value col, Value mask) {
    unsigned lanes = b.lanes(type);
    PointEmitter emitter(kernel, extents, row, col, lanes, mask);
    Value value = emitter.emit(x);
    if (!mask)
      return value;
    return b.select(mask, value, neutral(value.getType()));
  }

  /// Epilogue and stores at one point of the result's space.
  void storeResults(Value value, Value row, Value col, Value mask) {
    ResultOutputs outputs =
        findResultOutputs(kernel.function, op->getResult(0));
    storeResultOutputs(kernel, outputs, op->getResult(0), value, row, col,
                       mask);
  }

  Value sumColumns(Value row, Value begin, Value end);
  Value sumRow(Value row);
  void keepLast();
  void reduceLast();
  void reduceAll();
};

/// Columns [begin, end) of one row of x reduced to an f64 scalar.
Value Reduction::sumColumns(Value row, Value begin, Value end) {
  Value start = neutral(VectorType::get(b.lanes(type), type));
  SmallVector<Value> sum = forEachVector(
      b, begin, end, b.lanes(type), start,
      [&](Value col, Value mask, ValueRange carried) -> SmallVector<Value> {
        return {combine(carried[0], load(row, col, mask))};
      });
  return b.convertFloat(horizontal(sum[0]), b.getF64Type());
}

/// One row of x reduced to an f64 scalar.
Value Reduction::sumRow(Value row) {
  int64_t block = kSumBlock * b.lanes(type);
  Value width = kernel.extent(extents.back());
  if (extents.back().isStatic() && extents.back().size <= block)
    return sumColumns(row, b.index(0), width);
  return b.loop(b.index(0), width, block, neutral(b.getF64Type()),
                [&](Value begin, ValueRange carried) -> SmallVector<Value> {
                  Value end = b.min(b.add(begin, block), width);
                  return {combine(carried[0], sumColumns(row, begin, end))};
                })[0];
}

void Reduction::reduceLast() {
  Value keptRows = kernel.product(leading(false));
  Value reducedRows = kernel.product(leading(true));
  Value width = kernel.extent(resultSpace().back());
  b.parallel(b.ceilDiv(keptRows, 16), [&](Value chunk) {
    Value begin = b.mul(chunk, 16);
    Value end = b.min(b.add(begin, 16), keptRows);
    b.loop(begin, end, 1, [&](Value kept) {
      SmallVector<Value> total =
          b.loop(b.index(0), reducedRows, 1, neutral(b.getF64Type()),
                 [&](Value reduced, ValueRange carried) -> SmallVector<Value> {
                   return {combine(carried[0], sumRow(rowOf(kept, reduced)))};
                 });
      Value result = b.convertFloat(finish(total[0]), type);
      storeResults(result, b.div(kept, width), b.rem(kept, width), {});
    });
  });
}

void Reduction::reduceAll() {
  Value rows = kernel.product(leading(true));
  Type f64 = b.getF64Type();
  int64_t perChunk = reductionRowsPerChunk(extents);
  Value chunks = b.ceilDiv(rows, perChunk);
  b.parallel(chunks, [&](Value chunk) {
    Value begin = b.mul(chunk, perChunk);
    Value end = b.min(b.add(begin, perChunk), rows);
    SmallVector<Value> sum =
        b.loop(begin, end, 1, neutral(f64),
               [&](Value row, ValueRange carried) -> SmallVector<Value> {
                 return {combine(carried[0], sumRow(row))};
               });
    b.store(sum[0], b.pointer(kernel.scratch(), chunk, f64));
  });
  SmallVector<Value> total =
      b.loop(b.index(0), chunks, 1, neutral(f64),
             [&](Value chunk, ValueRange carried) -> SmallVector<Value> {
               Value partial =
                   b.load(f64, b.pointer(kernel.scratch(), chunk, f64));
               return {combine(carried[0], partial)};
             });
  Value zero = b.index(0);
  storeResults(b.convertFloat(finish(total[0]), type), zero, zero, {});
}

void Reduction::keepLast() {
  unsigned lanes = b.lanes(type);
  int64_t unit = kVectorsPerUnit * lanes;
  Value keptRows = kernel.product(leading(false));
  Value reducedRows = kernel.product(leading(true));
  Value width = kernel.extent(extents.back());
  Value blocks = b.ceilDiv(width, unit);
  bool full = extents.back().isStatic() && extents.back().size % unit == 0;
  auto vectorType = VectorType::get(lanes, type);
  b.parallel(b.mul(keptRows, blocks), [&](Value task) {
    Value kept = b.div(task, blocks);
    Value first = b.mul(b.rem(task, blocks), unit);
    SmallVector<Value> cols, masks;
    for (int64_t v = 0; v < kVectorsPerUnit; ++v) {
      cols.push_back(b.add(first, v * lanes));
      masks.push_back(full ? Value()
                           : b.maskFirst(b.sub(width, cols.back()), lanes));
    }
    SmallVector<Value> zeros(kVectorsPerUnit, neutral(vectorType));
    auto sumRows = [&](Value begin, Value end) {
      return b.loop(
          begin, end, 1, zeros, [&](Value reduced, ValueRange carried) {
            SmallVector<Value> next;
            Value row = rowOf(kept, reduced);
            for (int64_t v = 0; v < kVectorsPerUnit; ++v)
              next.push_back(combine(carried[v], load(row, cols[v], masks[v])));
            return next;
          });
    };
    Type f64 = b.getF64Type();
    SmallVector<Value> wideZeros(kVectorsPerUnit,
                                 neutral(VectorType::get(lanes, f64)));
    SmallVector<Value> total =
        b.loop(b.index(0), reducedRows, kSumBlock, wideZeros,
               [&](Value begin, ValueRange carried) {
                 Value end = b.min(b.add(begin, kSumBlock), reducedRows);
                 SmallVector<Value> next = sumRows(begin, end);
                 for (auto [sum, before] : llvm::zip(next, carried))
                   sum = combine(before, b.convertFloat(sum, f64));
                 return next;
               });
    for (int64_t v = 0; v < kVectorsPerUnit; ++v)
      storeResults(b.convertFloat(finish(total[v]), type), kept, cols[v],
                   masks[v]);
  });
}

} // namespace

int64_t reductionRowsPerChunk(ArrayRef<Extent> extents) {
  if (!extents.back().isStatic())
    return 16;
  return std::max<int64_t>(1, kStreamChunk / extents.back().size);
}

int64_t reductionScratchBytes(Operation *anchor, DimBound bound) {
  Extents extents = getExtents(anchor->getOperand(0).getType());
  int64_t rows = boundedElements(ArrayRef(extents).drop_back(), bound);
  int64_t perChunk = reductionRowsPerChunk(extents);
  return (rows + perChunk - 1) / perChunk * sizeof(double);
}

LogicalResult generateReduction(CpuKernel &kernel, Operation *anchor) {
  Reduction reduction(kernel, anchor);
  if (reduction.keepsLast())
    reduction.keepLast();
  else if (reduction.reducesAll())
    reduction.reduceAll();
  else
    reduction.reduceLast();
  return success();
}

} // namespace bmc
