//===- AttentionBiasGradient.cpp - Gradient of what is added to scores ----===//
//
// dbias is dS, summed over batches, heads or queries where the bias repeats.
// A task owns all keys of a block of queries of one bias (or of its only row)
// and walks what it sums in order: no task adds to what another one writes.
// Sums are f64, for there may be as many terms as batches times queries.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/attention/AttentionGradients.h"
#include "codegen/cpu/rows/Columns.h"

using namespace mlir;

namespace bmc {

namespace {

class BiasGradientEmitter : AttentionGradients {
public:
  BiasGradientEmitter(CpuKernel &kernel, AttentionBackwardOp op,
                      const MatrixOperand &dbias)
      : AttentionGradients(kernel, op), dbias(dbias),
        extents(getExtents(op.getBias().getType())) {}

  void emit();

private:
  void packAll();
  void emitTask(Value task);
  void addHead(Value begin, Value end);
  void addRow(Value row, Value key, Value count);
  void finishRow(Value row);
  bool repeats(unsigned axis) { return extents[axis] == Extent::fixed(1); }
  /// Calls body for all of an axis that repeats, else for `own`.
  void forEach(unsigned axis, Value own, Value count,
               function_ref<void(Value)> body) {
    if (repeats(axis))
      b.loop(b.index(0), count, 1, body);
    else
      body(own);
  }
  /// Sums of the bias row that the block's `row` belongs to.
  Value sumsOf(Value row) {
    Value number = repeats(2) ? b.index(0) : row;
    return b.pointer(sums, b.mul(number, keys), b.getF64Type());
  }
  Value packedMatrix(int64_t which) {
    Value at = b.add(b.mul(keyHeadNumber(), kHeadMatrices), b.index(which));
    return pointer(kernel.scratch(), b.mul(at, matrixElements()));
  }

  MatrixOperand dbias;
  Extents extents;
  Value firstRow; ///< of the task, in the bias
  Value sums;     ///< [rows of the task][keys], f64
};

} // namespace

void BiasGradientEmitter::packAll() {
  b.parallel(b.mul(batch, geometry.keyHeads), [&](Value number) {
    setKeyHead(number);
    packByKeys(k, packedMatrix(0), b.index(0), keys);
    packByKeys(v, packedMatrix(1), b.index(0), keys);
  });
}

void BiasGradientEmitter::emit() {
  packAll();
  Value count = b.mul(kernel.extent(extents[0]), kernel.extent(extents[1]));
  if (!repeats(2))
    count = b.mul(count, b.ceilDiv(queries, kQueryBlock));
  b.parallel(count, [&](Value task) { emitTask(task); });
}

void BiasGradientEmitter::emitTask(Value task) {
  allocateTiles();
  Value blocks = repeats(2) ? b.index(1) : b.ceilDiv(queries, kQueryBlock);
  Value matrix = b.div(task, blocks);
  Value begin = b.mul(b.rem(task, blocks), kQueryBlock);
  Value end = repeats(2) ? queries : b.min(b.add(begin, kQueryBlock), queries);
  Value rows = repeats(2) ? b.index(1) : b.sub(end, begin);
  firstRow = b.add(b.mul(matrix, kernel.extent(extents[2])), begin);
  Value before =
      b.mul(b.mul(batch, geometry.keyHeads * kHeadMatrices), matrixElements());
  sums = b.pointer(pointer(kernel.scratch(), before), b.mul(firstRow, keys),
                   b.getF64Type());
  b.loop(b.index(0), b.mul(rows, keys), 1, [&](Value at) {
    b.store(b.zero(b.getF64Type()), b.pointer(sums, at, b.getF64Type()));
  });
  Value biasHeads = kernel.extent(extents[1]);
  forEach(0, b.div(matrix, biasHeads), batch, [&](Value batchNumber) {
    forEach(1, b.rem(matrix, biasHeads), b.index(geometry.heads),
            [&](Value headOfBatch) {
              setHead(b.add(b.mul(batchNumber, geometry.heads), headOfBatch));
              addHead(begin, end);
            });
  });
  b.loop(b.index(0), rows, 1, [&](Value row) { finishRow(row); });
}

/// Adds dS of the current head's queries [begin, end).
void BiasGradientEmitter::addHead(Value begin, Value end) {
  b.loop(begin, end, kQueryBlock, [&](Value query) {
    beginQueries(query);
    KeyRange range = keyRange();
    b.loop(range.begin, range.end, keyBlock, [&](Value key) {
      Value count = b.min(b.sub(range.end, key), b.index(keyBlock));
      fillTiles(packedMatrix(0), packedMatrix(1), key, count, Of::Scores);
      b.loop(b.index(0), queryCount, 1,
             [&](Value row) { addRow(row, key, count); });
    });
  });
}

void BiasGradientEmitter::addRow(Value row, Value key, Value count) {
  Type f64 = b.getF64Type();
  Value from = pointer(gradients, b.mul(row, stride));
  Value to = b.pointer(sumsOf(row), key, f64);
  forEachVector(b, b.index(0), count, geometry.lanes,
                [&](Value column, Value mask) {
                  Value at = b.pointer(to, column, f64);
                  Value term = b.convertFloat(load(from, column, mask), f64);
                  Value sum = b.loadVector(f64, geometry.lanes, at, mask);
                  b.storeVector(b.addf(sum, term), at, mask);
                });
}

void BiasGradientEmitter::finishRow(Value row) {
  Type f64 = b.getF64Type();
  Value from = sumsOf(row);
  Value to = pointer(dbias.base, b.mul(b.add(firstRow, row), keys));
  forEachVector(b, b.index(0), keys, geometry.lanes,
                [&](Value column, Value mask) {
                  Value sum = b.loadVector(f64, geometry.lanes,
                                           b.pointer(from, column, f64), mask);
                  b.storeVector(b.convertFloat(sum, geometry.elementType),
                                pointer(to, column), mask);
                });
}

void emitBiasGradient(CpuKernel &kernel, AttentionBackwardOp op,
                      const MatrixOperand &dbias) {
  BiasGradientEmitter(kernel, op, dbias).emit();
}

} // namespace bmc
