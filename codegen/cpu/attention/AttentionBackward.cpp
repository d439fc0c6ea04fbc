//===- AttentionBackward.cpp - Gradients of attention ---------------------===//
//
// One task per head of the keys. It packs the head's keys and values, then
// walks the heads that share them, query blocks and, inside, key blocks:
//
//   dq += dX k scale;  dk += dX^T q scale;  dv += P^T dout
//
// so that dk and dv are summed in one order, by one task. Source: Dao et al.,
// FlashAttention, 2022, algorithm 4.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/attention/AttentionGradients.h"

using namespace mlir;

namespace bmc {

namespace {

/// Scratch of one head of the keys: matrices of matrixElements().
struct HeadScratch {
  Value keysByKeys, valuesByKeys, keysByFeatures, dk, dv;
};

class AttentionBackwardEmitter : AttentionGradients {
public:
  AttentionBackwardEmitter(CpuKernel &kernel, AttentionBackwardOp op,
                           const GradientOutputs &outputs)
      : AttentionGradients(kernel, op), outputs(outputs) {}

  void emit() {
    b.parallel(b.mul(batch, geometry.keyHeads), [&](Value number) {
      setKeyHead(number);
      emitKeyHead(number);
    });
  }

private:
  void emitKeyHead(Value number);
  void bindScratch(Value number);
  void allocateBuffers();
  void clear(Value base);
  void emitQueryBlock(Value begin);
  void emitKeyBlock(Value key, const KeyRange &range);
  void addToHead(Value factors, Value packedRows, Value sums, Value key,
                 Value count);
  void copyRows(Value from, const MatrixOperand &to, Value rows);
  MatrixOperand keysFrom(const MatrixOperand &operand, Value row) {
    return {keyRow(operand, row), operand.stride};
  }
  MatrixOperand queriesFrom(const MatrixOperand &operand, Value row) {
    return {headRow(operand, row), operand.stride};
  }

  GradientOutputs outputs;
  HeadScratch scratch;
  Value dqSums, packedQ, packedDout;
};

} // namespace

void AttentionBackwardEmitter::bindScratch(Value number) {
  Value matrix = matrixElements();
  Value base =
      pointer(kernel.scratch(), b.mul(b.mul(number, matrix), kHeadMatrices));
  for (Value *part : {&scratch.keysByKeys, &scratch.valuesByKeys,
                      &scratch.keysByFeatures, &scratch.dk, &scratch.dv}) {
    *part = base;
    base = pointer(base, matrix);
  }
}

void AttentionBackwardEmitter::allocateBuffers() {
  Type type = geometry.elementType;
  int64_t features = kQueryBlock * geometry.paddedFeatures();
  allocateTiles();
  dqSums = b.stackBuffer(type, features);
  packedQ = b.stackBuffer(type, features);
  packedDout = b.stackBuffer(type, features);
}

void AttentionBackwardEmitter::emitKeyHead(Value number) {
  bindScratch(number);
  allocateBuffers();
  packByKeys(k, scratch.keysByKeys, b.index(0), keys);
  packByKeys(v, scratch.valuesByKeys, b.index(0), keys);
  packByFeatures(keysFrom(k, b.index(0)), scratch.keysByFeatures, keys,
                 b.index(0), keys);
  clear(scratch.dk);
  clear(scratch.dv);
  Value first = b.mul(keyHead, geometry.group());
  b.loop(b.index(0), b.index(geometry.group()), 1, [&](Value member) {
    head = b.add(first, member);
    b.loop(b.index(0), queries, kQueryBlock,
           [&](Value begin) { emitQueryBlock(begin); });
  });
  if (outputs.dk.base)
    copyRows(scratch.dk, keysFrom(outputs.dk, b.index(0)), keys);
  if (outputs.dv.base)
    copyRows(scratch.dv, keysFrom(outputs.dv, b.index(0)), keys);
}

void AttentionBackwardEmitter::clear(Value base) {
  Value zero = vectorOf(0.0);
  b.loop(b.index(0), matrixElements(), geometry.lanes,
         [&](Value at) { b.storeVector(zero, pointer(base, at)); });
}

void AttentionBackwardEmitter::emitQueryBlock(Value begin) {
  beginQueries(begin);
  // Packed with the block's first row as row 0.
  for (auto [operand, packed] :
       {std::pair(&q, packedQ), std::pair(&dout, packedDout)})
    packByFeatures(queriesFrom(*operand, queryBegin), packed,
                   b.index(kQueryBlock), b.index(0), queryCount);
  KeyRange range = keyRange();
  b.loop(range.begin, range.end, keyBlock,
         [&](Value key) { emitKeyBlock(key, range); });
  if (outputs.dq.base)
    copyRows(dqSums, queriesFrom(outputs.dq, queryBegin), queryCount);
}

void AttentionBackwardEmitter::emitKeyBlock(Value key, const KeyRange &range) {
  Value count = b.min(b.sub(range.end, key), b.index(keyBlock));
  fillTiles(scratch.keysByKeys, scratch.valuesByKeys, key, count, Of::Products);
  Flag first{b.less(key, b.add(range.begin, 1)), false};
  featureProduct(
      {gradients, b.index(stride), b.index(1)}, queryCount,
      [&](Value row) {
        return visibleKeys(b.add(row, geometry.tileRows() - 1), key, count);
      },
      scratch.keysByFeatures, keys, key, dqSums, first);
  addToHead(gradients, packedQ, scratch.dk, key, count);
  addToHead(probabilities, packedDout, scratch.dv, key, count);
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
                                        Value rows) {
  b.loop(b.index(0), rows, 1, [&](Value row) {
    Value source = pointer(from, b.mul(row, geometry.paddedFeatures()));
    Value target = pointer(to.base, b.mul(row, to.stride));
    forEachFeature([&](Value e, Value mask) {
      b.storeVector(load(source, e), pointer(target, e), mask);
    });
  });
}

LogicalResult generateAttentionBackward(CpuKernel &kernel, Operation *anchor) {
  auto op = cast<AttentionBackwardOp>(anchor);
  FailureOr<GradientOutputs> outputs = findGradientOutputs(kernel, op);
  if (failed(outputs))
    return failure();
  if (outputs->dq.base || outputs->dk.base || outputs->dv.base)
    AttentionBackwardEmitter(kernel, op, *outputs).emit();
  if (outputs->dbias.base)
    emitBiasGradient(kernel, op, outputs->dbias);
  return success();
}

int64_t attentionBackwardScratchBytes(Operation *anchor, DimBound bound) {
  auto op = cast<AttentionBackwardOp>(anchor);
  Extents extents = getExtents(op.getK().getType());
  int64_t batch = boundedElements({extents[0]}, bound);
  int64_t keys = boundedElements({extents[1]}, bound);
  int64_t heads = largestOverTargets([&](const CpuTarget &target) {
    AttentionGeometry geometry(target, op);
    int64_t rows = std::max<int64_t>(geometry.paddedKeys(keys),
                                     llvm::alignTo(keys, geometry.tileRows()));
    int64_t matrix = rows * geometry.paddedFeatures();
    return batch * geometry.keyHeads * kHeadMatrices * matrix * geometry.bytes;
  });
  if (!op.getBias() || op.getDbias().use_empty())
    return heads;
  // Sums of dbias, in f64.
  Extents bias = getExtents(op.getBias().getType());
  return heads + boundedElements(bias, bound) * 8;
}

} // namespace bmc
