//===- LayerNormBackwardKernels.cpp - Gradients of norms of rows ----------===//
//
// dweight and dbias are sums over all rows: each chunk of rows leaves its sums
// in scratch, a second pass adds the chunks in order.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/rows/NormOperands.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/rows/Rows.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// Rows whose parameter gradients are summed before they are stored: large
/// enough that the second pass is small, small enough to share out.
static constexpr int64_t kNormRows = 32;

namespace {

struct NormBackward {
  RowBuilder rows;
  CpuBuilder &b;
  NormGradients op;
  RowTensor dy, x;
  Type type;
  unsigned lanes;
  Value mean, rstd, weight, residual; ///< null if there is none
  Value count;                        ///< rows
  Value inverse;                      ///< 1 / columns
  Value dxOut;
  /// Outputs of dweight and dbias; null if unused.
  Value dweightOut, dbiasOut;

  NormBackward(CpuKernel &kernel, Operation *anchor)
      : rows(kernel), b(kernel.builder), op(normGradients(anchor)),
        dy(rows.input(op.dy)), x(rows.input(op.x)), type(x.type),
        lanes(b.lanes(type)), rstd(rows.input(op.rstd).base) {
    if (op.mean)
      mean = rows.input(op.mean).base;
    if (op.weight)
      weight = rows.input(op.weight).base;
    if (op.residual)
      residual = rows.input(op.residual).base;
    count = kernel.rows(op.x.getType());
    inverse = b.constant(1.0 / getExtents(op.x.getType()).back().size, type);
    dxOut = kernel.outputFor(op.dx);
    if (op.dweight)
      dweightOut = kernel.outputFor(op.dweight);
    if (op.dbias)
      dbiasOut = kernel.outputFor(op.dbias);
  }

  /// Scratch: [chunk][dweight D, dbias D], then `rest` of each row.
  Value partial(Value chunk, int64_t which, Value col) {
    Value row = b.add(b.mul(chunk, 2), which);
    return b.pointer(rows.kernel.scratch(), b.add(b.mul(row, x.width), col),
                     type);
  }
  Value restOf(Value row) {
    Value begin = partial(b.ceilDiv(count, kNormRows), 0, b.index(0));
    return b.pointer(begin, row, type);
  }

  /// What x^ is made of, a vector each. The mean is rounded, which shows where
  /// rows are nearly constant; `rest` is what it lacks.
  struct RowStatistics {
    Value mean, rest, rstd;
  };

