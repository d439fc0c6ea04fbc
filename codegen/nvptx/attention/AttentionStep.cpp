//===- AttentionStep.cpp - One query of what is kept ----------------------===//
//
// The rows that are kept are cut into parts, so that a few heads keep many
// multiprocessors busy. A block takes a part of one head: neighbouring threads
// share a key, whose features they read side by side; then warps share out the
// rows of the values, a thread summing one feature. Its maximum and sums go to
// scratch, and a second grid joins the parts of each head in order. Only the
// new row is written, by the first head that shares it, and nobody reads it
// there.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/attention/AttentionBias.h"
#include "codegen/common/attention/Softcap.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

#include <limits>

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = 256;
/// Threads that share a key.
static constexpr int64_t kKeyThreads = 8;
static constexpr int64_t kWarps = kThreads / kWarpSize;
/// Rows of a part.
static constexpr int64_t kPartRows = 64;
/// Of the block that joins the parts of a head.
static constexpr int64_t kJoinThreads = 64;

namespace {

/// One of keys and values: what is kept, and its new row.
struct KeptRows {
  MatrixOperand fresh; ///< [B, G*E]
  Value old, next;     ///< [B, C, G*E]; next is null if nobody needs it
};

/// What a part of a head leaves in scratch: sums of its values, weighed by
/// e^(score - maximum), the maximum and the sum of the weights.
struct PartPlace {
  GpuBuilder &b;
  Type type;
  int64_t features;

  int64_t elements() const { return features + 2; }
  Value sums(Value base, Value part) const {
    return b.pointer(base, b.mul(part, elements()), type);
  }
  Value maximum(Value sums) const {
    return b.pointer(sums, b.index(features), type);
  }
  Value total(Value sums) const {
    return b.pointer(sums, b.index(features + 1), type);
  }
};

class StepBlock {
public:
  StepBlock(GpuKernel &kernel, AttentionStepOp op, Value number);
  /// Part number `part` of the head.
  void emitPart(Value part);
  /// The block of the second grid.
  void emitJoin();

private:
  KeptRows rowsOf(Value fresh, Value old, Value next) {
    return {matrixOperand(kernel, fresh), kernel.input(old),
            kernel.outputFor(next)};
  }
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  Value load(Value base, Value index) {
    return b.load(type, pointer(base, index));
  }
  void storeRow(const KeptRows &rows);
  Value seen(const KeptRows &rows, Value row, Value column);
  Value biases();
  void scoreRows();
  void exponentials();
  void addValues();
  Value numParts() { return b.ceilDiv(kept, kPartRows); }
  void joinParts(Value feature, Value count, Value maximum);

  GpuKernel &kernel;
  GpuBuilder &b;
  AttentionStepOp op;
  Type type;
  int64_t heads, keyHeads, features;
  Value thread, kept, position;
  Value batch, head, keyHead;
  KeptRows keys, values;
  // Of the part.
  Value begin, count; ///< its first row and how many of its rows are seen
  Value scores;       ///< [kPartRows], shared
  PartPlace place;
  Value parts; ///< those of the head, in scratch
  Value sums;  ///< of this part
};

} // namespace

StepBlock::StepBlock(GpuKernel &kernel, AttentionStepOp op, Value number)
    : kernel(kernel), b(kernel.builder), op(op),
      type(getElementTypeOrSelf(op.getQ().getType())), heads(op.getNumHeads()),
      keyHeads(op.getNumKeyHeads()),
      features(getExtents(op.getQ().getType()).back().size / heads),
      thread(b.threadIndex()),
      kept(kernel.extent(getExtents(op.getOldKeys().getType())[1])),
      keys(rowsOf(op.getK(), op.getOldKeys(), op.getKeys())),
      values(rowsOf(op.getV(), op.getOldValues(), op.getValues())),
      place{b, type, features} {
  batch = b.div(number, b.index(heads));
  Value from = kernel.input(op.getPosition());
  if (!getExtents(op.getPosition().getType()).empty())
    from = b.pointer(from, batch, b.getI32Type());
  position =
      arith::ExtSIOp::create(b, b.getI64Type(), b.load(b.getI32Type(), from));
  head = b.rem(number, b.index(heads));
  keyHead = b.div(head, b.index(heads / keyHeads));
  parts = place.sums(kernel.scratch(), b.mul(number, numParts()));
}

