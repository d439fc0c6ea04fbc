//===- RowProduct.cpp - A few rows times a matrix -------------------------===//
//
// What counts is how fast B comes from memory, so that neighbouring threads
// read what lies side by side, and no tile is staged:
//
//   B(k, j) at j * stride + k    a warp takes a column, its lanes share out the
//                                depth and join their sums
//   B(k, j) at k * stride + j    a lane takes a column, the warps of a block
//                                share out the depth and the first joins them
//
// B comes from memory for the first rows and from a cache for those after them.
// Every element is summed in one order, however many rows there are.
//
//===----------------------------------------------------------------------===//

#include "codegen/nvptx/gemm/RowProduct.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = 256;
static constexpr int64_t kWarps = kThreads / kWarpSize;
/// Rows of A that share what is read of B.
static constexpr int64_t kRows = 4;

namespace {

class RowProduct {
public:
  using Store = function_ref<void(Value, Value, Value)>;

  RowProduct(GpuKernel &kernel, const Product &product, Store store)
      : kernel(kernel), b(kernel.builder), product(product),
        type(product.elementType()), depth(*product.staticDepth()),
        storeElement(store) {}

  void along();
  void down();

private:
  Value columns() { return kernel.extent(product.columns()); }
  void begin();
  SmallVector<Value> rowsOfA(Value row, int64_t count);
  void forEachRows(function_ref<void(Value row, int64_t count)> body);
  int64_t width() const;
  Value loadWide(Value base, Value at);
  SmallVector<Value> add(ArrayRef<Value> rows, Value column, Value k,
                         ValueRange sums);
  void joinWarps(Value row, Value column, ValueRange sums, Value parts);

  GpuKernel &kernel;
  GpuBuilder &b;
  const Product &product;
  Type type;
  int64_t depth;
  Store storeElement;
  // Of the thread.
  Value lane, warp;
  MatrixOperand left, right;
};

} // namespace

/// What every thread of the grid begins with.
void RowProduct::begin() {
  Value thread = b.threadIndex();
  lane = b.rem(thread, b.index(kWarpSize));
  warp = b.div(thread, b.index(kWarpSize));
  left = matrixOperand(kernel, product.a);
  right = matrixOperand(kernel, product.b);
}

SmallVector<Value> RowProduct::rowsOfA(Value row, int64_t count) {
  SmallVector<Value> rows;
  for (int64_t i = 0; i < count; ++i)
    rows.push_back(
        b.pointer(left.base, b.mul(b.add(row, i), left.stride), type));
  return rows;
}

/// All rows of A, kRows at a time and the rest one by one.
void RowProduct::forEachRows(function_ref<void(Value, int64_t)> body) {
  Extents extents = product.rows();
  bool isStatic = llvm::all_of(extents, [](auto &e) { return e.isStatic(); });
  if (isStatic && staticProduct(extents) == 1)
    return body(b.index(0), 1);
  Value rows = kernel.product(extents);
  Value full = b.sub(rows, b.rem(rows, b.index(kRows)));
  b.loop(b.index(0), full, kRows, [&](Value row) { body(row, kRows); });
  b.loop(full, rows, 1, [&](Value row) { body(row, 1); });
}

/// Elements that a lane reads at once.
int64_t RowProduct::width() const {
  int64_t wide = b.wideLanes(type);
  bool isWide = depth % wide == 0 && left.alignment % wide == 0 &&
                right.alignment % wide == 0;
  return isWide ? wide : 1;
}

Value RowProduct::loadWide(Value base, Value at) {
  Value from = b.pointer(base, at, type);
  if (width() == 1)
    return b.load(type, from);
  return b.loadWide(type, from);
}

/// The products of width() elements from depth `k` on.
SmallVector<Value> RowProduct::add(ArrayRef<Value> rows, Value column, Value k,
                                   ValueRange sums) {
  auto element = [&](Value loaded, int64_t i) -> Value {
    return width() == 1 ? loaded : b.lane(loaded, i);
  };
  Value factors = loadWide(column, k);
  SmallVector<Value> next;
  for (auto [row, before] : llvm::zip_equal(rows, sums)) {
    Value loaded = loadWide(row, k), sum = before;
    for (int64_t i = 0; i < width(); ++i)
      sum = b.fma(element(loaded, i), element(factors, i), sum);
    next.push_back(sum);
  }
  return next;
}

