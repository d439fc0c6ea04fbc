//===- LayerNormBackwardKernels.cpp - Gradients of norms of rows ----------===//
//
// A first grid takes a row per block: dx, and what the rounded mean lacks,
// which goes to scratch. dweight and dbias are sums over all rows: a thread
// sums a column of a chunk of rows, the last grid adds the chunks in order.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/rows/NormOperands.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "codegen/nvptx/rows/GpuRows.h"
#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kChunkRows = 64;
static constexpr int64_t kColumnThreads = 128;

namespace {

struct NormBackward {
  GpuKernel &kernel;
  NormGradients op;
  GpuRows rows;
  GpuBuilder &b;
  Type type;
  Value dweightResult, dbiasResult; ///< null if not returned

  NormBackward(GpuKernel &kernel, Operation *anchor)
      : kernel(kernel), op(normGradients(anchor)), rows(kernel, op.x.getType()),
        b(rows.b), type(rows.type) {
    auto returned = [&](Value result) {
      return result && kernel.isReturned(result) ? result : Value();
    };
    dweightResult = returned(op.dweight);
    dbiasResult = returned(op.dbias);
  }

  bool sums() const { return dweightResult || dbiasResult; }

  /// Scratch: `rest` of each row, then [chunk][dweight D, dbias D].
  Value restOf(Value row) { return b.pointer(kernel.scratch(), row, type); }
  Value partial(Value chunk, int64_t which, Value col) {
    Value line = b.add(b.mul(chunk, 2), which);
    Value at = b.add(b.mul(line, kernel.extent(rows.width)), col);
    return b.pointer(restOf(kernel.product(rows.rowExtents)), at, type);
  }

  Value xhat(Value row, Value col, Value rest) {
    Value rstd = rows.loadNumber(rows.kernel.input(op.rstd), row);
    Value x = rows.load(rows.kernel.input(op.x), row, col);
    if (!op.isCentred())
      return b.mulf(x, rstd);
    Value mean = rows.loadNumber(rows.kernel.input(op.mean), row);
    return b.mulf(b.subf(b.subf(x, mean), rest), rstd);
  }

  void rowGrid();
  void emitDx(Value row, Value rest, Value dxOut);
  void partialGrid();
  void joinGrid();
};

void NormBackward::rowGrid() {
  rows.forEachRow([&](Value row) {
    Value rest;
    if (op.isCentred()) {
      Value mean = rows.loadNumber(rows.kernel.input(op.mean), row);
      Value inverse = b.constant(1.0 / rows.width.size, type);
      Value x = rows.kernel.input(op.x);
      rest = b.mulf(rows.sum([&](Value col) {
        return b.subf(rows.load(x, row, col), mean);
      }),
                    inverse);
      if (sums())
        b.once([&] { b.store(rest, restOf(row)); });
    }
    if (Value dxOut = kernel.outputFor(op.dx))
      emitDx(row, rest, dxOut);
  });
}

void NormBackward::emitDx(Value row, Value rest, Value dxOut) {
  Value inverse = b.constant(1.0 / rows.width.size, type);
  auto g = [&](Value col) {
    Value value = rows.load(rows.kernel.input(op.dy), row, col);
    if (!op.weight)
      return value;
    return b.mulf(value, rows.loadNumber(rows.kernel.input(op.weight), col));
  };
  Value meanG;
  if (op.isCentred())
    meanG = b.mulf(rows.sum(g), inverse);
  Value meanDot = b.mulf(
      rows.sum([&](Value col) { return b.mulf(g(col), xhat(row, col, rest)); }),
      inverse);
  rows.forEachColumn([&](Value col) {
    Value away = meanG ? b.subf(g(col), meanG) : g(col);
    Value inner = b.subf(away, b.mulf(xhat(row, col, rest), meanDot));
    Value dx = b.mulf(inner, rows.loadNumber(rows.kernel.input(op.rstd), row));
    if (op.residual)
      dx = b.addf(dx, rows.load(rows.kernel.input(op.residual), row, col));
    rows.store(dx, dxOut, row, col);
  });
}

void NormBackward::partialGrid() {
  GridFactor chunks{rows.rowExtents, kChunkRows};
  GridFactor columns{{rows.width}, kColumnThreads};
  kernel.grid({chunks, columns}, kColumnThreads, [&](ArrayRef<Value> position) {
    Value col = b.add(b.mul(position[1], kColumnThreads), b.threadIndex());
    b.ifThen(b.less(col, kernel.extent(rows.width)), [&] {
      Value begin = b.mul(position[0], kChunkRows);
      Value end =
          b.min(b.add(begin, kChunkRows), kernel.product(rows.rowExtents));
      SmallVector<Value> zeros(2, b.zero(type));
      SmallVector<Value> totals = b.loop(
          begin, end, 1, zeros,
          [&](Value row, ValueRange carried) -> SmallVector<Value> {
            Value d = rows.load(rows.kernel.input(op.dy), row, col);
            Value rest = op.isCentred() ? b.load(type, restOf(row)) : Value();
            Value normalised = xhat(row, col, rest);
            return {b.fma(d, normalised, carried[0]), b.addf(carried[1], d)};
          });
      b.store(totals[0], partial(position[0], 0, col));
      b.store(totals[1], partial(position[0], 1, col));
    });
  });
}

void NormBackward::joinGrid() {
  kernel.forEachElement(rows.width, kColumnThreads, [&](Value col) {
    Type f64 = b.getF64Type();
    Value chunks = b.ceilDiv(kernel.product(rows.rowExtents), kChunkRows);
    SmallVector<Value> zeros(2, b.zero(f64));
    SmallVector<Value> totals = b.loop(
        b.index(0), chunks, 1, zeros, [&](Value chunk, ValueRange carried) {
          SmallVector<Value> next;
          for (int64_t which = 0; which < 2; ++which) {
            Value part = b.load(type, partial(chunk, which, col));
            next.push_back(b.addf(carried[which], b.convertFloat(part, f64)));
          }
          return next;
        });
    auto store = [&](Value total, Value result) {
      if (result)
        b.store(b.convertFloat(total, type),
                b.pointer(kernel.outputFor(result), col, type));
    };
    store(totals[0], dweightResult);
    store(totals[1], dbiasResult);
  });
}

} // namespace

LogicalResult generateLayerNormBackward(GpuKernel &kernel, Operation *anchor) {
  NormBackward backward(kernel, anchor);
  // dx may overwrite the residual, never dy or x: it may come first.
  backward.rowGrid();
  if (backward.sums()) {
    backward.partialGrid();
    backward.joinGrid();
  }
  return success();
}

int64_t gpuLayerNormBackwardScratchBytes(Operation *anchor, DimBound bound) {
  Type type = anchor->getOperand(0).getType();
  int64_t rows = boundedElements(leadingExtents(type), bound);
  int64_t chunks = llvm::divideCeil(rows, kChunkRows);
  int64_t bytes = getElementTypeOrSelf(type).getIntOrFloatBitWidth() / 8;
  return (rows + chunks * 2 * getExtents(type).back().size) * bytes;
}

} // namespace bmc
