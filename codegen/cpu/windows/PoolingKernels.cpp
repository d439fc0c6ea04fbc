//===- PoolingKernels.cpp - Pooling and its gradients ---------------------===//
//
// A task takes some planes. Forward, vectors run along the outputs of a row and
// the window is walked place by place. A gradient starts from 0 and adds dy of
// one output after the other where its window lies.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/ResultOutputs.h"
#include "codegen/cpu/builder/CpuKernel.h"
#include "codegen/cpu/rows/Columns.h"
#include "codegen/cpu/windows/StridedVectors.h"
#include "ir/BmcOps.h"
#include "ir/ops/Windows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;

namespace bmc {

namespace {

class PoolingEmitter {
public:
  PoolingEmitter(CpuKernel &kernel, Operation *op)
      : kernel(kernel), b(kernel.builder), op(op), windows(boundedWindows(op)),
        rows(windows.axes[0]), columns(windows.axes[1]),
        result(op->getResult(0)), type(getElementTypeOrSelf(result.getType())),
        lanes(b.lanes(type)), outputRows(kernel.extent(rows.outputExtent())),
        outputColumns(kernel.extent(columns.outputExtent())),
        inputColumns(kernel.extent(columns.inputExtent())),
        inputPlane(kernel.product(windows.inputExtents())) {}

  void emitForward();
  void emitBackward();

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  bool isMax() const { return isa<MaxPoolOp, MaxPoolBackwardOp>(op); }

  void forEachPlane(function_ref<void(Value)> body);
  std::pair<Value, Value> existingPlaces(const WindowAxis &axis, Value first);
  void poolVector(Value plane, Value outputRow, Value column, Value mask);
  SmallVector<Value> addPlace(ValueRange sums, Value line, Value lineNumber,
                              Value column, Value place);
  Value placesOf(Value number, Value first);
  void addOutput(Value dx, Value outputRow, Value outputColumn, Value dy);

