//===- Attention.cpp - Forward attention ----------------------------------===//
//
// A block takes a tile of queries of one head and walks the keys with a running
// maximum m and sum l per row:
//
//   m' = max(m, max_j s_j);  p_j = e^(s_j - m');  c = e^(m - m')
//   l' = c l + sum_j p_j;    acc' = c acc + sum_j p_j v_j
//
// and ends with out = acc / l, lse = (m, ln l); with a bias or segments, which
// may hide all keys of a row, m >= -1e30 and l >= 1. Dropout takes p_j away
// from acc, not from l. Source: Dao et al., FlashAttention, 2022, algorithm 1.
//
//===----------------------------------------------------------------------===//

#include "codegen/nvptx/attention/AttentionTiles.h"
#include "ir/BmcOps.h"

#include <cmath>

using namespace mlir;

namespace bmc {

static constexpr int64_t kTile = AttentionTiles::kTile;
/// Threads that share a row of scores.
static constexpr int64_t kRowThreads = TileProduct::kThreads / kTile;

namespace {

class AttentionBlock {
public:
  AttentionBlock(GpuKernel &kernel, AttentionOp op, const AttentionSizes &sizes,
                 ArrayRef<Value> position)
      : b(kernel.builder), tiles(kernel, sizes, op, b.mul(position[1], kTile),
                                 b.mul(position[2], kTile)),
        kernel(kernel), op(op), type(sizes.type), scores(tiles.sharedTile()),
        maxima(tiles.shared(kTile)), totals(tiles.shared(kTile)),
        factors(tiles.shared(kTile)) {
    tiles.setHead(position[0]);
  }

  void emit();

private:
  void startRows();
  void softmaxRows(Value firstKey);
  TileProduct::Sums rescale(ValueRange sums);
  void finish(ValueRange sums);
  /// Sum of a row's terms; 1 if all keys are hidden.
  Value totalOf(Value row) {
    Value total = b.load(type, tiles.pointer(totals, row));
    return tiles.sizes.mayHideRows ? b.maxf(total, b.constant(1.0, type))
                                   : total;
  }
  Value joinRow(Value value, GpuBuilder::Combine combine) {
    return b.joinLanes(value, kRowThreads, combine);
  }

