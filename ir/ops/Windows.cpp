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

WindowAxis WindowAttributes::over(size_t i, int64_t input) const {
  WindowAxis axis{
      input,      0, kernel[i], strides[i], padding[2 * i], padding[2 * i + 1],
      dilation[i]};
  axis.output = axis.countOutputs();
  return axis;
}

std::optional<Extents>
WindowAttributes::outputs(ArrayRef<Extent> inputs) const {
  Extents result;
  for (auto [i, input] : llvm::enumerate(inputs)) {
    WindowAxis axis = over(i, /*input=*/0);
    std::optional<Extent> output = derivedExtent(
        input, 1, axis.before + axis.after - axis.reach() + axis.stride,
        axis.stride);
    if (!output)
      return std::nullopt;
    result.push_back(*output);
  }
  return result;
}

static int64_t extentOf(Value value, unsigned axis) {
  return cast<RankedTensorType>(value.getType()).getDimSize(axis);
}

/// What an op over windows has, by the names of conv.
struct WindowedOp {
  WindowAttributes attributes;
  Value x, y; ///< or their gradients
  int64_t groups = 1, channels = 1, filters = 1;
};

static WindowedOp describeOp(Operation *op) {
  auto convolution = [](auto op, ArrayRef<int64_t> kernel, Value x, Value y) {
    return WindowedOp{
        {kernel, op.getStrides(), op.getPadding(), op.getDilation()},
        x,
        y,
        static_cast<int64_t>(op.getGroups()),
        extentOf(x, 1),
        extentOf(y, 1)};
  };
  auto filter = [](Value weight) {
    return cast<RankedTensorType>(weight.getType()).getShape().drop_front(2);
  };
  auto pool = [](auto op, Value x, Value y) {
    return WindowedOp{
        {op.getKernel(), op.getStrides(), op.getPadding(), op.getDilation()},
        x,
        y};
  };
  return llvm::TypeSwitch<Operation *, WindowedOp>(op)
      .Case([&](ConvOp op) {
        return convolution(op, filter(op.getWeight()), op.getX(), op.getY());
      })
      .Case([&](ConvDinputOp op) {
        return convolution(op, filter(op.getWeight()), op.getDx(), op.getDy());
      })
      .Case([&](ConvDweightOp op) {
        return convolution(op, op.getKernel(), op.getX(), op.getDy());
      })
      .Case<MaxPoolOp, SumPoolOp>(
          [&](auto op) { return pool(op, op.getX(), op.getY()); })
      .Case<MaxPoolBackwardOp, SumPoolBackwardOp>(
          [&](auto op) { return pool(op, op.getDx(), op.getDy()); });
}

Windows describeWindows(Operation *op,
                        function_ref<int64_t(StringAttr)> sizeOf) {
  WindowedOp whole = describeOp(op);
  Windows windows;
  windows.groups = whole.groups;
  windows.channels = whole.channels;
  windows.filters = whole.filters;
  size_t count = whole.attributes.numAxes();
  Extents inputs = getExtents(whole.x.getType());
  Extents outputs = getExtents(whole.y.getType());
  for (size_t i = 0; i < count; ++i) {
    const Extent &input = inputs[inputs.size() - count + i];
    WindowAxis &axis = windows.axes[windows.axes.size() - count + i];
    axis = whole.attributes.over(i, input.isStatic() ? input.size
                                                     : sizeOf(input.name));
    axis.inputName = input.name;
    axis.outputName = outputs[outputs.size() - count + i].name;
  }
  return windows;
}

Windows boundedWindows(Operation *op) {
  return describeWindows(op, [&](StringAttr name) -> int64_t {
    return SymbolTable::lookupNearestSymbolFrom<DimOp>(op, name).getMax();
  });
}

} // namespace bmc
