//===- Recurrent.cpp - Steps along a sequence -----------------------------===//
//
// The recurrent weight is packed once, in panels of columns of the state with
// all gates of a column side by side, so that a register tile holds all that
// the step of its elements needs. Where the packed weight stays in every core's
// L2, a task walks all rounds for some rows of the batch and nobody waits;
// else, and where rows are too few for tasks, a task takes a panel of one
// round, and a round is one parallel loop. An element is summed in one order in
// all cases.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/recurrent/RecurrentSteps.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/gemm/Gemm.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

namespace {

/// A packed weight of at most this many bytes is walked by rows of the batch:
/// more than the L2 of small cores keeps beside what streams by, and of those
/// with AVX-512.
constexpr int64_t kRowWalkBytes = 512 << 10;
constexpr int64_t kWideRowWalkBytes = 1536 << 10;

/// A packed weight of at most this many bytes stays in L1: rounds are too short
/// to ask for anything meanwhile.
constexpr int64_t kShortRoundBytes = 48 << 10;

/// How far ahead a panel is asked for that comes from L3.
constexpr int64_t kPrefetchBytes = 6 << 10;

/// How the state's columns are cut. Sizes are in elements.
struct StateBlocking {
  StateBlocking(const CpuTarget &target, const RecurrentSizes &sizes);

  TileShape tile;
  int64_t panelColumns; ///< of the state
  int64_t panels;
  int64_t packedPanel; ///< from panel to panel of the packed weight
  int64_t operandStride, stateStride;
  bool byRows;    ///< if there are several tiles of rows
  bool byFewRows; ///< else, too: a round is short beside a parallel loop
  bool prefetches;

  int64_t packedElements() const { return panels * packedPanel; }
  /// Rows of the other tile.
  int64_t lowRows() const { return tile.rows >= 6 ? tile.rows - 2 : tile.rows; }
};

StateBlocking::StateBlocking(const CpuTarget &target,
                             const RecurrentSizes &sizes) {
  tile.lanes = target.vectorBytes() / sizes.bytes;
  int64_t perVector = sizes.products();
  // Several vectors of columns share a broadcast element of the operand.
  int64_t wanted = perVector > 1 ? 1 : 2;
  int64_t existing = llvm::divideCeil(sizes.hidden, tile.lanes);
  int64_t columnVectors = std::min(wanted, existing);
  tile.vectors = perVector * columnVectors;
  // The accumulators leave registers for a row of B, an element of A and,
  // without FMA, a product.
  int64_t registers = target.vectorRegisters() - tile.vectors - 1;
  if (!target.hasFma())
    --registers;
  tile.rows = std::min<int64_t>(8, registers / tile.vectors);
  panelColumns = columnVectors * tile.lanes;
  panels = llvm::divideCeil(sizes.hidden, panelColumns);
  // Packing writes whole squares of lanes x lanes.
  packedPanel = llvm::alignTo(sizes.depth(), tile.lanes) * tile.columns();
  // No multiple of a page, which would map all rows to few cache sets.
  operandStride = llvm::alignTo(sizes.depth(), 16) + 16;
  stateStride = llvm::alignTo(sizes.hidden, 16);
  int64_t packedBytes = packedElements() * sizes.bytes;
  bool wide = target.isa == VectorIsa::Avx512;
  byRows = packedBytes <= (wide ? kWideRowWalkBytes : kRowWalkBytes);
  byFewRows = packedBytes <= kRowWalkBytes;
  prefetches = packedBytes > kShortRoundBytes;
}

class RecurrentEmitter {
public:
  RecurrentEmitter(CpuKernel &kernel, Operation *anchor)
      : kernel(kernel), b(kernel.builder), sizes(anchor),
        blocking(b.getTarget(), sizes), packed(kernel.scratch()),
        batch(kernel.extent(sizes.batch)), rounds(kernel.extent(sizes.steps)) {
    int64_t high = blocking.tile.rows, low = blocking.lowRows();
    tiles = b.ceilDiv(batch, high);
    lowTiles = b.index(0);
    if (low < high)
      lowTiles = b.min(
          tiles, b.div(b.sub(b.mul(tiles, high), batch), b.index(high - low)));
    Value rest = pointer(packed, b.index(blocking.packedElements()));
    RecurrentBuffers buffers(kernel, sizes, rest, blocking.operandStride,
                             blocking.stateStride);
    steps =
        makeRecurrentSteps(kernel, anchor, sizes, buffers, blocking.tile.lanes);
  }

