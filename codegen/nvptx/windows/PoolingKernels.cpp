//===- PoolingKernels.cpp - Pooling and its gradients ---------------------===//
//
// A thread per element of the result walks the window, or, for a gradient, the
// places of the kernel at which a window may have met the element.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/ResultOutputs.h"
#include "codegen/nvptx/windows/WindowGrid.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <limits>

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = 256;

namespace {

struct PoolingGrid : WindowGrid {
  using WindowGrid::WindowGrid;

  Value within(Value at, Value extent) {
    return b.both(b.less(b.index(-1), at), b.less(at, extent));
  }

  /// A loop over the places of the kernel: body(row, column, carried).
  SmallVector<Value> forEachPlace(
      ValueRange init,
      function_ref<SmallVector<Value>(Value, Value, ValueRange)> body) {
    int64_t columns = windows.axes[1].kernel;
    return b.loop(b.index(0), b.index(windows.kernel()), 1, init,
                  [&](Value place, ValueRange carried) {
                    return body(b.div(place, b.index(columns)),
                                b.rem(place, b.index(columns)), carried);
                  });
  }

  /// `ifTrue()` where `condition` holds, else `otherwise`.
  SmallVector<Value> choose(Value condition, ValueRange otherwise,
                            function_ref<SmallVector<Value>()> ifTrue) {
    auto choice = scf::IfOp::create(b, otherwise.getTypes(), condition,
                                    /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(choice.thenBlock());
    scf::YieldOp::create(b, ifTrue());
    b.setInsertionPointToStart(choice.elseBlock());
    scf::YieldOp::create(b, otherwise);
    return choice.getResults();
  }

  Value inputOf(const WindowAxis &axis, Value output, Value place) {
    return b.sub(b.add(b.mul(output, axis.stride), b.mul(place, axis.dilation)),
                 b.index(axis.before));
  }

  void forward(Value element);
  void backward(Value element);
  void storeOutputs(Value element, Value value);
};

} // namespace

void PoolingGrid::storeOutputs(Value element, Value value) {
  Value last = kernel.extent(getExtents(result.getType()).back());
  storeResultOutputs(kernel, findResultOutputs(kernel.function, result), result,
                     value, b.div(element, last), b.rem(element, last));
}

void PoolingGrid::forward(Value element) {
  const auto &[rows, columns] = windows.axes;
  Value plane = b.div(element, outputs());
  Value position = b.rem(element, outputs());
  Value outputRow = b.div(position, output(columns));
  Value outputColumn = b.rem(position, output(columns));
  bool isMax = isa<MaxPoolOp>(op);
  SmallVector<Value> init{b.zero(type)};
  if (isMax)
    init.push_back(b.index(-1));
  SmallVector<Value> joined =
      forEachPlace(init, [&](Value kRow, Value kColumn, ValueRange carried) {
        Value row = inputOf(rows, outputRow, kRow);
        Value column = inputOf(columns, outputColumn, kColumn);
        Value exists =
            b.both(within(row, input(rows)), within(column, input(columns)));
        return choose(exists, carried, [&]() -> SmallVector<Value> {
          Value place = b.add(b.mul(row, input(columns)), column);
          Value value = load(0, type, b.add(b.mul(plane, inputs()), place));
          if (!isMax)
            return {b.addf(carried[0], value)};
          auto compare = [&](arith::CmpFPredicate predicate, Value other) {
            return arith::CmpFOp::create(b, predicate, value, other);
          };
          Value larger = arith::OrIOp::create(
              b, compare(arith::CmpFPredicate::OGT, carried[0]),
              compare(arith::CmpFPredicate::UNO, value));
          larger =
              arith::OrIOp::create(b, larger, b.less(carried[1], b.index(0)));
          return {b.select(larger, value, carried[0]),
                  b.select(larger, place, carried[1])};
        });
      });
  storeOutputs(element, joined[0]);
  if (!isMax)
    return;
  if (Value indices = kernel.outputFor(op->getResult(1))) {
    Type i32 = b.getI32Type();
    b.store(arith::TruncIOp::create(b, i32, joined[1]),
            b.pointer(indices, element, i32));
  }
}

void PoolingGrid::backward(Value element) {
  const auto &[rows, columns] = windows.axes;
  Value plane = b.div(element, inputs());
  Value position = b.rem(element, inputs());
  Value inputRow = b.div(position, input(columns));
  Value inputColumn = b.rem(position, input(columns));
  auto outputOf = [&](const WindowAxis &axis, Value at, Value place) {
    Value distance = b.sub(b.add(at, axis.before), b.mul(place, axis.dilation));
    Value output = b.div(distance, b.index(axis.stride));
    Value divides = b.less(b.rem(distance, b.index(axis.stride)), b.index(1));
    Value exists = b.both(b.less(b.index(-1), distance),
                          b.less(output, this->output(axis)));
    return std::make_pair(output, b.both(exists, divides));
  };
  Value sum = forEachPlace(
      b.zero(type), [&](Value kRow, Value kColumn, ValueRange carried) {
        auto row = outputOf(rows, inputRow, kRow);
        auto column = outputOf(columns, inputColumn, kColumn);
        Value meets = b.both(row.second, column.second);
        return choose(meets, carried, [&]() -> SmallVector<Value> {
          Value met = b.add(b.mul(row.first, output(columns)), column.first);
          met = b.add(b.mul(plane, outputs()), met);
          Value next = b.addf(carried[0], load(0, type, met));
          if (!isa<MaxPoolBackwardOp>(op))
            return {next};
          Value index = load(1, b.getI32Type(), met);
          Value isOwn = arith::CmpIOp::create(
              b, arith::CmpIPredicate::eq,
              arith::ExtSIOp::create(b, b.getI64Type(), index), position);
          return {b.select(isOwn, next, carried[0])};
        });
      })[0];
  storeOutputs(element, sum);
}

LogicalResult generatePooling(GpuKernel &kernel, Operation *anchor) {
  PoolingGrid grid(kernel, anchor);
  bool forward = isa<MaxPoolOp, SumPoolOp>(anchor);
  kernel.forEachElement(getExtents(grid.result.getType()), kThreads,
                        [&](Value element) {
                          if (forward)
                            grid.forward(element);
                          else
                            grid.backward(element);
                        });
  return success();
}

} // namespace bmc
