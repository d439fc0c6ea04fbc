//===- LinearCrossEntropy.cpp - Head and loss without the logits ----------===//
//
// Rows are taken in chunks whose logits fit in scratch, a round of grids each:
//
//   logits = x w^T + b
//   loss_r = ln sum_j e^(logits_rj) - logits_r,target
//   dlogits = (softmax(logits) - one_hot(target)) dloss, in place
//   dx = dlogits w;  dw += dlogits^T x;  db += sum of the rows of dlogits
//
// Losses of rows and dbias are summed in f64, in order.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/gemm/HeadLoss.h"
#include "codegen/common/gemm/Product.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "codegen/nvptx/gemm/TileProduct.h"
#include "codegen/nvptx/rows/GpuRows.h"
#include "codegen/nvptx/rows/JoinPartials.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kLogitBytes = int64_t{256} << 20;
static constexpr int64_t kTile = TileProduct::kTile;
static constexpr int64_t kThreads = TileProduct::kThreads;

/// What the logits of a chunk may take. Tests that want several rounds say so
/// at the op.
static int64_t logitBytes(Operation *anchor) {
  auto own = anchor->getAttrOfType<IntegerAttr>("bmc.logit_bytes");
  return own ? own.getInt() : kLogitBytes;
}

/// Rows per chunk, given how many there are at most.
static int64_t chunkRowsOf(Operation *anchor, const HeadLoss &head,
                           int64_t rows) {
  int64_t fitting = std::max<int64_t>(
      logitBytes(anchor) / head.bytes / head.classes / kTile * kTile, kTile);
  return std::min<int64_t>(fitting, llvm::alignTo(rows, kTile));
}

static int64_t mostRows(const HeadLoss &head, DimBound bound) {
  return boundedElements(leadingExtents(head.x.getType()), bound);
}

namespace {

class HeadLossGrids {
public:
  HeadLossGrids(GpuKernel &kernel, Operation *anchor)
      : kernel(kernel), b(kernel.builder), head(anchor), type(head.elementType),
        rowExtents(leadingExtents(head.x.getType())),
        chunkRows(
            chunkRowsOf(anchor, head, mostRows(head, [&](StringAttr name) {
                          return kernel.boundOf(name);
                        }))) {}

  void emit() {
    kernel.loop(GridFactor{rowExtents, chunkRows}, [&] {
      logitsGrid();
      rowGrid();
      if (isReturned(head.dx))
        dxGrid();
      if (isReturned(head.dweight))
        dweightGrid();
      if (isReturned(head.dbias))
        dbiasGrid();
    });
    if (kernel.isReturned(head.loss))
      joinPartials(kernel, rowExtents, [&](Value total) {
        b.store(b.convertFloat(total, type), kernel.outputFor(head.loss));
      });
  }

private:
  bool isReturned(Value value) { return value && kernel.isReturned(value); }
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  Value loadAt(const MatrixOperand &matrix, Value row, Value column) {
    return b.load(
        type, pointer(matrix.base, b.add(b.mul(row, matrix.stride), column)));
  }

  // Of the round.
  Value begin() { return b.mul(kernel.round(), chunkRows); }
  /// Rows from the round's first on; may be more than a chunk.
  Value remaining() { return b.sub(kernel.product(rowExtents), begin()); }
  Value count() { return b.min(remaining(), b.index(chunkRows)); }

  // Scratch: a loss per row, a total of dbias per class, the chunk's logits.
  Value losses() { return kernel.scratch(); }
  Value biasTotals() {
    return b.pointer(losses(), kernel.product(rowExtents), b.getF64Type());
  }
  MatrixOperand logits() {
    Value base = b.pointer(biasTotals(), b.index(head.classes), b.getF64Type());
    return {base, b.index(head.classes)};
  }

