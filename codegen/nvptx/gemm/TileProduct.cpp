//===- TileProduct.cpp - A block's tile of a matrix product ---------------===//

#include "codegen/nvptx/gemm/TileProduct.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kTile = TileProduct::kTile;
static constexpr int64_t kPer = TileProduct::kPerThread;
/// Threads along a row of the tile.
static constexpr int64_t kAcross = kTile / kPer;
static_assert(kAcross * kAcross == TileProduct::kThreads);

TileProduct::TileProduct(GpuBuilder &builder, Type elementType)
    : b(builder), type(elementType), slices(b.shared(type, 2 * kDepth * kTile)),
      sliceA(slices), sliceB(b.pointer(slices, b.index(kDepth * kTile), type)),
      thread(b.threadIndex()) {}

TileProduct::Sums TileProduct::zeros() {
  return Sums(kPer * kPer, b.zero(type));
}

Value TileProduct::element(Value base, Value line, Value k) {
  return b.pointer(base, b.add(b.mul(k, kTile), line), type);
}

/// Copies a slice to shared memory, with zeros where there is nothing.
void TileProduct::stage(const Operand &operand, Value slice, Value begin,
                        Value end) {
  Value zero = b.zero(type);
  constexpr int64_t kRounds = kTile * kDepth / kThreads;
  for (int64_t round = 0; round < kRounds; ++round) {
    Value number = b.add(thread, round * kThreads);
    // Neighbouring threads read neighbouring elements.
    int64_t inner = operand.depthIsContiguous ? kDepth : kTile;
    Value fast = b.rem(number, b.index(inner));
    Value slow = b.div(number, b.index(inner));
    Value line = operand.depthIsContiguous ? slow : fast;
    Value k = operand.depthIsContiguous ? fast : slow;
    Value depth = b.add(begin, k);
    Value exists = b.both(b.less(line, operand.lines), b.less(depth, end));
    Value value = b.ifElse(
        exists, type, [&] { return operand.load(line, depth); },
        [&] { return zero; });
    b.store(value, element(slice, line, k));
  }
}

/// The sums and one slice's products.
TileProduct::Sums TileProduct::addSlice(ValueRange sums) {
  Value row = b.mul(b.div(thread, b.index(kAcross)), kPer);
  Value column = b.mul(b.rem(thread, b.index(kAcross)), kPer);
  return b.loop(
      b.index(0), b.index(kDepth), 1, sums, [&](Value k, ValueRange carried) {
        SmallVector<Value> left, right, next;
        for (int64_t i = 0; i < kPer; ++i) {
          left.push_back(b.load(type, element(sliceA, b.add(row, i), k)));
          right.push_back(b.load(type, element(sliceB, b.add(column, i), k)));
        }
        for (int64_t i = 0; i < kPer; ++i)
          for (int64_t j = 0; j < kPer; ++j)
            next.push_back(b.fma(left[i], right[j], carried[i * kPer + j]));
        return next;
      });
}

TileProduct::Sums TileProduct::multiply(ValueRange sums, const Operand &a,
                                        const Operand &bOperand, Value begin,
                                        Value end) {
  Sums joined =
      b.loop(begin, end, kDepth, sums, [&](Value k, ValueRange carried) {
        stage(a, sliceA, k, end);
        stage(bOperand, sliceB, k, end);
        b.barrier();
        Sums next = addSlice(carried);
        b.barrier();
        return next;
      });
  // Addresses of several slices do not fit into registers.
  b.keepLoop(joined.front());
  return joined;
}

void TileProduct::forEachSum(function_ref<void(Value, Value, unsigned)> body) {
  Value row = b.mul(b.div(thread, b.index(kAcross)), kPer);
  Value column = b.mul(b.rem(thread, b.index(kAcross)), kPer);
  for (int64_t i = 0; i < kPer; ++i)
    for (int64_t j = 0; j < kPer; ++j)
      body(b.add(row, i), b.add(column, j), i * kPer + j);
}

/// The sums go through the slices' memory, a band of rows at a time.
void TileProduct::forEachElement(ValueRange sums, Value rows, Value columns,
                                 function_ref<void(Value, Value, Value)> body) {
  constexpr int64_t kBandRows = 2 * kDepth;
  b.loop(b.index(0), b.index(kTile), kBandRows, [&](Value band) {
    forEachSum([&](Value row, Value column, unsigned i) {
      Value inBand = b.sub(row, band);
      Value isHere = b.both(b.less(inBand, b.index(kBandRows)),
                            b.less(b.index(-1), inBand));
      b.ifThen(isHere,
               [&] { b.store(sums[i], element(slices, column, inBand)); });
    });
    b.barrier();
    b.loop(thread, b.index(kBandRows * kTile), kThreads, [&](Value number) {
      Value row = b.add(band, b.div(number, b.index(kTile)));
      Value column = b.rem(number, b.index(kTile));
      b.ifThen(b.both(b.less(row, rows), b.less(column, columns)), [&] {
        body(row, column, b.load(type, b.pointer(slices, number, type)));
      });
    });
    b.barrier();
  });
}

} // namespace bmc
