//===- BatchedMatmul.cpp - One product per batch element ------------------===//
//
// For products of activations with activations, where any extent may be a
// run-time size. A task owns a block of rows of one batch element and packs the
// panels of B it needs on its stack: panel > depth block > row tiles.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/gemm/GemmOutput.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

namespace {

constexpr int64_t kPanelBytes = 48 << 10;
/// Row tiles per task: packing a panel costs about one row tile's work.
constexpr int64_t kTilesPerTask = 12;

TileShape batchedTile(const CpuTarget &target, MatmulOp op) {
  Type elementType = getElementTypeOrSelf(op.getY().getType());
  Extent columns = getExtents(op.getY().getType()).back();
  if (columns.isStatic())
    return tileShape(target, elementType, columns.size);
  return tileShape(target, elementType);
}

int64_t depthBlock(const TileShape &tile, Type elementType) {
  int64_t bytes = elementType.getIntOrFloatBitWidth() / 8;
  return kPanelBytes / bytes / tile.columns() / tile.lanes * tile.lanes;
}

/// Extent of the summed axis.
Extent depthOf(MatmulOp op) {
  Extents extents = getExtents(op.getA().getType());
  return op.getTransposeA() ? extents[extents.size() - 2] : extents.back();
}

bool isOneBlock(MatmulOp op, int64_t block) {
  Extent depth = depthOf(op);
  return depth.isStatic() && depth.size <= block;
}

/// One panel of B and one depth block of it.
struct PanelBlock {
  Value column;
  Value columns; ///< 1 .. tile columns
  Value depth;
  Value count;
  Flag first, last;
};

class BatchedMatmulEmitter {
public:
  BatchedMatmulEmitter(CpuKernel &kernel, MatmulOp op)
      : kernel(kernel), b(kernel.builder), op(op),
        elementType(getElementTypeOrSelf(op.getY().getType())),
        tile(batchedTile(b.getTarget(), op)),
        blockDepth(depthBlock(tile, elementType)),
        a(matrixOperand(kernel, op.getA())),
        right(matrixOperand(kernel, op.getB())) {
    Extents extents = getExtents(op.getY().getType());
    staticColumns = extents.back();
    columns = kernel.extent(extents.back());
    depth = kernel.extent(depthOf(op));
    extents.pop_back();
    if (cast<RankedTensorType>(op.getB().getType()).getRank() == 2) {
      rows = kernel.product(extents);
      batch = b.index(1);
      return;
    }
    rows = kernel.extent(extents.back());
    extents.pop_back();
    batch = kernel.product(extents);
  }

  void emit() {
    bool oneBlock = isOneBlock(op, blockDepth);
    Gemm output;
    bindOutput(kernel, op.getY(), oneBlock, kernel.scratch(), output);
    target.elementType = elementType;
    target.c = output.c;
    target.cStride = columns;
    target.sink = output.sink;
    int64_t taskRows = tile.rows * kTilesPerTask;
    Value blocks = b.ceilDiv(rows, taskRows);
    b.parallel(b.mul(batch, blocks), [&](Value task) {
      element = b.div(task, blocks);
      panel = b.stackBuffer(elementType, blockDepth * tile.columns());
      target.buffer = b.stackBuffer(elementType, tile.rows * tile.columns());
      Value begin = b.mul(b.rem(task, blocks), taskRows);
      Value end = b.min(b.add(begin, taskRows), rows);
      b.loop(b.index(0), columns, tile.columns(),
             [&](Value column) { emitPanel(column, begin, end); });
    });
  }

private:
  void emitPanel(Value column, Value begin, Value end) {
    PanelBlock block;
    block.column = column;
    block.columns = b.min(b.sub(columns, column), b.index(tile.columns()));
    if (isOneBlock(op, blockDepth)) {
      block.depth = b.index(0);
      block.count = depth;
      block.first = block.last = Flag::of(true);
      return emitBlock(block, begin, end);
    }
    b.loop(b.index(0), depth, blockDepth, [&](Value k) {
      Value left = b.sub(depth, k);
      block.depth = k;
      block.count = b.min(left, b.index(blockDepth));
      block.first = {b.less(k, b.index(1)), false};
      block.last = {b.less(left, b.index(blockDepth + 1)), false};
      emitBlock(block, begin, end);
    });
  }

