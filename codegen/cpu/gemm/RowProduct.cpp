//===- RowProduct.cpp - A few rows times a matrix -------------------------===//
//
//   B(k, j) at j * stride + k    a task takes some columns, each a dot product
//                                along memory
//   B(k, j) at k * stride + j    a task takes some columns and walks down all
//                                rows, its sums in registers
//
// B comes from memory for the first rows and from a cache for those after them.
// Tasks depend on sizes only, and every element is summed in one order, however
// many rows there are.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/gemm/RowProduct.h"

#include "codegen/common/gemm/Product.h"
#include "codegen/cpu/rows/Columns.h"

using namespace mlir;

namespace bmc {

namespace {

/// Columns whose dot products are summed side by side: two streams are what a
/// core's misses can follow.
constexpr int64_t kDots = 2;
/// Vectors of columns whose sums stay in registers.
constexpr int64_t kColumnVectors = 8;
/// Bytes of B that a task of dot products takes at least: some microseconds.
constexpr int64_t kTaskBytes = int64_t{1} << 16;
constexpr int64_t kCacheLine = 64;
/// Lines of each column that a step of a dot product of one row takes.
constexpr int64_t kLines = 4;
/// How far ahead memory is asked for: bytes along it, rows down it.
constexpr int64_t kBytesAhead = 2048;
constexpr int64_t kRowsAhead = 8;
/// Rows of B summed in one go before joining the running total.
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
  SmallVector<Value> rowsOfA(Value row, int64_t count);
  void forEachRows(ArrayRef<int64_t> groups,
                   function_ref<void(Value row, int64_t count)> body);
  bool hasManyRegisters() const {
    return b.getTarget().vectorRegisters() == 32;
  }
  void emitDots();
  void finishStrip(Value begin, Value width, Value sums);
  void dots(ArrayRef<Value> rows, Value column, Value results);
  int64_t strip() const { return std::max<int64_t>(lanes, kDots); }
  void emitColumns();
  void sumColumns(Value column, ArrayRef<Value> masks);
  void addBlock(Value begin, Value column, ArrayRef<Value> masks, Value totals);
  SmallVector<Value> addRow(ArrayRef<Value> rows, Value k, Value column,
                            ArrayRef<Value> masks, ValueRange sums);
  void finish(Value row, Value column, Value vector, Value mask);

  CpuBuilder &b;
  const Gemm &gemm;
  Type type;
  unsigned lanes;
  int64_t bytes, depth, columns;
};

} // namespace

/// Where `count` rows of A from `row` on begin.
SmallVector<Value> RowProductEmitter::rowsOfA(Value row, int64_t count) {
  SmallVector<Value> rows;
  for (int64_t i = 0; i < count; ++i)
    rows.push_back(
        pointer(gemm.a.base, b.mul(b.add(row, i), gemm.a.rowStride)));
  return rows;
}

/// All rows of A, in groups: as many of the largest as there are, and so on.
/// Rows of a group share what is read of B.
void RowProductEmitter::forEachRows(
    ArrayRef<int64_t> groups,
    function_ref<void(Value row, int64_t count)> body) {
  if (gemm.staticRows == 1)
    return body(b.index(0), 1);
  Value begin = b.index(0);
  for (int64_t group : groups) {
    Value left = b.sub(gemm.rows, begin);
    Value end = b.sub(gemm.rows, b.rem(left, b.index(group)));
    b.loop(begin, end, group, [&](Value row) { body(row, group); });
    begin = end;
  }
}

/// Stores finished sums of a row, of the columns from `column` on.
void RowProductEmitter::finish(Value row, Value column, Value vector,
                               Value mask) {
  if (gemm.bias)
    vector = b.addf(vector, load(gemm.bias, column, mask));
  if (gemm.sink)
    gemm.sink(row, column, vector, mask);
  else
    b.storeVector(
        vector, pointer(gemm.c, b.add(b.mul(row, gemm.cStride), column)), mask);
}