void RowProduct::along() {
  GridFactor blocks{{product.columns()}, kWarps};
  kernel.grid(blocks, kThreads, [&](ArrayRef<Value> position) {
    begin();
    Value column = b.add(b.mul(position[0], kWarps), warp);
    // All lanes of a warp agree.
    b.ifThen(b.less(column, columns()), [&] {
      Value start = b.pointer(right.base, b.mul(column, right.stride), type);
      forEachRows([&](Value row, int64_t count) {
        SmallVector<Value> rows = rowsOfA(row, count);
        SmallVector<Value> sums =
            b.loop(b.mul(lane, width()), b.index(depth), kWarpSize * width(),
                   SmallVector<Value>(count, b.zero(type)),
                   [&](Value k, ValueRange carried) {
                     return add(rows, start, k, carried);
                   });
        for (Value &sum : sums)
          sum = b.joinWarp(sum, [&](Value x, Value y) { return b.addf(x, y); });
        b.ifThen(b.less(lane, b.index(1)), [&] {
          for (auto [i, sum] : llvm::enumerate(sums))
            storeElement(b.add(row, i), column, sum);
        });
      });
    });
  });
}

void RowProduct::down() {
  GridFactor blocks{{product.columns()}, kWarpSize};
  kernel.grid(blocks, kThreads, [&](ArrayRef<Value> position) {
    begin();
    Value parts = b.shared(type, kRows * kThreads);
    Value column = b.add(b.mul(position[0], kWarpSize), lane);
    Value existing = b.min(column, b.sub(columns(), b.index(1)));
    Value start = b.pointer(right.base, existing, type);
    forEachRows([&](Value row, int64_t count) {
      SmallVector<Value> rows = rowsOfA(row, count);
      SmallVector<Value> sums = b.loop(
          warp, b.index(depth), kWarps, SmallVector<Value>(count, b.zero(type)),
          [&](Value k, ValueRange carried) {
            Value factor =
                b.load(type, b.pointer(start, b.mul(k, right.stride), type));
            SmallVector<Value> next;
            for (auto [own, sum] : llvm::zip_equal(rows, carried))
              next.push_back(
                  b.fma(b.load(type, b.pointer(own, k, type)), factor, sum));
            return next;
          });
      joinWarps(row, column, sums, parts);
    });
  });
}

/// The first warp adds the sums of all in order. Every thread must come here.
void RowProduct::joinWarps(Value row, Value column, ValueRange sums,
                           Value parts) {
  for (auto [i, sum] : llvm::enumerate(sums)) {
    Value at = b.add(b.threadIndex(), static_cast<int64_t>(i) * kThreads);
    b.store(sum, b.pointer(parts, at, type));
  }
  b.barrier();
  Value isOurs = b.both(b.less(warp, b.index(1)), b.less(column, columns()));
  b.ifThen(isOurs, [&] {
    for (int64_t i = 0; i < static_cast<int64_t>(sums.size()); ++i) {
      Value own = b.pointer(parts, b.add(lane, i * kThreads), type);
      Value sum = b.loop(b.index(0), b.index(kThreads), kWarpSize, b.zero(type),
                         [&](Value at, ValueRange carried) {
                           Value part = b.load(type, b.pointer(own, at, type));
                           return SmallVector<Value>{b.addf(carried[0], part)};
                         })[0];
      storeElement(b.add(row, i), column, sum);
    }
  });
  // The next rows must not overtake the first warp.
  b.barrier();
}

void emitRowProduct(GpuKernel &kernel, const Product &product,
                    function_ref<void(Value, Value, Value)> store) {
  RowProduct rows(kernel, product, store);
  if (product.transposeB)
    rows.along();
  else
    rows.down();
}

} // namespace bmc