  GpuBuilder &b;
  AttentionTiles tiles;
  GpuKernel &kernel;
  AttentionOp op;
  Type type;
  Value scores;                  ///< [kTile][kTile]: queries, keys
  Value maxima, totals, factors; ///< per query
};

} // namespace

void AttentionBlock::emit() {
  tiles.setLeastBlocks();
  HeadRows q = tiles.queryRows(matrixOperand(kernel, op.getQ()));
  HeadRows k = tiles.keyRows(matrixOperand(kernel, op.getK()));
  HeadRows v = tiles.keyRows(matrixOperand(kernel, op.getV()));
  startRows();
  AttentionTiles::Range range = tiles.keyRange();
  TileProduct::Sums sums = b.loop(
      range.begin, range.end, kTile, tiles.product.zeros(),
      [&](Value key, ValueRange carried) {
        tiles.storeTile(tiles.products(q, tiles.line, k, key), scores);
        b.barrier();
        softmaxRows(key);
        b.barrier();
        Value count = b.min(b.sub(tiles.keys, key), b.index(kTile));
        return tiles.product.multiply(rescale(carried), tiles.rowsOf(scores),
                                      tiles.byRows(v, key), b.index(0), count);
      });
  finish(sums);
}

void AttentionBlock::startRows() {
  Value thread = b.threadIndex();
  b.ifThen(b.less(thread, b.index(kTile)), [&] {
    b.store(b.constant(-INFINITY, type), tiles.pointer(maxima, thread));
    b.store(b.zero(type), tiles.pointer(totals, thread));
  });
}

/// Products become scores and those e^(score - maximum), of which some are
/// dropped; a row without any visible key so far keeps zeros.
void AttentionBlock::softmaxRows(Value firstKey) {
  Value thread = b.threadIndex();
  Value row = b.div(thread, b.index(kRowThreads));
  Value lane = b.rem(thread, b.index(kRowThreads));
  Value query = b.add(tiles.line, row);
  Value lowest = b.constant(-INFINITY, type);
  Value best =
      b.loop(lane, b.index(kTile), kRowThreads, lowest,
             [&](Value column, ValueRange carried) -> SmallVector<Value> {
               Value at = tiles.at(scores, row, column);
               Value score = tiles.score(b.load(type, at), query,
                                         b.add(firstKey, column));
               b.store(score, at);
               return {b.maxf(carried[0], score)};
             })[0];
  best = joinRow(best, [&](Value x, Value y) { return b.maxf(x, y); });
  Value previous = b.load(type, tiles.pointer(maxima, row));
  Value maximum = b.maxf(best, previous);
  // e^(-inf - -inf) would be NaN.
  Value isEmpty = b.equalf(maximum, lowest);
  Value shift = b.select(isEmpty, b.zero(type), maximum);
  Value own =
      b.loop(lane, b.index(kTile), kRowThreads, b.zero(type),
             [&](Value column, ValueRange carried) -> SmallVector<Value> {
               Value at = tiles.at(scores, row, column);
               Value score = b.load(type, at);
               Value term = b.exp(b.subf(score, shift));
               // The polynomials need not reach 0 at minus infinity.
               term = b.select(b.equalf(score, lowest), b.zero(type), term);
               Value bits = tiles.dropoutBits(query, b.add(firstKey, column));
               b.store(tiles.dropped(term, bits), at);
               return {b.addf(carried[0], term)};
             })[0];
  Value total = joinRow(own, [&](Value x, Value y) { return b.addf(x, y); });
  Value factor = b.exp(b.subf(previous, shift));
  factor = b.select(b.equalf(previous, lowest), b.zero(type), factor);
  // All threads of the row have read what one of them writes.
  b.warpBarrier();
  b.ifThen(b.less(lane, b.index(1)), [&] {
    Value at = tiles.pointer(totals, row);
    b.store(b.fma(b.load(type, at), factor, total), at);
    b.store(maximum, tiles.pointer(maxima, row));
    b.store(factor, tiles.pointer(factors, row));
  });
}

TileProduct::Sums AttentionBlock::rescale(ValueRange sums) {
  TileProduct::Sums scaled(sums);
  tiles.product.forEachSum([&](Value row, Value, unsigned i) {
    scaled[i] = b.mulf(sums[i], b.load(type, tiles.pointer(factors, row)));
  });
  return scaled;
}

void AttentionBlock::finish(ValueRange sums) {
  b.barrier();
  if (Value out = kernel.outputFor(op.getOut()))
    tiles.storePanel(sums,
                     tiles.queryRows({out, b.index(tiles.sizes.heads *
                                                   tiles.sizes.features)}),
                     tiles.line, [&](Value row, Value value) {
                       return b.divf(value, totalOf(row));
                     });
  Value lse = kernel.outputFor(op.getLse());
  if (!lse)
    return;
  Value thread = b.threadIndex();
  Value query = b.add(tiles.line, thread);
  Value isOurs =
      b.both(b.less(thread, b.index(kTile)), b.less(query, tiles.queries));
  // One panel's block is enough.
  isOurs = b.both(isOurs, b.less(tiles.panel, b.index(1)));
  b.ifThen(isOurs, [&] {
    Value at = b.mul(b.add(b.mul(tiles.headNumber, tiles.queries), query), 2);
    Value maximum = b.load(type, tiles.pointer(maxima, thread));
    if (tiles.sizes.mayHideRows)
      maximum = b.maxf(maximum, b.constant(kLeastMaximum, type));
    b.store(maximum, tiles.pointer(lse, at));
    b.store(b.log(totalOf(thread)), tiles.pointer(lse, b.add(at, 1)));
  });
}

LogicalResult generateAttention(GpuKernel &kernel, Operation *anchor) {
  auto op = cast<AttentionOp>(anchor);
  AttentionSizes sizes(op);
  kernel.grid(sizes.queryShape(), TileProduct::kThreads,
              [&](ArrayRef<Value> position) {
                AttentionBlock(kernel, op, sizes, position).emit();
              });
  return success();
}

} // namespace bmc