  void emitBlock(const PanelBlock &block, Value begin, Value end) {
    pack(block);
    target.first = block.first;
    target.last = block.last;
    Flag fullWidth{b.less(b.index(tile.columns() - 1), block.columns), false};
    if (staticColumns.isStatic() && staticColumns.size % tile.columns() == 0)
      fullWidth = Flag::of(true);
    Value tail = b.rem(b.sub(end, begin), b.index(tile.rows));
    Value fullEnd = b.sub(end, tail);
    emitIf(
        b, fullWidth,
        [&] {
          b.loop(begin, fullEnd, tile.rows,
                 [&](Value row) { emitTile(block, row, Value(), true); });
          b.ifThen(b.less(fullEnd, end),
                   [&] { emitTile(block, fullEnd, tail, true); });
        },
        [&] {
          b.loop(begin, end, tile.rows, [&](Value row) {
            Value count = b.min(b.sub(end, row), b.index(tile.rows));
            emitTile(block, row, count, false);
          });
        });
  }

  /// Element (row, column) of a stored matrix of the current batch element.
  Value element2d(const MatrixOperand &operand, Value storedRows, Value row,
                  Value column) {
    Value offset = b.add(b.mul(element, storedRows), row);
    return b.pointer(operand.base, b.add(b.mul(offset, operand.stride), column),
                     elementType);
  }

  void pack(const PanelBlock &block) {
    PackBlock pack;
    pack.elementType = elementType;
    pack.transposed = op.getTransposeB();
    pack.source = pack.transposed
                      ? element2d(right, columns, block.column, block.depth)
                      : element2d(right, depth, block.depth, block.column);
    pack.stride = right.stride;
    pack.depth = block.count;
    pack.columns = block.columns;
    pack.target = panel;
    pack.width = tile.columns();
    pack.lanes = tile.lanes;
    emitPack(b, pack);
  }

  void emitTile(const PanelBlock &block, Value row, Value rowCount,
                bool fullWidth) {
    MicroKernel micro;
    micro.elementType = elementType;
    micro.shape = tile;
    if (op.getTransposeA())
      micro.a = {element2d(a, depth, block.depth, row), b.index(1), a.stride};
    else
      micro.a = {element2d(a, rows, row, block.depth), a.stride, b.index(1)};
    micro.rowCount = rowCount;
    micro.b = panel;
    micro.bStride = b.index(tile.columns());
    micro.depth = block.count;
    if (isOneBlock(op, blockDepth))
      micro.staticDepth = depthOf(op).size;
    TilePlace place;
    place.row = b.add(b.mul(element, rows), row);
    place.rowCount = rowCount;
    place.column = block.column;
    place.shape = tile;
    for (int64_t j = 0; j < tile.vectors && !fullWidth; ++j) {
      Value left = b.sub(block.columns, b.index(j * tile.lanes));
      place.masks.push_back(b.maskFirst(b.max(left, b.index(0)), tile.lanes));
    }
    emitTileStore(b, target, place, emitMicroKernel(b, micro));
  }

  CpuKernel &kernel;
  CpuBuilder &b;
  MatmulOp op;
  Type elementType;
  TileShape tile;
  int64_t blockDepth;
  MatrixOperand a, right;
  Extent staticColumns;
  Value batch, rows, columns, depth;
  Value element; ///< batch element of the current task
  Value panel;   ///< packed B of the current task
  TileTarget target;
};

} // namespace

LogicalResult generateBatchedMatmul(CpuKernel &kernel, Operation *anchor) {
  auto op = dyn_cast<MatmulOp>(anchor);
  if (!op)
    return anchor->emitOpError("needs a static number of columns");
  BatchedMatmulEmitter(kernel, op).emit();
  return success();
}

int64_t batchedMatmulScratchBytes(Operation *anchor, DimBound bound) {
  auto op = dyn_cast<MatmulOp>(anchor);
  if (!op)
    return 0;
  Type elementType = getElementTypeOrSelf(op.getY().getType());
  return largestOverTargets([&](const CpuTarget &target) {
    int64_t block = depthBlock(batchedTile(target, op), elementType);
    return partialSumBytes(anchor->getParentOfType<func::FuncOp>(), op.getY(),
                           isOneBlock(op, block), bound);
  });
}

} // namespace bmc
