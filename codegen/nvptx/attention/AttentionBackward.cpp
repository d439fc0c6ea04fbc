//===- AttentionBackward.cpp - Gradients of attention ---------------------===//
//
// Probabilities are recomputed from lse. Four kinds of grids: delta of each
// row; dq by tiles of queries, which walk the keys; dk and dv by tiles of keys,
// which walk the queries of the heads that share them; dbias by its tiles,
// which walk all that they are added to. No block adds to what another one
// writes.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/attention/GradientOutputs.h"
#include "codegen/nvptx/attention/AttentionTiles.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "ir/BmcOps.h"

#include <cmath>

using namespace mlir;

namespace bmc {

static constexpr int64_t kTile = AttentionTiles::kTile;
static constexpr int64_t kThreads = TileProduct::kThreads;

namespace {

/// The tiles P and dS of a block.
class GradientBlock {
public:
  GradientBlock(GpuKernel &kernel, AttentionBackwardOp op,
                const AttentionSizes &sizes, Value line, Value panel)
      : b(kernel.builder), tiles(kernel, sizes, op, line, panel),
        kernel(kernel), type(sizes.type),
        dout(matrixOperand(kernel, op.getDout())),
        q(matrixOperand(kernel, op.getQ())),
        k(matrixOperand(kernel, op.getK())),
        v(matrixOperand(kernel, op.getV())), lse(kernel.input(op.getLse())),
        probabilities(tiles.sharedTile()), gradients(tiles.sharedTile()) {}

  /// Of the queries of a head; of the keys of a head of the keys.
  void emitDq(const MatrixOperand &dq, Value head);
  void emitDkDv(const MatrixOperand &dk, const MatrixOperand &dv,
                Value keyHead);
  /// Of tile (line, key) of matrix number `matrix` of the bias.
  void emitDbias(Value dbias, const Extents &bias, Value matrix, Value key);

private:
  using Sums = TileProduct::Sums;

  /// What gradients are of: of the scores, dS, or of the products q k^T, which
  /// softcap and scale made scores of.
  enum class Of { Scores, Products };
  void fill(Value query, Value key, Of of);
  void fillElement(Value query, Value key, Value row, Value column, Of of);
  Sums addQueries(Value query, ValueRange carried);
  Sums addBias(Value query, Value key, ValueRange carried);
  Sums overAxis(bool walks, Value own, Value count, int64_t step,
                ValueRange carried, function_ref<Sums(Value, ValueRange)> body);
  void storeBiasRow(ValueRange sums, Value to, Value count);

