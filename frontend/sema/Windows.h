//===- Windows.h - Arguments of convolutions and pooling --------*- C++ -*-===//
#ifndef BMC_FRONTEND_SEMA_WINDOWS_H
#define BMC_FRONTEND_SEMA_WINDOWS_H

#include "frontend/sema/Builtins.h"

namespace bmc {

/// One spatial axis: output i meets the inputs i stride - before + k dilation.
struct Window {
  int64_t input = 1, kernel = 1, stride = 1, dilation = 1;
  int64_t before = 0, after = 0;
  /// The input if that is a run-time size, whose bound `input` then is.
  const DimInfo *dim = nullptr;

  int64_t reach() const { return (kernel - 1) * dilation + 1; }
  Size inputSize() const { return {input, dim, ""}; }
  /// 0 or less: the kernel is larger than the padded input.
  int64_t outputs() const {
    int64_t rest = input + before + after - reach();
    return rest < 0 ? 0 : rest / stride + 1;
  }
};
using WindowList = llvm::SmallVector<Window, 2>;

/// Fills one field of each window from argument `i`, a number for all axes or a
/// list of one for each; false after a report.
bool setWindows(BuiltinCall &call, size_t i, WindowList &windows,
                int64_t Window::*field, int64_t least);

/// Sets the inputs from the last axes of argument 0; false after a report.
bool setInputs(BuiltinCall &call, WindowList &windows);

/// Reports "kernel .. is larger than .." about argument `i` unless every axis
/// has an output.
bool haveOutputs(BuiltinCall &call, size_t i, const WindowList &windows);

/// x with other sizes on its last axes; nullopt after a report.
std::optional<TensorType> withOutputs(BuiltinCall &call, const TensorType &x,
                                      const WindowList &windows);

/// The payload of a node: [kernel,] strides, padding, dilation.
void appendWindows(Node &node, const WindowList &windows, bool kernel);

/// MaxPool or SumPool over the last axes of x.
Value pool(BuiltinCall &call, OpKind op, const Value &x,
           const WindowList &windows);

/// Each element of an axis of run-time size `count` times. Reports about
/// argument `i`.
Value repeatRuntime(BuiltinCall &call, size_t i, const Value &x, unsigned axis,
                    int64_t count);

/// x with `before` and `after` elements around an axis, chosen by "reflect",
/// "replicate" or "circular", or `value` by "constant". Reports about argument
/// `i`.
Value padAxis(BuiltinCall &call, size_t i, const Value &x, unsigned axis,
              int64_t before, int64_t after, llvm::StringRef mode,
              double value = 0);

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_WINDOWS_H
