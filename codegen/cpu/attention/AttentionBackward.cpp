//===- AttentionBackward.cpp - Gradients of attention ---------------------===//
//
// One task per head. It packs the head's keys and values, then walks query
// blocks and, inside, key blocks:
//
//   P = e^(q k^T scale + bias - m - ln l), lse being (m, ln l);  dP = dout v^T
//   dS = P (dP - delta) scale
//   dq += dS k;  dk += dS^T q;  dv += P^T dout;  delta = rowsum(dout out)
//
// so that dk and dv are summed in one order, by one task. Source: Dao et al.,
// FlashAttention, 2022, algorithm 4.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/attention/GradientOutputs.h"
#include "codegen/cpu/attention/AttentionBlocks.h"
#include "codegen/cpu/rows/Columns.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

namespace {

constexpr int64_t kKeyBlock = 240;

/// Scratch of one head: five matrices of matrixRows() x paddedFeatures(). The
/// packed ones need whole panels of keys, the sums whole tiles of rows.
struct HeadScratch {
  Value keysByKeys, valuesByKeys, keysByFeatures, dk, dv;
};

class AttentionBackwardEmitter : AttentionBlocks {
public:
  AttentionBackwardEmitter(CpuKernel &kernel, AttentionBackwardOp op)
      : AttentionBlocks(kernel, op, op.getQ(), op.getK(), op.getBias()), op(op),
        dout(matrixOperand(kernel, op.getDout())),
        q(matrixOperand(kernel, op.getQ())),
        k(matrixOperand(kernel, op.getK())),
        v(matrixOperand(kernel, op.getV())),
        out(matrixOperand(kernel, op.getOut())),
        lse(kernel.input(cast<BlockArgument>(op.getLse()).getArgNumber())),
        keyBlock(geometry.keyBlock(kKeyBlock)),
        stride(geometry.scoreStride(keyBlock)) {}

  LogicalResult emit() {
    if (failed(bindOutputs()))
      return failure();
    b.parallel(b.mul(batch, geometry.heads), [&](Value number) {
      batchIndex = b.div(number, b.index(geometry.heads));
      head = b.rem(number, b.index(geometry.heads));
      emitHead(number);
    });
    return success();
  }

private:
  LogicalResult bindOutputs();
  void emitHead(Value number);
  void bindScratch(Value number);
  void allocateBuffers();
  void clear(Value base, Value rows);
  void emitQueryBlock();
  void emitKeyBlock(Value key, Value limit);
  void probabilityRow(Value row, Value key, Value count);
  void addToHead(Value factors, Value packedRows, Value sums, Value key,
                 Value count);
  void deltaRow(Value row);
  void copyRows(Value from, const MatrixOperand &to, Value length, Value begin,
                Value rows);
  Value matrixRows() {
    auto whole = [&](int64_t tile) {
      return b.mul(b.ceilDiv(keys, tile), tile);
    };
    return b.max(whole(geometry.keyTile.columns()), whole(geometry.tileRows()));
  }

  AttentionBackwardOp op;
  MatrixOperand dout, q, k, v, out;
  Value lse;
  int64_t keyBlock, stride;
  MatrixOperand dq, dk, dv; ///< null base if not returned
  HeadScratch scratch;
  Value probabilities, gradients, deltas, dqSums, packedQ, packedDout;
};

} // namespace

LogicalResult AttentionBackwardEmitter::bindOutputs() {
  FailureOr<GradientOutputs> outputs = findGradientOutputs(kernel, op);
  if (failed(outputs))
    return failure();
  dq = outputs->dq, dk = outputs->dk, dv = outputs->dv;
  return success();
}

void AttentionBackwardEmitter::bindScratch(Value number) {
  Value matrix = b.mul(matrixRows(), geometry.paddedFeatures());
  Value base = pointer(kernel.scratch(), b.mul(b.mul(number, matrix), 5));
  for (Value *part : {&scratch.keysByKeys, &scratch.valuesByKeys,
                      &scratch.keysByFeatures, &scratch.dk, &scratch.dv}) {
    *part = base;
    base = pointer(base, matrix);
  }
}