  GpuBuilder &b;
  AttentionTiles tiles;
  GpuKernel &kernel;
  Type type;
  MatrixOperand dout, q, k, v;
  Value lse;
  Value probabilities, gradients; ///< [kTile][kTile]: queries, keys
};

} // namespace

/// P = e^(score - m - ln sum), dropped as in the product with v, and gradients
/// of a tile, made of dS = P (dP - delta); zeros for what does not exist or is
/// not seen.
void GradientBlock::fill(Value query, Value key, Of of) {
  tiles.storeTile(
      tiles.products(tiles.queryRows(q), query, tiles.keyRows(k), key),
      probabilities);
  tiles.storeTile(
      tiles.products(tiles.queryRows(dout), query, tiles.keyRows(v), key),
      gradients);
  b.barrier();
  b.loop(b.threadIndex(), b.index(kTile * kTile), kThreads, [&](Value number) {
    fillElement(query, key, b.div(number, b.index(kTile)),
                b.rem(number, b.index(kTile)), of);
  });
  b.barrier();
}

/// Puts P and the gradient in place of the products of q and k, dout and v.
void GradientBlock::fillElement(Value query, Value key, Value row, Value column,
                                Of of) {
  Value scale = b.constant(of == Of::Products ? tiles.sizes.scale : 1.0, type);
  Value zero = b.zero(type);
  Value pAt = tiles.at(probabilities, row, column);
  Value dsAt = tiles.at(gradients, row, column);
  Value product = b.load(type, pAt);
  Value number = b.add(query, row);
  Value score = tiles.score(product, number, b.add(key, column));
  // Row 0 stands in for rows that do not exist.
  Value exists = b.less(number, tiles.queries);
  Value line = b.add(b.mul(tiles.headNumber, tiles.queries),
                     b.select(exists, number, b.index(0)));
  Value maximum = tiles.load(lse, b.mul(line, 2));
  Value logSum = tiles.load(lse, b.add(b.mul(line, 2), 1));
  Value delta = tiles.load(kernel.scratch(), line);
  Value p = b.exp(b.subf(b.subf(score, maximum), logSum));
  Value bits = tiles.dropoutBits(number, b.add(key, column));
  Value dp = tiles.dropped(b.load(type, dsAt), bits);
  Value ds = b.mulf(b.mulf(p, b.subf(dp, delta)), scale);
  if (tiles.softcap && of == Of::Products)
    ds = b.mulf(ds, tiles.softcap.slope(tiles.capped(product)));
  Value kept = tiles.dropped(p, bits);
  Value hidden = b.equalf(score, b.constant(-INFINITY, type));
  b.store(b.select(hidden, zero, kept), pAt);
  b.store(b.select(hidden, zero, ds), dsAt);
}

void GradientBlock::emitDq(const MatrixOperand &dq, Value head) {
  tiles.setLeastBlocks();
  tiles.setHead(head);
  AttentionTiles::Range range = tiles.keyRange();
  Sums sums =
      b.loop(range.begin, range.end, kTile, tiles.product.zeros(),
             [&](Value key, ValueRange carried) {
               fill(tiles.line, key, Of::Products);
               Value count = b.min(b.sub(tiles.keys, key), b.index(kTile));
               return tiles.product.multiply(
                   carried, tiles.rowsOf(gradients),
                   tiles.byRows(tiles.keyRows(k), key), b.index(0), count);
             });
  tiles.storePanel(sums, tiles.queryRows(dq), tiles.line,
                   [](Value, Value value) { return value; });
}

static constexpr size_t kSums =
    TileProduct::kPerThread * TileProduct::kPerThread;

/// Adds to dk and dv what the head's queries from `query` on give.
GradientBlock::Sums GradientBlock::addQueries(Value query, ValueRange carried) {
  fill(query, tiles.line, Of::Products);
  Value count = b.min(b.sub(tiles.queries, query), b.index(kTile));
  auto add = [&](ValueRange before, Value tile, const MatrixOperand &rows) {
    return tiles.product.multiply(before, tiles.columnsOf(tile),
                                  tiles.byRows(tiles.queryRows(rows), query),
                                  b.index(0), count);
  };
  Sums next = add(carried.take_front(kSums), gradients, q);
  next.append(add(carried.drop_front(kSums), probabilities, dout));
  return next;
}

/// The loop over an axis, or its body for `own` alone.
GradientBlock::Sums
GradientBlock::overAxis(bool walks, Value own, Value count, int64_t step,
                        ValueRange carried,
                        function_ref<Sums(Value, ValueRange)> body) {
  if (!walks)
    return body(own, carried);
  Sums sums = b.loop(b.index(0), count, step, carried, body);
  b.keepLoop(sums.front());
  return sums;
}

void GradientBlock::emitDkDv(const MatrixOperand &dk, const MatrixOperand &dv,
                             Value keyHead) {
  Sums start(2 * kSums, b.zero(type));
  int64_t group = tiles.sizes.group();
  tiles.setHead(b.mul(keyHead, group));
  AttentionTiles::Range range = tiles.queryRange();
  Sums sums = overAxis(group > 1, b.index(0), b.index(group), 1, start,
                       [&](Value member, ValueRange before) -> Sums {
                         tiles.setHead(b.add(b.mul(keyHead, group), member));
                         return b.loop(range.begin, range.end, kTile, before,
                                       [&](Value query, ValueRange carried) {
                                         return addQueries(query, carried);
                                       });
                       });
  tiles.setHead(b.mul(keyHead, group));
  auto plain = [](Value, Value value) { return value; };
  ValueRange all(sums);
  if (dk.base)
    tiles.storePanel(all.take_front(kSums), tiles.keyRows(dk), tiles.line,
                     plain);
  if (dv.base)
    tiles.storePanel(all.drop_front(kSums), tiles.keyRows(dv), tiles.line,
                     plain);
}

/// Adds the thread's part of dS to sums, which are f64: there may be as many
/// terms as batches times queries.
GradientBlock::Sums GradientBlock::addBias(Value query, Value key,
                                           ValueRange carried) {
  fill(query, key, Of::Scores);
  Sums next;
  tiles.product.forEachSum([&](Value row, Value column, unsigned i) {
    Value term = b.load(type, tiles.at(gradients, row, column));
    next.push_back(b.addf(carried[i], b.convertFloat(term, b.getF64Type())));
  });
  return next;
}

void GradientBlock::emitDbias(Value dbias, const Extents &bias, Value matrix,
                              Value key) {
  auto repeats = [&](unsigned axis) { return bias[axis] == Extent::fixed(1); };
  Value biasHeads = kernel.extent(bias[1]);
  Value heads = b.index(tiles.sizes.heads);
  Sums start(kSums, b.zero(b.getF64Type()));
  Sums sums = overAxis(
      repeats(0), b.div(matrix, biasHeads), kernel.extent(tiles.sizes.batch), 1,
      start, [&](Value batch, ValueRange inBatch) {
        return overAxis(repeats(1), b.rem(matrix, biasHeads), heads, 1, inBatch,
                        [&](Value head, ValueRange inHead) {
                          tiles.setHead(b.add(b.mul(batch, heads), head));
                          return overAxis(repeats(2), tiles.line, tiles.queries,
                                          kTile, inHead,
                                          [&](Value query, ValueRange carried) {
                                            return addBias(query, key, carried);
                                          });
                        });
      });
  Value row = b.mul(matrix, kernel.extent(bias[2]));
  auto rowFrom = [&](Value number) {
    return tiles.pointer(dbias, b.add(b.mul(number, tiles.keys), key));
  };
  Value count = b.sub(tiles.keys, key);
  if (repeats(2))
    return storeBiasRow(sums, rowFrom(row), count);
  for (Value &sum : sums)
    sum = b.convertFloat(sum, type);
  row = b.add(row, tiles.line);
  tiles.product.forEachElement(
      sums, b.sub(tiles.queries, tiles.line), count,
      [&](Value line, Value column, Value value) {
        b.store(value, tiles.pointer(rowFrom(b.add(row, line)), column));
      });
}

/// Stores the sum of all rows of the tile: of each thread's, then of threads.
void GradientBlock::storeBiasRow(ValueRange sums, Value to, Value count) {
  constexpr int64_t kPer = TileProduct::kPerThread;
  Type f64 = b.getF64Type();
  Value parts = probabilities; ///< [kTile / kPer][kTile], f64
  static_assert(kTile / kPer * kTile * 8 <= kTile * kTile * 4);
  b.barrier();
  tiles.product.forEachSum([&](Value row, Value column, unsigned i) {
    if (i >= kPer)
      return;
    Value sum = sums[i];
    for (int64_t line = 1; line < kPer; ++line)
      sum = b.addf(sum, sums[line * kPer + i]);
    Value at = b.add(b.mul(b.div(row, b.index(kPer)), kTile), column);
    b.store(sum, b.pointer(parts, at, f64));
  });
  b.barrier();
  Value column = b.threadIndex();
  Value isOurs = b.both(b.less(column, b.index(kTile)), b.less(column, count));
  b.ifThen(isOurs, [&] {
    Value total =
        b.loop(b.index(0), b.index(kTile / kPer), 1, b.zero(f64),
               [&](Value part, ValueRange carried) -> SmallVector<Value> {
                 Value at = b.add(b.mul(part, kTile), column);
                 Value term = b.load(f64, b.pointer(parts, at, f64));
                 return {b.addf(carried[0], term)};
               })[0];
    b.store(b.convertFloat(total, type), tiles.pointer(to, column));
  });
}

/// delta = sum over the features of dout out, a warp per row and head.
static void deltaGrid(GpuKernel &kernel, AttentionBackwardOp op,
                      const AttentionSizes &sizes) {
  GpuBuilder &b = kernel.builder;
  GridFactor rows{{sizes.batch, sizes.queries}};
  GridFactor heads{{Extent::fixed(sizes.heads)}};
  kernel.grid({rows, heads}, kWarpSize, [&](ArrayRef<Value> position) {
    MatrixOperand dout = matrixOperand(kernel, op.getDout());
    MatrixOperand out = matrixOperand(kernel, op.getOut());
    Value column = b.mul(position[1], sizes.features);
    auto load = [&](const MatrixOperand &matrix, Value feature) {
      Value at =
          b.add(b.mul(position[0], matrix.stride), b.add(column, feature));
      return b.load(sizes.type, b.pointer(matrix.base, at, sizes.type));
    };
    Value own = b.loop(
        b.threadIndex(), b.index(sizes.features), kWarpSize, b.zero(sizes.type),
        [&](Value feature, ValueRange carried) -> SmallVector<Value> {
          return {b.fma(load(dout, feature), load(out, feature), carried[0])};
        })[0];
    Value delta =
        b.joinWarp(own, [&](Value x, Value y) { return b.addf(x, y); });
    b.ifThen(b.less(b.threadIndex(), b.index(1)), [&] {
      Value queries = kernel.extent(sizes.queries);
      Value batch = b.div(position[0], queries);
      Value head = b.add(b.mul(batch, sizes.heads), position[1]);
      Value at = b.add(b.mul(head, queries), b.rem(position[0], queries));
      b.store(delta, b.pointer(kernel.scratch(), at, sizes.type));
    });
  });
}

LogicalResult generateAttentionBackward(GpuKernel &kernel, Operation *anchor) {
  auto op = cast<AttentionBackwardOp>(anchor);
  AttentionSizes sizes(op);
  deltaGrid(kernel, op, sizes);
  GpuBuilder &b = kernel.builder;
  // Emitting an error takes no grid, so the outputs are found in each.
  LogicalResult result = success();
  auto grid =
      [&](ArrayRef<GridFactor> shape,
          function_ref<void(const GradientOutputs &, ArrayRef<Value>)> body) {
        kernel.grid(shape, kThreads, [&](ArrayRef<Value> position) {
          FailureOr<GradientOutputs> outputs = findGradientOutputs(kernel, op);
          if (failed(outputs))
            result = failure();
          else
            body(*outputs, position);
        });
      };
  auto returns = [&](unsigned i) {
    return returnsGradient(kernel.function, op, i);
  };
  auto start = [&](Value tile) { return b.mul(tile, kTile); };
  if (returns(0))
    grid(sizes.queryShape(),
         [&](const GradientOutputs &outputs, ArrayRef<Value> at) {
           GradientBlock(kernel, op, sizes, start(at[1]), start(at[2]))
               .emitDq(outputs.dq, at[0]);
         });
  if (returns(1) || returns(2))
    grid(sizes.keyShape(),
         [&](const GradientOutputs &outputs, ArrayRef<Value> at) {
           GradientBlock(kernel, op, sizes, start(at[1]), start(at[2]))
               .emitDkDv(outputs.dk, outputs.dv, at[0]);
         });
  if (op.getBias() && returns(3)) {
    Extents bias = getExtents(op.getBias().getType());
    grid({{{bias[0], bias[1]}}, {{bias[2]}, kTile}, {{bias[3]}, kTile}},
         [&](const GradientOutputs &outputs, ArrayRef<Value> at) {
           GradientBlock(kernel, op, sizes, start(at[1]), b.index(0))
               .emitDbias(outputs.dbias.base, bias, at[0], start(at[2]));
         });
  }
  return result;
}

int64_t gpuAttentionBackwardScratchBytes(Operation *anchor, DimBound bound) {
  AttentionSizes sizes(cast<AttentionBackwardOp>(anchor));
  return boundedElements({sizes.batch, sizes.queries}, bound) * sizes.heads *
         sizes.type.getIntOrFloatBitWidth() / 8;
}

} // namespace bmc
