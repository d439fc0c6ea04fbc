//===- AttentionStep.cpp - One query of what is kept ----------------------===//
//
// A task takes one head: scores of all rows that it sees, their softmax, and
// the sum of the values. Keys and values stream from memory once and are not
// packed; only the new row is written. It is read where k and v lie, because
// the tasks of the heads that share it run at the same time.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/attention/AttentionBias.h"
#include "codegen/common/attention/Softcap.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/rows/Rows.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace bmc {

/// Vectors of features whose sums stay in registers.
static constexpr int64_t kPanelVectors = 8;
/// How many rows ahead memory is asked for: a head is a piece of each, which no
/// core foresees.
static constexpr int64_t kRowsAhead = 8;
static constexpr int64_t kCacheLine = 64;

/// Whether two operands lie at different places.
static Value differ(CpuBuilder &b, Value x, Value y) {
  Type i64 = b.getI64Type();
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne,
                               LLVM::PtrToIntOp::create(b, i64, x),
                               LLVM::PtrToIntOp::create(b, i64, y));
}

namespace {

class StepEmitter {
public:
  StepEmitter(CpuKernel &kernel, AttentionStepOp op)
      : kernel(kernel), b(kernel.builder), op(op),
        type(getElementTypeOrSelf(op.getQ().getType())), lanes(b.lanes(type)),
        heads(op.getNumHeads()), keyHeads(op.getNumKeyHeads()),
        features(getExtents(op.getQ().getType()).back().size / heads),
        q(matrixOperand(kernel, op.getQ())),
        kept(kernel.extent(getExtents(op.getOldKeys().getType())[1])) {
    keys = rowsOf(op.getK(), op.getOldKeys(), op.getKeys());
    values = rowsOf(op.getV(), op.getOldValues(), op.getValues());
  }

  void emit();

private:
  /// One of keys and values: what is kept, and its new row.
  struct Rows {
    MatrixOperand fresh; ///< [B, G*E]
    Value old, next;     ///< [B, C, G*E]; next is null if nobody needs it
  };
  Rows rowsOf(Value fresh, Value old, Value next) {
    auto argument = cast<BlockArgument>(old);
    return {matrixOperand(kernel, fresh), kernel.input(argument.getArgNumber()),
            kernel.outputFor(next)};
  }
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  Value load(Value base, Value index, Value mask) {
    return b.loadVector(type, lanes, pointer(base, index), mask);
  }
  Value width() { return b.index(keyHeads * features); }
  void findPosition(Value number);
  void store(const Rows &rows);
  Value rowStart(const Rows &rows, Value number, Value row);
  Value headRow(const Rows &rows, Value row);
  void askFor(const Rows &rows, Value row, Value first, int64_t count);
  Value score(Value query, Value row);
  void scoreRows();
  Value exponentials();
  void addValues(Value total);
  void addPanel(Value total, Value first, ArrayRef<Value> masks);

  CpuKernel &kernel;
  CpuBuilder &b;
  AttentionStepOp op;
  Type type;
  unsigned lanes;
  int64_t heads, keyHeads, features;
  MatrixOperand q;
  Value kept;
  Rows keys, values;
  // Of the current task.
  Value batch, position, head, keyHead, scores;
};

} // namespace

void StepEmitter::emit() {
  Value batches = kernel.extent(getExtents(op.getQ().getType())[0]);
  store(keys);
  store(values);
  b.parallel(b.mul(batches, heads), [&](Value task) {
    batch = b.div(task, b.index(heads));
    findPosition(batch);
    head = b.rem(task, b.index(heads));
    keyHead = b.div(head, b.index(heads / keyHeads));
    scores = pointer(kernel.scratch(), b.mul(task, kept));
    scoreRows();
    addValues(exponentials());
  });
}

/// The position of a batch element, if they do not share one.
void StepEmitter::findPosition(Value number) {
  Value from = kernel.input(op.getPosition());
  if (!getExtents(op.getPosition().getType()).empty())
    from = b.pointer(from, number, b.getI32Type());
  position =
      arith::ExtSIOp::create(b, b.getI64Type(), b.load(b.getI32Type(), from));
}

