//===- Attention.cpp - Forward attention ----------------------------------===//
//
// First all heads' keys and values are packed, then tasks of one query block
// each walk the keys with a running maximum m and sum l per row:
//
//   m' = max(m, max_j s_j);  p_j = e^(s_j - m');  c = e^(m - m')
//   l' = c l + sum_j p_j;    acc' = c acc + sum_j p_j v_j
//
// and end with out = acc / l, lse = (m, ln l). With a bias or segments a row
// may see no key: m starts at -1e30 and l is at least 1. Dropout takes p_j away
// from acc, not from l. Source: Dao et al., FlashAttention, 2022, algorithm 1.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/attention/AttentionBlocks.h"
#include "codegen/cpu/rows/Columns.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

namespace {

constexpr int64_t kKeyBlock = 384;
/// Keys that a packing task copies.
constexpr int64_t kPackPanels = 4;

class AttentionEmitter : AttentionBlocks {
public:
  AttentionEmitter(CpuKernel &kernel, AttentionOp op)
      : AttentionBlocks(kernel, op), q(matrixOperand(kernel, op.getQ())),
        k(matrixOperand(kernel, op.getK())),
        v(matrixOperand(kernel, op.getV())),
        keyBlock(geometry.keyBlock(kKeyBlock)),
        stride(geometry.scoreStride(keyBlock)) {
    out = kernel.outputFor(op.getOut());
    lse = kernel.outputFor(op.getLse());
  }

  void emit() {
    headElements = b.add(packedByKeys(), packedByFeatures());
    packAll();
    Value blocks = b.ceilDiv(queries, kQueryBlock);
    Value heads = b.mul(batch, geometry.heads);
    b.parallel(b.mul(heads, blocks), [&](Value task) {
      // A head's keys and values stay in a core's L2 while its blocks pass.
      // Under a causal mask the last blocks are the longest: they go first.
      Value block = b.sub(b.sub(blocks, b.index(1)), b.rem(task, blocks));
      setHead(b.div(task, blocks));
      bindPacked();
      queryBegin = b.mul(block, kQueryBlock);
      queryCount = b.min(b.sub(queries, queryBegin), b.index(kQueryBlock));
      emitQueryBlock();
    });
  }

private:
  void bindPacked() {
    Value start = b.mul(keyHeadNumber(), headElements);
    packedKeys = pointer(kernel.scratch(), start);
    packedValues = pointer(packedKeys, packedByKeys());
  }

  void packAll() {
    int64_t chunk = kPackPanels * geometry.keyTile.columns();
    Value chunks = b.ceilDiv(keys, chunk);
    Value heads = b.mul(batch, geometry.keyHeads);
    b.parallel(b.mul(heads, chunks), [&](Value task) {
      setKeyHead(b.div(task, chunks));
      bindPacked();
      Value begin = b.mul(b.rem(task, chunks), chunk);
      Value end = b.min(b.add(begin, chunk), keys);
      packByKeys(k, packedKeys, begin, end);
      packByFeatures({keyRow(v, begin), v.stride}, packedValues, keys, begin,
                     end);
    });
  }

  void emitQueryBlock() {
    Type type = geometry.elementType;
    scores = b.stackBuffer(type, kQueryBlock * stride);
    sums = queryBuffer();
    queryRows = queryBuffer();
    maxima = b.stackBuffer(type, kQueryBlock);
    totals = b.stackBuffer(type, kQueryBlock);
    if (dropout)
      dropout->allocate(keyBlock);
    copyQueries(q, queryRows, geometry.scale);
    KeyRange range = keyRange();
    b.loop(range.begin, range.end, keyBlock, [&](Value key) {
      Value count = b.min(b.sub(range.end, key), b.index(keyBlock));
      scoreBlock(queryRows, packedKeys, scores, stride, key, count);
      Flag first{b.less(key, b.add(range.begin, 1)), false};
      b.loop(b.index(0), queryCount, 1,
             [&](Value row) { softmaxRow(row, key, count, first); });
      auto depthAt = [&](Value row) {
        return visibleKeys(b.add(row, geometry.tileRows() - 1), key, count);
      };
      featureProduct({scores, b.index(stride), b.index(1)}, queryCount, depthAt,
                     packedValues, keys, key, sums, first);
    });
    b.loop(b.index(0), queryCount, 1, [&](Value row) { finishRow(row); });
  }

