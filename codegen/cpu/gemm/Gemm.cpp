//===- Gemm.cpp - Blocked matrix product inside a kernel ------------------===//

#include "codegen/cpu/gemm/Gemm.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

namespace {

/// Elements a packing task copies at least: a few microseconds.
constexpr int64_t kPackTaskElements = int64_t{1} << 15;

/// One packed block: columns [column, column + width), depths
/// [depth, depth + count).
struct Block {
  Value column;
  Value width;
  Value depth;
  Value count;
  std::optional<int64_t> staticCount;
  Flag first; ///< start from zero (and bias), not from c
  Flag last;  ///< these are the finished sums
};

/// Rows of A packed at once: two cache lines of each column, because every
/// column costs a trip to memory of its own however few of its rows are read.
int64_t packedRows(const TileShape &tile, Type elementType) {
  int64_t bytes = elementType.getIntOrFloatBitWidth() / 8;
  return llvm::alignTo(128 / bytes, tile.rows);
}

/// Lanes that copy a column of a row tile of A.
int64_t rowPanelLanes(const TileShape &tile) {
  return std::min<int64_t>(tile.lanes, llvm::PowerOf2Ceil(tile.rows));
}

int64_t rowPanelWidth(const TileShape &tile) {
  return llvm::alignTo(tile.rows, rowPanelLanes(tile));
}

class GemmEmitter {
public:
  GemmEmitter(CpuBuilder &builder, const Gemm &gemm)
      : b(builder), gemm(gemm),
        blocking(gemmBlocking(builder.getTarget(), gemm.elementType,
                              gemm.columns, gemm.staticDepth, gemm.packA)),
        tile(blocking.tile),
        taskRows(gemm.packA ? wholePacks() : blocking.rowChunk) {}

  void emit();

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, gemm.elementType);
  }
  /// What is packed at once, as often as a task should take it. Rather less
  /// than more: few tasks are hard to share out.
  int64_t wholePacks() const {
    int64_t rows = packedRows(tile, gemm.elementType);
    return std::max<int64_t>(blocking.rowChunk / rows, 1) * rows;
  }
  /// Columns of the last, incomplete tile; 0 if tiles divide C.
  int64_t tailColumns() const { return gemm.columns % tile.columns(); }

  void emitShared();
  void emitPrivate();
  void forEachDepthBlock(Value column, Value width,
                         function_ref<void(const Block &)> emitBlock);
  void packShared(const Block &block);
  void packPanels(const Block &block, Value begin, Value end);
  void packPanel(const Block &block, Value offset, bool full);
  void packRows(const Block &block, Value begin, Value end);
  void computeChunk(const Block &block, Value chunk);
  void computeTiles(const Block &block, Value begin, Value end);
  void computeRows(const Block &block, Value row, Value rowCount);
  StridedOperand rowTileOfA(const Block &block, Value row);
  void computeTile(const Block &block, const StridedOperand &a, Value panel,
                   const TilePlace &place);
  SmallVector<Value> startVectors(const Block &block, const TilePlace &place);

  CpuBuilder &b;
  const Gemm &gemm;
  GemmBlocking blocking;
  TileShape tile;
  int64_t taskRows; ///< most rows per parallel task
  Value packed;     ///< the block of B
  Value tileBuffer; ///< of the current parallel body
  Value rowBuffer;  ///< packed row tiles of A, of the current parallel body
  Value packedRow;  ///< the first row of A in rowBuffer
};

void GemmEmitter::emit() {
  if (blocking.isShared)
    emitShared();
  else
    emitPrivate();
}

/// Threads share the packed block and take row chunks of the product with it.
void GemmEmitter::emitShared() {
  packed = gemm.packed;
  b.loop(b.index(0), b.index(gemm.columns), blocking.columns,
         [&](Value column) {
           Value left = b.sub(b.index(gemm.columns), column);
           Value width = b.min(left, b.index(blocking.columns));
           forEachDepthBlock(column, width, [&](const Block &block) {
             packShared(block);
             b.parallel(b.ceilDiv(gemm.rows, taskRows),
                        [&](Value chunk) { computeChunk(block, chunk); });
           });
         });
}

/// Every task takes some columns of a chunk of rows and packs its own B: no
/// thread waits for another or reads what lies in the cache of another core.
void GemmEmitter::emitPrivate() {
  int64_t columnTasks = llvm::divideCeil(gemm.columns, blocking.columns);
  Value rowTasks = b.ceilDiv(gemm.rows, taskRows);
  Value most = b.max(rowTasks, b.index(1));
  Value rowsPerTask = b.div(b.sub(b.add(gemm.rows, most), b.index(1)), most);
  rowsPerTask = b.mul(b.ceilDiv(rowsPerTask, tile.rows), tile.rows);
  b.parallel(b.mul(rowTasks, columnTasks), [&](Value task) {
    tileBuffer = b.stackBuffer(gemm.elementType, tile.rows * tile.columns());
    packed = b.stackBuffer(gemm.elementType, blocking.packedElements());
    Value begin = b.mul(b.div(task, b.index(columnTasks)), rowsPerTask);
    Value end = b.min(b.add(begin, rowsPerTask), gemm.rows);
    Value column = b.mul(b.rem(task, b.index(columnTasks)), blocking.columns);
    Value width =
        b.min(b.sub(b.index(gemm.columns), column), b.index(blocking.columns));
    forEachDepthBlock(column, width, [&](const Block &block) {
      packPanels(block, b.index(0), width);
      computeTiles(block, begin, end);
    });
  });
}

