//===- LinearCrossEntropy.cpp - Head and loss without the logits ----------===//
//
// Rows are taken in chunks whose logits fit in scratch, a round of grids each:
//
//   logits = x w^T + b
//   loss_r = ln sum_j e^(logits_rj) - logits_r,target
//   dlogits = (softmax(logits) - one_hot(target)) dloss, in place
//   dx = dlogits w;  dw += dlogits^T x;  db += sum of the rows of dlogits
//
// Losses of rows and dbias are summed in f64, in order. A chunk has few rows
// and many classes, so the depth of dx is cut into parts that a grid adds up.
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
static constexpr int64_t kThreads = TileProduct::kThreads;
/// Blocks that keep a large GPU busy.
static constexpr int64_t kBusyBlocks = 256;
/// The least depth of a part of dx.
static constexpr int64_t kPartDepth = 1024;

/// What the logits of a chunk may take. Tests that want several rounds say so
/// at the op.
static int64_t logitBytes(Operation *anchor) {
  auto own = anchor->getAttrOfType<IntegerAttr>("bmc.logit_bytes");
  return own ? own.getInt() : kLogitBytes;
}

namespace {

/// How rows and depths are cut, and what is kept in scratch memory: a loss per
/// row and a total of dbias per class, f64; the logits of a chunk, with zeros
/// behind each row; parts of dx.
struct HeadLossPlan {
  HeadLossPlan(Operation *anchor, const HeadLoss &head, DimBound bound);

  int64_t numberBytes() const {
    return llvm::alignTo((rows + classes) * sizeof(double), 16);
  }
  int64_t logits() const { return chunkRows * logitStride; }
  int64_t bytes() const {
    return numberBytes() +
           (logits() + dxParts * chunkRows * features) * elementBytes;
  }

  int64_t rows; ///< at most
  int64_t classes, features, elementBytes;
  int64_t chunkRows;
  int64_t logitStride; ///< a multiple of what a thread reads at once
  int64_t dxParts;     ///< of the depth of dx, summed by different blocks
};

} // namespace

HeadLossPlan::HeadLossPlan(Operation *anchor, const HeadLoss &head,
                           DimBound bound)
    : rows(boundedElements(leadingExtents(head.x.getType()), bound)),
      classes(head.classes), features(head.features), elementBytes(head.bytes),
      logitStride(llvm::alignTo(head.classes, 16 / head.bytes)) {
  constexpr int64_t kTile = TileProduct::kTile,
                    kLarge = TileProduct::kLargeTile;
  int64_t fitting = logitBytes(anchor) / head.bytes / logitStride;
  int64_t multiple = fitting >= 4 * kLarge ? kLarge : kTile;
  fitting = std::max(fitting / multiple * multiple, kTile);
  chunkRows = std::min<int64_t>(fitting, llvm::alignTo(rows, kTile));
  int64_t tiles =
      llvm::divideCeil(chunkRows, kLarge) * llvm::divideCeil(features, kLarge);
  int64_t most = llvm::divideCeil(classes, kPartDepth);
  dxParts = std::clamp(kBusyBlocks / tiles, int64_t{1}, most);
}

namespace {

class HeadLossGrids {
public:
  HeadLossGrids(GpuKernel &kernel, Operation *anchor)
      : kernel(kernel), b(kernel.builder), head(anchor), type(head.elementType),
        rowExtents(leadingExtents(head.x.getType())),
        plan(anchor, head,
             [&](StringAttr name) { return kernel.boundOf(name); }) {}

