//===- BuiltinsConvolution.cpp - Convolutions -----------------------------===//

#include "frontend/sema/Windows.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// The argument `groups` of all convolutions, as in torch.
static constexpr size_t kGroups = 6;

/// A piece of an image with its surroundings has to fit into a core's cache.
static constexpr int64_t kMaxReach = 16384;

/// The arguments of a convolution by meaning; `axes` spatial ones.
struct ConvolutionCall {
  BuiltinCall &call;
  WindowList windows;
  int64_t groups = 1;

  ConvolutionCall(BuiltinCall &call, size_t axes) : call(call), windows(axes) {}

  bool checkTensors(bool transposed);
  bool checkReach(size_t argument);
  bool setPadding(size_t argument);
  Value addBias(const Value &y);
};

/// x [.., C, spatial], weight [O, C/groups, kernel] (transposed: [C, O/groups,
/// kernel]), bias [O].
bool ConvolutionCall::checkTensors(bool transposed) {
  if (!call.isFloatTensor(0) || !call.isFloatTensor(1) ||
      !call.isTensorOrNone(2))
    return false;
  size_t rank = windows.size() + 2;
  const TensorType &x = call.type(0), &weight = call.type(1);
  for (size_t i : {0, 1})
    if (call.type(i).rank() != rank) {
      call.error(i, DiagId::RankMismatch,
                 "'" + call.formals[i] + "' must have " + Twine(rank) +
                     " axes, got " + format(call.type(i)));
      return false;
    }
  for (const Size &size : weight.shape)
    if (!size.isStatic()) {
      call.error(1, DiagId::RuntimeFeatureSize,
                 "'weight' must have compile-time sizes, got " +
                     format(weight));
      return false;
    }
  if (!x.shape[1].isStatic()) {
    call.error(0, DiagId::RuntimeFeatureSize,
               "the channels of " + format(x) + " must be a compile-time size");
    return false;
  }
  int64_t channels = x.shape[1].value;
  int64_t cut = transposed ? channels : weight.shape[0].value;
  if (groups < 1 || channels % groups != 0 || cut % groups != 0) {
    call.error(kGroups, DiagId::UnevenSplit,
               Twine(groups) + " groups do not divide " +
                   (groups < 1 || channels % groups != 0
                        ? "the " + Twine(channels) + " channels of 'x'"
                        : "the " + Twine(cut) + " filters of 'weight'"));
    return false;
  }
  const Size &met = weight.shape[transposed ? 0 : 1];
  int64_t expected = transposed ? channels : channels / groups;
  if (met.value != expected) {
    call.error(0, DiagId::ShapeMismatch,
               "'x' " + format(x) + " has " + Twine(channels) +
                   " channels, 'weight' " + format(weight) + " is for " +
                   Twine(met.value * (transposed ? 1 : groups)));
    return false;
  }
  int64_t outputs =
      transposed ? weight.shape[1].value * groups : weight.shape[0].value;
  if (!call[2].isNone() &&
      (call.type(2).rank() != 1 || !call.type(2).shape[0].isStatic() ||
       call.type(2).shape[0].value != outputs)) {
    call.error(2, DiagId::ShapeMismatch,
               "'bias' must be f32[" + Twine(outputs) + "], got " +
                   format(call.type(2)));
    return false;
  }
  for (size_t axis = 0; axis < windows.size(); ++axis)
    windows[axis].kernel = weight.shape[2 + axis].value;
  return setInputs(call, windows);
}

bool ConvolutionCall::checkReach(size_t argument) {
  int64_t product = 1;
  for (const Window &window : windows) {
    int64_t shift = (window.kernel - 1) * window.dilation / window.stride + 1;
    int64_t planes = std::min(window.kernel, window.stride);
    if (MulOverflow(product, shift, product) ||
        MulOverflow(product, planes, product) || product > kMaxReach) {
      call.error(argument, DiagId::WindowTooLarge,
                 "a window spans more than " + Twine(kMaxReach) + " elements");
      return false;
    }
  }
  return true;
}