  GridFactor tilesOf(int64_t lines) { return {{Extent::fixed(lines)}, kTile}; }
  /// Lines of a matrix from the tile's first on.
  TileProduct::Operand operand(const MatrixOperand &matrix, Value first,
                               Value lines, bool depthIsRow) {
    auto load = [=, this](Value line, Value k) {
      line = b.add(line, first);
      return depthIsRow ? loadAt(matrix, k, line) : loadAt(matrix, line, k);
    };
    return {load, b.sub(lines, first), !depthIsRow};
  }

  void logitsGrid();
  void rowGrid();
  void countedRow(GpuRows &rows, Value row, Value number, Value target);
  void dxGrid();
  void dweightGrid();
  void dbiasGrid();

  GpuKernel &kernel;
  GpuBuilder &b;
  HeadLoss head;
  Type type;
  Extents rowExtents;
  int64_t chunkRows;
};

} // namespace

void HeadLossGrids::logitsGrid() {
  kernel.grid({tilesOf(chunkRows), tilesOf(head.classes)}, kThreads,
              [&](ArrayRef<Value> position) {
                TileProduct tile(b, type);
                Value row = b.mul(position[0], kTile),
                      column = b.mul(position[1], kTile);
                MatrixOperand x = matrixOperand(kernel, head.x);
                x.base = pointer(x.base, b.mul(begin(), x.stride));
                MatrixOperand weight = matrixOperand(kernel, head.weight);
                Value classes = b.index(head.classes);
                TileProduct::Sums sums =
                    tile.multiply(tile.zeros(), operand(x, row, count(), false),
                                  operand(weight, column, classes, false),
                                  b.index(0), b.index(head.features));
                MatrixOperand to = logits();
                tile.forEachElement(
                    sums, b.sub(count(), row), b.sub(classes, column),
                    [&](Value i, Value j, Value value) {
                      Value at = b.add(column, j);
                      if (head.bias)
                        value = b.addf(
                            value,
                            b.load(type, pointer(kernel.input(head.bias), at)));
                      Value line = b.mul(b.add(row, i), to.stride);
                      b.store(value, pointer(to.base, b.add(line, at)));
                    });
              });
}

/// The loss of a row, and its gradient in place of the logits.
void HeadLossGrids::rowGrid() {
  Type chunk = makeTensorType(
      {Extent::fixed(chunkRows), Extent::fixed(head.classes)}, type);
  GpuRows rows(kernel, chunk);
  rows.forEachRow([&](Value row) {
    // All threads of the block go the same way.
    b.ifThen(b.less(row, count()), [&] {
      Value number = b.add(begin(), row);
      Type i32 = b.getI32Type();
      Value narrow =
          b.load(i32, b.pointer(kernel.input(head.targets), number, i32));
      Value target = arith::ExtSIOp::create(b, b.getI64Type(), narrow);
      countedRow(rows, row, number, target);
    });
  });
}

void HeadLossGrids::countedRow(GpuRows &rows, Value row, Value number,
                               Value target) {
  Value base = logits().base;
  Value ignored = b.less(target, b.index(0));
  Value max = rows.max([&](Value col) { return rows.load(base, row, col); });
  Value sum = rows.sum(
      [&](Value col) { return b.exp(b.subf(rows.load(base, row, col), max)); });
  b.once([&] {
    Value correct = rows.load(base, row, b.select(ignored, b.index(0), target));
    Type f64 = b.getF64Type();
    Value loss = b.addf(b.subf(max, correct), b.log(sum));
    loss = b.select(ignored, b.zero(f64), b.convertFloat(loss, f64));
    b.store(loss, b.pointer(losses(), number, f64));
  });
  if (!head.dloss)
    return;
  // The logit of the target has been read before it is overwritten.
  b.barrier();
  Value dloss = b.load(type, kernel.input(head.dloss));
  Value scale = b.divf(b.select(ignored, b.zero(type), dloss), sum);
  rows.forEachColumn([&](Value col) {
    Value term = b.exp(b.subf(rows.load(base, row, col), max));
    Value isTarget =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, col, target);
    Value one = b.select(isTarget, dloss, b.zero(type));
    rows.store(b.subf(b.mulf(term, scale), one), base, row, col);
  });
}