void GemmEmitter::forEachDepthBlock(
    Value column, Value width, function_ref<void(const Block &)> emitBlock) {
  Flag overwrite = emitNot(b, gemm.accumulate);

  if (gemm.staticDepth && *gemm.staticDepth <= blocking.depth) {
    emitBlock({column, width, b.index(0), gemm.depth, gemm.staticDepth,
               overwrite, gemm.finish});
    return;
  }
  b.loop(b.index(0), gemm.depth, blocking.depth, [&](Value depth) {
    Value left = b.sub(gemm.depth, depth);
    Value size = b.index(blocking.depth);
    Block block{column, width, depth, b.min(left, size), {}, {}, {}};
    if (gemm.staticDepth && *gemm.staticDepth % blocking.depth == 0) {
      block.count = size;
      block.staticCount = blocking.depth;
    }
    Flag start{b.less(depth, b.index(1)), false};
    Flag end{b.less(left, b.index(blocking.depth + 1)), false};
    block.first = emitAnd(b, start, overwrite);
    block.last = emitAnd(b, end, gemm.finish);
    emitBlock(block);
  });
}

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

void GemmEmitter::packShared(const Block &block) {
  int64_t panel = tile.columns();
  int64_t group =
      panel * llvm::divideCeil(kPackTaskElements, panel * blocking.depth);
  b.parallel(b.ceilDiv(block.width, group), [&](Value task) {
    Value begin = b.mul(task, group);
    packPanels(block, begin, b.min(b.add(begin, group), block.width));
  });
}

/// Columns [begin, end) of the block.
void GemmEmitter::packPanels(const Block &block, Value begin, Value end) {
  int64_t panel = tile.columns();
  b.loop(begin, end, panel, [&](Value offset) {
    if (!tailColumns())
      return packPanel(block, offset, /*full=*/true);
    Value next = b.add(b.add(block.column, offset), panel - 1);
    emitIf(
        b, Flag{b.less(next, b.index(gemm.columns))},
        [&] { packPanel(block, offset, /*full=*/true); },
        [&] { packPanel(block, offset, /*full=*/false); });
  });
}

void GemmEmitter::packPanel(const Block &block, Value offset, bool full) {
  Value column = b.add(block.column, offset);
  Value columnStep = gemm.bTransposed ? gemm.bStride : b.index(1);
  Value depthStep = gemm.bTransposed ? b.index(1) : gemm.bStride;
  PackBlock pack;
  pack.elementType = gemm.elementType;
  pack.source = pointer(
      gemm.b, b.add(b.mul(column, columnStep), b.mul(block.depth, depthStep)));
  pack.stride = gemm.bStride;
  pack.transposed = gemm.bTransposed;
  pack.depth = block.count;
  pack.staticDepth = block.staticCount;
  pack.staticColumns = full ? tile.columns() : tailColumns();
  pack.columns = b.index(*pack.staticColumns);
  pack.target = pointer(packed, b.mul(offset, blocking.depth));
  pack.width = tile.columns();
  pack.lanes = tile.lanes;
  emitPack(b, pack);
}

