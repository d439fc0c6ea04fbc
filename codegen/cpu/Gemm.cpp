//===- Gemm.cpp - Blocked matrix product inside a kernel ------------------===//

#include "codegen/cpu/Gemm.h"

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

class GemmEmitter {
public:
  GemmEmitter(KernelBuilder &builder, const Gemm &gemm)
      : b(builder), gemm(gemm),
        blocking(gemmBlocking(builder.getTarget(), gemm.elementType,
                              gemm.columns, gemm.staticDepth)),
        tile(blocking.tile) {}

  void emit();

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, gemm.elementType);
  }
  /// Columns of the last, incomplete tile; 0 if tiles divide C.
  int64_t tailColumns() const { return gemm.columns % tile.columns(); }

  void emitDepthBlocks(Value column, Value width);
  void packPanels(const Block &block);
  void packPanel(const Block &block, Value offset, bool full);
  void computeChunk(const Block &block, Value chunk);
  void computeRows(const Block &block, Value row, Value rowCount);
  StridedOperand rowTileOfA(const Block &block, Value row, Value rowCount);
  void computeTile(const Block &block, const StridedOperand &a, Value panel,
                   const TilePlace &place);
  SmallVector<Value> startVectors(const Block &block, const TilePlace &place);

  KernelBuilder &b;
  const Gemm &gemm;
  GemmBlocking blocking;
  TileShape tile;
  Value tileBuffer; ///< of the current parallel body
  Value rowBuffer;  ///< packed row tile of A, of the current parallel body
};

void GemmEmitter::emit() {
  if (gemm.columns <= blocking.columns) {
    emitDepthBlocks(b.index(0), b.index(gemm.columns));
    return;
  }
  b.loop(b.index(0), b.index(gemm.columns), blocking.columns,
         [&](Value column) {
           Value left = b.sub(b.index(gemm.columns), column);
           emitDepthBlocks(column, b.min(left, b.index(blocking.columns)));
         });
}

void GemmEmitter::emitDepthBlocks(Value column, Value width) {
  auto emitBlock = [&](const Block &block) {
    packPanels(block);
    b.parallel(b.ceilDiv(gemm.rows, blocking.rowChunk),
               [&](Value chunk) { computeChunk(block, chunk); });
  };
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

void GemmEmitter::packPanels(const Block &block) {
  int64_t panel = tile.columns();
  int64_t group =
      panel * llvm::divideCeil(kPackTaskElements, panel * blocking.depth);
  b.parallel(b.ceilDiv(block.width, group), [&](Value task) {
    Value begin = b.mul(task, group);
    Value end = b.min(b.add(begin, group), block.width);
    b.loop(begin, end, panel, [&](Value offset) {
      if (!tailColumns())
        return packPanel(block, offset, /*full=*/true);
      Value next = b.add(b.add(block.column, offset), panel - 1);
      emitIf(
          b, Flag{b.less(next, b.index(gemm.columns))},
          [&] { packPanel(block, offset, /*full=*/true); },
          [&] { packPanel(block, offset, /*full=*/false); });
    });
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
  pack.target = pointer(gemm.packed, b.mul(offset, blocking.depth));
  pack.width = tile.columns();
  pack.lanes = tile.lanes;
  emitPack(b, pack);
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Lanes that copy a column of a row tile of A.
static int64_t rowBufferLanes(const TileShape &tile) {
  return std::min<int64_t>(tile.lanes, llvm::PowerOf2Ceil(tile.rows));
}

static int64_t rowBufferWidth(const TileShape &tile) {
  return llvm::alignTo(tile.rows, rowBufferLanes(tile));
}

void GemmEmitter::computeChunk(const Block &block, Value chunk) {
  tileBuffer = b.stackBuffer(gemm.elementType, tile.rows * tile.columns());
  if (gemm.packA)
    rowBuffer =
        b.stackBuffer(gemm.elementType, rowBufferWidth(tile) * blocking.depth);
  Value begin = b.mul(chunk, blocking.rowChunk);
  Value end = b.min(b.add(begin, blocking.rowChunk), gemm.rows);
  Value tail = b.rem(b.sub(end, begin), b.index(tile.rows));
  Value fullEnd = b.sub(end, tail);
  b.loop(begin, fullEnd, tile.rows,
         [&](Value row) { computeRows(block, row, Value()); });
  if (gemm.staticRows && *gemm.staticRows % tile.rows == 0)
    return;
  b.ifThen(b.less(fullEnd, end), [&] { computeRows(block, fullEnd, tail); });
}

void GemmEmitter::computeRows(const Block &block, Value row, Value rowCount) {
  StridedOperand a = rowTileOfA(block, row, rowCount);
  int64_t panel = tile.columns();
  Value fullWidth = b.sub(block.width, b.rem(block.width, b.index(panel)));
  auto tileAt = [&](Value offset, TileShape shape, SmallVector<Value> masks) {
    Value data = pointer(gemm.packed, b.mul(offset, blocking.depth));
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

StridedOperand GemmEmitter::rowTileOfA(const Block &block, Value row,
                                       Value rowCount) {
  Value offset = b.add(b.mul(row, gemm.a.rowStride),
                       b.mul(block.depth, gemm.a.depthStride));
  Value source = pointer(gemm.a.base, offset);
  if (!gemm.packA)
    return {source, gemm.a.rowStride, gemm.a.depthStride};
  PackBlock pack;
  pack.elementType = gemm.elementType;
  pack.source = source;
  pack.stride = gemm.a.depthStride;
  pack.depth = block.count;
  pack.staticDepth = block.staticCount;
  pack.columns = rowCount ? rowCount : b.index(tile.rows);
  if (!rowCount)
    pack.staticColumns = tile.rows;
  pack.target = rowBuffer;
  pack.width = rowBufferWidth(tile);
  pack.lanes = rowBufferLanes(tile);
  emitPack(b, pack);
  return {rowBuffer, b.index(1), b.index(pack.width)};
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

void emitGemm(KernelBuilder &builder, const Gemm &gemm) {
  GemmEmitter(builder, gemm).emit();
}

} // namespace bmc