/// A number, a list, "valid", "same" or "causal".
bool ConvolutionCall::setPadding(size_t argument) {
  const Value &value = call[argument];
  if (value.kind != Value::Kind::String)
    if (!setWindows(call, argument, windows, &Window::before, 0))
      return false;
  if (value.kind == Value::Kind::String) {
    auto choice = call.choice(argument, {"same", "valid", "causal"});
    if (!choice)
      return false;
    for (Window &window : windows) {
      if (*choice == "same" && window.stride != 1) {
        call.error(argument, DiagId::BadValue,
                   "padding \"same\" needs stride 1");
        return false;
      }
      int64_t total = *choice == "valid" ? 0 : window.reach() - 1;
      window.before = *choice == "causal" ? total : total / 2;
      window.after = total - window.before;
    }
    return true;
  }
  for (Window &window : windows)
    window.after = window.before;
  return true;
}

Value ConvolutionCall::addBias(const Value &y) {
  if (call[2].isNone() || y.isError())
    return y;
  SmallVector<std::optional<Size>> sizes(windows.size() + 1,
                                         Size{1, nullptr, ""});
  sizes[0] = call.type(2).shape[0];
  Value bias = call.evaluator.reshape(call[2], sizes, call.range);
  if (bias.isError())
    return bias;
  return call.evaluator.elementwise(OpKind::Add, y, bias, call.range, "bias");
}

/// conv(x, weight, bias, stride, padding, dilation, groups, padding_mode)
template <size_t Axes> static Value conv(BuiltinCall &call) {
  ConvolutionCall conv(call, Axes);
  auto mode = call.choice(7, {"zeros", "reflect", "replicate", "circular"});
  auto groups = call.integer(kGroups);
  if (!groups || !mode)
    return Value::error();
  conv.groups = *groups;
  if (!conv.checkTensors(false) ||
      !setWindows(call, 3, conv.windows, &Window::stride, 1) ||
      !setWindows(call, 5, conv.windows, &Window::dilation, 1) ||
      !conv.setPadding(4) || !conv.checkReach(1) ||
      !haveOutputs(call, 1, conv.windows))
    return Value::error();
  std::optional<TensorType> type =
      withOutputs(call, call.type(0), conv.windows);
  if (!type)
    return Value::error();
  type->shape[1] = call.type(1).shape[0];
  Value x = call[0];
  if (*mode != "zeros")
    for (auto [axis, window] : enumerate(conv.windows)) {
      x = padAxis(call, 4, x, 2 + axis, window.before, window.after, *mode);
      if (x.isError())
        return x;
      window.before = window.after = 0;
    }
  Value y = call.node(OpKind::Conv, {x, call[1]}, *type);
  if (y.isError())
    return y;
  appendWindows(call.evaluator.lastNode(), conv.windows, /*kernel=*/false);
  call.evaluator.lastNode().integers.push_back(conv.groups);
  return conv.addBias(y);
}

/// Sets `size` to what a transposed convolution makes of the inputs; the window
/// of the convolution that it transposes goes over these.
static bool setTransposed(BuiltinCall &call, const WindowList &extra,
                          WindowList &windows) {
  for (auto [window, more] : zip_equal(windows, extra)) {
    int64_t added = more.before;
    if (added >= std::max(window.stride, window.dilation)) {
      call.error(5, DiagId::BadValue,
                 "'output_padding' must be below stride or dilation");
      return false;
    }
    int64_t inputs = window.input;
    int64_t beyond = window.reach() - window.stride - 2 * window.before + added;
    if (inputs * window.stride + beyond < 1) {
      call.error(4, DiagId::WindowTooLarge,
                 "padding leaves nothing of the output");
      return false;
    }
    std::optional<Size> size = call.evaluator.derivedSize(
        window.inputSize(), window.stride, beyond, 1, call.range);
    if (!size)
      return false;
    window.input = size->value;
    window.dim = size->dim;
    window.after = window.before;
    // What is added beyond a step would make room for one more window.
    if (added >= window.stride)
      window.after -= added;
    if (window.after < 0 || window.outputs() != inputs) {
      call.error(5, DiagId::BadValue,
                 "'output_padding' must be below the stride, or not above "
                 "padding");
      return false;
    }
  }
  return true;
}

