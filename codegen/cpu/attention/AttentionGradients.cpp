//===- AttentionGradients.cpp - P and dS of a block -----------------------===//
//
//   P = e^(X + bias - m - ln l), X = softcap(q k^T scale), lse being (m, ln l)
//   dP = dropout(dout v^T);  dS = P (dP - delta);  delta = rowsum(dout out)
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/attention/AttentionGradients.h"
#include "codegen/cpu/rows/Columns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kKeyBlock = 240;

AttentionGradients::AttentionGradients(CpuKernel &kernel,
                                       AttentionBackwardOp op)
    : AttentionBlocks(kernel, op), dout(matrixOperand(kernel, op.getDout())),
      q(matrixOperand(kernel, op.getQ())), k(matrixOperand(kernel, op.getK())),
      v(matrixOperand(kernel, op.getV())),
      out(matrixOperand(kernel, op.getOut())), lse(kernel.input(op.getLse())),
      keyBlock(geometry.keyBlock(kKeyBlock)),
      stride(geometry.scoreStride(keyBlock)) {}

Value AttentionGradients::matrixElements() {
  auto whole = [&](int64_t tile) { return b.mul(b.ceilDiv(keys, tile), tile); };
  Value rows =
      b.max(whole(geometry.keyTile.columns()), whole(geometry.tileRows()));
  return b.mul(rows, geometry.paddedFeatures());
}

void AttentionGradients::allocateTiles() {
  Type type = geometry.elementType;
  probabilities = b.stackBuffer(type, kQueryBlock * stride);
  gradients = b.stackBuffer(type, kQueryBlock * stride);
  deltas = b.stackBuffer(type, kQueryBlock);
  queryRows = queryBuffer();
  doutRows = queryBuffer();
  if (softcap)
    slopes = b.stackBuffer(type, keyBlock);
  if (dropout)
    dropout->allocate(keyBlock);
}

void AttentionGradients::beginQueries(Value begin) {
  queryBegin = begin;
  queryCount = b.min(b.sub(queries, begin), b.index(kQueryBlock));
  copyQueries(q, queryRows, geometry.scale);
  copyQueries(dout, doutRows, 1.0);
  b.loop(b.index(0), queryCount, 1, [&](Value row) { deltaRow(row); });
}

void AttentionGradients::deltaRow(Value row) {
  Value number = b.add(queryBegin, row);
  Value left = headRow(dout, number);
  Value right = headRow(out, number);
  Value sum = forEachVector(
      b, b.index(0), b.index(geometry.features), geometry.lanes,
      ValueRange{vectorOf(0.0)}, [&](Value e, Value mask, ValueRange carried) {
        return SmallVector<Value>{
            b.fma(load(left, e, mask), load(right, e, mask), carried[0])};
      })[0];
  b.store(b.reduceAdd(sum), pointer(deltas, row));
}

void AttentionGradients::fillTiles(Value packedKeys, Value packedValues,
                                   Value key, Value count, Of of) {
  scoreBlock(queryRows, packedKeys, probabilities, stride, key, count);
  scoreBlock(doutRows, packedValues, gradients, stride, key, count);
  b.loop(b.index(0), queryCount, 1,
         [&](Value row) { fillRow(row, key, count, of); });
}

void AttentionGradients::fillRow(Value row, Value key, Value count, Of of) {
  Type type = geometry.elementType;
  unsigned lanes = geometry.lanes;
  Value number = b.add(queryBegin, row);
  Value at = b.add(b.mul(headNumber(), queries), number);
  at = b.mul(at, 2);
  Value maximum = b.splat(b.load(type, pointer(lse, at)), lanes);
  at = b.add(at, 1);
  Value logSum = b.splat(b.load(type, pointer(lse, at)), lanes);
  Value delta = b.splat(b.load(type, pointer(deltas, row)), lanes);
  double factor = of == Of::Products ? geometry.scale : 1.0;
  Value scale = vectorOf(factor);
  Value zero = vectorOf(0.0);
  Value p = pointer(probabilities, b.mul(row, stride));
  Value dp = pointer(gradients, b.mul(row, stride));
  Value visible = visibleKeys(row, key, count);
  finishScores(p, row, key, visible, slopes);
  if (dropout)
    fillDropout(row, key, visible);
  forEachVector(b, b.index(0), visible, lanes, [&](Value column, Value mask) {
    Value score = load(p, column, mask);
    Value shifted = b.subf(score, maximum);
    Value probability = zeroIfHidden(score, b.exp(b.subf(shifted, logSum)));
    Value gradient = load(dp, column, mask);
    if (dropout)
      gradient = dropout->apply(gradient, column, mask);
    gradient = b.mulf(probability, b.subf(gradient, delta));
    if (softcap && of == Of::Products)
      gradient = b.mulf(gradient, load(slopes, column, mask));
    if (factor != 1.0)
      gradient = b.mulf(gradient, scale);
    if (dropout)
      probability = dropout->apply(probability, column, mask);
    if (mask) {
      probability = arith::SelectOp::create(b, mask, probability, zero);
      gradient = arith::SelectOp::create(b, mask, gradient, zero);
    }
    b.storeVector(probability, pointer(p, column));
    b.storeVector(gradient, pointer(dp, column));
  });
  Value begin = b.mul(b.ceilDiv(visible, lanes), lanes);
  Value end = b.add(count, geometry.tileRows() - 1);
  b.loop(begin, end, lanes, [&](Value column) {
    b.storeVector(zero, pointer(p, column));
    b.storeVector(zero, pointer(dp, column));
  });
}

} // namespace bmc
