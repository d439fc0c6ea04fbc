//===- RowProduct.cpp - A row times a matrix ------------------------------===//
//
//   B(k, j) at j * stride + k    a task takes some columns, each a dot product
//                                along memory
//   B(k, j) at k * stride + j    a task takes some columns and walks down all
//                                rows, its sums in registers
//
// Tasks depend on sizes only, and every element is summed in one order.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/gemm/RowProduct.h"
#include "codegen/cpu/rows/Columns.h"

using namespace mlir;

namespace bmc {

namespace {

/// Dot products that are summed side by side: two streams are what a core's
/// misses can follow.
constexpr int64_t kDots = 2;
/// Vectors of columns whose sums stay in registers.
constexpr int64_t kColumnVectors = 8;
/// Bytes of B that a task of dot products takes at least: some microseconds.
constexpr int64_t kTaskBytes = int64_t{1} << 16;
constexpr int64_t kCacheLine = 64;
/// How far ahead memory is asked for: bytes along it, rows down it.
constexpr int64_t kBytesAhead = 2048;
constexpr int64_t kRowsAhead = 8;
/// Rows summed in one go before joining the running total.
constexpr int64_t kDepthBlock = 256;

class RowProductEmitter {
public:
  RowProductEmitter(CpuBuilder &builder, const Gemm &gemm)
      : b(builder), gemm(gemm), type(gemm.elementType), lanes(b.lanes(type)),
        bytes(type.getIntOrFloatBitWidth() / 8), depth(*gemm.staticDepth),
        columns(gemm.columns) {}

  void emit() {
    if (gemm.bTransposed)
      emitDots();
    else
      emitColumns();
  }

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  Value load(Value base, Value index, Value mask = {}) {
    return b.loadVector(type, lanes, pointer(base, index), mask);
  }
  Value zeros() { return b.zero(VectorType::get(lanes, type)); }
  void emitDots();
  void dots(Value column, Value sums);
  void emitColumns();
  void sumColumns(Value column, ArrayRef<Value> masks);
  SmallVector<Value> addRow(Value k, Value column, ArrayRef<Value> masks,
                            ValueRange sums);
  void finish(Value column, Value vector, Value mask);