//===----------------------------------------------------------------------===//
// Along memory
//===----------------------------------------------------------------------===//

void RowProductEmitter::emitDots() {
  int64_t wanted = llvm::divideCeil(kTaskBytes, depth * bytes);
  int64_t perTask = llvm::alignTo(wanted, strip());
  b.stream(b.ceilDiv(b.index(columns), perTask), [&](Value task) {
    Value sums = b.stackBuffer(type, kFewRows * strip());
    SmallVector<int64_t> groups{8, 4, 1};
    if (!hasManyRegisters())
      groups.erase(groups.begin());
    Value begin = b.mul(task, perTask);
    Value end = b.min(b.add(begin, perTask), b.index(columns));
    // The columns of a strip stay in a cache until all rows have met them.
    b.loop(begin, end, strip(), [&](Value column) {
      Value width = columns % strip() == 0
                        ? b.index(strip())
                        : b.min(b.sub(end, column), b.index(strip()));
      forEachRows(groups, [&](Value row, int64_t count) {
        SmallVector<Value> rows = rowsOfA(row, count);
        Value own = pointer(sums, b.mul(row, strip()));
        b.loop(b.index(0), width, kDots,
               [&](Value i) { dots(rows, b.add(column, i), pointer(own, i)); });
      });
      finishStrip(column, width, sums);
    });
  });
}

/// Stores what all rows have of the `width` columns from `begin` on.
void RowProductEmitter::finishStrip(Value begin, Value width, Value sums) {
  b.loop(b.index(0), gemm.rows, 1, [&](Value row) {
    Value own = pointer(sums, b.mul(row, strip()));
    forEachVector(b, b.index(0), width, lanes, [&](Value at, Value mask) {
      finish(row, b.add(begin, at), load(own, at, mask), mask);
    });
  });
}

/// Rows times kDots columns from `column` on; those that do not exist are
/// the last one again. A column lies along memory and its neighbours do: what
/// is asked for ahead is what comes next, beyond the column's end too. With one
/// row a core is ahead by itself; with several it computes for longer than it
/// looks ahead.
void RowProductEmitter::dots(ArrayRef<Value> rows, Value column,
                             Value results) {
  SmallVector<Value> starts;
  for (int64_t i = 0; i < kDots; ++i) {
    Value own = b.min(b.add(column, i), b.index(columns - 1));
    starts.push_back(pointer(gemm.b, b.mul(own, gemm.bStride)));
  }
  bool isAlone = rows.size() == 1;
  int64_t vectors = std::max<int64_t>(1, kCacheLine / (lanes * bytes)) *
                    (isAlone ? kLines : 1);
  int64_t step = vectors * lanes, full = depth / step * step;
  auto addProducts = [&](Value at, Value mask, ValueRange sums) {
    SmallVector<Value> next;
    SmallVector<Value> loaded;
    for (Value start : starts)
      loaded.push_back(load(start, at, mask));
    for (auto [i, row] : llvm::enumerate(rows)) {
      Value factor = load(row, at, mask);
      for (auto [j, vector] : llvm::enumerate(loaded))
        next.push_back(b.fma(factor, vector, sums[i * kDots + j]));
    }
    return next;
  };
  SmallVector<Value> none(kDots * rows.size(), zeros());
  SmallVector<Value> sums = b.loop(
      b.index(0), b.index(full), step, none, [&](Value k, ValueRange carried) {
        if (!isAlone)
          for (Value start : starts)
            b.prefetch(pointer(start, b.add(k, kBytesAhead / bytes)));
        SmallVector<Value> sums(carried);
        for (int64_t i = 0; i < vectors; ++i)
          sums = addProducts(b.add(k, i * lanes), Value(), sums);
        return sums;
      });
  sums =
      forEachVector(b, b.index(full), b.index(depth), lanes, sums, addProducts);
  for (auto [i, sum] : llvm::enumerate(sums)) {
    auto at = static_cast<int64_t>(i / kDots) * strip() + i % kDots;
    b.store(b.reduceAdd(sum), pointer(results, b.index(at)));
  }
}

