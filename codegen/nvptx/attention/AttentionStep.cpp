//===- AttentionStep.cpp - One query of what is kept ----------------------===//
//
// A block takes one head. Neighbouring threads share a key, whose features they
// read side by side; then warps share out the rows of the values, a thread
// summing one feature. Only the new row is written, by the first head that
// shares it, and nobody reads it there.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/attention/AttentionBias.h"
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

namespace {

/// One of keys and values: what is kept, and its new row.
struct KeptRows {
  MatrixOperand fresh; ///< [B, G*E]
  Value old, next;     ///< [B, C, G*E]; next is null if nobody needs it
};

class StepBlock {
public:
  StepBlock(GpuKernel &kernel, AttentionStepOp op, Value number);
  void emit();

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
  Value exponentials();
  void addValues(Value total);

  GpuKernel &kernel;
  GpuBuilder &b;
  AttentionStepOp op;
  Type type;
  int64_t heads, keyHeads, features;
  Value thread, kept, position;
  Value batch, head, keyHead;
  Value scores; ///< [C], of this head
  KeptRows keys, values;
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
      values(rowsOf(op.getV(), op.getOldValues(), op.getValues())) {
  position = arith::ExtSIOp::create(
      b, b.getI64Type(),
      b.load(b.getI32Type(), kernel.input(op.getPosition())));
  batch = b.div(number, b.index(heads));
  head = b.rem(number, b.index(heads));
  keyHead = b.div(head, b.index(heads / keyHeads));
  scores = pointer(kernel.scratch(), b.mul(number, kept));
}

void StepBlock::emit() {
  storeRow(keys);
  storeRow(values);
  scoreRows();
  b.barrier();
  Value total = exponentials();
  b.barrier();
  if (kernel.outputFor(op.getOut()))
    addValues(total);
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
  Value begin = b.select(moves, b.index(0), position);
  Value end = b.select(moves, kept, b.add(position, 1));
  Value start = b.add(b.mul(begin, features), thread);
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
  Value count = b.add(position, 1);
  int64_t together = kThreads / kKeyThreads;
  b.loop(b.index(0), count, together, [&](Value first) {
    Value row = b.add(first, b.div(thread, b.index(kKeyThreads)));
    Value existing = b.min(row, position);
    Value own =
        b.loop(lane, b.index(features), kKeyThreads, b.zero(type),
               [&](Value feature, ValueRange carried) -> SmallVector<Value> {
                 return {b.fma(load(query, feature),
                               seen(keys, existing, feature), carried[0])};
               })[0];
    Value score = b.joinLanes(own, kKeyThreads,
                              [&](Value x, Value y) { return b.addf(x, y); });
    score = b.mulf(score, b.constant(op.getScale().convertToDouble(), type));
    Value isOurs = b.both(b.less(row, count), b.less(lane, b.index(1)));
    b.ifThen(isOurs, [&] {
      Value sum = bias ? b.addf(score, load(bias, row)) : score;
      b.store(sum, pointer(scores, row));
    });
  });
}

/// Replaces scores by e^(score - maximum); returns their sum.
Value StepBlock::exponentials() {
  Value count = b.add(position, 1);
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
  return b.maxf(b.convertFloat(total, type), b.constant(1.0, type));
}

/// A warp takes the features, each thread one, and every kWarps-th row; the
/// first warp joins their sums.
void StepBlock::addValues(Value total) {
  Value lane = b.rem(thread, b.index(kWarpSize));
  Value warp = b.div(thread, b.index(kWarpSize));
  Value parts = b.shared(type, kThreads);
  Value count = b.add(position, 1);
  b.loop(b.index(0), b.index(features), kWarpSize, [&](Value first) {
    Value feature = b.add(first, lane);
    Value exists = b.less(feature, b.index(features));
    Value column = b.min(feature, b.index(features - 1));
    Value own =
        b.loop(warp, count, kWarps, b.zero(type),
               [&](Value row, ValueRange carried) -> SmallVector<Value> {
                 return {b.fma(load(scores, row), seen(values, row, column),
                               carried[0])};
               })[0];
    b.store(own, pointer(parts, thread));
    b.barrier();
    Value isOurs = b.both(b.less(thread, b.index(kWarpSize)), exists);
    b.ifThen(isOurs, [&] {
      Value sum =
          b.loop(lane, b.index(kThreads), kWarpSize, b.zero(type),
                 [&](Value at, ValueRange carried) -> SmallVector<Value> {
                   return {b.addf(carried[0], load(parts, at))};
                 })[0];
      Value to = b.add(b.mul(batch, heads * features),
                       b.add(b.mul(head, features), feature));
      b.store(b.divf(sum, total), pointer(kernel.outputFor(op.getOut()), to));
    });
    // The next features must not overtake the first warp.
    b.barrier();
  });
}

LogicalResult generateAttentionStep(GpuKernel &kernel, Operation *anchor) {
  auto op = cast<AttentionStepOp>(anchor);
  Extent batch = getExtents(op.getQ().getType())[0];
  GridFactor heads{
      {batch, Extent::fixed(static_cast<int64_t>(op.getNumHeads()))}};
  kernel.grid(heads, kThreads, [&](ArrayRef<Value> position) {
    StepBlock(kernel, op, position[0]).emit();
  });
  return success();
}

int64_t gpuAttentionStepScratchBytes(Operation *anchor, DimBound bound) {
  auto op = cast<AttentionStepOp>(anchor);
  Extents kept = getExtents(op.getOldKeys().getType());
  Type type = getElementTypeOrSelf(op.getQ().getType());
  return boundedElements({kept[0], kept[1]}, bound) *
         static_cast<int64_t>(op.getNumHeads()) * type.getIntOrFloatBitWidth() /
         8;
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