  CpuKernel &kernel;
  CpuBuilder &b;
  Operation *op;
  Windows windows;
  const WindowAxis &rows, &columns;
  Value result;
  Type type;
  unsigned lanes;
  Value outputRows, outputColumns, inputColumns, inputPlane;
};

/// All planes of the result, in chunks whose boundaries depend on sizes only.
void PoolingEmitter::forEachPlane(function_ref<void(Value)> body) {
  Extents extents = getExtents(op->getOperand(0).getType());
  unsigned axes = cast<DenseI64ArrayAttr>(op->getAttr("strides")).size();
  Value planes = kernel.product(ArrayRef(extents).drop_back(axes));
  int64_t perPlane = std::max(windows.inputs(), windows.outputs());
  int64_t perTask = std::max<int64_t>(1, kStreamChunk / perPlane);
  b.parallel(b.ceilDiv(planes, perTask), [&](Value task) {
    Value begin = b.mul(task, perTask);
    b.loop(begin, b.min(b.add(begin, perTask), planes), 1, body);
  });
}

/// The places [first, second) of the kernel at which a window that begins at
/// input `first` has inputs on this axis.
std::pair<Value, Value> PoolingEmitter::existingPlaces(const WindowAxis &axis,
                                                       Value first) {
  auto upTo = [&](Value distance) {
    Value inside = b.max(distance, b.index(0));
    return b.min(b.ceilDiv(inside, axis.dilation), b.index(axis.kernel));
  };
  return {upTo(b.sub(b.index(0), first)),
          upTo(b.sub(kernel.extent(axis.inputExtent()), first))};
}

void PoolingEmitter::emitForward() {
  forEachPlane([&](Value plane) {
    b.loop(b.index(0), outputRows, 1, [&](Value outputRow) {
      forEachVector(b, b.index(0), outputColumns, lanes,
                    [&](Value column, Value mask) {
                      poolVector(plane, outputRow, column, mask);
                    });
    });
  });
}

/// Lane numbers as inputs of the plane: first, first + stride, ..; i32.
Value PoolingEmitter::placesOf(Value number, Value first) {
  SmallVector<int32_t> steps;
  for (unsigned lane = 0; lane < lanes; ++lane)
    steps.push_back(lane * columns.stride);
  Type i32 = b.getI32Type();
  Value step = arith::ConstantOp::create(
      b, DenseIntElementsAttr::get(VectorType::get(lanes, i32), steps));
  Value start = b.add(b.mul(number, inputColumns), first);
  start = b.splat(arith::TruncIOp::create(b, i32, start), lanes);
  return arith::AddIOp::create(b, start, step);
}

/// What is summed, or the largest and its places (-1: none yet).
SmallVector<Value> PoolingEmitter::addPlace(ValueRange sums, Value line,
                                            Value lineNumber, Value column,
                                            Value place) {
  Value first = b.sub(
      b.add(b.mul(column, columns.stride), b.mul(place, columns.dilation)),
      b.index(columns.before));
  LanePlaces lanePlaces{first, columns.stride, inputColumns};
  Value values = loadPlaces(b, type, lanes, line, lanePlaces);
  if (!isMax())
    return {b.addf(sums[0], values)};
  auto compare = [&](arith::CmpFPredicate predicate, Value other) {
    return arith::CmpFOp::create(b, predicate, values, other);
  };
  Value none = arith::ConstantOp::create(b, b.getZeroAttr(sums[1].getType()));
  Value wins =
      arith::OrIOp::create(b, compare(arith::CmpFPredicate::OGT, sums[0]),
                           compare(arith::CmpFPredicate::UNO, values));
  wins = arith::OrIOp::create(
      b, wins,
      arith::CmpIOp::create(b, arith::CmpIPredicate::slt, sums[1], none));
  if (Value exist = maskExisting(b, lanePlaces, lanes))
    wins = arith::AndIOp::create(b, wins, exist);
  Value largest = arith::SelectOp::create(b, wins, values, sums[0]);
  Value places = placesOf(lineNumber, first);
  return {largest, arith::SelectOp::create(b, wins, places, sums[1])};
}

void PoolingEmitter::poolVector(Value plane, Value outputRow, Value column,
                                Value mask) {
  auto vector = VectorType::get(lanes, type);
  auto numbers = VectorType::get(lanes, b.getI32Type());
  SmallVector<Value> init{b.zero(vector)};
  if (isMax())
    init.push_back(arith::ConstantOp::create(
        b, DenseIntElementsAttr::get(numbers, int32_t{-1})));
  Value first = b.sub(b.mul(outputRow, rows.stride), b.index(rows.before));
  auto [begin, end] = existingPlaces(rows, first);
  Value base =
      pointer(kernel.input(op->getOperand(0)), b.mul(plane, inputPlane));
  constexpr int64_t kUnrolled = 16;
  SmallVector<Value> sums =
      b.loop(begin, end, 1, init, [&](Value down, ValueRange carried) {
        Value number = b.add(first, b.mul(down, rows.dilation));
        Value line = pointer(base, b.mul(number, inputColumns));
        if (columns.kernel > kUnrolled)
          return b.loop(b.index(0), b.index(columns.kernel), 1, carried,
                        [&](Value place, ValueRange inner) {
                          return addPlace(inner, line, number, column, place);
                        });
        SmallVector<Value> next(carried);
        for (int64_t place = 0; place < columns.kernel; ++place)
          next = addPlace(next, line, number, column, b.index(place));
        return next;
      });
  Value resultRow = b.add(b.mul(plane, outputRows), outputRow);
  storeResultOutputs(kernel, findResultOutputs(kernel.function, result), result,
                     sums[0], resultRow, column, mask);
  if (!isMax())
    return;
  Value indices = kernel.outputFor(op->getResult(1));
  if (!indices)
    return;
  Value at = b.add(b.mul(resultRow, outputColumns), column);
  b.storeVector(sums[1], b.pointer(indices, at, b.getI32Type()), mask);
}

void PoolingEmitter::emitBackward() {
  forEachPlane([&](Value plane) {
    Value dx = pointer(kernel.output(0), b.mul(plane, inputPlane));
    forEachVector(b, b.index(0), inputPlane, lanes, [&](Value at, Value mask) {
      b.storeVector(b.zero(VectorType::get(lanes, type)), pointer(dx, at),
                    mask);
    });
    b.loop(b.index(0), outputRows, 1, [&](Value row) {
      b.loop(b.index(0), outputColumns, 1, [&](Value column) {
        Value line = b.add(b.mul(plane, outputRows), row);
        Value at = b.add(b.mul(line, outputColumns), column);
        Value dy = b.load(type, pointer(kernel.input(op->getOperand(0)), at));
        if (!isMax())
          return addOutput(dx, row, column, dy);
        Type i32 = b.getI32Type();
        Value index =
            b.load(i32, b.pointer(kernel.input(op->getOperand(1)), at, i32));
        Value to =
            pointer(dx, arith::ExtSIOp::create(b, b.getI64Type(), index));
        b.store(b.addf(b.load(type, to), dy), to);
      });
    });
  });
}

/// Adds dy to all inputs of a window.
void PoolingEmitter::addOutput(Value dx, Value outputRow, Value outputColumn,
                               Value dy) {
  auto forEachInput = [&](const WindowAxis &axis, Value output,
                          function_ref<void(Value)> body) {
    Value first = b.sub(b.mul(output, axis.stride), b.index(axis.before));
    auto [begin, end] = existingPlaces(axis, first);
    b.loop(begin, end, 1, [&](Value place) {
      body(b.add(first, b.mul(place, axis.dilation)));
    });
  };
  forEachInput(rows, outputRow, [&](Value row) {
    forEachInput(columns, outputColumn, [&](Value column) {
      Value to = pointer(dx, b.add(b.mul(row, inputColumns), column));
      b.store(b.addf(b.load(type, to), dy), to);
    });
  });
}

} // namespace

LogicalResult generatePooling(CpuKernel &kernel, Operation *anchor) {
  PoolingEmitter(kernel, anchor).emitForward();
  return success();
}

LogicalResult generatePoolingBackward(CpuKernel &kernel, Operation *anchor) {
  PoolingEmitter(kernel, anchor).emitBackward();
  return success();
}

} // namespace bmc