void StepBlock::emitPart(Value part) {
  begin = b.mul(part, kPartRows);
  Value seenRows = b.max(b.sub(b.add(position, 1), begin), b.index(0));
  count = b.min(seenRows, b.index(kPartRows));
  scores = b.shared(type, kPartRows);
  sums = place.sums(parts, part);
  storeRow(keys);
  storeRow(values);
  if (!kernel.outputFor(op.getOut()))
    return;
  // The parts behind the position have nothing to do; all threads agree.
  b.ifThen(b.less(b.index(0), count), [&] {
    scoreRows();
    b.barrier();
    exponentials();
    b.barrier();
    addValues();
  });
}

/// Whether two operands lie at different places.
static Value differ(GpuBuilder &b, Value x, Value y) {
  Type i64 = b.getI64Type();
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne,
                               LLVM::PtrToIntOp::create(b, i64, x),
                               LLVM::PtrToIntOp::create(b, i64, y));
}

/// The new row of the head's keys or values, and all others where they do not
/// stay in their place.
void StepBlock::storeRow(const KeptRows &rows) {
  if (!rows.next)
    return;
  Value isFirst = b.less(b.rem(head, b.index(heads / keyHeads)), b.index(1));
  Value moves = differ(b, rows.old, rows.next);
  // Of the part; the new row alone, if it is in it, where the others stay.
  Value last = b.min(b.add(begin, kPartRows), kept);
  Value first = b.select(moves, begin, b.max(begin, position));
  Value end = b.select(moves, last, b.min(last, b.add(position, 1)));
  Value start = b.add(b.mul(first, features), thread);
  auto copy = [&](Value element) {
    Value row = b.div(element, b.index(features));
    Value column = b.rem(element, b.index(features));
    Value value = seen(rows, row, column);
    Value to = b.mul(b.add(b.mul(batch, kept), row), keyHeads * features);
    to = b.add(to, b.add(b.mul(keyHead, features), column));
    b.store(value, pointer(rows.next, to));
  };
  b.ifThen(isFirst,
           [&] { b.loop(start, b.mul(end, features), kThreads, copy); });
}

/// A feature of the head in row `row`, which is not yet where it will be kept
/// if it is the new one.
Value StepBlock::seen(const KeptRows &rows, Value row, Value column) {
  Value isNew =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, row, position);
  Value old = b.mul(b.add(b.mul(batch, kept), row), keyHeads * features);
  Value at = b.select(isNew, b.mul(batch, rows.fresh.stride), old);
  Value base = b.select(isNew, rows.fresh.base, rows.old);
  return load(base, b.add(b.add(at, b.mul(keyHead, features)), column));
}

/// Where the biases of the head begin; null without a bias.
Value StepBlock::biases() {
  Value bias = op.getBias();
  if (!bias)
    return {};
  Extents extents = getExtents(bias.getType());
  Value number = b.index(0);
  if (extents[0] != Extent::fixed(1))
    number = b.mul(batch, extents[1].size);
  if (extents[1] != Extent::fixed(1))
    number = b.add(number, head);
  MatrixOperand rows = matrixOperand(kernel, bias);
  return pointer(rows.base, b.mul(number, rows.stride));
}