/// The new row, and all others where they do not stay in their place.
void StepEmitter::store(const Rows &rows) {
  if (!rows.next)
    return;
  Value batches = kernel.extent(getExtents(op.getQ().getType())[0]);
  Value moves = differ(b, rows.old, rows.next);
  b.loop(b.index(0), batches, 1, [&](Value number) {
    findPosition(number);
    Value begin = b.select(moves, b.index(0), position);
    Value end = b.select(moves, kept, b.add(position, 1));
    b.loop(begin, end, 1, [&](Value row) {
      Value to = b.mul(b.add(b.mul(number, kept), row), width());
      Value from = rowStart(rows, number, row);
      forEachVector(b, b.index(0), width(), lanes, [&](Value col, Value mask) {
        b.storeVector(load(from, col, mask), pointer(rows.next, b.add(to, col)),
                      mask);
      });
    });
  });
}

/// Where row `row` of a batch element begins, which is not yet where it will be
/// kept if it is the new one.
Value StepEmitter::rowStart(const Rows &rows, Value number, Value row) {
  Value isNew =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, row, position);
  Value old = b.mul(b.add(b.mul(number, kept), row), width());
  Value at = b.select(isNew, b.mul(number, rows.fresh.stride), old);
  return pointer(b.select(isNew, rows.fresh.base, rows.old), at);
}

/// Where the features of the task's head begin in it.
Value StepEmitter::headRow(const Rows &rows, Value row) {
  return pointer(rowStart(rows, batch, row), b.mul(keyHead, features));
}

/// `count` features of the task's head from `first` on, some rows ahead.
void StepEmitter::askFor(const Rows &rows, Value row, Value first,
                         int64_t count) {
  Value ahead = b.add(b.mul(batch, kept), b.add(row, kRowsAhead));
  Value at = b.add(b.mul(ahead, width()), b.mul(keyHead, features));
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  for (int64_t line = 0; line < count * bytes; line += kCacheLine)
    b.prefetch(pointer(rows.old, b.add(b.add(at, first), line / bytes)));
}

Value StepEmitter::score(Value query, Value row) {
  Value key = headRow(keys, row);
  Value sum = forEachVector(
      b, b.index(0), b.index(features), lanes,
      ValueRange{b.zero(VectorType::get(lanes, type))},
      [&](Value col, Value mask, ValueRange carried) {
        return SmallVector<Value>{
            b.fma(load(query, col, mask), load(key, col, mask), carried[0])};
      })[0];
  Value score = b.mulf(b.reduceAdd(sum),
                       b.constant(op.getScale().convertToDouble(), type));
  return Softcap(b, op.getSoftcap()).apply(score);
}

void StepEmitter::scoreRows() {
  Value query =
      pointer(q.base, b.add(b.mul(batch, q.stride), b.mul(head, features)));
  Value biases;
  if (Value bias = op.getBias()) {
    Extents extents = getExtents(bias.getType());
    bool perBatch = extents[0] != Extent::fixed(1);
    bool perHead = extents[1] != Extent::fixed(1);
    Value number = perBatch ? b.mul(batch, extents[1].size) : b.index(0);
    if (perHead)
      number = b.add(number, head);
    MatrixOperand rows = matrixOperand(kernel, bias);
    biases = pointer(rows.base, b.mul(number, rows.stride));
  }
  b.loop(b.index(0), b.add(position, 1), 1, [&](Value row) {
    askFor(keys, row, b.index(0), features);
    Value value = score(query, row);
    if (biases)
      value = b.addf(value, b.load(type, pointer(biases, row)));
    b.store(value, pointer(scores, row));
  });
}

/// Replaces scores by e^(score - maximum); returns their sum.
Value StepEmitter::exponentials() {
  auto vectorOf = [&](Value number) { return b.splat(number, lanes); };
  Value count = b.add(position, 1);
  Value least = b.constant(kLeastMaximum, type);
  Value lowest = vectorOf(least);
  Value best =
      forEachVector(b, b.index(0), count, lanes, ValueRange{lowest},
                    [&](Value col, Value mask, ValueRange carried) {
                      Value score = load(scores, col, mask);
                      if (mask)
                        score = arith::SelectOp::create(b, mask, score, lowest);
                      return SmallVector<Value>{b.maxf(score, carried[0])};
                    })[0];
  Value shift = vectorOf(b.reduceMax(best));
  Value zero = b.zero(VectorType::get(lanes, type));
  Value sum =
      forEachVector(b, b.index(0), count, lanes, ValueRange{zero},
                    [&](Value col, Value mask, ValueRange carried) {
                      Value score = load(scores, col, mask);
                      // Not every polynomial knows the exponential of minus
                      // infinity.
                      Value isHidden = arith::CmpFOp::create(
                          b, arith::CmpFPredicate::OLT, score, lowest);
                      Value value = b.exp(b.subf(score, shift));
                      value = arith::SelectOp::create(b, isHidden, zero, value);
                      if (mask)
                        value = arith::SelectOp::create(b, mask, value, zero);
                      b.storeVector(value, pointer(scores, col), mask);
                      return SmallVector<Value>{b.addf(carried[0], value)};
                    })[0];
  return b.maxf(b.reduceAdd(sum), b.constant(1.0, type));
}

