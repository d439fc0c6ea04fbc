//===- AttentionBlocks.cpp - Products between blocks of one head ----------===//

#include "codegen/cpu/attention/AttentionBlocks.h"
#include "codegen/cpu/rows/Columns.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

AttentionGeometry::AttentionGeometry(const CpuTarget &target,
                                     ScaledDotProductOp op) {
  auto type = cast<RankedTensorType>(op.getQ().getType());
  elementType = type.getElementType();
  bytes = elementType.getIntOrFloatBitWidth() / 8;
  heads = static_cast<int64_t>(op.getNumHeads());
  keyHeads = op.getNumKeyHeads();
  scale = op.getScale().convertToDouble();
  causal = op.getCausal();
  mayHideRows = op.mayHideRows();
  features = type.getShape().back() / heads;
  keyTile = tileShape(target, elementType);
  lanes = keyTile.lanes;
  TileShape shape = tileShape(target, elementType, features);
  for (int64_t offset = 0; offset < features; offset += shape.columns()) {
    int64_t columns = std::min(shape.columns(), features - offset);
    TileShape own = shape;
    own.vectors = llvm::divideCeil(columns, lanes);
    panels.push_back({offset, columns, own});
  }
}

AttentionBlocks::AttentionBlocks(CpuKernel &kernel, ScaledDotProductOp op)
    : kernel(kernel), b(kernel.builder), geometry(b.getTarget(), op),
      softcap(b, op.getSoftcap()) {
  Extents extents = getExtents(op.getQ().getType());
  batch = kernel.extent(extents[0]);
  queries = kernel.extent(extents[1]);
  keys = kernel.extent(getExtents(op.getK().getType())[1]);
  if (op.getBias())
    bias.emplace(kernel, op.getBias());
  if (op.getQuerySegments())
    segments.emplace(kernel, op);
  if (op.getRng())
    dropout.emplace(b,
                    DropoutState(kernel, cast<RandomOp>(op.getOperation()),
                                 op.getRng(),
                                 op.getDropoutP().convertToDouble()),
                    geometry.elementType, geometry.lanes);
}

void AttentionBlocks::setHead(Value number) {
  batchIndex = b.div(number, b.index(geometry.heads));
  head = b.rem(number, b.index(geometry.heads));
  keyHead = b.div(head, b.index(geometry.group()));
}

void AttentionBlocks::setKeyHead(Value number) {
  batchIndex = b.div(number, b.index(geometry.keyHeads));
  keyHead = b.rem(number, b.index(geometry.keyHeads));
}

Value AttentionBlocks::headNumber() {
  return b.add(b.mul(batchIndex, geometry.heads), head);
}

Value AttentionBlocks::keyHeadNumber() {
  return b.add(b.mul(batchIndex, geometry.keyHeads), keyHead);
}

Value AttentionBlocks::larger(Value x, Value y) {
  // A NaN score still reaches the sum of exponentials; this form is one
  // instruction.
  Value isLarger = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, x, y);
  return arith::SelectOp::create(b, isLarger, x, y);
}

Value AttentionBlocks::headRow(const MatrixOperand &operand, Value row) {
  Value number = b.add(b.mul(batchIndex, queries), row);
  Value offset =
      b.add(b.mul(number, operand.stride), b.mul(head, geometry.features));
  return pointer(operand.base, offset);
}

Value AttentionBlocks::keyRow(const MatrixOperand &operand, Value row) {
  Value number = b.add(b.mul(batchIndex, keys), row);
  Value offset =
      b.add(b.mul(number, operand.stride), b.mul(keyHead, geometry.features));
  return pointer(operand.base, offset);
}

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

Value AttentionBlocks::packedByKeys() {
  int64_t panel = geometry.keyTile.columns();
  return b.mul(b.ceilDiv(keys, panel), panel * geometry.paddedFeatures());
}

Value AttentionBlocks::packedByFeatures() {
  return b.mul(keys, geometry.paddedFeatures());
}

void AttentionBlocks::packByKeys(const MatrixOperand &operand, Value target,
                                 Value begin, Value end) {
  int64_t panel = geometry.keyTile.columns();
  b.loop(begin, end, panel, [&](Value key) {
    PackBlock pack;
    pack.elementType = geometry.elementType;
    pack.source = keyRow(operand, key);
    pack.stride = operand.stride;
    pack.transposed = true;
    pack.staticDepth = geometry.features;
    pack.depth = b.index(geometry.features);
    pack.columns = b.min(b.sub(end, key), b.index(panel));
    pack.target = pointer(target, b.mul(key, geometry.paddedFeatures()));
    pack.width = panel;
    pack.lanes = geometry.lanes;
    emitPack(b, pack);
  });
}

