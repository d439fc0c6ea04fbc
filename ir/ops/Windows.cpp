//===- Windows.cpp - Where outputs of convolutions look -------------------===//

#include "ir/ops/Windows.h"
#include "ir/BmcOps.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace bmc {

int64_t WindowAxis::countOutputs() const {
  int64_t rest = input + before + after - reach();
  return rest < 0 ? 0 : rest / stride + 1;
}

bool WindowAxis::coversInput() const {
  for (int64_t i = 0; i < output; ++i) {
    int64_t first = i * stride - before;
    if (first >= input)
      return false;
    int64_t skipped =
        first < 0 ? llvm::divideCeil(uint64_t(-first), dilation) : 0;
    if (skipped >= kernel || first + skipped * dilation >= input)
      return false;
    // Windows further inside begin later and end before the last does.
    if (first >= 0)
      i = std::max(i, output - 2);
  }
  return true;
}

bool WindowAttributes::areValid() const {
  auto within = [](ArrayRef<int64_t> numbers, int64_t least) {
    return llvm::all_of(numbers, [=](int64_t number) {
      return number >= least && number < int64_t{1} << 31;
    });
  };
  size_t axes = numAxes();
  return (axes == 1 || axes == 2) && kernel.size() == axes &&
         dilation.size() == axes && padding.size() == 2 * axes &&
         within(kernel, 1) && within(strides, 1) && within(dilation, 1) &&
         within(padding, 0);
}

SmallVector<WindowAxis, 2>
WindowAttributes::over(ArrayRef<int64_t> inputs) const {
  SmallVector<WindowAxis, 2> result;
  for (size_t i = 0; i < numAxes(); ++i) {
    WindowAxis axis{
        inputs[i],          0,          kernel[i], strides[i], padding[2 * i],
        padding[2 * i + 1], dilation[i]};
    axis.output = axis.countOutputs();
    result.push_back(axis);
  }
  return result;
}

/// The last `count` extents.
static ArrayRef<int64_t> spatial(Value value, size_t count) {
  return cast<RankedTensorType>(value.getType()).getShape().take_back(count);
}

static int64_t extentOf(Value value, unsigned axis) {
  return cast<RankedTensorType>(value.getType()).getDimSize(axis);
}

static Windows makeWindows(const WindowAttributes &attributes,
                           ArrayRef<int64_t> inputs) {
  Windows windows;
  SmallVector<WindowAxis, 2> axes = attributes.over(inputs);
  llvm::copy(axes, windows.axes.end() - axes.size());
  return windows;
}

template <typename Op>
static Windows convolution(Op op, ArrayRef<int64_t> kernel,
                           ArrayRef<int64_t> inputs, int64_t channels,
                           int64_t filters) {
  Windows windows = makeWindows(
      {kernel, op.getStrides(), op.getPadding(), op.getDilation()}, inputs);
  windows.groups = op.getGroups();
  windows.channels = channels;
  windows.filters = filters;
  return windows;
}

Windows describeWindows(Operation *op) {
  auto pool = [](auto op, ArrayRef<int64_t> inputs) {
    return makeWindows(
        {op.getKernel(), op.getStrides(), op.getPadding(), op.getDilation()},
        inputs);
  };
  return llvm::TypeSwitch<Operation *, Windows>(op)
      .Case([](ConvOp op) {
        size_t n = op.getStrides().size();
        return convolution(op, spatial(op.getWeight(), n),
                           spatial(op.getX(), n), extentOf(op.getX(), 1),
                           extentOf(op.getWeight(), 0));
      })
      .Case([](ConvDinputOp op) {
        return convolution(op, spatial(op.getWeight(), op.getStrides().size()),
                           op.getSize(), extentOf(op.getDx(), 1),
                           extentOf(op.getWeight(), 0));
      })
      .Case([](ConvDweightOp op) {
        return convolution(op, op.getKernel(),
                           spatial(op.getX(), op.getStrides().size()),
                           extentOf(op.getX(), 1), extentOf(op.getDy(), 1));
      })
      .Case<MaxPoolOp, SumPoolOp>([&](auto op) {
        return pool(op, spatial(op.getX(), op.getStrides().size()));
      })
      .Case<MaxPoolBackwardOp, SumPoolBackwardOp>(
          [&](auto op) { return pool(op, op.getSize()); });
}

} // namespace bmc
