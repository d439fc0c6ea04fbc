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
    features = q[2].size / heads;
    scale = op.getScale().convertToDouble();
    causal = op.getCausal();
    bias = op.getBias();
  };
  if (auto forward = dyn_cast<AttentionOp>(anchor))
    read(forward);
  else
    read(cast<AttentionBackwardOp>(anchor));
}

SmallVector<GridFactor> AttentionSizes::shape(const Extent &lines) const {
  return {{{batch, Extent::fixed(heads)}},
          {{lines}, kTile},
          {{Extent::fixed(features)}, kTile}};
}

AttentionTiles::AttentionTiles(GpuKernel &kernel, const AttentionSizes &sizes,
                               ArrayRef<Value> position)
    : kernel(kernel), b(kernel.builder), sizes(sizes), product(b, sizes.type),
      queries(kernel.extent(sizes.queries)), keys(kernel.extent(sizes.keys)),
      headNumber(position[0]), line(b.mul(position[1], kTile)),
      panel(b.mul(position[2], kTile)) {
  if (sizes.bias)
    bias.emplace(kernel, sizes.bias);
}

/// Address of the first row of the block's head.
Value AttentionTiles::headStart(const MatrixOperand &matrix, Value length) {
  Value batch = b.div(headNumber, b.index(sizes.heads));
  Value head = b.rem(headNumber, b.index(sizes.heads));
  Value start = b.mul(b.mul(batch, length), matrix.stride);
  return pointer(matrix.base, b.add(start, b.mul(head, sizes.features)));
}

TileProduct::Operand AttentionTiles::byFeatures(const MatrixOperand &matrix,
                                                Value length, Value first) {
  Value start = headStart(matrix, length);
  auto element = [=, this](Value row, Value feature) {
    Value at = b.mul(b.add(first, row), matrix.stride);
    return load(start, b.add(at, feature));
  };
  return {element, b.sub(length, first), /*depthIsContiguous=*/true};
}

TileProduct::Operand AttentionTiles::byRows(const MatrixOperand &matrix,
                                            Value length, Value first) {
  Value start = pointer(headStart(matrix, length), panel);
  auto element = [=, this](Value feature, Value row) {
    Value at = b.mul(b.add(first, row), matrix.stride);
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

TileProduct::Sums AttentionTiles::products(const MatrixOperand &left,
                                           Value leftLength, Value leftFirst,
                                           const MatrixOperand &right,
                                           Value rightLength,
                                           Value rightFirst) {
  return product.multiply(product.zeros(),
                          byFeatures(left, leftLength, leftFirst),
                          byFeatures(right, rightLength, rightFirst),
                          b.index(0), b.index(sizes.features));
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

void AttentionTiles::storePanel(ValueRange sums, const MatrixOperand &to,
                                Value length, Value first,
                                function_ref<Value(Value, Value)> finish) {
  Value start = pointer(headStart(to, length), panel);
  product.forEachElement(
      sums, b.sub(length, first), b.sub(b.index(sizes.features), panel),
      [&](Value row, Value feature, Value value) {
        Value at = b.mul(b.add(first, row), to.stride);
        b.store(finish(row, value), pointer(start, b.add(at, feature)));
      });
}

} // namespace bmc