void AttentionBlocks::packByFeatures(const MatrixOperand &rows, Value target,
                                     Value stride, Value begin, Value end) {
  for (const FeaturePanel &panel : geometry.panels) {
    PackBlock pack;
    pack.elementType = geometry.elementType;
    pack.source = pointer(rows.base, b.index(panel.offset));
    pack.stride = rows.stride;
    pack.depth = b.sub(end, begin);
    pack.staticColumns = panel.columns;
    pack.columns = b.index(panel.columns);
    Value row = b.mul(begin, panel.shape.columns());
    pack.target = pointer(target, b.add(b.mul(stride, panel.offset), row));
    pack.width = panel.shape.columns();
    pack.lanes = geometry.lanes;
    emitPack(b, pack);
  }
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

void AttentionBlocks::copyQueries(const MatrixOperand &from, Value block,
                                  double scale) {
  Value factor = vectorOf(scale);
  b.loop(b.index(0), queryCount, 1, [&](Value row) {
    Value source = headRow(from, b.add(queryBegin, row));
    Value target = pointer(block, b.mul(row, geometry.paddedFeatures()));
    forEachFeature([&](Value e, Value mask) {
      Value vector = load(source, e, mask);
      b.storeVector(scale == 1.0 ? vector : b.mulf(vector, factor),
                    pointer(target, e));
    });
  });
}

void AttentionBlocks::scoreBlock(Value block, Value packedKeys, Value scores,
                                 int64_t scoreStride, Value key, Value count) {
  const TileShape &tile = geometry.keyTile;
  int64_t features = geometry.paddedFeatures();
  // A panel of keys stays in L1 while all rows pass.
  b.loop(b.index(0), count, tile.columns(), [&](Value column) {
    Value firstKey = b.add(key, column);
    MicroKernel micro;
    micro.elementType = geometry.elementType;
    micro.shape = tile;
    micro.b = pointer(packedKeys, b.mul(firstKey, features));
    micro.bStride = b.index(tile.columns());
    micro.staticDepth = geometry.features;
    micro.depth = b.index(geometry.features);
    b.loop(firstTile(firstKey), queryCount, tile.rows, [&](Value row) {
      micro.a = {pointer(block, b.mul(row, features)), b.index(features),
                 b.index(1)};
      TileTarget target;
      target.elementType = geometry.elementType;
      target.c = scores;
      target.cStride = b.index(scoreStride);
      TilePlace place;
      place.row = row;
      place.column = column;
      place.shape = tile;
      emitTileStore(b, target, place, emitMicroKernel(b, micro));
    });
  });
}

Value AttentionBlocks::firstTile(Value key) {
  if (!geometry.causal)
    return b.index(0);
  int64_t rows = geometry.keyTile.rows;
  Value row = b.max(b.sub(key, queryBegin), b.index(0));
  return b.sub(row, b.rem(row, b.index(rows)));
}

void AttentionBlocks::featureProduct(const StridedOperand &a, Value rows,
                                     function_ref<Value(Value)> depthAt,
                                     Value packed, Value packedStride,
                                     Value packedBegin, Value c,
                                     const Flag &first) {
  for (const FeaturePanel &panel : geometry.panels) {
    b.loop(b.index(0), rows, panel.shape.rows, [&](Value row) {
      MicroKernel micro;
      micro.elementType = geometry.elementType;
      micro.shape = panel.shape;
      micro.a = {pointer(a.base, b.mul(row, a.rowStride)), a.rowStride,
                 a.depthStride};
      Value begin = b.mul(packedBegin, panel.shape.columns());
      micro.b =
          pointer(packed, b.add(b.mul(packedStride, panel.offset), begin));
      micro.bStride = b.index(panel.shape.columns());
      micro.depth = depthAt(row);
      TileTarget target;
      target.elementType = geometry.elementType;
      target.c = c;
      target.cStride = b.index(geometry.paddedFeatures());
      target.first = first;
      TilePlace place;
      place.row = row;
      place.column = b.index(panel.offset);
      place.shape = panel.shape;
      emitTileStore(b, target, place, emitMicroKernel(b, micro));
    });
  }
}

void AttentionBlocks::finishScores(Value scores, Value row, Value key,
                                   Value count, Value slopes) {
  if (softcap)
    capScores(scores, count, slopes);
  if (bias)
    addBias(scores, row, key, count);
  if (segments)
    hideOtherSegments(scores, row, key, count);
}

void AttentionBlocks::capScores(Value scores, Value count, Value slopes) {
  forEachVector(
      b, b.index(0), count, geometry.lanes, [&](Value column, Value mask) {
        Value capped = softcap.apply(load(scores, column, mask));
        b.storeVector(capped, pointer(scores, column), mask);
        if (slopes)
          b.storeVector(softcap.slope(capped), pointer(slopes, column), mask);
      });
}

void AttentionBlocks::addBias(Value scores, Value row, Value key, Value count) {
  Value from = bias->row(batchIndex, head, b.add(queryBegin, row));
  forEachVector(b, b.index(0), count, geometry.lanes,
                [&](Value column, Value mask) {
                  Value sum = b.addf(load(scores, column, mask),
                                     load(from, b.add(key, column), mask));
                  b.storeVector(sum, pointer(scores, column), mask);
                });
}

void AttentionBlocks::hideOtherSegments(Value scores, Value row, Value key,
                                        Value count) {
  unsigned lanes = geometry.lanes;
  Type number = b.getI32Type();
  Value own =
      b.load(number, segments->query(batchIndex, b.add(queryBegin, row)));
  Value same = b.splat(own, lanes), hidden = vectorOf(-INFINITY);
  Value from = segments->key(batchIndex, key);
  forEachVector(b, b.index(0), count, lanes, [&](Value column, Value mask) {
    Value others =
        b.loadVector(number, lanes, b.pointer(from, column, number), mask);
    Value isOwn =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, others, same);
    Value score =
        arith::SelectOp::create(b, isOwn, load(scores, column, mask), hidden);
    b.storeVector(score, pointer(scores, column), mask);
  });
}

