//===- ReductionKernels.cpp - sum, mean and max over axes -----------------===//
//
// Three shapes: the last axis is kept (a thread per result, walking the reduced
// rows), it is reduced (a block per result), or everything is (blocks over
// chunks of elements). Where there is more to reduce than one thread or block
// should walk, partial results go to scratch in f64 and a second grid joins
// them in order. Cuts depend on sizes only.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/PointEmitter.h"
#include "codegen/common/points/ResultOutputs.h"
#include "codegen/common/rows/ReductionAxes.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = 256;
/// Rows that a thread sums before its result is a partial one.
static constexpr int64_t kRowChunk = 64;
/// Elements that a block reduces of a reduction to a scalar.
static constexpr int64_t kElementChunk = 16 * kThreads;

namespace {

struct GpuReduction : ReductionAxes {
  GpuKernel &kernel;
  GpuBuilder &b;
  Type f64;

  GpuReduction(GpuKernel &kernel, Operation *op)
      : ReductionAxes(kernel, op), kernel(kernel), b(kernel.builder),
        f64(b.getF64Type()) {}

  /// x at a point, in f64.
  Value load(Value row, Value col) {
    PointEmitter emitter(kernel, extents, row, col, /*lanes=*/1);
    return b.convertFloat(emitter.emit(x), f64);
  }

  /// term(i) for i = begin, begin + step, .. < end combined.
  Value walk(Value begin, Value end, int64_t step,
             function_ref<Value(Value)> term) {
    return b.loop(begin, end, step, neutral(f64),
                  [&](Value i, ValueRange carried) -> SmallVector<Value> {
                    return {combine(carried[0], term(i))};
                  })[0];
  }

  /// The same for i in [begin, end), shared out among the threads of the block.
  Value walkByBlock(Value begin, Value end, function_ref<Value(Value)> term) {
    Value own = walk(b.add(begin, b.threadIndex()), end, kThreads, term);
    return b.joinBlock(own, kThreads, neutral(f64),
                       [&](Value x, Value y) { return combine(x, y); });
  }

  Value partial(Value index) { return b.pointer(kernel.scratch(), index, f64); }

  /// Epilogue and stores of result number `element`.
  void finishAndStore(Value total, Value element) {
    Value result = op->getResult(0);
    Value width = kernel.extent(resultSpace().back());
    storeResultOutputs(kernel, findResultOutputs(kernel.function, result),
                       result, b.convertFloat(finish(total), type),
                       b.div(element, width), b.rem(element, width));
  }

  void keepLast();
  void reduceLast();
  void reduceAll();
};

/// Whether more rows may be reduced than one thread walks.
bool cutsRows(ArrayRef<Extent> reducedRows) {
  return llvm::any_of(reducedRows, [](auto &e) { return !e.isStatic(); }) ||
         *staticProduct(reducedRows) > kRowChunk;
}

void GpuReduction::keepLast() {
  Extents keptRows = leading(false), reducedRows = leading(true);
  Extents results = keptRows;
  results.push_back(extents.back());
  bool cuts = cutsRows(reducedRows);
  auto rowsOf = [&](Value element, Value begin, Value end) {
    Value width = kernel.extent(extents.back());
    Value kept = b.div(element, width), col = b.rem(element, width);
    return walk(begin, end, 1,
                [&](Value i) { return load(rowOf(kept, i), col); });
  };
  GridFactor chunks{reducedRows, kRowChunk}, elements{results, kThreads};
  SmallVector<GridFactor> shape{elements};
  if (cuts)
    shape.insert(shape.begin(), chunks);
  kernel.grid(shape, kThreads, [&](ArrayRef<Value> position) {
    Value element = b.add(b.mul(position.back(), kThreads), b.threadIndex());
    Value count = kernel.product(results);
    b.ifThen(b.less(element, count), [&] {
      Value rows = kernel.product(reducedRows);
      if (!cuts)
        return finishAndStore(rowsOf(element, b.index(0), rows), element);
      Value begin = b.mul(position[0], kRowChunk);
      Value end = b.min(b.add(begin, kRowChunk), rows);
      b.store(rowsOf(element, begin, end),
              partial(b.add(b.mul(position[0], count), element)));
    });
  });
  if (!cuts)
    return;
  kernel.forEachElement(results, kThreads, [&](Value element) {
    Value count = kernel.product(results);
    Value parts = b.ceilDiv(kernel.product(reducedRows), kRowChunk);
    Value total = walk(b.index(0), parts, 1, [&](Value i) {
      return b.load(f64, partial(b.add(b.mul(i, count), element)));
    });
    finishAndStore(total, element);
  });
}

void GpuReduction::reduceLast() {
  Extents results = leading(false), reducedRows = leading(true);
  kernel.grid(GridFactor{results}, kThreads, [&](ArrayRef<Value> position) {
    Value width = kernel.extent(extents.back());
    Value count = b.mul(kernel.product(reducedRows), width);
    Value total = walkByBlock(b.index(0), count, [&](Value i) {
      return load(rowOf(position[0], b.div(i, width)), b.rem(i, width));
    });
    b.once([&] { finishAndStore(total, position[0]); });
  });
}

void GpuReduction::reduceAll() {
  GridFactor chunks{extents, kElementChunk};
  kernel.grid(chunks, kThreads, [&](ArrayRef<Value> position) {
    Value width = kernel.extent(extents.back());
    Value begin = b.mul(position[0], kElementChunk);
    Value end = b.min(b.add(begin, kElementChunk), kernel.product(extents));
    Value total = walkByBlock(begin, end, [&](Value i) {
      return load(b.div(i, width), b.rem(i, width));
    });
    b.once([&] { b.store(total, partial(position[0])); });
  });
  kernel.grid({}, kThreads, [&](ArrayRef<Value>) {
    Value parts = b.ceilDiv(kernel.product(extents), kElementChunk);
    Value total = walkByBlock(b.index(0), parts,
                              [&](Value i) { return b.load(f64, partial(i)); });
    b.once([&] { finishAndStore(total, b.index(0)); });
  });
}

} // namespace

int64_t gpuReductionScratchBytes(Operation *anchor, DimBound bound) {
  Extents extents = getExtents(anchor->getOperand(0).getType());
  ArrayRef<int64_t> axes =
      cast<DenseI64ArrayAttr>(anchor->getAttr("axes")).asArrayRef();
  if (axes.size() == extents.size())
    return llvm::divideCeil(boundedElements(extents, bound), kElementChunk) *
           sizeof(double);
  if (axes.back() + 1 == static_cast<int64_t>(extents.size()))
    return 0;
  Extents reduced;
  for (int64_t axis : axes)
    reduced.push_back(extents[axis]);
  if (!cutsRows(reduced))
    return 0;
  int64_t rows = boundedElements(reduced, bound);
  int64_t results =
      boundedElements(extents, bound) / std::max<int64_t>(rows, 1);
  return llvm::divideCeil(rows, kRowChunk) * results * sizeof(double);
}

LogicalResult generateReduction(GpuKernel &kernel, Operation *anchor) {
  GpuReduction reduction(kernel, anchor);
  if (reduction.keepsLast())
    reduction.keepLast();
  else if (reduction.reducesAll())
    reduction.reduceAll();
  else
    reduction.reduceLast();
  return success();
}

} // namespace bmc
