//===- BuiltinsPooling.cpp - Maxima and means of windows ------------------===//

#include "frontend/sema/Windows.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// x with at least a leading axis.
static bool checkPooled(BuiltinCall &call, WindowList &windows) {
  if (!call.isFloatTensor(0))
    return false;
  if (call.type(0).rank() <= windows.size()) {
    call.error(0, DiagId::RankMismatch,
               "'x' must have more than " + Twine(windows.size()) +
                   " axes, got " + format(call.type(0)));
    return false;
  }
  return setInputs(call, windows);
}

/// Lets the last window of a run-time axis reach past the padding.
static bool ceilRuntime(BuiltinCall &call, Window &window) {
  // Else it might begin there, which depends on the size.
  if (window.reach() < window.stride + window.before) {
    call.error(2, DiagId::RuntimeFeatureSize,
               "with ceil_mode over the run-time axis " + window.dim->name +
                   ", stride and padding must not exceed the kernel")
        .help("use a smaller stride, or leave ceil_mode out");
    return false;
  }
  window.after += window.stride - 1;
  return true;
}

/// Kernel, stride (none: the kernel) and padding from arguments 1 to 3; where
/// `ceil` holds, the last window may reach past the padding.
static bool setPooling(BuiltinCall &call, WindowList &windows, bool ceil) {
  if (!checkPooled(call, windows) ||
      !setWindows(call, 1, windows, &Window::kernel, 1))
    return false;
  for (Window &window : windows)
    window.stride = window.kernel;
  if ((!call[2].isNone() &&
       !setWindows(call, 2, windows, &Window::stride, 1)) ||
      !setWindows(call, 3, windows, &Window::before, 0))
    return false;
  for (Window &window : windows) {
    if (window.before > window.kernel / 2) {
      call.error(3, DiagId::BadValue,
                 "'padding' must be at most half of the kernel, " +
                     Twine(window.kernel / 2));
      return false;
    }
    window.after = window.before;
    if (ceil && window.dim) {
      if (!ceilRuntime(call, window))
        return false;
      continue;
    }
    int64_t rest = window.input + 2 * window.before - window.reach();
    if (!ceil || rest < 0)
      continue;
    int64_t last = divideCeil(uint64_t(rest), window.stride) * window.stride;
    // A window begins in the input or the padding before it.
    if (last >= window.input + window.before)
      last -= window.stride;
    window.after = std::max(window.after, last + window.reach() - window.input -
                                              window.before);
  }
  return haveOutputs(call, 1, windows);
}

/// Whether every window has an element; with dilation it may step over all.
static bool coverInput(BuiltinCall &call, const WindowList &windows) {
  for (const Window &window : windows) {
    if (window.dim && window.before > 0 && window.dilation > 1) {
      call.error(3, DiagId::RuntimeFeatureSize,
                 "windows with dilation cannot begin in the padding of the "
                 "run-time axis " +
                     window.dim->name)
          .help("leave out 'padding' or 'dilation'");
      return false;
    }
    for (int64_t first = -window.before; first < 0; first += window.stride) {
      int64_t skipped = divideCeil(uint64_t(-first), window.dilation);
      if (skipped < window.kernel &&
          first + skipped * window.dilation < window.input)
        continue;
      call.error(3, DiagId::BadValue,
                 "a window has no element of the input, only padding");
      return false;
    }
  }
  return true;
}

/// max_pool(x, kernel_size, stride, padding, dilation, ceil_mode)
template <size_t Axes> static Value maxPool(BuiltinCall &call) {
  WindowList windows(Axes);
  auto ceil = call.boolean(5);
  if (!ceil || !setWindows(call, 4, windows, &Window::dilation, 1) ||
      !setPooling(call, windows, *ceil) || !coverInput(call, windows))
    return Value::error();
  return pool(call, OpKind::MaxPool, call[0], windows);
}

/// Numbers of elements that each window has: of x, with `padded` those of its
/// padding too.
static Value countElements(BuiltinCall &call, WindowList windows, bool padded) {
  TensorType type{ElementType::F32, {}};
  type.shape.push_back({1, nullptr, ""});
  for (Window &window : windows) {
    if (padded) {
      std::optional<Size> all = call.evaluator.derivedSize(
          window.inputSize(), 1, 2 * window.before, 1, call.range);
      if (!all)
        return Value::error();
      window.input = all->value;
      window.dim = all->dim;
      window.after -= window.before;
      window.before = 0;
    }
    type.shape.push_back(window.inputSize());
  }
  Value ones = call.evaluator.splat(1, type, call.range);
  return ones.isError() ? ones : pool(call, OpKind::SumPool, ones, windows);
}