Value AttentionBlocks::zeroIfHidden(Value score, Value value) {
  if (!geometry.mayHideRows)
    return value;
  Value isHidden = b.equalf(score, vectorOf(-INFINITY));
  return arith::SelectOp::create(b, isHidden, vectorOf(0.0), value);
}

void AttentionBlocks::fillDropout(Value row, Value key, Value count) {
  Value line = b.add(b.mul(headNumber(), queries), b.add(queryBegin, row));
  dropout->fill(b.add(b.mul(line, keys), key), count);
}

void AttentionBlocks::forEachFeature(function_ref<void(Value, Value)> body) {
  forEachVector(b, b.index(0), b.index(geometry.features), geometry.lanes,
                body);
}

Value AttentionBlocks::visibleKeys(Value row, Value key, Value count) {
  if (!geometry.causal)
    return count;
  Value seen = b.sub(b.add(b.add(queryBegin, row), 1), key);
  return b.max(b.min(seen, count), b.index(0));
}

AttentionBlocks::KeyRange AttentionBlocks::keyRange() {
  Value limit =
      geometry.causal ? b.min(keys, b.add(queryBegin, queryCount)) : keys;
  return segments ? rangeOfSegments(limit) : KeyRange{b.index(0), limit};
}

/// From the first to the last key whose number lies between the numbers of the
/// block's queries.
AttentionBlocks::KeyRange AttentionBlocks::rangeOfSegments(Value limit) {
  auto number = [&](Value pointer) -> Value {
    return arith::ExtSIOp::create(b, b.getI64Type(),
                                  b.load(b.getI32Type(), pointer));
  };
  Value some = number(segments->query(batchIndex, queryBegin));
  SmallVector<Value> bounds =
      b.loop(b.index(1), queryCount, 1, ValueRange{some, some},
             [&](Value row, ValueRange carried) -> SmallVector<Value> {
               Value own =
                   number(segments->query(batchIndex, b.add(queryBegin, row)));
               return {b.min(carried[0], own), b.max(carried[1], own)};
             });
  SmallVector<Value> seen =
      b.loop(b.index(0), limit, 1, ValueRange{limit, b.index(0)},
             [&](Value key, ValueRange carried) -> SmallVector<Value> {
               Value own = number(segments->key(batchIndex, key));
               Value isOut = arith::OrIOp::create(b, b.less(own, bounds[0]),
                                                  b.less(bounds[1], own));
               return {b.select(isOut, carried[0], b.min(carried[0], key)),
                       b.select(isOut, carried[1], b.add(key, 1))};
             });
  Value begin = b.min(seen[0], b.sub(limit, b.index(1)));
  Value tile = b.index(geometry.keyTile.columns());
  begin = b.sub(begin, b.rem(begin, tile));
  return {begin, b.max(seen[1], b.add(begin, 1))};
}

} // namespace bmc
