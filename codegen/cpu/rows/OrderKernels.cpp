//===- OrderKernels.cpp - argmax and argsort ------------------------------===//

#include "codegen/common/rows/Order.h"
#include "codegen/cpu/rows/Rows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <limits>

using namespace mlir;

namespace bmc {

/// Positions of a row that are kept in order as it is walked, at most: putting
/// one into its place takes as many comparisons.
static constexpr int64_t kMostKept = 16;

/// first, first + 1, .. as i32.
static Value positionsFrom(CpuBuilder &b, Value first, unsigned lanes) {
  SmallVector<int32_t> numbers;
  for (unsigned lane = 0; lane < lanes; ++lane)
    numbers.push_back(lane);
  auto type = VectorType::get(lanes, b.getI32Type());
  Value iota =
      arith::ConstantOp::create(b, DenseIntElementsAttr::get(type, numbers));
  Value narrow = arith::TruncIOp::create(b, b.getI32Type(), first);
  Value splat = vector::BroadcastOp::create(b, type, narrow);
  return arith::AddIOp::create(b, splat, iota);
}

/// Two walks over a row that stays in L1: its maximum, then the first element
/// that is it.
LogicalResult generateArgmax(CpuKernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  auto op = cast<ArgmaxOp>(anchor);
  RowTensor x = rows.input(op.getX());
  unsigned lanes = b.lanes(x.type);
  Value none = arith::ConstantOp::create(
      b, DenseIntElementsAttr::get(VectorType::get(lanes, b.getI32Type()),
                                   std::numeric_limits<int32_t>::max()));
  rows.forEachRow(kernel.rows(op.getX().getType()), x.width, [&](Value row) {
    Value max = rows.max(x.type, x.width, [&](Value col, Value mask) {
      return rows.load(x, row, col, mask);
    });
    Value largest =
        vector::BroadcastOp::create(b, VectorType::get(lanes, x.type), max);
    Value first = forEachVector(
        b, b.index(0), x.width, lanes, none,
        [&](Value col, Value mask, ValueRange carried) -> SmallVector<Value> {
          Value found = isLargest(b, rows.load(x, row, col, mask), largest);
          if (mask)
            found = b.both(found, mask);
          Value position = b.select(found, positionsFrom(b, col, lanes), none);
          return {b.min(carried[0], position)};
        })[0];
    Value position =
        vector::ReductionOp::create(b, vector::CombiningKind::MINSI, first);
    b.store(position, b.pointer(kernel.output(0), row, b.getI32Type()));
  });
  return success();
}

/// Merges the two runs, element by element. On equals the left one is first.
static void mergeRuns(CpuBuilder &b, MergeSort &sort,
                      const MergeSort::Runs &runs, Value source, Value target) {
  Value last = b.add(sort.width, -1), one = b.index(1), zero = b.index(0);
  Value heads[] = {runs.begin, runs.middle};
  b.loop(runs.begin, runs.end, 1, heads, [&](Value at, ValueRange carried) {
    Value left = carried[0], right = carried[1];
    Value fromLeft = sort.load(source, left);
    Value fromRight = sort.load(source, b.min(right, last));
    Value before =
        sort.comesBefore(sort.element(fromRight), sort.element(fromLeft));
    Value hasRight = b.less(right, runs.end);
    Value leftIsUsedUp =
        arith::CmpIOp::create(b, arith::CmpIPredicate::sge, left, runs.middle);
    Value takesRight =
        b.both(hasRight, arith::OrIOp::create(b, leftIsUsedUp, before));
    sort.store(b.select(takesRight, fromRight, fromLeft), target, at);
    Value step = b.select(takesRight, one, zero);
    return SmallVector<Value>{b.add(left, b.sub(one, step)),
                              b.add(right, step)};
  });
}

static void sortRow(CpuKernel &kernel, ArgsortOp op, Value row) {
  CpuBuilder &b = kernel.builder;
  MergeSort sort(kernel, op, row);
  Value zero = b.index(0);
  b.loop(zero, sort.width, 1,
         [&](Value i) { sort.store(i, sort.source(zero), i); });
  Value passes = b.index(sort.numPasses());
  b.loop(zero, passes, 1, [&](Value pass) {
    Value length = sort.runLength(pass);
    Value source = sort.source(pass), target = sort.target(pass);
    Value pair = b.mul(length, 2);
    Value pairs = b.div(b.add(sort.width, b.add(pair, -1)), pair);
    b.loop(zero, pairs, 1, [&](Value number) {
      MergeSort::Runs runs = sort.runsAround(b.mul(number, pair), length);
      mergeRuns(b, sort, runs, source, target);
    });
  });
  b.loop(zero, sort.count, 1, [&](Value i) {
    sort.storeResult(sort.load(sort.source(passes), i), i);
  });
}

/// Puts `position` behind those of the first `kept` in the buffer that it does
/// not come before; the others move up by one.
static void insertPosition(CpuBuilder &b, MergeSort &sort, Value buffer,
                           Value position, Value kept) {
  Value zero = b.index(0), x = sort.element(position);
  Value place = b.loop(zero, kept, 1, zero,
                       [&](Value i, ValueRange carried) -> SmallVector<Value> {
                         Value other = sort.element(sort.load(buffer, i));
                         Value step = b.select(sort.comesBefore(x, other), zero,
                                               b.index(1));
                         return {b.add(carried[0], step)};
                       })[0];
  b.loop(zero, b.sub(kept, place), 1, [&](Value i) {
    Value to = b.sub(kept, i);
    sort.store(sort.load(buffer, b.add(to, -1)), buffer, to);
  });
  sort.store(position, buffer, place);
}

/// Keeps the first few of a row in order while it is walked.
static void selectRow(CpuKernel &kernel, ArgsortOp op, Value row) {
  CpuBuilder &b = kernel.builder;
  MergeSort sort(kernel, op, row);
  Value zero = b.index(0), last = b.add(sort.count, -1);
  Value buffer = sort.source(zero);
  b.loop(zero, sort.count, 1,
         [&](Value i) { insertPosition(b, sort, buffer, i, i); });
  b.loop(sort.count, sort.width, 1, [&](Value i) {
    Value lastKept = sort.element(sort.load(buffer, last));
    b.ifThen(sort.comesBefore(sort.element(i), lastKept),
             [&] { insertPosition(b, sort, buffer, i, last); });
  });
  b.loop(zero, sort.count, 1,
         [&](Value i) { sort.storeResult(sort.load(buffer, i), i); });
}

LogicalResult generateArgsort(CpuKernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  auto op = cast<ArgsortOp>(anchor);
  RowTensor x = rows.input(op.getX());
  bool few = op.getCount() && *op.getCount() <= kMostKept;
  rows.forEachRow(kernel.rows(op.getX().getType()), x.width, [&](Value row) {
    few ? selectRow(kernel, op, row) : sortRow(kernel, op, row);
  });
  return success();
}

} // namespace bmc