  void emitRest(Value row);
  RowStatistics statisticsOf(Value row);
  Value xhat(const RowStatistics &stats, Value row, Value col, Value mask);
  void emitDx(Value row);
  void emitPartials(Value chunk, Value begin, Value end);
  void joinPartials(Value chunks);
};

void NormBackward::emitRest(Value row) {
  Value means = b.splat(b.load(type, b.pointer(mean, row, type)), lanes);
  Value sum = rows.sum(type, x.width, [&](Value col, Value mask) {
    return b.subf(rows.load(x, row, col, mask), means);
  });
  b.store(b.mulf(sum, inverse), restOf(row));
}

/// Row `row` of the normalised x at `col`, from statistics loaded before.
Value NormBackward::xhat(const RowStatistics &stats, Value row, Value col,
                         Value mask) {
  Value value = rows.load(x, row, col, mask);
  if (mean)
    value = b.subf(b.subf(value, stats.mean), stats.rest);
  return b.mulf(value, stats.rstd);
}

NormBackward::RowStatistics NormBackward::statisticsOf(Value row) {
  auto splat = [&](Value from) { return b.splat(b.load(type, from), lanes); };
  RowStatistics stats{{}, {}, splat(b.pointer(rstd, row, type))};
  if (mean) {
    stats.mean = splat(b.pointer(mean, row, type));
    stats.rest = splat(restOf(row));
  }
  return stats;
}

void NormBackward::emitDx(Value row) {
  RowStatistics stats = statisticsOf(row);
  auto g = [&](Value col, Value mask) {
    Value value = rows.load(dy, row, col, mask);
    return weight ? b.mulf(value, rows.loadShared(weight, type, col, mask))
                  : value;
  };
  SmallVector<Value> sums =
      sumVectors(b, 2, type, x.width, [&](Value col, Value mask) {
        Value value = g(col, mask);
        return SmallVector<Value>{value,
                                  b.mulf(value, xhat(stats, row, col, mask))};
      });
  Value meanG = mean ? b.splat(b.mulf(sums[0], inverse), lanes) : Value();
  Value meanDot = b.splat(b.mulf(sums[1], inverse), lanes);
  forEachVector(b, b.index(0), x.width, lanes, [&](Value col, Value mask) {
    Value away = meanG ? b.subf(g(col, mask), meanG) : g(col, mask);
    Value inner = b.subf(away, b.mulf(xhat(stats, row, col, mask), meanDot));
    Value dx = b.mulf(inner, stats.rstd);
    if (residual)
      dx = b.addf(dx, rows.load({residual, type, x.width}, row, col, mask));
    rows.store(dx, {dxOut, type, x.width}, row, col, mask);
  });
}

void NormBackward::emitPartials(Value chunk, Value begin, Value end) {
  auto vector = VectorType::get(lanes, type);
  forEachVector(b, b.index(0), x.width, lanes, [&](Value col, Value mask) {
    SmallVector<Value> zeros(2, b.zero(vector));
    SmallVector<Value> sums = b.loop(
        begin, end, 1, zeros,
        [&](Value row, ValueRange carried) -> SmallVector<Value> {
          Value d = rows.load(dy, row, col, mask);
          Value normalised = xhat(statisticsOf(row), row, col, mask);
          return {b.fma(d, normalised, carried[0]), b.addf(carried[1], d)};
        });
    b.storeVector(sums[0], partial(chunk, 0, col), mask);
    b.storeVector(sums[1], partial(chunk, 1, col), mask);
  });
}

void NormBackward::joinPartials(Value chunks) {
  // In f64: there may be many chunks.
  Type f64 = b.getF64Type();
  auto vector = VectorType::get(lanes, f64);
  forEachVector(b, b.index(0), x.width, lanes, [&](Value col, Value mask) {
    SmallVector<Value> zeros(2, b.zero(vector));
    SmallVector<Value> sums = b.loop(
        b.index(0), chunks, 1, zeros,
        [&](Value chunk, ValueRange carried) -> SmallVector<Value> {
          Value w = b.loadVector(type, lanes, partial(chunk, 0, col), mask);
          Value d = b.loadVector(type, lanes, partial(chunk, 1, col), mask);
          return {b.addf(carried[0], b.convertFloat(w, f64)),
                  b.addf(carried[1], b.convertFloat(d, f64))};
        });
    auto store = [&](Value sum, Value to) {
      if (to)
        b.storeVector(b.convertFloat(sum, type), b.pointer(to, col, type),
                      mask);
    };
    store(sums[0], dweightOut);
    store(sums[1], dbiasOut);
  });
}

} // namespace

LogicalResult generateLayerNormBackward(CpuKernel &kernel, Operation *anchor) {
  NormBackward backward(kernel, anchor);
  CpuBuilder &b = backward.b;
  bool sums = backward.dweightOut || backward.dbiasOut;
  backward.rows.forEachChunk(
      backward.count, kNormRows, [&](Value chunk, Value begin, Value end) {
        if (backward.mean)
          b.loop(begin, end, 1, [&](Value row) { backward.emitRest(row); });
        // Sums first: dx may overwrite the residual, never dy or x.
        if (sums)
          backward.emitPartials(chunk, begin, end);
        if (backward.dxOut)
          b.loop(begin, end, 1, [&](Value row) { backward.emitDx(row); });
      });
  if (sums)
    backward.joinPartials(b.ceilDiv(backward.count, kNormRows));
  return success();
}

int64_t layerNormBackwardScratchBytes(Operation *anchor, DimBound bound) {
  Type type = anchor->getOperand(0).getType();
  int64_t rows = boundedElements(leadingExtents(type), bound);
  int64_t chunks = (rows + kNormRows - 1) / kNormRows;
  int64_t bytes = getElementTypeOrSelf(type).getIntOrFloatBitWidth() / 8;
  return (chunks * 2 * getExtents(type).back().size + rows) * bytes;
}

} // namespace bmc