void HeadLossGrids::dxGrid() {
  kernel.grid(
      {tilesOf(chunkRows), tilesOf(head.features)}, kThreads,
      [&](ArrayRef<Value> position) {
        TileProduct tile(b, type);
        Value row = b.mul(position[0], kTile),
              column = b.mul(position[1], kTile);
        Value features = b.index(head.features);
        TileProduct::Sums sums = tile.multiply(
            tile.zeros(), operand(logits(), row, count(), false),
            operand(matrixOperand(kernel, head.weight), column, features, true),
            b.index(0), b.index(head.classes));
        Value dx = kernel.outputFor(head.dx);
        tile.forEachElement(sums, b.sub(count(), row), b.sub(features, column),
                            [&](Value i, Value j, Value value) {
                              Value line = b.add(b.add(begin(), row), i);
                              Value at = b.add(b.mul(line, features),
                                               b.add(column, j));
                              b.store(value, pointer(dx, at));
                            });
      });
}

void HeadLossGrids::dweightGrid() {
  kernel.grid({tilesOf(head.classes), tilesOf(head.features)}, kThreads,
              [&](ArrayRef<Value> position) {
                TileProduct tile(b, type);
                Value row = b.mul(position[0], kTile),
                      column = b.mul(position[1], kTile);
                Value classes = b.index(head.classes),
                      features = b.index(head.features);
                MatrixOperand x = matrixOperand(kernel, head.x);
                x.base = pointer(x.base, b.mul(begin(), x.stride));
                TileProduct::Sums sums = tile.multiply(
                    tile.zeros(), operand(logits(), row, classes, true),
                    operand(x, column, features, true), b.index(0), count());
                Value dweight = kernel.outputFor(head.dweight);
                Value isFirst = b.less(kernel.round(), b.index(1));
                tile.forEachElement(
                    sums, b.sub(classes, row), b.sub(features, column),
                    [&](Value i, Value j, Value value) {
                      Value line = b.mul(b.add(row, i), features);
                      Value at =
                          pointer(dweight, b.add(line, b.add(column, j)));
                      Value before = b.ifElse(
                          isFirst, type, [&] { return b.zero(type); },
                          [&] { return b.load(type, at); });
                      b.store(b.addf(before, value), at);
                    });
              });
}

void HeadLossGrids::dbiasGrid() {
  Extent classes = Extent::fixed(head.classes);
  kernel.forEachElement(classes, kThreads, [&](Value column) {
    Type f64 = b.getF64Type();
    Value total = b.pointer(biasTotals(), column, f64);
    Value start = b.ifElse(
        b.less(kernel.round(), b.index(1)), f64, [&] { return b.zero(f64); },
        [&] { return b.load(f64, total); });
    Value sum =
        b.loop(b.index(0), count(), 1, start,
               [&](Value row, ValueRange carried) -> SmallVector<Value> {
                 Value term = loadAt(logits(), row, column);
                 return {b.addf(carried[0], b.convertFloat(term, f64))};
               })[0];
    b.store(sum, total);
    b.store(b.convertFloat(sum, type),
            pointer(kernel.outputFor(head.dbias), column));
  });
}

LogicalResult generateLinearCrossEntropy(GpuKernel &kernel, Operation *anchor) {
  HeadLossGrids(kernel, anchor).emit();
  return success();
}

int64_t gpuLinearCrossEntropyScratchBytes(Operation *anchor, DimBound bound) {
  HeadLoss head(anchor);
  int64_t rows = mostRows(head, bound);
  return (rows + head.classes) * sizeof(double) +
         chunkRowsOf(anchor, head, rows) * head.classes * head.bytes;
}

} // namespace bmc
