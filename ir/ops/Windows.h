//===- Windows.h - Where outputs of convolutions look -----------*- C++ -*-===//
#ifndef BMC_IR_OPS_WINDOWS_H
#define BMC_IR_OPS_WINDOWS_H

#include "ir/Shape.h"

#include "mlir/IR/Operation.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <array>

namespace bmc {

/// One spatial axis: output i meets the inputs i stride - before + k dilation
/// for k in [0, kernel), of which those below 0 and from `input` on are absent.
struct WindowAxis {
  int64_t input = 1, output = 1, kernel = 1;
  int64_t stride = 1, before = 0, after = 0, dilation = 1;
  /// Of run-time sizes, whose largest values `input` and `output` then are.
  mlir::StringAttr inputName = {}, outputName = {};

  bool isStatic() const { return !inputName; }
  Extent inputExtent() const {
    return isStatic() ? Extent::fixed(input) : Extent::named(inputName);
  }
  Extent outputExtent() const {
    return isStatic() ? Extent::fixed(output) : Extent::named(outputName);
  }

  /// Inputs from the first to the last of a window.
  int64_t reach() const { return (kernel - 1) * dilation + 1; }
  /// How many windows fit into the padded input.
  int64_t countOutputs() const;
  /// Whether every window has an input that exists.
  bool coversInput() const;
};

/// The attributes that give windows of one or two axes, as the ops hold them.
struct WindowAttributes {
  llvm::ArrayRef<int64_t> kernel, strides, padding, dilation;

  size_t numAxes() const { return strides.size(); }
  /// Lengths agree, numbers lie in range: at least 1 (padding: 0), below 2^31.
  bool areValid() const;
  /// Axis i over `input` elements, with as many outputs as fit.
  WindowAxis over(size_t i, int64_t input) const;
  /// How many outputs there are over `inputs`; nullopt if none, or too many.
  std::optional<Extents> outputs(llvm::ArrayRef<Extent> inputs) const;
};

/// What generators read off conv, conv_dinput, conv_dweight and pooling: two
/// axes, the first of which is of extent 1 where the op has one. For pooling,
/// channels, filters and groups are 1.
struct Windows {
  std::array<WindowAxis, 2> axes;
  int64_t groups = 1;
  int64_t channels = 1; ///< of x, in all groups
  int64_t filters = 1;  ///< channels of y

  int64_t inputs() const { return axes[0].input * axes[1].input; }
  int64_t outputs() const { return axes[0].output * axes[1].output; }
  /// Of a plane.
  Extents inputExtents() const {
    return {axes[0].inputExtent(), axes[1].inputExtent()};
  }
  Extents outputExtents() const {
    return {axes[0].outputExtent(), axes[1].outputExtent()};
  }
  bool isStatic() const { return axes[0].isStatic() && axes[1].isStatic(); }
  int64_t kernel() const { return axes[0].kernel * axes[1].kernel; }
  int64_t groupChannels() const { return channels / groups; }
  int64_t groupFilters() const { return filters / groups; }
};

/// `sizeOf` gives the values of run-time sizes.
Windows describeWindows(mlir::Operation *op,
                        llvm::function_ref<int64_t(mlir::StringAttr)> sizeOf);

/// With every run-time size at the bound that the module gives it.
Windows boundedWindows(mlir::Operation *op);

} // namespace bmc

#endif // BMC_IR_OPS_WINDOWS_H