/// conv_transpose(x, weight, bias, stride, padding, output_padding, groups,
/// dilation)
template <size_t Axes> static Value convTranspose(BuiltinCall &call) {
  ConvolutionCall conv(call, Axes);
  WindowList extra(Axes);
  auto groups = call.integer(kGroups);
  if (!groups)
    return Value::error();
  conv.groups = *groups;
  if (!conv.checkTensors(true) ||
      !setWindows(call, 3, conv.windows, &Window::stride, 1) ||
      !setWindows(call, 4, conv.windows, &Window::before, 0) ||
      !setWindows(call, 5, extra, &Window::before, 0) ||
      !setWindows(call, 7, conv.windows, &Window::dilation, 1) ||
      !conv.checkReach(1) || !setTransposed(call, extra, conv.windows))
    return Value::error();
  TensorType type = call.type(0);
  type.shape[1] = {call.type(1).shape[1].value * conv.groups, nullptr, ""};
  for (auto [axis, window] : enumerate(conv.windows))
    type.shape[2 + axis] = window.inputSize();
  Value y = call.node(OpKind::ConvDinput, {call[0], call[1]}, type);
  if (y.isError())
    return y;
  appendWindows(call.evaluator.lastNode(), conv.windows, /*kernel=*/false);
  call.evaluator.lastNode().integers.push_back(conv.groups);
  return conv.addBias(y);
}

/// ntuple(value, count, least): a number repeated, or the list of as many
/// numbers
static Value ntuple(BuiltinCall &call) {
  auto count = call.integer(1), least = call.integer(2);
  if (!count || !least || *count < 1 || *count > 4) {
    if (count && least)
      call.error(1, DiagId::BadValue, "'count' must be from 1 to 4");
    return Value::error();
  }
  WindowList windows(*count);
  if (!setWindows(call, 0, windows, &Window::kernel, *least))
    return Value::error();
  std::vector<Value> numbers;
  for (const Window &window : windows)
    numbers.push_back(Value::fromInteger(window.kernel));
  return Value::fromSequence(std::move(numbers));
}

ArrayRef<Builtin> convolutionBuiltins() {
  static const char *forward = "x, weight, bias=none, stride=1, padding=0, "
                               "dilation=1, groups=1, padding_mode=\"zeros\"";
  static const char *transposed = "x, weight, bias=none, stride=1, padding=0, "
                                  "output_padding=0, groups=1, dilation=1";
  static const Builtin rows[] = {
      {"conv1d", forward, conv<1>,
       "Filters over windows of a signal. padding: a number, \"same\", "
       "\"valid\" or \"causal\"; padding_mode as of Conv1d.\n"
       "shape: x f32[B, C, W], weight f32[O, C/groups, K], bias f32[O] -> "
       "f32[B, O, W']\n"
       "torch: F.conv1d: without a batch axis it is an error\n"
       "try: w = parameter(f32[6, 4, 3], init = normal(0, 1)); conv1d(signal, "
       "w, padding = 1)"},
      {"conv2d", forward, conv<2>,
       "Filters over windows of images; numbers, or lists of one for each "
       "axis. padding: also \"same\", \"valid\" or \"causal\".\n"
       "shape: x f32[B, C, H, W], weight f32[O, C/groups, K, L], bias f32[O] "
       "-> f32[B, O, H', W']\n"
       "torch: F.conv2d: without a batch axis it is an error\n"
       "try: w = parameter(f32[6, 4, 3, 3], init = normal(0, 1)); "
       "conv2d(image, w, stride = 2)"},
      {"conv_transpose1d", transposed, convTranspose<1>,
       "The gradient of a convolution by its input, used forward: it "
       "enlarges.\n"
       "shape: x f32[B, C, W], weight f32[C, O/groups, K], bias f32[O] -> "
       "f32[B, O, W']\n"
       "torch: F.conv_transpose1d: dilation stands before groups\n"
       "try: w = parameter(f32[4, 6, 2], init = normal(0, 1)); "
       "conv_transpose1d(signal, w, stride = 2)"},
      {"conv_transpose2d", transposed, convTranspose<2>,
       "The gradient of a convolution by its input, used forward: it "
       "enlarges.\n"
       "shape: x f32[B, C, H, W], weight f32[C, O/groups, K, L], bias f32[O] "
       "-> f32[B, O, H', W']\n"
       "torch: F.conv_transpose2d: dilation stands before groups\n"
       "try: w = parameter(f32[4, 6, 2, 2], init = normal(0, 1)); "
       "conv_transpose2d(image, w, stride = 2)"},
      {"ntuple", "value, count, least=1", ntuple,
       "group: Shapes\n"
       "A number as a list of count numbers, or the list of as many that it "
       "is; none is below least.\n"
       "shape: a number or a list -> a list\n"
       "torch: none\n"
       "try: sizes = ntuple(2, 2); image[:, :, ::sizes[0], ::sizes[1]]"},
  };
  return rows;
}

} // namespace bmc
