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
                   (windows.size() > 1 ? ", or a list of two" : "") + ", got " +
                   describe(value, call.evaluator.program));
    return false;
  }
  for (size_t axis = 0; axis < windows.size(); ++axis)
    windows[axis].*field =
        isList ? value.elements()[axis].integer : value.integer;
  return true;
}

static constexpr StringLiteral kParamInstead =
    "give that axis a param as its size, in the data as well";

bool setInputs(BuiltinCall &call, WindowList &windows) {
  const TensorType &x = call.type(0);
  for (size_t axis = 0; axis < windows.size(); ++axis) {
    const Size &size = x.shape[x.rank() - windows.size() + axis];
    if (!size.isStatic() || size.value >= int64_t{1} << 31) {
      call.error(0, DiagId::RuntimeFeatureSize,
                 "the axes that windows cover must have compile-time sizes, "
                 "got " +
                     format(x))
          .help(kParamInstead);
      return false;
    }
    windows[axis].input = size.value;
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
                   (padded == window.input
                        ? Twine(window.input)
                        : Twine(padded) + ", padding included"))
        .help("use a smaller kernel or dilation, or pad the input");
    return false;
  }
  return true;
}

TensorType withOutputs(const TensorType &x, const WindowList &windows) {
  TensorType type = x;
  for (size_t axis = 0; axis < windows.size(); ++axis)
    type.shape[x.rank() - windows.size() + axis] = {windows[axis].outputs(),
                                                    nullptr, ""};
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

//===----------------------------------------------------------------------===//
// Padding by elements of x
//===----------------------------------------------------------------------===//

/// The elements of one side; `after` tells which.
static bool appendBorder(BuiltinCall &call, const Value &x, unsigned axis,
                         int64_t count, bool after, StringRef mode,
                         SmallVectorImpl<Value> &parts) {
  int64_t size = call.evaluator.typeOf(x).shape[axis].value;
  auto take = [&](int64_t offset, int64_t length) {
    parts.push_back(call.evaluator.slice(x, axis, offset, length, call.range));
    return !parts.back().isError();
  };
  if (mode == "circular")
    return take(after ? 0 : size - count, count);
  for (int64_t i = 0; i < count; ++i) {
    int64_t distance = after ? i + 1 : count - i;
    int64_t inner = mode == "replicate" ? 0 : distance;
    if (!take(after ? size - 1 - inner : inner, 1))
      return false;
  }
  return true;
}

Value refuseRuntimeBorder(BuiltinCall &call, size_t i, const Size &size) {
  call.error(i, DiagId::RuntimeFeatureSize,
             "the run-time axis " + size.dim->name + " cannot be padded")
      .help(kParamInstead);
  return Value::error();
}

Value padAxis(BuiltinCall &call, size_t i, const Value &x, unsigned axis,
              int64_t before, int64_t after, StringRef mode) {
  if (before == 0 && after == 0)
    return x;
  const Size size = call.evaluator.typeOf(x).shape[axis];
  if (!size.isStatic())
    return refuseRuntimeBorder(call, i, size);
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
    return appendBorder(call, x, axis, count, isAfter, mode, parts);
  };
  if (!append(before, false))
    return Value::error();
  parts.push_back(x);
  if (!append(after, true))
    return Value::error();
  return call.evaluator.concat(parts, axis, call.range);
}

} // namespace bmc
