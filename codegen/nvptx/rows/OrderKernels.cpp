//===- OrderKernels.cpp - argmax and argsort ------------------------------===//

#include "codegen/common/rows/Order.h"
#include "codegen/nvptx/rows/GpuRows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;

namespace bmc {

/// A block per row: its maximum, then the first element that is it.
LogicalResult generateArgmax(GpuKernel &kernel, Operation *anchor) {
  auto op = cast<ArgmaxOp>(anchor);
  GpuRows rows(kernel, op.getX().getType());
  GpuBuilder &b = rows.b;
  rows.forEachRow([&](Value row) {
    Value x = rows.kernel.input(op.getX());
    Value largest = rows.max([&](Value col) { return rows.load(x, row, col); });
    Value none = arith::ConstantOp::create(
        b, b.getI32IntegerAttr(std::numeric_limits<int32_t>::max()));
    Value own =
        b.loop(b.threadIndex(), kernel.extent(rows.width), rows.threads, none,
               [&](Value col, ValueRange carried) -> SmallVector<Value> {
                 Value found = isLargest(b, rows.load(x, row, col), largest);
                 Value position =
                     arith::TruncIOp::create(b, b.getI32Type(), col);
                 return {b.min(carried[0], b.select(found, position, none))};
               })[0];
    Value first = b.joinBlock(own, rows.threads, none,
                              [&](Value x, Value y) { return b.min(x, y); });
    b.once([&] {
      b.store(first, b.pointer(kernel.output(0), row, b.getI32Type()));
    });
  });
  return success();
}

/// How many of the positions [begin, end), which are in order, stand before
/// `element`: those that are less, and with `andEquals` its equals.
static Value countBefore(GpuBuilder &b, MergeSort &sort, Value source,
                         Value begin, Value end, Value element, Value andEquals,
                         Value steps) {
  Value bounds[] = {begin, end};
  Value found =
      b.loop(b.index(0), steps, 1, bounds, [&](Value, ValueRange carried) {
        Value low = carried[0], high = carried[1];
        Value middle = b.div(b.add(low, high), b.index(2));
        Value safe = b.min(middle, b.add(sort.width, -1));
        Value other = sort.element(sort.load(source, safe));
        Value isLess = sort.comesBefore(other, element);
        Value isMore = sort.comesBefore(element, other);
        Value isNotMore = b.select(isMore, b.index(0), b.index(1));
        Value isBefore = b.select(isLess, b.index(1), b.index(0));
        isBefore = b.select(andEquals, isNotMore, isBefore);
        Value goesUp = b.both(b.less(low, high), b.less(b.index(0), isBefore));
        Value goesDown =
            b.both(b.less(low, high), b.less(isBefore, b.index(1)));
        return SmallVector<Value>{b.select(goesUp, b.add(middle, 1), low),
                                  b.select(goesDown, middle, high)};
      })[0];
  return b.sub(found, begin);
}

/// Where position number `at` of a pass goes: after those of its own run that
/// stand before it, and those of the other.
static Value placeInPair(GpuBuilder &b, MergeSort &sort, Value source, Value at,
                         Value length, Value element, Value steps) {
  MergeSort::Runs runs = sort.runsAround(at, length);
  Value isLeft = b.less(at, runs.middle);
  Value begin = b.select(isLeft, runs.middle, runs.begin);
  Value end = b.select(isLeft, runs.end, runs.middle);
  // On equals the left run is first.
  Value isRight = b.less(b.add(runs.middle, -1), at);
  Value others =
      countBefore(b, sort, source, begin, end, element, isRight, steps);
  Value own = b.sub(at, b.select(isLeft, runs.begin, runs.middle));
  return b.add(runs.begin, b.add(own, others));
}

/// A block per row; its threads find the place of every position by bisection.
LogicalResult generateArgsort(GpuKernel &kernel, Operation *anchor) {
  auto op = cast<ArgsortOp>(anchor);
  GpuRows rows(kernel, op.getX().getType());
  GpuBuilder &b = rows.b;
  rows.forEachRow([&](Value row) {
    MergeSort sort(kernel, op, row);
    Value zero = b.index(0);
    rows.forEachColumn(
        [&](Value col) { sort.store(col, sort.source(zero), col); });
    b.barrier();
    int64_t passes = sort.numPasses();
    b.loop(zero, b.index(passes), 1, [&](Value pass) {
      Value source = sort.source(pass), target = sort.target(pass);
      rows.forEachColumn([&](Value col) {
        Value position = sort.load(source, col);
        Value place = placeInPair(b, sort, source, col, sort.runLength(pass),
                                  sort.element(position), b.add(pass, 1));
        sort.store(position, target, place);
      });
      b.barrier();
    });
    b.loop(b.threadIndex(), sort.count, rows.threads, [&](Value i) {
      sort.storeResult(sort.load(sort.source(b.index(passes)), i), i);
    });
  });
  return success();
}

} // namespace bmc