void AttentionBackwardEmitter::allocateBuffers() {
  Type type = geometry.elementType;
  int64_t features = kQueryBlock * geometry.paddedFeatures();
  probabilities = b.stackBuffer(type, kQueryBlock * stride);
  gradients = b.stackBuffer(type, kQueryBlock * stride);
  deltas = b.stackBuffer(type, kQueryBlock);
  dqSums = b.stackBuffer(type, features);
  packedQ = b.stackBuffer(type, features);
  packedDout = b.stackBuffer(type, features);
}

void AttentionBackwardEmitter::emitHead(Value number) {
  bindScratch(number);
  allocateBuffers();
  packByKeys(k, scratch.keysByKeys, b.index(0), keys);
  packByKeys(v, scratch.valuesByKeys, b.index(0), keys);
  packByFeatures(k, keys, scratch.keysByFeatures, keys, b.index(0), keys);
  clear(scratch.dk, matrixRows());
  clear(scratch.dv, matrixRows());
  b.loop(b.index(0), queries, kQueryBlock, [&](Value begin) {
    queryBegin = begin;
    queryCount = b.min(b.sub(queries, begin), b.index(kQueryBlock));
    emitQueryBlock();
  });
  copyRows(scratch.dk, dk, keys, b.index(0), keys);
  copyRows(scratch.dv, dv, keys, b.index(0), keys);
}

void AttentionBackwardEmitter::clear(Value base, Value rows) {
  Value zero = vectorOf(0.0);
  b.loop(b.index(0), b.mul(rows, geometry.paddedFeatures()), geometry.lanes,
         [&](Value at) { b.storeVector(zero, pointer(base, at)); });
}

void AttentionBackwardEmitter::emitQueryBlock() {
  Value end = b.add(queryBegin, queryCount);
  // Packed with the block's first row as row 0.
  auto blockOf = [&](const MatrixOperand &operand) {
    Value shift = b.mul(queryBegin, operand.stride);
    return MatrixOperand{pointer(operand.base, shift), operand.stride};
  };
  packByFeatures(blockOf(q), queries, packedQ, b.index(kQueryBlock), b.index(0),
                 queryCount);
  packByFeatures(blockOf(dout), queries, packedDout, b.index(kQueryBlock),
                 b.index(0), queryCount);
  b.loop(b.index(0), queryCount, 1, [&](Value row) { deltaRow(row); });
  Value limit = keyLimit(end);
  b.loop(b.index(0), limit, keyBlock,
         [&](Value key) { emitKeyBlock(key, limit); });
  copyRows(dqSums, dq, queries, queryBegin, queryCount);
}

void AttentionBackwardEmitter::deltaRow(Value row) {
  Value number = b.add(queryBegin, row);
  Value left = headRow(dout, queries, number);
  Value right = headRow(out, queries, number);
  Value sum = forEachVector(
      b, b.index(0), b.index(geometry.features), geometry.lanes,
      ValueRange{vectorOf(0.0)}, [&](Value e, Value mask, ValueRange carried) {
        return SmallVector<Value>{
            b.fma(load(left, e, mask), load(right, e, mask), carried[0])};
      })[0];
  b.store(b.reduceAdd(sum), pointer(deltas, row));
}

void AttentionBackwardEmitter::emitKeyBlock(Value key, Value limit) {
  Value count = b.min(b.sub(limit, key), b.index(keyBlock));
  scoreBlock(q, scratch.keysByKeys, probabilities, stride, key, count,
             geometry.scale);
  scoreBlock(dout, scratch.valuesByKeys, gradients, stride, key, count, 1.0);
  b.loop(b.index(0), queryCount, 1,
         [&](Value row) { probabilityRow(row, key, count); });
  Flag first{b.less(key, b.index(1)), false};
  featureProduct(
      {gradients, b.index(stride), b.index(1)}, queryCount,
      [&](Value row) {
        return visibleKeys(b.add(row, geometry.tileRows() - 1), key, count);
      },
      scratch.keysByFeatures, keys, key, dqSums, first);
  addToHead(gradients, packedQ, scratch.dk, key, count);
  addToHead(probabilities, packedDout, scratch.dv, key, count);
}

