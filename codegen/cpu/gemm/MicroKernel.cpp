//===- MicroKernel.cpp - The register tile of every product ---------------===//

#include "codegen/cpu/gemm/MicroKernel.h"

using namespace mlir;

namespace bmc {

TileShape tileShape(const CpuTarget &target, Type elementType,
                    std::optional<int64_t> columns) {
  TileShape shape;
  shape.lanes =
      target.vectorBytes() / (elementType.getIntOrFloatBitWidth() / 8);
  if (target.vectorRegisters() == 32) {
    shape.rows = 8;
    shape.vectors = 3;
    bool fourDivide = columns && *columns % (4 * shape.lanes) == 0;
    if (fourDivide && *columns % shape.columns() != 0) {
      shape.rows = 6;
      shape.vectors = 4;
    }
    return shape;
  }
  // Without FMA a product needs a register of its own.
  shape.rows = target.hasFma() ? 6 : 4;
  shape.vectors = 2;
  return shape;
}

namespace {

/// Emits one tile: the k loop over rows of B with all accumulators carried.
class MicroKernelEmitter {
public:
  MicroKernelEmitter(CpuBuilder &builder, const MicroKernel &kernel)
      : b(builder), kernel(kernel), shape(kernel.shape),
        unroll(kernel.distances.size() < kEnough ? kUnroll : 1),
        rows(kernel.rowBases) {
    for (int64_t row = rows.size(); row < shape.rows; ++row)
      rows.push_back(rowPointer(row));
  }

  SmallVector<Value> emit(ValueRange initial) {
    SmallVector<Value> accumulators = start(initial);
    if (kernel.staticDepth) {
      int64_t unrolled = *kernel.staticDepth / unroll * unroll;
      int64_t done = 0;
      accumulators = runWithPauses(accumulators, done);
      accumulators =
          run(b.index(done), b.index(unrolled), unroll, accumulators);
      return step(b.index(unrolled), *kernel.staticDepth - unrolled,
                  accumulators);
    }
    if (unroll == 1)
      return run(b.index(0), kernel.depth, 1, accumulators);
    Value unrolled = b.sub(kernel.depth, b.rem(kernel.depth, b.index(unroll)));
    accumulators = run(b.index(0), unrolled, unroll, accumulators);
    return run(unrolled, kernel.depth, 1, accumulators);
  }

private:
  /// Steps of k that are written out, where each has few products.
  static constexpr int64_t kUnroll = 2;
  static constexpr size_t kEnough = 3;

  Value rowPointer(int64_t row) {
    Value number = b.index(row);
    if (kernel.rowCount)
      number = b.min(number, b.sub(kernel.rowCount, b.index(1)));
    return b.pointer(kernel.a.base, b.mul(number, kernel.a.rowStride),
                     kernel.elementType);
  }

  Value vectorOffset(int64_t vector) {
    return kernel.vectorOffsets.empty() ? b.index(vector * shape.lanes)
                                        : kernel.vectorOffsets[vector];
  }

  SmallVector<Value> start(ValueRange initial) {
    auto vector = VectorType::get(shape.lanes, kernel.elementType);
    Value zero = initial.empty() ? b.zero(vector) : Value();
    SmallVector<Value> accumulators;
    for (int64_t i = 0; i < shape.rows * shape.vectors; ++i)
      accumulators.push_back(zero ? zero : initial[i % initial.size()]);
    return accumulators;
  }

  SmallVector<Value> run(Value lower, Value upper, int64_t unroll,
                         ArrayRef<Value> accumulators) {
    return b.loop(lower, upper, unroll, accumulators,
                  [&](Value k, ValueRange carried) {
                    return step(k, unroll, SmallVector<Value>(carried));
                  });
  }

  /// As many equal parts of the depth as there are pauses; `done` becomes what
  /// they cover.
  SmallVector<Value> runWithPauses(ArrayRef<Value> accumulators,
                                   int64_t &done) {
    if (!kernel.pause)
      return SmallVector<Value>(accumulators);
    int64_t part = *kernel.staticDepth / kernel.pauses / unroll * unroll;
    done = part * kernel.pauses;
    return b.loop(b.index(0), b.index(kernel.pauses), 1, accumulators,
                  [&](Value number, ValueRange carried) {
                    kernel.pause(number);
                    Value begin = b.mul(number, part);
                    return run(begin, b.add(begin, part), unroll,
                               SmallVector<Value>(carried));
                  });
  }

  /// `count` steps from depth `k` on.
  SmallVector<Value> step(Value k, int64_t count,
                          SmallVector<Value> accumulators) {
    auto numDistances = static_cast<int64_t>(kernel.distances.size());
    for (int64_t u = 0; u < count; ++u) {
      Value depth = u ? b.add(k, u) : k;
      Value first = b.mul(depth, numDistances);
      Value offset = b.mul(depth, kernel.a.depthStride);
      for (auto [i, distance] : llvm::enumerate(kernel.distances))
        addProducts(b.add(first, i), b.add(offset, distance), accumulators);
    }
    return accumulators;
  }

  /// Of row `number` of B.
  void addProducts(Value number, Value offset,
                   SmallVectorImpl<Value> &accumulators) {
    Value row =
        b.pointer(kernel.b, b.mul(number, kernel.bStride), kernel.elementType);
    SmallVector<Value> columns;
    for (int64_t j = 0; j < shape.vectors && kernel.prefetchRows; ++j) {
      Value ahead =
          b.add(b.mul(kernel.bStride, kernel.prefetchRows), j * shape.lanes);
      b.prefetch(b.pointer(row, ahead, kernel.elementType));
    }
    for (int64_t j = 0; j < shape.vectors; ++j)
      columns.push_back(
          b.loadVector(kernel.elementType, shape.lanes,
                       b.pointer(row, vectorOffset(j), kernel.elementType)));
    for (int64_t i = 0; i < shape.rows; ++i) {
      Value element = b.load(kernel.elementType,
                             b.pointer(rows[i], offset, kernel.elementType));
      Value broadcast = b.splat(element, shape.lanes);
      for (int64_t j = 0; j < shape.vectors; ++j) {
        Value &sum = accumulators[i * shape.vectors + j];
        sum = b.fma(broadcast, columns[j], sum);
      }
    }
  }

  CpuBuilder &b;
  const MicroKernel &kernel;
  const TileShape &shape;
  const int64_t unroll;
  SmallVector<Value> rows;
};

} // namespace

SmallVector<Value> emitMicroKernel(CpuBuilder &builder,
                                   const MicroKernel &kernel,
                                   ValueRange initial) {
  return MicroKernelEmitter(builder, kernel).emit(initial);
}

} // namespace bmc
