//===- Windows.cpp - Arguments of convolutions and pooling ----------------===//

#include "frontend/sema/Windows.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Numbers of windows are below this, so that their products fit.
static constexpr int64_t kMaxWindow = int64_t{1} << 24;

bool setWindows(BuiltinCall &call, size_t i, WindowList &windows,
                int64_t Window::*field, int64_t least) {
  const Value &value = call[i];
  bool isList = value.isSequence();
  auto isNumber = [&](const Value &number) {
    return number.isInteger() && number.integer >= least &&
           number.integer < kMaxWindow;
  };
  bool fits = isList ? value.elements().size() == windows.size() &&
                           all_of(value.elements(), isNumber)
                     : isNumber(value);
  if (!fits) {
    call.error(i, DiagId::BadValue,
               "'" + call.formals[i] + "' must be an integer from " +
                   Twine(least) + " on" +
                   (windows.size() > 1
                        ? ", or a list of " + Twine(windows.size())
                        : Twine()) +
                   ", got " + describe(value, call.evaluator.program));
    return false;
  }
  for (size_t axis = 0; axis < windows.size(); ++axis)
    windows[axis].*field =
        isList ? value.elements()[axis].integer : value.integer;
  return true;
}

bool setInputs(BuiltinCall &call, WindowList &windows) {
  const TensorType &x = call.type(0);
  for (size_t axis = 0; axis < windows.size(); ++axis) {
    const Size &size = x.shape[x.rank() - windows.size() + axis];
    if (size.value >= int64_t{1} << 31) {
      call.error(0, DiagId::TensorTooLarge,
                 "the axes that windows cover must be below 2^31, got " +
                     format(x));
      return false;
    }
    if (size.dim == call.evaluator.program.batch) {
      call.error(0, DiagId::RuntimeFeatureSize,
                 "windows cannot cover the batch axis of " + format(x));
      return false;
    }
    windows[axis].input = size.value;
    windows[axis].dim = size.dim;
  }
  return true;
}

bool haveOutputs(BuiltinCall &call, size_t i, const WindowList &windows) {
  for (const Window &window : windows) {
    if (window.outputs() > 0)
      continue;
    int64_t padded = window.input + window.before + window.after;
    call.error(i, DiagId::WindowTooLarge,
               "a window of " + Twine(window.reach()) +
                   " elements is larger than the input of " +
                   (window.dim ? "at most " : "") +
                   (padded == window.input
                        ? Twine(window.input)
                        : Twine(padded) + ", padding included"))
        .help("use a smaller kernel or dilation, or pad the input");
    return false;
  }
  return true;
}

std::optional<TensorType> withOutputs(BuiltinCall &call, const TensorType &x,
                                      const WindowList &windows) {
  TensorType type = x;
  for (auto [axis, window] : enumerate(windows)) {
    std::optional<Size> output = call.evaluator.derivedSize(
        window.inputSize(), 1,
        window.before + window.after - window.reach() + window.stride,
        window.stride, call.range);
    if (!output)
      return std::nullopt;
    type.shape[x.rank() - windows.size() + axis] = *output;
  }
  return type;
}

void appendWindows(Node &node, const WindowList &windows, bool kernel) {
  if (kernel)
    for (const Window &window : windows)
      node.integers.push_back(window.kernel);
  for (const Window &window : windows)
    node.integers.push_back(window.stride);
  for (const Window &window : windows)
    node.integers.append({window.before, window.after});
  for (const Window &window : windows)
    node.integers.push_back(window.dilation);
}

Value pool(BuiltinCall &call, OpKind op, const Value &x,
           const WindowList &windows) {
  std::optional<TensorType> type =
      withOutputs(call, call.evaluator.typeOf(x), windows);
  if (!type)
    return Value::error();
  Value y = call.node(op, x, *type);
  if (!y.isError())
    appendWindows(call.evaluator.lastNode(), windows, /*kernel=*/true);
  return y;
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

/// The elements of one side; `after` tells which.
static bool appendBorder(BuiltinCall &call, const Value &x, unsigned axis,
                         int64_t count, bool after, StringRef mode,
                         SmallVectorImpl<Value> &parts) {
  auto take = [&](int64_t offset, int64_t length, bool fromEnd) {
    parts.push_back(
        call.evaluator.part(x, axis, offset, length, fromEnd, call.range));
    return !parts.back().isError();
  };
  if (mode == "circular")
    return take(0, count, /*fromEnd=*/!after);
  for (int64_t i = 0; i < count; ++i) {
    int64_t distance = after ? i + 1 : count - i;
    if (!take(mode == "replicate" ? 0 : distance, 1, /*fromEnd=*/after))
      return false;
  }
  return true;
}

Value repeatRuntime(BuiltinCall &call, size_t i, const Value &x, unsigned axis,
                    int64_t count) {
  TensorType type = call.evaluator.typeOf(x);
  const Size &size = type.shape[axis];
  if (!type.isFloat() || axis + 2 < type.rank() ||
      size.dim == call.evaluator.program.batch) {
    call.error(i, DiagId::RuntimeFeatureSize,
               "the run-time axis " + size.dim->name +
                   " can repeat in f32 only, as one of the last two")
        .help("give that axis a param as its size, in the data as well");
    return Value::error();
  }
  WindowList windows(type.rank() - axis);
  for (auto [k, window] : enumerate(windows)) {
    window.input = type.shape[axis + k].value;
    window.dim = type.shape[axis + k].dim;
  }
  std::optional<Size> repeated =
      call.evaluator.derivedSize(type.shape[axis], count, 0, 1, call.range);
  if (!repeated)
    return Value::error();
  type.shape[axis] = *repeated;
  windows[0].kernel = windows[0].stride = count;
  Value y = call.node(OpKind::SumPoolBackward, x, type);
  if (!y.isError())
    appendWindows(call.evaluator.lastNode(), windows, /*kernel=*/true);
  return y;
}

/// One side of an axis, of one number.
static bool appendConstant(BuiltinCall &call, const Value &x, unsigned axis,
                           int64_t count, double value,
                           SmallVectorImpl<Value> &parts) {
  TensorType border = call.evaluator.typeOf(x);
  border.shape[axis] = Size{count, nullptr, ""};
  parts.push_back(call.evaluator.splat(value, border, call.range));
  return !parts.back().isError();
}

Value padAxis(BuiltinCall &call, size_t i, const Value &x, unsigned axis,
              int64_t before, int64_t after, StringRef mode, double value) {
  if (before == 0 && after == 0)
    return x;
  bool isConstant = mode == "constant";
  const Size size = call.evaluator.typeOf(x).shape[axis];
  int64_t most = mode == "reflect" ? size.value - 1 : size.value;
  bool limited = mode == "reflect" || mode == "circular";
  if (limited && std::max(before, after) > most) {
    call.error(i, DiagId::BadValue,
               "padding mode \"" + mode + "\" has only " + Twine(most) +
                   " elements for a border of " +
                   Twine(std::max(before, after)));
    return Value::error();
  }
  SmallVector<Value> parts;
  auto append = [&](int64_t count, bool isAfter) {
    if (count == 0)
      return true;
    return isConstant
               ? appendConstant(call, x, axis, count, value, parts)
               : appendBorder(call, x, axis, count, isAfter, mode, parts);
  };
  if (!append(before, false))
    return Value::error();
  parts.push_back(x);
  if (!append(after, true))
    return Value::error();
  return call.evaluator.concat(parts, axis, call.range);
}

} // namespace bmc