void StepEmitter::addValues(Value total) {
  int64_t panel = kPanelVectors * lanes;
  int64_t full = features / panel * panel;
  if (full)
    b.loop(b.index(0), b.index(full), panel, [&](Value first) {
      addPanel(total, first, SmallVector<Value>(kPanelVectors));
    });
  if (full == features)
    return;
  SmallVector<Value> masks(llvm::divideCeil(features - full, lanes));
  if (features % lanes)
    masks.back() = b.maskFirst(b.index(features % lanes), lanes);
  addPanel(total, b.index(full), masks);
}

/// out of as many vectors of features from `first` on as there are masks.
void StepEmitter::addPanel(Value total, Value first, ArrayRef<Value> masks) {
  SmallVector<Value> zeros(masks.size(), b.zero(VectorType::get(lanes, type)));
  SmallVector<Value> sums = b.loop(
      b.index(0), b.add(position, 1), 1, zeros,
      [&](Value row, ValueRange carried) {
        askFor(values, row, first, static_cast<int64_t>(masks.size()) * lanes);
        Value from = pointer(headRow(values, row), first);
        Value weight = b.splat(b.load(type, pointer(scores, row)), lanes);
        SmallVector<Value> next;
        for (auto [i, mask] : llvm::enumerate(masks))
          next.push_back(
              b.fma(weight, load(from, b.index(i * lanes), mask), carried[i]));
        return next;
      });
  Value out = kernel.outputFor(op.getOut());
  if (!out)
    return;
  Value row = b.mul(batch, heads * features);
  Value to = pointer(out, b.add(b.add(row, b.mul(head, features)), first));
  Value divisor = b.splat(total, lanes);
  for (auto [sum, mask, i] :
       llvm::zip_equal(sums, masks, llvm::seq(masks.size())))
    b.storeVector(b.divf(sum, divisor), pointer(to, b.index(i * lanes)), mask);
}

LogicalResult generateAttentionStep(CpuKernel &kernel, Operation *anchor) {
  StepEmitter(kernel, cast<AttentionStepOp>(anchor)).emit();
  return success();
}

int64_t attentionStepScratchBytes(Operation *anchor, DimBound bound) {
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
LogicalResult generateStoreRows(CpuKernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  auto op = cast<StoreRowsOp>(anchor);
  MatrixOperand x = matrixOperand(kernel, op.getX());
  RowTensor init = rows.input(op.getInit()), y = rows.output(0);
  Value count = kernel.extent(getExtents(op.getX().getType())[1]);
  Value kept = kernel.extent(getExtents(op.getInit().getType())[1]);
  unsigned lanes = b.lanes(y.type);
  Value isElsewhere = differ(b, init.base, y.base);
  rows.forEachRow(kernel.rows(op.getType()), y.width, [&](Value row) {
    Value batch = b.div(row, kept), i = b.rem(row, kept);
    Value source = b.mul(b.add(b.mul(batch, count), i), x.stride);
    Value isNew = b.less(i, count);
    Value from = b.select(isNew, b.pointer(x.base, source, y.type),
                          b.pointer(init.base, b.mul(row, y.width), y.type));
    Value moves = arith::OrIOp::create(b, isNew, isElsewhere);
    b.ifThen(moves, [&] {
      forEachVector(b, b.index(0), y.width, lanes, [&](Value col, Value mask) {
        Value vector =
            b.loadVector(y.type, lanes, b.pointer(from, col, y.type), mask);
        rows.store(vector, y, row, col, mask);
      });
    });
  });
  return success();
}

} // namespace bmc