/// Scores become probabilities, dP becomes dS; keys that the row does not see
/// get zeros, up to the end of the last tile.
void AttentionBackwardEmitter::probabilityRow(Value row, Value key,
                                              Value count) {
  Type type = geometry.elementType;
  unsigned lanes = geometry.lanes;
  Value number = b.add(queryBegin, row);
  Value headNumber = b.add(b.mul(batchIndex, geometry.heads), head);
  Value at = b.add(b.mul(headNumber, queries), number);
  at = b.mul(at, 2);
  Value maximum = b.splat(b.load(type, pointer(lse, at)), lanes);
  at = b.add(at, 1);
  Value logSum = b.splat(b.load(type, pointer(lse, at)), lanes);
  Value delta = b.splat(b.load(type, pointer(deltas, row)), lanes);
  Value scale = vectorOf(geometry.scale);
  Value zero = vectorOf(0.0);
  Value p = pointer(probabilities, b.mul(row, stride));
  Value dp = pointer(gradients, b.mul(row, stride));
  Value visible = visibleKeys(row, key, count);
  if (bias)
    addBias(p, row, key, visible);
  forEachVector(b, b.index(0), visible, lanes, [&](Value column, Value mask) {
    Value score = load(p, column, mask);
    Value shifted = b.subf(score, maximum);
    Value probability = zeroIfHidden(score, b.exp(b.subf(shifted, logSum)));
    Value gradient = b.subf(load(dp, column, mask), delta);
    gradient = b.mulf(b.mulf(probability, gradient), scale);
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

/// sums[key + t, e] += sum_i factors[i, t] packedRows[i, e].
void AttentionBackwardEmitter::addToHead(Value factors, Value packedRows,
                                         Value sums, Value key, Value count) {
  Value to = pointer(sums, b.mul(key, geometry.paddedFeatures()));
  featureProduct(
      {factors, b.index(1), b.index(stride)}, count,
      [&](Value) { return queryCount; }, packedRows, b.index(kQueryBlock),
      b.index(0), to, Flag::of(false));
}

void AttentionBackwardEmitter::copyRows(Value from, const MatrixOperand &to,
                                        Value length, Value begin, Value rows) {
  if (!to.base)
    return;
  b.loop(b.index(0), rows, 1, [&](Value row) {
    Value source = pointer(from, b.mul(row, geometry.paddedFeatures()));
    Value target = headRow(to, length, b.add(begin, row));
    forEachFeature([&](Value e, Value mask) {
      b.storeVector(load(source, e), pointer(target, e), mask);
    });
  });
}

LogicalResult generateAttentionBackward(CpuKernel &kernel, Operation *anchor) {
  return AttentionBackwardEmitter(kernel, cast<AttentionBackwardOp>(anchor))
      .emit();
}

int64_t attentionBackwardScratchBytes(Operation *anchor, DimBound bound) {
  auto op = cast<AttentionBackwardOp>(anchor);
  Extents extents = getExtents(op.getK().getType());
  int64_t batch = boundedElements({extents[0]}, bound);
  int64_t keys = boundedElements({extents[1]}, bound);
  return largestOverTargets([&](const CpuTarget &target) {
    AttentionGeometry geometry(target, op);
    int64_t rows = std::max<int64_t>(geometry.paddedKeys(keys),
                                     llvm::alignTo(keys, geometry.tileRows()));
    int64_t matrix = rows * geometry.paddedFeatures();
    return batch * geometry.heads * 5 * matrix * geometry.bytes;
  });
}

} // namespace bmc
