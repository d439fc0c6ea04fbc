//===- EvalConvolution.cpp - Convolutions and pooling ---------------------===//

#include "ir/ops/Windows.h"
#include "ir/reference/Rules.h"

#include <limits>

using namespace mlir;

namespace bmc::reference {

static Windows windowsOf(Operation *op, const Frame &frame) {
  return describeWindows(
      op, [&](StringAttr name) { return frame.getDim(name).value(); });
}

/// Calls visit(output, input, k) for each output of a plane and each element of
/// its window that exists: numbers in the planes of y, of x and of the kernel.
static void
forEachMeeting(const Windows &windows,
               llvm::function_ref<void(int64_t, int64_t, int64_t)> visit) {
  const auto &[rows, columns] = windows.axes;
  forEachIndex(
      {rows.output, columns.output, rows.kernel, columns.kernel},
      [&](ArrayRef<int64_t> at) {
        int64_t row = at[0] * rows.stride - rows.before + at[2] * rows.dilation;
        int64_t column =
            at[1] * columns.stride - columns.before + at[3] * columns.dilation;
        if (row >= 0 && row < rows.input && column >= 0 &&
            column < columns.input)
          visit(at[0] * columns.output + at[1], row * columns.input + column,
                at[2] * columns.kernel + at[3]);
      });
}

/// Calls visit(y, x, weight) for every product that a convolution of `batch`
/// images adds up: numbers of elements of the three tensors.
static void
forEachProduct(const Windows &windows, int64_t batch,
               llvm::function_ref<void(int64_t, int64_t, int64_t)> visit) {
  int64_t channels = windows.groupChannels(), filters = windows.groupFilters();
  forEachIndex({batch, windows.filters, channels}, [&](ArrayRef<int64_t> at) {
    int64_t channel = at[1] / filters * channels + at[2];
    int64_t y = (at[0] * windows.filters + at[1]) * windows.outputs();
    int64_t x = (at[0] * windows.channels + channel) * windows.inputs();
    int64_t weight = (at[1] * channels + at[2]) * windows.kernel();
    forEachMeeting(windows, [&](int64_t output, int64_t input, int64_t k) {
      visit(y + output, x + input, weight + k);
    });
  });
}

static void evalConv(ConvOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()], &weight = frame[op.getWeight()];
  Tensor &y = frame[op.getY()];
  forEachProduct(windowsOf(op, frame), x.getShape()[0],
                 [&](int64_t i, int64_t j, int64_t k) {
                   y.floats()[i] += x.floats()[j] * weight.floats()[k];
                 });
}

static void evalConvDinput(ConvDinputOp op, Frame &frame) {
  const Tensor &dy = frame[op.getDy()], &weight = frame[op.getWeight()];
  Tensor &dx = frame[op.getDx()];
  forEachProduct(windowsOf(op, frame), dy.getShape()[0],
                 [&](int64_t i, int64_t j, int64_t k) {
                   dx.floats()[j] += dy.floats()[i] * weight.floats()[k];
                 });
}

static void evalConvDweight(ConvDweightOp op, Frame &frame) {
  const Tensor &dy = frame[op.getDy()], &x = frame[op.getX()];
  Tensor &dweight = frame[op.getDweight()];
  forEachProduct(windowsOf(op, frame), dy.getShape()[0],
                 [&](int64_t i, int64_t j, int64_t k) {
                   dweight.floats()[k] += dy.floats()[i] * x.floats()[j];
                 });
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

static void evalMaxPool(MaxPoolOp op, Frame &frame) {
  Windows windows = windowsOf(op, frame);
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()], &index = frame[op.getIndex()];
  int64_t planes = x.getNumElements() / windows.inputs();
  llvm::fill(index.ints(), -1);
  for (int64_t plane = 0; plane < planes; ++plane)
    forEachMeeting(windows, [&](int64_t output, int64_t input, int64_t) {
      double value = x.floats()[plane * windows.inputs() + input];
      double &largest = y.floats()[plane * windows.outputs() + output];
      int64_t &place = index.ints()[plane * windows.outputs() + output];
      if (place >= 0 && !(value > largest) && !std::isnan(value))
        return;
      largest = value;
      place = input;
    });
}

static LogicalResult evalMaxPoolBackward(MaxPoolBackwardOp op, Frame &frame) {
  const Tensor &dy = frame[op.getDy()], &index = frame[op.getIndex()];
  Tensor &dx = frame[op.getDx()];
  Windows windows = windowsOf(op, frame);
  for (int64_t i = 0; i < dy.getNumElements(); ++i) {
    int64_t place = index.ints()[i];
    if (failed(checkIndex(op, place, windows.inputs())))
      return failure();
    dx.floats()[i / windows.outputs() * windows.inputs() + place] +=
        dy.floats()[i];
  }
  return success();
}

static void evalSumPool(SumPoolOp op, Frame &frame) {
  Windows windows = windowsOf(op, frame);
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  int64_t planes = x.getNumElements() / windows.inputs();
  for (int64_t plane = 0; plane < planes; ++plane)
    forEachMeeting(windows, [&](int64_t output, int64_t input, int64_t) {
      y.floats()[plane * windows.outputs() + output] +=
          x.floats()[plane * windows.inputs() + input];
    });
}

static void evalSumPoolBackward(SumPoolBackwardOp op, Frame &frame) {
  Windows windows = windowsOf(op, frame);
  const Tensor &dy = frame[op.getDy()];
  Tensor &dx = frame[op.getDx()];
  int64_t planes = dx.getNumElements() / windows.inputs();
  for (int64_t plane = 0; plane < planes; ++plane)
    forEachMeeting(windows, [&](int64_t output, int64_t input, int64_t) {
      dx.floats()[plane * windows.inputs() + input] +=
          dy.floats()[plane * windows.outputs() + output];
    });
}

void addConvolutionRules(RuleTable &rules) {
  rules.add<ConvOp>(evalConv);
  rules.add<ConvDinputOp>(evalConvDinput);
  rules.add<ConvDweightOp>(evalConvDweight);
  rules.add<MaxPoolOp>(evalMaxPool);
  rules.add<MaxPoolBackwardOp>(evalMaxPoolBackward);
  rules.add<SumPoolOp>(evalSumPool);
  rules.add<SumPoolBackwardOp>(evalSumPoolBackward);
}

} // namespace bmc::reference