  CpuBuilder &b;
  const Gemm &gemm;
  Type type;
  unsigned lanes;
  int64_t bytes, depth, columns;
};

} // namespace

/// Stores finished sums of the columns from `column` on.
void RowProductEmitter::finish(Value column, Value vector, Value mask) {
  if (gemm.bias)
    vector = b.addf(vector, load(gemm.bias, column, mask));
  if (gemm.sink)
    gemm.sink(b.index(0), column, vector, mask);
  else
    b.storeVector(vector, pointer(gemm.c, column), mask);
}

void RowProductEmitter::emitDots() {
  int64_t wanted = llvm::divideCeil(kTaskBytes, depth * bytes);
  int64_t perTask = llvm::alignTo(wanted, std::max<int64_t>(lanes, kDots));
  b.parallel(b.ceilDiv(b.index(columns), perTask), [&](Value task) {
    Value sums = b.stackBuffer(type, perTask);
    Value begin = b.mul(task, perTask);
    Value end = b.min(b.add(begin, perTask), b.index(columns));
    b.loop(begin, end, kDots, [&](Value column) {
      dots(column, pointer(sums, b.sub(column, begin)));
    });
    Value count = columns % perTask == 0 ? b.index(perTask) : b.sub(end, begin);
    forEachVector(b, b.index(0), count, lanes, [&](Value i, Value mask) {
      finish(b.add(begin, i), load(sums, i, mask), mask);
    });
  });
}

/// The row times kDots columns from `column` on; those that do not exist are
/// the last one again. A column lies along memory and its neighbours do: what
/// is asked for ahead is what comes next, beyond the column's end too.
void RowProductEmitter::dots(Value column, Value results) {
  SmallVector<Value> starts;
  for (int64_t i = 0; i < kDots; ++i) {
    Value own = b.min(b.add(column, i), b.index(columns - 1));
    starts.push_back(pointer(gemm.b, b.mul(own, gemm.bStride)));
  }
  // A line of memory of each at a time, whatever a vector holds.
  int64_t vectors = std::max<int64_t>(1, kCacheLine / (lanes * bytes));
  int64_t step = vectors * lanes, full = depth / step * step;
  auto addProducts = [&](Value at, Value mask, ValueRange sums) {
    Value factor = load(gemm.a.base, at, mask);
    SmallVector<Value> next;
    for (auto [start, sum] : llvm::zip_equal(starts, sums))
      next.push_back(b.fma(factor, load(start, at, mask), sum));
    return next;
  };
  SmallVector<Value> sums = b.loop(
      b.index(0), b.index(full), step, SmallVector<Value>(kDots, zeros()),
      [&](Value k, ValueRange carried) {
        for (Value start : starts)
          b.prefetch(pointer(start, b.add(k, kBytesAhead / bytes)));
        SmallVector<Value> sums(carried);
        for (int64_t i = 0; i < vectors; ++i)
          sums = addProducts(b.add(k, i * lanes), Value(), sums);
        return sums;
      });
  sums =
      forEachVector(b, b.index(full), b.index(depth), lanes, sums, addProducts);
  for (auto [i, sum] : llvm::enumerate(sums))
    b.store(b.reduceAdd(sum), pointer(results, b.index(i)));
}

void RowProductEmitter::emitColumns() {
  int64_t perTask = kColumnVectors * lanes;
  int64_t full = columns / perTask, rest = columns % perTask;
  SmallVector<Value> all(kColumnVectors);
  b.parallel(b.index(full + (rest ? 1 : 0)), [&](Value task) {
    Value column = b.mul(task, perTask);
    if (full)
      b.ifThen(b.less(task, b.index(full)), [&] { sumColumns(column, all); });
    if (!rest)
      return;
    b.ifThen(b.less(b.index(full - 1), task), [&] {
      SmallVector<Value> masks(llvm::divideCeil(rest, lanes));
      if (rest % lanes)
        masks.back() = b.maskFirst(b.index(rest % lanes), lanes);
      sumColumns(column, masks);
    });
  });
}

/// As many vectors of columns from `column` on as there are masks.
void RowProductEmitter::sumColumns(Value column, ArrayRef<Value> masks) {
  SmallVector<Value> none(masks.size(), zeros());
  SmallVector<Value> totals =
      b.loop(b.index(0), b.index(depth), kDepthBlock, none,
             [&](Value begin, ValueRange carried) {
               Value end = b.min(b.add(begin, kDepthBlock), b.index(depth));
               SmallVector<Value> sums =
                   b.loop(begin, end, 1, none, [&](Value k, ValueRange sums) {
                     return addRow(k, column, masks, sums);
                   });
               for (auto [sum, total] : llvm::zip_equal(sums, carried))
                 sum = b.addf(total, sum);
               return sums;
             });
  for (auto [i, total] : llvm::enumerate(totals))
    finish(b.add(column, i * lanes), total, masks[i]);
}

SmallVector<Value> RowProductEmitter::addRow(Value k, Value column,
                                             ArrayRef<Value> masks,
                                             ValueRange sums) {
  Value row = pointer(gemm.b, b.add(b.mul(k, gemm.bStride), column));
  Value ahead = pointer(row, b.mul(gemm.bStride, kRowsAhead));
  int64_t width = static_cast<int64_t>(masks.size()) * lanes * bytes;
  for (int64_t line = 0; line < width; line += kCacheLine)
    b.prefetch(pointer(ahead, b.index(line / bytes)));
  Value factor = b.splat(b.load(type, pointer(gemm.a.base, k)), lanes);
  SmallVector<Value> next;
  for (auto [i, mask] : llvm::enumerate(masks))
    next.push_back(b.fma(factor, load(row, b.index(i * lanes), mask), sums[i]));
  return next;
}

void emitRowProduct(CpuBuilder &builder, const Gemm &gemm) {
  RowProductEmitter(builder, gemm).emit();
}

} // namespace bmc