  void emit() {
    kernel.loop(GridFactor{rowExtents, plan.chunkRows}, [&] {
      logitsGrid();
      rowGrid();
      if (isReturned(head.dx))
        dxGrids();
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
  Value elementOf(const MatrixOperand &matrix, Value row, Value column) {
    return pointer(matrix.base, b.add(b.mul(row, matrix.stride), column));
  }
  Value loadAt(const MatrixOperand &matrix, Value row, Value column) {
    return b.load(type, elementOf(matrix, row, column));
  }

  // Of the round.
  Value begin() { return b.mul(kernel.round(), plan.chunkRows); }
  /// Rows from the round's first on; may be more than a chunk.
  Value remaining() { return b.sub(kernel.product(rowExtents), begin()); }
  Value count() { return b.min(remaining(), b.index(plan.chunkRows)); }
  Value classes() { return b.index(head.classes); }
  Value features() { return b.index(head.features); }
  MatrixOperand chunkOf(Value x) {
    MatrixOperand matrix = matrixOperand(kernel, x);
    matrix.base = pointer(matrix.base, b.mul(begin(), matrix.stride));
    return matrix;
  }

  // Of the scratch memory.
  Value losses() { return kernel.scratch(); }
  Value biasTotals() {
    return b.pointer(losses(), b.index(plan.rows), b.getF64Type());
  }
  MatrixOperand logits() {
    return {b.pointer(losses(), b.index(plan.numberBytes()), b.getI8Type()),
            b.index(plan.logitStride), plan.logitStride};
  }
  Value partOfDx(Value part, Value row, Value column) {
    Value parts = pointer(logits().base, b.index(plan.logits()));
    Value line = b.add(b.mul(part, plan.chunkRows), row);
    return pointer(parts, b.add(b.mul(line, features()), column));
  }

  /// Rows of a matrix, or its columns.
  struct Lines {
    MatrixOperand matrix;
    Value count;
    bool depthIsRow;
  };
  struct Factors {
    Lines left, right;
    Value begin, end; ///< of the depth
  };
  void productGrid(int64_t rows, int64_t columns, int64_t parts,
                   function_ref<Factors(Value part)> factorsOf,
                   function_ref<void(Value, Value, Value, Value)> storeElement);

  void logitsGrid();
  void rowGrid();
  void countedRow(GpuRows &rows, Value row, Value number, Value target);
  void dxGrids();
  void dweightGrid();
  void dbiasGrid();

  GpuKernel &kernel;
  GpuBuilder &b;
  HeadLoss head;
  Type type;
  Extents rowExtents;
  HeadLossPlan plan;
};

} // namespace

/// Adds a grid of `parts` products whose depths the factors of a part say; runs
/// storeElement(part, row, column, value) within `rows` x `columns` and the
/// round's rows.
void HeadLossGrids::productGrid(
    int64_t rows, int64_t columns, int64_t parts,
    function_ref<Factors(Value)> factorsOf,
    function_ref<void(Value, Value, Value, Value)> storeElement) {
  int64_t size = TileProduct::tileFor(type, rows, columns, parts);
  GridFactor shape[] = {{{Extent::fixed(rows)}, size},
                        {{Extent::fixed(columns)}, size},
                        {{Extent::fixed(parts)}}};
  kernel.grid(shape, kThreads, [&](ArrayRef<Value> position) {
    TileProduct tile(b, type, size);
    Value row = b.mul(position[0], size), column = b.mul(position[1], size);
    Factors factors = factorsOf(position[2]);
    auto operand = [&](const Lines &lines, Value first) {
      return TileProduct::operandOf(b, type, lines.matrix, first, lines.count,
                                    lines.depthIsRow);
    };
    TileProduct::Sums sums = tile.multiply(
        tile.zeros(), operand(factors.left, row),
        operand(factors.right, column), factors.begin, factors.end);
    Value existing = b.min(factors.left.count, b.index(rows));
    tile.forEachElement(
        sums, b.sub(existing, row), b.sub(b.index(columns), column),
        [&](Value i, Value j, Value value) {
          storeElement(position[2], b.add(row, i), b.add(column, j), value);
        });
  });
}

void HeadLossGrids::logitsGrid() {
  productGrid(
      plan.chunkRows, plan.logitStride, 1,
      [&](Value) -> Factors {
        return {{chunkOf(head.x), count(), false},
                {matrixOperand(kernel, head.weight), classes(), false},
                b.index(0),
                features()};
      },
      [&](Value, Value row, Value column, Value value) {
        Value isClass = b.less(column, classes());
        if (head.bias) {
          Value at = b.select(isClass, column, b.index(0));
          value =
              b.addf(value, b.load(type, pointer(kernel.input(head.bias), at)));
        }
        b.store(b.select(isClass, value, b.zero(type)),
                elementOf(logits(), row, column));
      });
}

/// The loss of a row, and its gradient in place of the logits.
void HeadLossGrids::rowGrid() {
  Type chunk = makeTensorType(
      {Extent::fixed(plan.chunkRows), Extent::fixed(head.classes)}, type);
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
  MatrixOperand all = logits();
  auto logit = [&](Value column) { return loadAt(all, row, column); };
  Value ignored = b.less(target, b.index(0));
  Value max = rows.max(logit);
  Value sum =
      rows.sum([&](Value col) { return b.exp(b.subf(logit(col), max)); });
  b.once([&] {
    Value correct = logit(b.select(ignored, b.index(0), target));
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
    Value term = b.exp(b.subf(logit(col), max));
    Value isTarget =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, col, target);
    Value one = b.select(isTarget, dloss, b.zero(type));
    b.store(b.subf(b.mulf(term, scale), one), elementOf(all, row, col));
  });
}

void HeadLossGrids::dxGrids() {
  int64_t depth =
      llvm::alignTo(llvm::divideCeil(head.classes, plan.dxParts), 16);
  auto dxAt = [&](Value row, Value column) {
    Value line = b.add(begin(), row);
    return pointer(kernel.outputFor(head.dx),
                   b.add(b.mul(line, features()), column));
  };
  productGrid(
      plan.chunkRows, head.features, plan.dxParts,
      [&](Value part) -> Factors {
        Value first = b.mul(part, depth);
        MatrixOperand left = logits(),
                      right = matrixOperand(kernel, head.weight);
        left.base = pointer(left.base, first);
        right.base = pointer(right.base, b.mul(first, right.stride));
        return {{left, count(), false},
                {right, features(), true},
                b.index(0),
                b.min(b.index(depth), b.sub(classes(), first))};
      },
      [&](Value part, Value row, Value column, Value value) {
        b.store(value, plan.dxParts == 1 ? dxAt(row, column)
                                         : partOfDx(part, row, column));
      });
  if (plan.dxParts == 1)
    return;
  Extent elements = Extent::fixed(plan.chunkRows * head.features);
  kernel.forEachElement(elements, kThreads, [&](Value element) {
    Value row = b.div(element, features()), column = b.rem(element, features());
    b.ifThen(b.less(row, count()), [&] {
      Value sum = sumParts(b, b.index(plan.dxParts), type, [&](Value part) {
        return b.load(type, partOfDx(part, row, column));
      });
      b.store(sum, dxAt(row, column));
    });
  });
}

void HeadLossGrids::dweightGrid() {
  productGrid(
      head.classes, head.features, 1,
      [&](Value) -> Factors {
        Value stride = b.index(plan.logitStride);
        return {{logits(), stride, true},
                {chunkOf(head.x), features(), true},
                b.index(0),
                count()};
      },
      [&](Value, Value row, Value column, Value value) {
        Value at = pointer(kernel.outputFor(head.dweight),
                           b.add(b.mul(row, features()), column));
        Value before = b.ifElse(
            b.less(kernel.round(), b.index(1)), type,
            [&] { return b.zero(type); }, [&] { return b.load(type, at); });
        b.store(b.addf(before, value), at);
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
  return HeadLossPlan(anchor, HeadLoss(anchor), bound).bytes();
}

} // namespace bmc