/// avg_pool(x, kernel_size, stride, padding, ceil_mode, count_include_pad,
/// divisor_override)
template <size_t Axes> static Value avgPool(BuiltinCall &call) {
  WindowList windows(Axes);
  auto ceil = call.boolean(4), padded = call.boolean(5);
  std::optional<int64_t> divisor;
  if (!ceil || !padded || !setPooling(call, windows, *ceil))
    return Value::error();
  if (!call[6].isNone()) {
    divisor = call.integer(6);
    if (!divisor || *divisor == 0) {
      if (divisor)
        call.error(6, DiagId::BadValue, "'divisor_override' must not be 0");
      return Value::error();
    }
  }
  Value sum = pool(call, OpKind::SumPool, call[0], windows);
  if (sum.isError())
    return sum;
  bool equal = all_of(windows, [&](const Window &window) {
    return window.after <= window.before && (*padded || window.before == 0);
  });
  if (divisor || equal) {
    int64_t count = divisor.value_or(1);
    for (const Window &window : windows)
      count *= divisor ? 1 : window.kernel;
    return call.evaluator.elementwise(OpKind::Div, sum,
                                      Value::fromFloat(double(count)),
                                      call.range, "avg_pool");
  }
  Value counts = countElements(call, windows, *padded);
  if (counts.isError())
    return counts;
  return call.evaluator.elementwise(OpKind::Div, sum, counts, call.range,
                                    "avg_pool");
}

//===----------------------------------------------------------------------===//
// Adaptive pooling
//===----------------------------------------------------------------------===//

static Value poolEvenly(BuiltinCall &call, bool isMax, const Value &x,
                        const WindowList &windows) {
  Value y = pool(call, isMax ? OpKind::MaxPool : OpKind::SumPool, x, windows);
  double count = 1;
  for (const Window &window : windows)
    count *= double(window.kernel);
  if (y.isError() || isMax || count == 1)
    return y;
  return call.evaluator.elementwise(OpKind::Div, y, Value::fromFloat(count),
                                    call.range, "adaptive_avg_pool");
}

/// One axis in parts that overlap: part i is [i n / outputs, ceil((i + 1) n /
/// outputs)).
static Value poolParts(BuiltinCall &call, bool isMax, const Value &x,
                       unsigned axis, int64_t outputs) {
  const TensorType type = call.evaluator.typeOf(x);
  int64_t size = type.shape[axis].value;
  SmallVector<Value> parts;
  for (int64_t i = 0; i < outputs; ++i) {
    int64_t begin = i * size / outputs;
    int64_t end = divideCeil(uint64_t((i + 1) * size), outputs);
    Value part = call.evaluator.slice(x, axis, begin, end - begin, call.range);
    if (part.isError())
      return part;
    WindowList windows(type.rank() - axis);
    for (auto [k, window] : enumerate(windows)) {
      window.input = k == 0 ? end - begin : type.shape[axis + k].value;
      window.kernel = window.stride = k == 0 ? end - begin : 1;
    }
    parts.push_back(poolEvenly(call, isMax, part, windows));
    if (parts.back().isError())
      return parts.back();
  }
  return parts.size() == 1 ? parts[0]
                           : call.evaluator.concat(parts, axis, call.range);
}

/// Where an axis has a run-time size: all of each, by the function of the
/// library that takes whole axes.
static Value poolRuntime(BuiltinCall &call, bool isMax,
                         const WindowList &windows) {
  for (const Window &window : windows)
    if (window.kernel != 1) {
      auto dim = find_if(windows, [](const Window &w) { return w.dim; })->dim;
      call.error(1, DiagId::RuntimeFeatureSize,
                 "of the run-time axis " + dim->name +
                     " there is one part only: 'output_size' must be 1")
          .help("give that axis a param as its size, in the data as well");
      return Value::error();
    }
  std::vector<Value> axes;
  for (size_t axis = 0; axis < windows.size(); ++axis)
    axes.push_back(Value::fromInteger(-1 - int64_t(axis)));
  Actual dim{
      {"dim", call.range}, Value::fromSequence(std::move(axes)), call.range};
  return call.callLibrary(isMax ? "first_max" : "whole_mean",
                          {call.pass(0), dim});
}