/// Neighbours share a key. All take part in every round, because all lanes of a
/// warp are asked for their sums.
void StepBlock::scoreRows() {
  MatrixOperand q = matrixOperand(kernel, op.getQ());
  Value query =
      pointer(q.base, b.add(b.mul(batch, q.stride), b.mul(head, features)));
  Value bias = biases();
  Value lane = b.rem(thread, b.index(kKeyThreads));
  int64_t together = kThreads / kKeyThreads;
  b.loop(b.index(0), count, together, [&](Value first) {
    Value own = b.add(first, b.div(thread, b.index(kKeyThreads)));
    Value row = b.add(begin, own);
    Value existing = b.min(row, position);
    Value product =
        b.loop(lane, b.index(features), kKeyThreads, b.zero(type),
               [&](Value feature, ValueRange carried) -> SmallVector<Value> {
                 return {b.fma(load(query, feature),
                               seen(keys, existing, feature), carried[0])};
               })[0];
    Value score = b.joinLanes(product, kKeyThreads,
                              [&](Value x, Value y) { return b.addf(x, y); });
    score = b.mulf(score, b.constant(op.getScale().convertToDouble(), type));
    score = Softcap(b, op.getSoftcap()).apply(score);
    Value isOurs = b.both(b.less(own, count), b.less(lane, b.index(1)));
    b.ifThen(isOurs, [&] {
      Value sum = bias ? b.addf(score, load(bias, row)) : score;
      b.store(sum, pointer(scores, own));
    });
  });
}

/// Replaces scores by e^(score - maximum), and leaves maximum and sum.
void StepBlock::exponentials() {
  Value least = b.constant(kLeastMaximum, type);
  auto larger = [&](Value x, Value y) { return b.maxf(x, y); };
  Value own = b.loop(thread, count, kThreads, least,
                     [&](Value row, ValueRange carried) -> SmallVector<Value> {
                       return {larger(carried[0], load(scores, row))};
                     })[0];
  Value maximum = b.joinBlock(own, kThreads, least, larger);
  Type f64 = b.getF64Type();
  own = b.loop(thread, count, kThreads, b.zero(type),
               [&](Value row, ValueRange carried) -> SmallVector<Value> {
                 Value score = load(scores, row);
                 // The polynomials need not reach 0 at minus infinity.
                 Value isHidden = arith::CmpFOp::create(
                     b, arith::CmpFPredicate::OLT, score, least);
                 Value term = b.exp(b.subf(score, maximum));
                 term = b.select(isHidden, b.zero(type), term);
                 b.store(term, pointer(scores, row));
                 return {b.addf(carried[0], term)};
               })[0];
  Value total = b.joinBlock(b.convertFloat(own, f64), kThreads, b.zero(f64),
                            [&](Value x, Value y) { return b.addf(x, y); });
  b.once([&] {
    b.store(maximum, place.maximum(sums));
    b.store(b.convertFloat(total, type), place.total(sums));
  });
}

/// A warp takes the features, each thread one, and every kWarps-th row; the
/// first warp joins their sums.
void StepBlock::addValues() {
  Value lane = b.rem(thread, b.index(kWarpSize));
  Value warp = b.div(thread, b.index(kWarpSize));
  Value own = b.shared(type, kThreads);
  b.loop(b.index(0), b.index(features), kWarpSize, [&](Value first) {
    Value feature = b.add(first, lane);
    Value exists = b.less(feature, b.index(features));
    Value column = b.min(feature, b.index(features - 1));
    Value part =
        b.loop(warp, count, kWarps, b.zero(type),
               [&](Value row, ValueRange carried) -> SmallVector<Value> {
                 Value value = seen(values, b.add(begin, row), column);
                 return {b.fma(load(scores, row), value, carried[0])};
               })[0];
    b.store(part, pointer(own, thread));
    b.barrier();
    Value isOurs = b.both(b.less(thread, b.index(kWarpSize)), exists);
    b.ifThen(isOurs, [&] {
      Value sum =
          b.loop(lane, b.index(kThreads), kWarpSize, b.zero(type),
                 [&](Value at, ValueRange carried) -> SmallVector<Value> {
                   return {b.addf(carried[0], load(own, at))};
                 })[0];
      b.store(sum, pointer(sums, feature));
    });
    // The next features must not overtake the first warp.
    b.barrier();
  });
}

/// Every thread finds the largest maximum, and joins the sums of some features.
void StepBlock::emitJoin() {
  Value count = b.ceilDiv(b.add(position, 1), kPartRows);
  Value least = b.constant(kLeastMaximum, type);
  Value maximum =
      b.loop(b.index(0), count, 1, least,
             [&](Value part, ValueRange carried) -> SmallVector<Value> {
               Value own = place.maximum(place.sums(parts, part));
               return {b.maxf(carried[0], b.load(type, own))};
             })[0];
  b.loop(thread, b.index(features), kJoinThreads,
         [&](Value feature) { joinParts(feature, count, maximum); });
}