  void softmaxRow(Value row, Value key, Value count, const Flag &first) {
    Type type = geometry.elementType;
    Value from = pointer(scores, b.mul(row, stride));
    Value visible = visibleKeys(row, key, count);
    finishScores(from, row, key, visible);
    if (dropout)
      fillDropout(row, key, visible);
    Value lowest = vectorOf(-INFINITY);
    Value best = forEachVector(
        b, b.index(0), visible, geometry.lanes, ValueRange{lowest},
        [&](Value column, Value mask, ValueRange carried) {
          Value score = load(from, column, mask);
          if (mask)
            score = arith::SelectOp::create(b, mask, score, lowest);
          return SmallVector<Value>{larger(score, carried[0])};
        })[0];
    Value start =
        b.constant(geometry.mayHideRows ? kLeastMaximum : -INFINITY, type);
    Value previous =
        b.select(first.value, start, b.load(type, pointer(maxima, row)));
    Value maximum = larger(b.reduceMax(best), previous);
    b.store(maximum, pointer(maxima, row));
    Value total = exponentials(from, visible, maximum);
    // e^(-inf) is not for every polynomial: the first block starts from zero.
    emitIf(
        b, first, [&] { b.store(total, pointer(totals, row)); },
        [&] { rescale(row, b.exp(b.subf(previous, maximum)), total); });
  }

  /// Replaces scores by e^(score - maximum), of which some are dropped, and by
  /// zeros for the keys after `visible` that the row's tile reads. Returns the
  /// sum of all.
  Value exponentials(Value from, Value visible, Value maximum) {
    unsigned lanes = geometry.lanes;
    Value shift = b.splat(maximum, lanes);
    Value zero = vectorOf(0.0);
    Value sum = forEachVector(
        b, b.index(0), visible, lanes, ValueRange{zero},
        [&](Value column, Value mask, ValueRange carried) {
          Value score = load(from, column, mask);
          Value value = b.exp(b.subf(score, shift));
          value = zeroIfHidden(score, value);
          if (mask)
            value = arith::SelectOp::create(b, mask, value, zero);
          Value kept = dropout ? dropout->apply(value, column, mask) : value;
          b.storeVector(kept, pointer(from, column));
          return SmallVector<Value>{b.addf(carried[0], value)};
        })[0];
    if (geometry.causal) {
      Value end = b.mul(b.ceilDiv(visible, lanes), lanes);
      for (int64_t done = 0; done < geometry.tileRows(); done += lanes)
        b.storeVector(zero, pointer(from, b.add(end, done)));
    }
    return b.reduceAdd(sum);
  }

  void rescale(Value row, Value factor, Value total) {
    Type type = geometry.elementType;
    Value at = pointer(totals, row);
    b.store(b.fma(b.load(type, at), factor, total), at);
    Value factors = b.splat(factor, geometry.lanes);
    Value from = pointer(sums, b.mul(row, geometry.paddedFeatures()));
    for (int64_t e = 0; e < geometry.paddedFeatures(); e += geometry.lanes) {
      Value sum = b.mulf(load(from, b.index(e)), factors);
      b.storeVector(sum, pointer(from, b.index(e)));
    }
  }

  void finishRow(Value row) {
    Type type = geometry.elementType;
    Value total = b.load(type, pointer(totals, row));
    if (geometry.mayHideRows)
      total = larger(total, b.constant(1.0, type));
    Value number = b.add(queryBegin, row);
    if (lse) {
      Value maximum = b.load(type, pointer(maxima, row));
      Value at = b.add(b.mul(headNumber(), queries), number);
      at = b.mul(at, 2);
      b.store(maximum, pointer(lse, at));
      b.store(b.log(total), pointer(lse, b.add(at, 1)));
    }
    if (!out)
      return;
    MatrixOperand target{out, b.index(geometry.heads * geometry.features)};
    Value to = headRow(target, number);
    Value from = pointer(sums, b.mul(row, geometry.paddedFeatures()));
    Value divisor = b.splat(total, geometry.lanes);
    forEachFeature([&](Value e, Value mask) {
      b.storeVector(b.divf(load(from, e), divisor), pointer(to, e), mask);
    });
  }

  MatrixOperand q, k, v;
  int64_t keyBlock, stride;
  Value out, lse; ///< null if not returned
  Value headElements;
  Value packedKeys, packedValues;
  Value queryRows, scores, sums, maxima, totals;
};

} // namespace

LogicalResult generateAttention(CpuKernel &kernel, Operation *anchor) {
  AttentionEmitter(kernel, cast<AttentionOp>(anchor)).emit();
  return success();
}

int64_t attentionScratchBytes(Operation *anchor, DimBound bound) {
  auto op = cast<AttentionOp>(anchor);
  Extents extents = getExtents(op.getK().getType());
  int64_t batch = boundedElements({extents[0]}, bound);
  int64_t keys = boundedElements({extents[1]}, bound);
  return largestOverTargets([&](const CpuTarget &target) {
    AttentionGeometry geometry(target, op);
    int64_t perHead = geometry.paddedFeatures() *
                      (geometry.paddedKeys(keys) + keys) * geometry.bytes;
    return batch * geometry.keyHeads * perHead;
  });
}

} // namespace bmc
