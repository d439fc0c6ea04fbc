//===- AttentionBackward.cpp - Gradients of attention ---------------------===//
//
// Probabilities are recomputed from lse. Three kinds of grids: delta of each
// row; dq by tiles of queries, which walk the keys; dk and dv by tiles of keys,
// which walk the queries. No block adds to what another one writes.
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
                const AttentionSizes &sizes, ArrayRef<Value> position)
      : tiles(kernel, sizes, position), b(kernel.builder), kernel(kernel),
        type(sizes.type), dout(matrixOperand(kernel, op.getDout())),
        q(matrixOperand(kernel, op.getQ())),
        k(matrixOperand(kernel, op.getK())),
        v(matrixOperand(kernel, op.getV())),
        lse(kernel.input(cast<BlockArgument>(op.getLse()).getArgNumber())),
        probabilities(tiles.shared(kTile * kTile)),
        gradients(tiles.shared(kTile * kTile)) {}

  void emitDq(const MatrixOperand &dq);
  void emitDkDv(const MatrixOperand &dk, const MatrixOperand &dv);

private:
  void fill(Value query, Value key);

  AttentionTiles tiles;
  GpuBuilder &b;
  GpuKernel &kernel;
  Type type;
  MatrixOperand dout, q, k, v;
  Value lse;
  Value probabilities, gradients; ///< [kTile][kTile]: queries, keys
};

} // namespace

/// P = e^(score - m - ln sum) and dS = P (dP - delta) scale of a tile;
/// zeros for what does not exist or is not seen.
void GradientBlock::fill(Value query, Value key) {
  TileProduct::Sums scores =
      tiles.products(q, tiles.queries, query, k, tiles.keys, key);
  TileProduct::Sums products =
      tiles.products(dout, tiles.queries, query, v, tiles.keys, key);
  Value scale = b.constant(tiles.sizes.scale, type);
  Value zero = b.zero(type);
  Value lowest = b.constant(-INFINITY, type);
  tiles.product.forEachSum([&](Value row, Value column, unsigned i) {
    Value number = b.add(query, row);
    Value score = tiles.score(scores[i], number, b.add(key, column));
    // Row 0 stands in for rows that do not exist.
    Value exists = b.less(number, tiles.queries);
    Value line = b.add(b.mul(tiles.headNumber, tiles.queries),
                       b.select(exists, number, b.index(0)));
    Value maximum = tiles.load(lse, b.mul(line, 2));
    Value logSum = tiles.load(lse, b.add(b.mul(line, 2), 1));
    Value delta = tiles.load(kernel.scratch(), line);
    Value p = b.exp(b.subf(b.subf(score, maximum), logSum));
    Value ds = b.mulf(b.mulf(p, b.subf(products[i], delta)), scale);
    Value hidden = b.equalf(score, lowest);
    b.store(b.select(hidden, zero, p), tiles.at(probabilities, row, column));
    b.store(b.select(hidden, zero, ds), tiles.at(gradients, row, column));
  });
  b.barrier();
}

void GradientBlock::emitDq(const MatrixOperand &dq) {
  TileProduct::Sums sums =
      b.loop(b.index(0), tiles.keyEnd(tiles.line), kTile, tiles.product.zeros(),
             [&](Value key, ValueRange carried) {
               fill(tiles.line, key);
               Value count = b.min(b.sub(tiles.keys, key), b.index(kTile));
               return tiles.product.multiply(carried, tiles.rowsOf(gradients),
                                             tiles.byRows(k, tiles.keys, key),
                                             b.index(0), count);
             });
  tiles.storePanel(sums, dq, tiles.queries, tiles.line,
                   [](Value, Value value) { return value; });
}

void GradientBlock::emitDkDv(const MatrixOperand &dk, const MatrixOperand &dv) {
  constexpr size_t kSums = TileProduct::kPerThread * TileProduct::kPerThread;
  TileProduct::Sums start(2 * kSums, b.zero(type));
  // Queries before the keys' own tile do not see it under a causal mask.
  Value begin = tiles.sizes.causal ? tiles.line : b.index(0);
  TileProduct::Sums sums = b.loop(
      begin, tiles.queries, kTile, start, [&](Value query, ValueRange carried) {
        fill(query, tiles.line);
        Value count = b.min(b.sub(tiles.queries, query), b.index(kTile));
        auto add = [&](ValueRange before, Value tile,
                       const MatrixOperand &rows) {
          return tiles.product.multiply(
              before, tiles.columnsOf(tile),
              tiles.byRows(rows, tiles.queries, query), b.index(0), count);
        };
        TileProduct::Sums next = add(carried.take_front(kSums), gradients, q);
        next.append(add(carried.drop_front(kSums), probabilities, dout));
        return next;
      });
  auto plain = [](Value, Value value) { return value; };
  ValueRange all(sums);
  if (dk.base)
    tiles.storePanel(all.take_front(kSums), dk, tiles.keys, tiles.line, plain);
  if (dv.base)
    tiles.storePanel(all.drop_front(kSums), dv, tiles.keys, tiles.line, plain);
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
  // Emitting an error takes no grid, so the outputs are found in each.
  LogicalResult result = success();
  auto withOutputs = [&](function_ref<void(const GradientOutputs &)> body) {
    FailureOr<GradientOutputs> outputs = findGradientOutputs(kernel, op);
    if (failed(outputs))
      result = failure();
    else
      body(*outputs);
  };
  if (returnsGradient(kernel.function, op, 0))
    kernel.grid(
        sizes.shape(sizes.queries), kThreads, [&](ArrayRef<Value> position) {
          withOutputs([&](const GradientOutputs &outputs) {
            GradientBlock(kernel, op, sizes, position).emitDq(outputs.dq);
          });
        });
  if (returnsGradient(kernel.function, op, 1) ||
      returnsGradient(kernel.function, op, 2))
    kernel.grid(sizes.shape(sizes.keys), kThreads,
                [&](ArrayRef<Value> position) {
                  withOutputs([&](const GradientOutputs &outputs) {
                    GradientBlock(kernel, op, sizes, position)
                        .emitDkDv(outputs.dk, outputs.dv);
                  });
                });
  return result;
}

int64_t gpuAttentionBackwardScratchBytes(Operation *anchor, DimBound bound) {
  AttentionSizes sizes(anchor);
  return boundedElements({sizes.batch, sizes.queries}, bound) * sizes.heads *
         sizes.type.getIntOrFloatBitWidth() / 8;
}

} // namespace bmc