/// adaptive_pool(x, output_size)
template <size_t Axes, bool IsMax>
static Value adaptivePool(BuiltinCall &call) {
  WindowList windows(Axes);
  if (!checkPooled(call, windows) ||
      !setWindows(call, 1, windows, &Window::kernel, 1))
    return Value::error();
  SmallVector<int64_t, 2> outputs;
  bool even = true;
  if (any_of(windows, [](const Window &window) { return window.dim; }))
    return poolRuntime(call, IsMax, windows);
  for (Window &window : windows) {
    outputs.push_back(window.kernel);
    even &= window.input % window.kernel == 0;
    window.kernel = window.stride = window.input / window.kernel;
  }
  if (even)
    return poolEvenly(call, IsMax, call[0], windows);
  // The last axis first: of equal maxima the first in a plane counts.
  Value x = call[0];
  for (size_t axis = Axes; axis-- > 0 && !x.isError();)
    x = poolParts(call, IsMax, x, call.type(0).rank() - Axes + axis,
                  outputs[axis]);
  return x;
}

ArrayRef<Builtin> poolingBuiltins() {
  static const char *max =
      "x, kernel_size, stride=none, padding=0, dilation=1, ceil_mode=false";
  static const char *mean =
      "x, kernel_size, stride=none, padding=0, ceil_mode=false, "
      "count_include_pad=true, divisor_override=none";
  static const Builtin rows[] = {
      {"max_pool1d", max, maxPool<1>,
       "The largest of each window; of equals the first gets the gradient.\n"
       "shape: f32[.., W] -> f32[.., W']\n"
       "torch: F.max_pool1d\n"
       "try: max_pool1d(signal, 2)"},
      {"max_pool2d", max, maxPool<2>,
       "The largest of each window; of equals the first gets the gradient.\n"
       "shape: f32[.., H, W] -> f32[.., H', W']\n"
       "torch: F.max_pool2d\n"
       "try: max_pool2d(image, 2)"},
      {"avg_pool1d", mean, avgPool<1>,
       "The mean of each window.\n"
       "shape: f32[.., W] -> f32[.., W']\n"
       "torch: F.avg_pool1d: divisor_override is our own\n"
       "try: avg_pool1d(signal, 2)"},
      {"avg_pool2d", mean, avgPool<2>,
       "The mean of each window.\n"
       "shape: f32[.., H, W] -> f32[.., H', W']\n"
       "torch: F.avg_pool2d\n"
       "try: avg_pool2d(image, 3, stride = 2, padding = 1)"},
      {"adaptive_max_pool1d", "x, output_size", adaptivePool<1, true>,
       "The largest of each of output_size parts.\n"
       "shape: f32[.., W] -> f32[.., output_size]\n"
       "torch: F.adaptive_max_pool1d\n"
       "try: adaptive_max_pool1d(signal, 4)"},
      {"adaptive_max_pool2d", "x, output_size", adaptivePool<2, true>,
       "The largest of each of output_size parts, a number or one for each "
       "axis.\n"
       "shape: f32[.., H, W] -> f32[.., output_size, output_size]\n"
       "torch: F.adaptive_max_pool2d\n"
       "try: adaptive_max_pool2d(image, 4)"},
      {"adaptive_avg_pool1d", "x, output_size", adaptivePool<1, false>,
       "The mean of each of output_size parts.\n"
       "shape: f32[.., W] -> f32[.., output_size]\n"
       "torch: F.adaptive_avg_pool1d\n"
       "try: adaptive_avg_pool1d(signal, 4)"},
      {"adaptive_avg_pool2d", "x, output_size", adaptivePool<2, false>,
       "The mean of each of output_size parts, a number or one for each axis.\n"
       "shape: f32[.., H, W] -> f32[.., output_size, output_size]\n"
       "torch: F.adaptive_avg_pool2d\n"
       "try: adaptive_avg_pool2d(image, 1)"},
  };
  return rows;
}

} // namespace bmc