//===----------------------------------------------------------------------===//
// Down memory
//===----------------------------------------------------------------------===//

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

/// As many vectors of columns from `column` on as there are masks. Totals of
/// all rows wait in memory while a block of B meets them.
void RowProductEmitter::sumColumns(Value column, ArrayRef<Value> masks) {
  auto width = static_cast<int64_t>(masks.size()) * lanes;
  Value totals = b.stackBuffer(type, kFewRows * width);
  auto forEachTotal = [&](function_ref<void(Value, Value, Value, Value)> body) {
    b.loop(b.index(0), gemm.rows, 1, [&](Value row) {
      Value own = pointer(totals, b.mul(row, width));
      for (auto [i, mask] : llvm::enumerate(masks))
        body(row, b.add(column, i * lanes), pointer(own, b.index(i * lanes)),
             mask);
    });
  };
  forEachTotal([&](Value, Value, Value total, Value) {
    b.storeVector(zeros(), total, Value());
  });
  b.loop(b.index(0), b.index(depth), kDepthBlock,
         [&](Value begin) { addBlock(begin, column, masks, totals); });
  forEachTotal([&](Value row, Value at, Value total, Value mask) {
    finish(row, at, b.loadVector(type, lanes, total, Value()), mask);
  });
}

/// Adds the products of a block of rows of B to the totals.
void RowProductEmitter::addBlock(Value begin, Value column,
                                 ArrayRef<Value> masks, Value totals) {
  auto vectors = static_cast<int64_t>(masks.size());
  Value end = b.min(b.add(begin, kDepthBlock), b.index(depth));
  SmallVector<int64_t> groups{2, 1};
  if (!hasManyRegisters())
    groups.erase(groups.begin());
  forEachRows(groups, [&](Value row, int64_t count) {
    SmallVector<Value> rows = rowsOfA(row, count);
    SmallVector<Value> none(vectors * count, zeros());
    SmallVector<Value> sums =
        b.loop(begin, end, 1, none, [&](Value k, ValueRange carried) {
          return addRow(rows, k, column, masks, carried);
        });
    Value first = pointer(totals, b.mul(row, vectors * lanes));
    for (auto [i, sum] : llvm::enumerate(sums)) {
      Value at = pointer(first, b.index(i * lanes));
      Value total = b.loadVector(type, lanes, at, Value());
      b.storeVector(b.addf(total, sum), at, Value());
    }
  });
}

SmallVector<Value> RowProductEmitter::addRow(ArrayRef<Value> rows, Value k,
                                             Value column,
                                             ArrayRef<Value> masks,
                                             ValueRange sums) {
  Value row = pointer(gemm.b, b.add(b.mul(k, gemm.bStride), column));
  Value ahead = pointer(row, b.mul(gemm.bStride, kRowsAhead));
  int64_t width = static_cast<int64_t>(masks.size()) * lanes * bytes;
  for (int64_t line = 0; line < width; line += kCacheLine)
    b.prefetch(pointer(ahead, b.index(line / bytes)));
  SmallVector<Value> loaded;
  for (auto [i, mask] : llvm::enumerate(masks))
    loaded.push_back(load(row, b.index(i * lanes), mask));
  SmallVector<Value> next;
  for (Value start : rows) {
    Value factor = b.splat(b.load(type, pointer(start, k)), lanes);
    for (Value vector : loaded)
      next.push_back(b.fma(factor, vector, sums[next.size()]));
  }
  return next;
}

void emitRowProduct(CpuBuilder &builder, const Gemm &gemm) {
  RowProductEmitter(builder, gemm).emit();
}

} // namespace bmc
