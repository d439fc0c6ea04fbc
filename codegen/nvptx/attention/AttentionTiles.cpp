//===- AttentionTiles.cpp - Tiles of scores of one head -------------------===//

#include "codegen/nvptx/attention/AttentionTiles.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>

using namespace mlir;

namespace bmc {

static constexpr int64_t kTile = AttentionTiles::kTile;

AttentionSizes::AttentionSizes(Operation *anchor) {
  auto read = [&](auto op) {
    type = getElementTypeOrSelf(op.getQ().getType());
    Extents q = getExtents(op.getQ().getType());
    batch = q[0], queries = q[1];
    keys = getExtents(op.getK().getType())[1];
    heads = op.getNumHeads();
    keyHeads = op.getNumKeyHeads();
    features = q[2].size / heads;
    scale = op.getScale().convertToDouble();
    causal = op.getCausal();
    bias = op.getBias();
    rng = op.getRng();
    dropoutP = op.getDropoutP().convertToDouble();
  };
  if (auto forward = dyn_cast<AttentionOp>(anchor))
    read(forward);
  else
    read(cast<AttentionBackwardOp>(anchor));
}

SmallVector<GridFactor> AttentionSizes::queryShape() const {
  return {{{batch, Extent::fixed(heads)}},
          {{queries}, kTile},
          {{Extent::fixed(features)}, kTile}};
}

SmallVector<GridFactor> AttentionSizes::keyShape() const {
  return {{{batch, Extent::fixed(keyHeads)}},
          {{keys}, kTile},
          {{Extent::fixed(features)}, kTile}};
}

AttentionTiles::AttentionTiles(GpuKernel &kernel, const AttentionSizes &sizes,
                               Operation *anchor, Value line, Value panel)
    : kernel(kernel), b(kernel.builder), sizes(sizes), product(b, sizes.type),
      queries(kernel.extent(sizes.queries)), keys(kernel.extent(sizes.keys)),
      line(line), panel(panel) {
  if (sizes.bias)
    bias.emplace(kernel, sizes.bias);
  if (sizes.rng)
    dropout.emplace(kernel, cast<RandomOp>(anchor), sizes.rng, sizes.dropoutP);
}

void AttentionTiles::setHead(Value number) {
  headNumber = number;
  keyHeadNumber = b.div(number, b.index(sizes.group()));
}

HeadRows AttentionTiles::rowsOfHead(const MatrixOperand &matrix, Value number,
                                    int64_t heads, Value length) {
  Value batch = b.div(number, b.index(heads));
  Value head = b.rem(number, b.index(heads));
  Value start = b.mul(b.mul(batch, length), matrix.stride);
  start = b.add(start, b.mul(head, sizes.features));
  return {pointer(matrix.base, start), matrix.stride, length};
}

HeadRows AttentionTiles::queryRows(const MatrixOperand &matrix) {
  return rowsOfHead(matrix, headNumber, sizes.heads, queries);
}

HeadRows AttentionTiles::keyRows(const MatrixOperand &matrix) {
  return rowsOfHead(matrix, keyHeadNumber, sizes.keyHeads, keys);
}

TileProduct::Operand AttentionTiles::byFeatures(const HeadRows &rows,
                                                Value first) {
  auto element = [=, this](Value row, Value feature) {
    Value at = b.mul(b.add(first, row), rows.stride);
    return load(rows.start, b.add(at, feature));
  };
  return {element, b.sub(rows.length, first), /*depthIsContiguous=*/true};
}

TileProduct::Operand AttentionTiles::byRows(const HeadRows &rows, Value first) {
  Value start = pointer(rows.start, panel);
  auto element = [=, this](Value feature, Value row) {
    Value at = b.mul(b.add(first, row), rows.stride);
    return load(start, b.add(at, feature));
  };
  return {element, b.sub(b.index(sizes.features), panel),
          /*depthIsContiguous=*/false};
}

TileProduct::Operand AttentionTiles::rowsOf(Value tile) {
  auto element = [=, this](Value row, Value column) {
    return b.load(sizes.type, at(tile, row, column));
  };
  return {element, b.index(kTile), /*depthIsContiguous=*/true};
}

TileProduct::Operand AttentionTiles::columnsOf(Value tile) {
  auto element = [=, this](Value column, Value row) {
    return b.load(sizes.type, at(tile, row, column));
  };
  return {element, b.index(kTile), /*depthIsContiguous=*/false};
}

TileProduct::Sums AttentionTiles::products(const HeadRows &left,
                                           Value leftFirst,
                                           const HeadRows &right,
                                           Value rightFirst) {
  return product.multiply(product.zeros(), byFeatures(left, leftFirst),
                          byFeatures(right, rightFirst), b.index(0),
                          b.index(sizes.features));
}

Value AttentionTiles::isVisible(Value query, Value key) {
  Value exists = b.both(b.less(query, queries), b.less(key, keys));
  if (!sizes.causal)
    return exists;
  return b.both(exists, b.less(key, b.add(query, 1)));
}

Value AttentionTiles::score(Value product, Value query, Value key) {
  Value visible = isVisible(query, key);
  Value score = b.mulf(product, b.constant(sizes.scale, sizes.type));
  if (bias) {
    // Element 0 stands in for what does not exist.
    auto existing = [&](Value number) {
      return b.select(visible, number, b.index(0));
    };
    Value batch = b.div(headNumber, b.index(sizes.heads));
    Value head = b.rem(headNumber, b.index(sizes.heads));
    score = b.addf(
        score, load(bias->row(batch, head, existing(query)), existing(key)));
  }
  return b.select(visible, score, b.constant(-INFINITY, sizes.type));
}

Value AttentionTiles::keyEnd(Value firstQuery) {
  return sizes.causal ? b.min(b.add(firstQuery, kTile), keys) : keys;
}

Value AttentionTiles::dropoutBits(Value query, Value key) {
  if (!dropout)
    return nullptr;
  Value row = b.add(b.mul(headNumber, queries), query);
  return dropout->bits(b.add(b.mul(row, keys), key));
}

void AttentionTiles::storePanel(ValueRange sums, const HeadRows &to,
                                Value first,
                                function_ref<Value(Value, Value)> finish) {
  Value start = pointer(to.start, panel);
  product.forEachElement(
      sums, b.sub(to.length, first), b.sub(b.index(sizes.features), panel),
      [&](Value row, Value feature, Value value) {
        Value at = b.mul(b.add(first, row), to.stride);
        b.store(finish(row, value), pointer(start, b.add(at, feature)));
      });
}

} // namespace bmc