/// Rows [begin, end) of A, at most packedRows(..), into rowBuffer, tile by
/// tile.
void GemmEmitter::packRows(const Block &block, Value begin, Value end) {
  PackBlock pack;
  pack.elementType = gemm.elementType;
  pack.source = pointer(gemm.a.base,
                        b.add(begin, b.mul(block.depth, gemm.a.depthStride)));
  pack.stride = gemm.a.depthStride;
  pack.depth = block.count;
  pack.staticDepth = block.staticCount;
  pack.columns = b.sub(end, begin);
  int64_t rows = packedRows(tile, gemm.elementType);
  if (gemm.staticRows && *gemm.staticRows % rows == 0)
    pack.staticColumns = rows;
  pack.target = rowBuffer;
  pack.panelColumns = tile.rows;
  pack.panels = rows / tile.rows;
  pack.panelStride = rowPanelWidth(tile) * blocking.depth;
  pack.width = rowPanelWidth(tile);
  pack.lanes = rowPanelLanes(tile);
  emitPack(b, pack);
  packedRow = begin;
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

void GemmEmitter::computeChunk(const Block &block, Value chunk) {
  tileBuffer = b.stackBuffer(gemm.elementType, tile.rows * tile.columns());
  Value begin = b.mul(chunk, taskRows);
  Value end = b.min(b.add(begin, taskRows), gemm.rows);
  if (!gemm.packA)
    return computeTiles(block, begin, end);
  int64_t rows = packedRows(tile, gemm.elementType);
  rowBuffer =
      b.stackBuffer(gemm.elementType,
                    rows / tile.rows * rowPanelWidth(tile) * blocking.depth);
  b.loop(begin, end, rows, [&](Value row) {
    Value next = b.min(b.add(row, rows), end);
    packRows(block, row, next);
    computeTiles(block, row, next);
  });
}

void GemmEmitter::computeTiles(const Block &block, Value begin, Value end) {
  Value tail = b.rem(b.sub(end, begin), b.index(tile.rows));
  Value fullEnd = b.sub(end, tail);
  b.loop(begin, fullEnd, tile.rows,
         [&](Value row) { computeRows(block, row, Value()); });
  if (gemm.staticRows && *gemm.staticRows % tile.rows == 0)
    return;
  b.ifThen(b.less(fullEnd, end), [&] { computeRows(block, fullEnd, tail); });
}

void GemmEmitter::computeRows(const Block &block, Value row, Value rowCount) {
  StridedOperand a = rowTileOfA(block, row);
  int64_t panel = tile.columns();
  Value fullWidth = b.sub(block.width, b.rem(block.width, b.index(panel)));
  auto tileAt = [&](Value offset, TileShape shape, SmallVector<Value> masks) {
    Value data = pointer(packed, b.mul(offset, blocking.depth));
    computeTile(
        block, a, data,
        {row, rowCount, b.add(block.column, offset), shape, std::move(masks)});
  };
  if (gemm.columns >= panel)
    b.loop(b.index(0), fullWidth, panel,
           [&](Value offset) { tileAt(offset, tile, {}); });
  int64_t tail = tailColumns();
  if (!tail)
    return;
  auto emitTail = [&] {
    TileShape shape = tile;
    shape.vectors = llvm::divideCeil(tail, tile.lanes);
    SmallVector<Value> masks(shape.vectors);
    if (tail % tile.lanes)
      masks.back() = b.maskFirst(b.index(tail % tile.lanes), tile.lanes);
    tileAt(fullWidth, shape, masks);
  };
  if (gemm.columns <= blocking.columns)
    return emitTail();
  b.ifThen(b.less(fullWidth, block.width), emitTail);
}

StridedOperand GemmEmitter::rowTileOfA(const Block &block, Value row) {
  if (gemm.packA) {
    Value tiles = b.div(b.sub(row, packedRow), b.index(tile.rows));
    Value offset = b.mul(tiles, rowPanelWidth(tile) * blocking.depth);
    return {pointer(rowBuffer, offset), b.index(1),
            b.index(rowPanelWidth(tile))};
  }
  Value offset = b.add(b.mul(row, gemm.a.rowStride),
                       b.mul(block.depth, gemm.a.depthStride));
  return {pointer(gemm.a.base, offset), gemm.a.rowStride, gemm.a.depthStride};
}

void GemmEmitter::computeTile(const Block &block, const StridedOperand &a,
                              Value panel, const TilePlace &place) {
  MicroKernel micro;
  micro.elementType = gemm.elementType;
  micro.shape = place.shape;
  micro.a = a;
  micro.rowCount = place.rowCount;
  micro.b = panel;
  micro.bStride = b.index(tile.columns());
  micro.depth = block.count;
  micro.staticDepth = block.staticCount;
  SmallVector<Value> accumulators =
      emitMicroKernel(b, micro, startVectors(block, place));
  TileTarget target;
  target.elementType = gemm.elementType;
  target.c = gemm.c;
  target.cStride = gemm.cStride;
  target.sink = gemm.sink;
  target.first = block.first;
  target.last = block.last;
  target.buffer = tileBuffer;
  emitTileStore(b, target, place, accumulators);
}

/// The bias where a sum starts. Empty: zero.
SmallVector<Value> GemmEmitter::startVectors(const Block &block,
                                             const TilePlace &place) {
  SmallVector<Value> result;
  if (!gemm.bias || block.first.isFalse())
    return result;
  for (int64_t j = 0; j < place.shape.vectors; ++j) {
    Value at = b.add(place.column, j * tile.lanes);
    Value bias = b.loadVector(gemm.elementType, tile.lanes,
                              pointer(gemm.bias, at), place.mask(j));
    if (block.first.value)
      bias = arith::SelectOp::create(b, block.first.value, bias,
                                     b.zero(bias.getType()));
    result.push_back(bias);
  }
  return result;
}

} // namespace

void emitGemm(CpuBuilder &builder, const Gemm &gemm) {
  GemmEmitter(builder, gemm).emit();
}

} // namespace bmc