  void emit() {
    b.parallel(b.index(blocking.panels), [&](Value panel) { pack(panel); });
    Flag byRows = Flag::of(blocking.byRows);
    if (blocking.byRows && !blocking.byFewRows)
      byRows = {b.less(b.index(1), tiles), false};
    emitIf(b, byRows, [&] { walkRows(); }, [&] { walkRounds(); });
  }

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, sizes.type);
  }

  void pack(Value panel);
  void packColumns(Value panel, int64_t count);
  /// Rows of the batch that share a register tile.
  struct RowTile {
    Value begin, count;
    Flag isHigh;
  };
  /// As many tiles as the rows allow are low ones, so that few rows are
  /// computed in vain, evenly among the others: whoever takes some in order
  /// takes as much as everybody.
  RowTile rowTile(Value number);
  void walkRows();
  void walkRounds();
  /// Some rows of the batch and a panel: body(place) for each vector.
  using PlaceBody = function_ref<void(const StatePlace &)>;
  void forEachVector(Value row, Value panel, PlaceBody body);
  void forEachVector(const RowTile &tile, Value panel, PlaceBody body);
  void emitStart(const RowTile &tile, Value panel);
  void emitProducts(Value round, const RowTile &tile, Value panel, int64_t rows,
                    bool last);
  void emitSteps(Value round, Value row, Value line, Value panel, bool last);
  void emitRound(Value round, const RowTile &tile, Value panel, bool last);
  void emitFinish(const RowTile &tile, Value panel);
  void forEachPanel(function_ref<void(Value)> body) {
    b.loop(b.index(0), b.index(blocking.panels), 1, body);
  }

  CpuKernel &kernel;
  CpuBuilder &b;
  RecurrentSizes sizes;
  StateBlocking blocking;
  std::unique_ptr<RecurrentSteps> steps;
  Value packed, batch, rounds;
  Value tiles, lowTiles; ///< how many the batch has
  Value sums;            ///< a tile of products, of the current task
};

} // namespace

/// Copies `count` columns of the state, which a panel has.
void RecurrentEmitter::packColumns(Value panel, int64_t count) {
  Value column = b.mul(panel, blocking.panelColumns);
  Value weight = kernel.input(sizes.weight);
  PackBlock block;
  block.elementType = sizes.type;
  block.lanes = blocking.tile.lanes;
  block.stride = b.index(sizes.hidden);
  block.depth = b.index(sizes.depth());
  block.staticDepth = sizes.depth();
  block.columns = b.index(count);
  block.staticColumns = count;
  block.width = blocking.tile.columns();
  // Back, row k of the weight meets element k; forward, a row of each gate is a
  // column of the tile.
  block.transposed = !sizes.isBackward;
  for (int64_t product = 0; product < sizes.products(); ++product) {
    Value from = sizes.isBackward ? column
                                  : b.mul(b.add(column, product * sizes.hidden),
                                          sizes.hidden);
    block.source = pointer(weight, from);
    block.target = pointer(packed, b.add(b.mul(panel, blocking.packedPanel),
                                         product * blocking.panelColumns));
    emitPack(b, block);
  }
}

void RecurrentEmitter::pack(Value panel) {
  int64_t rest = sizes.hidden % blocking.panelColumns;
  if (rest == 0)
    return packColumns(panel, blocking.panelColumns);
  Value whole = b.index(sizes.hidden / blocking.panelColumns);
  b.ifThen(b.less(panel, whole),
           [&] { packColumns(panel, blocking.panelColumns); });
  b.ifThen(b.less(b.sub(whole, b.index(1)), panel),
           [&] { packColumns(panel, rest); });
}

void RecurrentEmitter::forEachVector(Value row, Value panel, PlaceBody body) {
  unsigned lanes = blocking.tile.lanes;
  for (int64_t at = 0; at < blocking.panelColumns; at += lanes) {
    StatePlace place{row, b.add(b.mul(panel, blocking.panelColumns), at), {}};
    if (sizes.hidden % blocking.panelColumns != 0)
      place.mask = b.maskFirst(
          b.max(b.sub(b.index(sizes.hidden), place.column), b.index(0)), lanes);
    body(place);
  }
}

void RecurrentEmitter::forEachVector(const RowTile &tile, Value panel,
                                     PlaceBody body) {
  b.loop(b.index(0), tile.count, 1, [&](Value line) {
    forEachVector(b.add(tile.begin, line), panel, body);
  });
}

void RecurrentEmitter::emitStart(const RowTile &tile, Value panel) {
  forEachVector(tile, panel, [&](const StatePlace &at) { steps->start(at); });
}

/// The products of a tile of `rows` rows, into `sums`. Meanwhile what the steps
/// after them read and write is brought near.
void RecurrentEmitter::emitProducts(Value round, const RowTile &tile,
                                    Value panel, int64_t rows, bool last) {
  MicroKernel micro;
  micro.elementType = sizes.type;
  micro.shape = blocking.tile;
  micro.shape.rows = rows;
  Value stride = b.index(blocking.operandStride);
  micro.a = {pointer(steps->operandOf(round), b.mul(tile.begin, stride)),
             stride, b.index(1)};
  micro.rowCount = tile.count;
  micro.b = pointer(packed, b.mul(panel, blocking.packedPanel));
  micro.bStride = b.index(blocking.tile.columns());
  micro.depth = b.index(sizes.depth());
  micro.staticDepth = sizes.depth();
  if (!blocking.byRows)
    micro.prefetchRows =
        kPrefetchBytes / (blocking.tile.columns() * sizes.bytes);
  if (!last && blocking.prefetches) {
    micro.pauses = rows;
    micro.pause = [&](Value line) {
      b.ifThen(b.less(line, tile.count), [&] {
        forEachVector(
            b.add(tile.begin, line), panel,
            [&](const StatePlace &at) { steps->prefetch(round, at); });
      });
    };
  }
  for (auto [i, sum] : llvm::enumerate(emitMicroKernel(b, micro)))
    b.storeVector(sum, pointer(sums, b.index(i * blocking.tile.lanes)));
}

