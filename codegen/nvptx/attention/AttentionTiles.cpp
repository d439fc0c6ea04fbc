//===- AttentionTiles.cpp - Tiles of scores of one head -------------------===//

#include "codegen/nvptx/attention/AttentionTiles.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>
#include <numeric>

using namespace mlir;

namespace bmc {

static constexpr int64_t kTile = AttentionTiles::kTile;

AttentionSizes::AttentionSizes(ScaledDotProductOp op)
    : type(getElementTypeOrSelf(op.getQ().getType())),
      heads(static_cast<int64_t>(op.getNumHeads())),
      keyHeads(op.getNumKeyHeads()), scale(op.getScale().convertToDouble()),
      causal(op.getCausal()), mayHideRows(op.mayHideRows()) {
  Extents q = getExtents(op.getQ().getType());
  batch = q[0], queries = q[1];
  keys = getExtents(op.getK().getType())[1];
  features = q[2].size / heads;
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
                               ScaledDotProductOp op, Value line, Value panel)
    : kernel(kernel), b(kernel.builder), sizes(sizes), product(b, sizes.type),
      softcap(b, op.getSoftcap()), queries(kernel.extent(sizes.queries)),
      keys(kernel.extent(sizes.keys)), line(line), panel(panel) {
  if (op.getBias())
    bias.emplace(kernel, op.getBias());
  if (op.getQuerySegments())
    segments.emplace(kernel, op);
  if (op.getRng())
    dropout.emplace(kernel, cast<RandomOp>(op.getOperation()), op.getRng(),
                    op.getDropoutP().convertToDouble());
}

void AttentionTiles::setLeastBlocks() {
  if (sizes.type.isF32())
    b.setLeastBlocks(2);
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
  return {pointer(matrix.base, start), matrix.stride, length,
          std::gcd(matrix.alignment, sizes.features)};
}

HeadRows AttentionTiles::queryRows(const MatrixOperand &matrix) {
  return rowsOfHead(matrix, headNumber, sizes.heads, queries);
}

HeadRows AttentionTiles::keyRows(const MatrixOperand &matrix) {
  return rowsOfHead(matrix, keyHeadNumber, sizes.keyHeads, keys);
}

TileProduct::Operand AttentionTiles::byFeatures(const HeadRows &rows,
                                                Value first) {
  auto address = [=, this](Value row, Value feature) {
    Value at = b.mul(b.add(first, row), rows.stride);
    return pointer(rows.start, b.add(at, feature));
  };
  return TileProduct::operandAt(b, sizes.type, address,
                                b.sub(rows.length, first),
                                /*depthIsContiguous=*/true, rows.alignment);
}

TileProduct::Operand AttentionTiles::byRows(const HeadRows &rows, Value first) {
  Value start = pointer(rows.start, panel);
  auto address = [=, this](Value feature, Value row) {
    Value at = b.mul(b.add(first, row), rows.stride);
    return pointer(start, b.add(at, feature));
  };
  return TileProduct::operandAt(b, sizes.type, address,
                                b.sub(b.index(sizes.features), panel),
                                /*depthIsContiguous=*/false, rows.alignment);
}

TileProduct::Operand AttentionTiles::rowsOf(Value tile) {
  return TileProduct::operandAt(
      b, sizes.type,
      [=, this](Value row, Value column) { return at(tile, row, column); },
      b.index(kTile), /*depthIsContiguous=*/true, tileStride());
}

TileProduct::Operand AttentionTiles::columnsOf(Value tile) {
  return TileProduct::operandAt(
      b, sizes.type,
      [=, this](Value column, Value row) { return at(tile, row, column); },
      b.index(kTile), /*depthIsContiguous=*/false, tileStride());
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

/// Of a query and a key that exist.
Value AttentionTiles::isOwnSegment(Value query, Value key) {
  Value batch = b.div(headNumber, b.index(sizes.heads));
  Type number = b.getI32Type();
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                               b.load(number, segments->query(batch, query)),
                               b.load(number, segments->key(batch, key)));
}

Value AttentionTiles::capped(Value product) {
  return softcap.apply(b.mulf(product, b.constant(sizes.scale, sizes.type)));
}

Value AttentionTiles::score(Value product, Value query, Value key) {
  Value visible = isVisible(query, key);
  Value score = capped(product);
  // Element 0 stands in for what does not exist.
  auto existing = [&](Value number) {
    return b.select(visible, number, b.index(0));
  };
  if (bias) {
    Value batch = b.div(headNumber, b.index(sizes.heads));
    Value head = b.rem(headNumber, b.index(sizes.heads));
    score = b.addf(
        score, load(bias->row(batch, head, existing(query)), existing(key)));
  }
  if (segments)
    visible = b.both(visible, isOwnSegment(existing(query), existing(key)));
  return b.select(visible, score, b.constant(-INFINITY, sizes.type));
}

AttentionTiles::Range AttentionTiles::keyRange() {
  Value end = sizes.causal ? b.min(b.add(line, kTile), keys) : keys;
  Range all{b.index(0), end};
  if (!segments)
    return all;
  Value batch = b.div(headNumber, b.index(sizes.heads));
  return withinSegments(
      all, [&](Value key) { return segments->key(batch, key); }, queries,
      [&](Value query) { return segments->query(batch, query); });
}

AttentionTiles::Range AttentionTiles::queryRange() {
  // Queries before the keys' own tile do not see it under a causal mask.
  Range all{sizes.causal ? line : b.index(0), queries};
  if (!segments)
    return all;
  Value batch = b.div(headNumber, b.index(sizes.heads));
  return withinSegments(
      all, [&](Value query) { return segments->query(batch, query); }, keys,
      [&](Value key) { return segments->key(batch, key); });
}

/// From the first to the last of the others whose number lies between those of
/// the tile's own lines. Numbers and lines are exact in f64, which threads can
/// exchange.
AttentionTiles::Range AttentionTiles::withinSegments(Range others,
                                                     PlaceOf placeOfOther,
                                                     Value length,
                                                     PlaceOf placeOfOwn) {
  constexpr int64_t kThreads = TileProduct::kThreads;
  Type f64 = b.getF64Type();
  Value lowest = b.constant(-INFINITY, f64), thread = b.threadIndex();
  auto toFloat = [&](Value number) -> Value {
    return arith::SIToFPOp::create(b, f64, number);
  };
  auto numberAt = [&](Value place) {
    return toFloat(b.load(b.getI32Type(), place));
  };
  auto largest = [&](Value own) {
    return b.joinBlock(own, kThreads, lowest,
                       [&](Value x, Value y) { return b.maxf(x, y); });
  };
  auto negative = [&](Value x) { return b.subf(b.zero(f64), x); };
  Value own = b.add(line, b.rem(thread, b.index(kTile)));
  Value number = numberAt(placeOfOwn(b.min(own, b.sub(length, b.index(1)))));
  Value most = largest(number), least = negative(largest(negative(number)));
  SmallVector<Value> seen =
      b.loop(b.add(others.begin, thread), others.end, kThreads,
             ValueRange{negative(toFloat(others.end)), toFloat(others.begin)},
             [&](Value at, ValueRange carried) -> SmallVector<Value> {
               Value other = numberAt(placeOfOther(at));
               Value isIn = b.both(b.equalf(b.maxf(other, least), other),
                                   b.equalf(b.maxf(other, most), most));
               Value next = toFloat(b.add(at, 1));
               return {b.select(isIn, b.maxf(carried[0], negative(toFloat(at))),
                                carried[0]),
                       b.select(isIn, b.maxf(carried[1], next), carried[1])};
             });
  auto toLine = [&](Value x) -> Value {
    return arith::FPToSIOp::create(b, b.getI64Type(), x);
  };
  Value begin = toLine(negative(largest(seen[0])));
  begin = b.sub(begin, b.rem(begin, b.index(kTile)));
  return {begin, toLine(largest(seen[1]))};
}

Value AttentionTiles::dropoutBits(Value query, Value key) {
  if (!dropout)
    return nullptr;
  Value row = b.add(b.mul(headNumber, queries), query);
  return dropout->bits(b.add(b.mul(row, keys), key));
}

void AttentionTiles::storeTile(ValueRange sums, Value tile) {
  product.forEachSum([&](Value row, Value column, unsigned i) {
    b.store(sums[i], at(tile, row, column));
  });
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