void StepBlock::joinParts(Value feature, Value count, Value maximum) {
  SmallVector<Value> none(2, b.zero(type));
  SmallVector<Value> joined = b.loop(
      b.index(0), count, 1, none,
      [&](Value part, ValueRange carried) -> SmallVector<Value> {
        Value own = place.sums(parts, part);
        Value scale = b.exp(b.subf(b.load(type, place.maximum(own)), maximum));
        return {b.fma(scale, load(own, feature), carried[0]),
                b.fma(scale, b.load(type, place.total(own)), carried[1])};
      });
  // A query that sees no key gets 0.
  Value total = b.maxf(joined[1], b.constant(1.0, type));
  Value to = b.add(b.mul(batch, heads * features),
                   b.add(b.mul(head, features), feature));
  b.store(b.divf(joined[0], total), pointer(kernel.outputFor(op.getOut()), to));
}

LogicalResult generateAttentionStep(GpuKernel &kernel, Operation *anchor) {
  auto op = cast<AttentionStepOp>(anchor);
  Extent batch = getExtents(op.getQ().getType())[0];
  Extent kept = getExtents(op.getOldKeys().getType())[1];
  GridFactor heads{
      {batch, Extent::fixed(static_cast<int64_t>(op.getNumHeads()))}};
  GridFactor parts{{kept}, kPartRows};
  kernel.grid({heads, parts}, kThreads, [&](ArrayRef<Value> at) {
    StepBlock(kernel, op, at[0]).emitPart(at[1]);
  });
  if (kernel.outputFor(op.getOut()))
    kernel.grid(heads, kJoinThreads, [&](ArrayRef<Value> at) {
      StepBlock(kernel, op, at[0]).emitJoin();
    });
  return success();
}

int64_t gpuAttentionStepScratchBytes(Operation *anchor, DimBound bound) {
  auto op = cast<AttentionStepOp>(anchor);
  Extents kept = getExtents(op.getOldKeys().getType());
  Extents q = getExtents(op.getQ().getType());
  auto heads = static_cast<int64_t>(op.getNumHeads());
  int64_t parts =
      llvm::divideCeil(boundedElements({kept[1]}, bound), kPartRows);
  int64_t elements = q.back().size / heads + 2;
  return boundedElements({kept[0]}, bound) * heads * parts * elements *
         getElementTypeOrSelf(op.getQ().getType()).getIntOrFloatBitWidth() / 8;
}

//===----------------------------------------------------------------------===//
// What a prompt leaves
//===----------------------------------------------------------------------===//

/// Copies rows of x; those behind them too where y does not replace init.
LogicalResult generateStoreRows(GpuKernel &kernel, Operation *anchor) {
  GpuBuilder &b = kernel.builder;
  auto op = cast<StoreRowsOp>(anchor);
  Extents extents = getExtents(op.getType());
  Type type = getElementTypeOrSelf(op.getType());
  kernel.forEachElement(extents, kThreads, [&](Value element) {
    Value width = kernel.extent(extents[2]), kept = kernel.extent(extents[1]);
    Value count = kernel.extent(getExtents(op.getX().getType())[1]);
    Value row = b.div(element, width), column = b.rem(element, width);
    Value batch = b.div(row, kept), i = b.rem(row, kept);
    MatrixOperand x = matrixOperand(kernel, op.getX());
    Value init = kernel.input(op.getInit());
    Value isNew = b.less(i, count);
    Value source = b.mul(b.add(b.mul(batch, count), i), x.stride);
    Value from = b.select(isNew, b.pointer(x.base, b.add(source, column), type),
                          b.pointer(init, element, type));
    Value moves =
        arith::OrIOp::create(b, isNew, differ(b, init, kernel.output(0)));
    b.ifThen(moves, [&] {
      b.store(b.load(type, from), b.pointer(kernel.output(0), element, type));
    });
  });
  return success();
}

} // namespace bmc