/// What follows from the products of a row in `sums`.
void RecurrentEmitter::emitSteps(Value round, Value row, Value line,
                                 Value panel, bool last) {
  int64_t offset = 0;
  forEachVector(row, panel, [&](const StatePlace &at) {
    SmallVector<Value> products;
    for (int64_t product = 0; product < sizes.products(); ++product) {
      Value from = b.add(b.mul(line, blocking.tile.columns()),
                         product * blocking.panelColumns + offset);
      products.push_back(
          b.loadVector(sizes.type, blocking.tile.lanes, pointer(sums, from)));
    }
    if (last)
      steps->finish(at, products);
    else
      steps->step(round, at, products);
    offset += blocking.tile.lanes;
  });
}

RecurrentEmitter::RowTile RecurrentEmitter::rowTile(Value number) {
  int64_t high = blocking.tile.rows, saved = high - blocking.lowRows();
  // Low tiles among the first `count`.
  auto lowOf = [&](Value count) {
    return b.div(b.mul(count, lowTiles), b.max(tiles, b.index(1)));
  };
  Value before = lowOf(number), next = b.add(number, 1);
  RowTile tile;
  tile.begin = b.sub(b.mul(number, high), b.mul(before, saved));
  tile.count =
      b.min(b.sub(batch, tile.begin),
            b.sub(b.index(high), b.mul(b.sub(lowOf(next), before), saved)));
  tile.isHigh = saved ? Flag{b.less(lowOf(next), b.add(before, 1)), false}
                      : Flag::of(true);
  return tile;
}

/// A round, or what comes after the last, of a row tile and a panel.
void RecurrentEmitter::emitRound(Value round, const RowTile &tile, Value panel,
                                 bool last) {
  emitIf(
      b, tile.isHigh,
      [&] { emitProducts(round, tile, panel, blocking.tile.rows, last); },
      [&] { emitProducts(round, tile, panel, blocking.lowRows(), last); });
  b.loop(b.index(0), tile.count, 1, [&](Value line) {
    emitSteps(round, b.add(tile.begin, line), line, panel, last);
  });
}

void RecurrentEmitter::emitFinish(const RowTile &tile, Value panel) {
  if (steps->finishesWithProduct())
    return emitRound(rounds, tile, panel, /*last=*/true);
  forEachVector(tile, panel,
                [&](const StatePlace &at) { steps->finish(at, {}); });
}

void RecurrentEmitter::walkRows() {
  b.parallel(tiles, [&](Value number) {
    sums = b.stackBuffer(sizes.type, blocking.tile.elements());
    RowTile tile = rowTile(number);
    forEachPanel([&](Value panel) { emitStart(tile, panel); });
    b.loop(b.index(0), rounds, 1, [&](Value round) {
      forEachPanel(
          [&](Value panel) { emitRound(round, tile, panel, /*last=*/false); });
    });
    if (steps->finishes())
      forEachPanel([&](Value panel) { emitFinish(tile, panel); });
  });
}

void RecurrentEmitter::walkRounds() {
  auto forTiles = [&](function_ref<void(const RowTile &, Value)> body) {
    b.parallel(b.index(blocking.panels), [&](Value panel) {
      sums = b.stackBuffer(sizes.type, blocking.tile.elements());
      b.loop(b.index(0), tiles, 1,
             [&](Value number) { body(rowTile(number), panel); });
    });
  };
  forTiles([&](const RowTile &tile, Value panel) { emitStart(tile, panel); });
  b.loop(b.index(0), rounds, 1, [&](Value round) {
    forTiles([&](const RowTile &tile, Value panel) {
      emitRound(round, tile, panel, /*last=*/false);
    });
  });
  if (steps->finishes())
    forTiles(
        [&](const RowTile &tile, Value panel) { emitFinish(tile, panel); });
}

LogicalResult generateRecurrent(CpuKernel &kernel, Operation *anchor) {
  RecurrentEmitter(kernel, anchor).emit();
  return success();
}

int64_t recurrentScratchBytes(Operation *anchor, DimBound bound) {
  RecurrentSizes sizes(anchor);
  int64_t batch = boundedElements({sizes.batch}, bound);
  return largestOverTargets([&](const CpuTarget &target) {
    StateBlocking blocking(target, sizes);
    return (blocking.packedElements() +
            RecurrentBuffers::elements(batch, blocking.operandStride,
                                       blocking.stateStride)) *
           sizes.bytes;
  });
}

} // namespace bmc
