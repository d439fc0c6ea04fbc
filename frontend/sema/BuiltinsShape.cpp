//===- BuiltinsShape.cpp - Functions that move elements -------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/Sequence.h"

#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// view(x, B, S, H, -1)
static Value view(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  ArrayRef<Value> values = call.listed(1);
  SmallVector<std::optional<Size>> sizes;
  for (const Value &value : values) {
    bool infers = value.isInteger() && value.integer == -1;
    if (!infers && !isNewSize(value)) {
      call.error(1, DiagId::BadSize,
                 "a size must be a positive integer, a dim or -1, got " +
                     describe(value, call.evaluator.program));
      return Value::error();
    }
    sizes.push_back(infers ? std::nullopt : std::optional(toSize(value)));
  }
  return call.evaluator.reshape(call[0], sizes, call.range);
}

static Value transpose(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  auto a = call.axis(1, call.type(0)), b = call.axis(2, call.type(0));
  if (!a || !b)
    return Value::error();
  SmallVector<int64_t> permutation =
      to_vector(seq<int64_t>(0, call.type(0).rank()));
  std::swap(permutation[*a], permutation[*b]);
  return call.evaluator.permute(call[0], permutation, call.range);
}

static Value permute(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  ArrayRef<Value> values = call.listed(1);
  int64_t rank = call.type(0).rank();
  SmallVector<int64_t> permutation;
  for (const Value &value : values) {
    bool isAxis =
        value.isInteger() && value.integer >= -rank && value.integer < rank;
    permutation.push_back(
        isAxis ? value.integer + (value.integer < 0 ? rank : 0) : -1);
  }
  SmallVector<int64_t> sorted(permutation);
  sort(sorted);
  if (!equal(sorted, seq<int64_t>(0, rank))) {
    call.error(1, DiagId::BadAxis,
               "the axes must name each axis of " + format(call.type(0)) +
                   " once");
    return Value::error();
  }
  return call.evaluator.permute(call[0], permutation, call.range);
}

/// Parts of the given sizes along an axis.
static Value splitInto(BuiltinCall &call, ArrayRef<int64_t> sizes,
                       unsigned axis) {
  std::vector<Value> parts;
  int64_t offset = 0;
  for (int64_t size : sizes) {
    parts.push_back(
        call.evaluator.slice(call[0], axis, offset, size, call.range));
    if (parts.back().isError())
      return Value::error();
    offset += size;
  }
  return Value::fromSequence(std::move(parts));
}

/// chunk(x, n): n parts, the last one smaller if they cannot be equal
static Value chunk(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  auto count = call.integer(1);
  auto axis = call.staticAxis(2, call.type(0));
  if (!count || !axis)
    return Value::error();
  const Size &extent = call.type(0).shape[*axis];
  int64_t size = *count < 1 ? 1 : (extent.value + *count - 1) / *count;
  int64_t parts = (extent.value + size - 1) / size;
  if (*count < 1 || parts != *count) {
    call.error(1, DiagId::UnevenSplit,
               "axis " + Twine(*axis) + " of size " + format(extent) +
                   " cannot be cut into " + Twine(*count) + " parts");
    return Value::error();
  }
  SmallVector<int64_t> sizes(std::min<int64_t>(parts, 200'000), size);
  sizes.back() -= parts * size - extent.value;
  return splitInto(call, sizes, *axis);
}

/// split(x, [a, b]) or split(x, size)
static Value split(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  auto axis = call.staticAxis(2, call.type(0));
  if (!axis)
    return Value::error();
  const Size &extent = call.type(0).shape[*axis];
  SmallVector<int64_t> sizes;
  int64_t left = extent.value;
  if (call[1].isSequence()) {
    for (const Value &value : call[1].elements()) {
      bool fits =
          value.isInteger() && value.integer >= 1 && value.integer <= left;
      sizes.push_back(fits ? value.integer : 0);
      left -= fits ? value.integer : left + 1;
      if (!fits)
        break;
    }
  } else if (call[1].isInteger() && call[1].integer >= 1) {
    for (; left > 0 && sizes.size() < 200'000; left -= sizes.back())
      sizes.push_back(std::min(left, call[1].integer));
  }
  if (left != 0) {
    call.error(1, DiagId::UnevenSplit,
               "the sizes must be positive integers that add up to " +
                   format(extent) + ", axis " + Twine(*axis) + " of " +
                   format(call.type(0)));
    return Value::error();
  }
  return splitInto(call, sizes, *axis);
}

/// cat([a, b], dim)
static Value cat(BuiltinCall &call) {
  Evaluator &evaluator = call.evaluator;
  if (!call.isTensorList(0))
    return Value::error();
  ArrayRef<Value> tensors = call[0].elements();
  TensorType type = evaluator.typeOf(tensors[0]);
  auto axis = call.axis(1, type);
  if (!axis)
    return Value::error();
  for (const Value &tensor : tensors) {
    TensorType other = evaluator.typeOf(tensor);
    bool fits = other.rank() == type.rank();
    if (fits)
      other.shape[*axis] = type.shape[*axis];
    if (!fits || !(other == type)) {
      call.error(0, DiagId::ShapeMismatch,
                 "cannot join " + format(type) + " and " +
                     format(evaluator.typeOf(tensor)) + " along axis " +
                     Twine(*axis));
      return Value::error();
    }
  }
  return evaluator.concat(tensors, *axis, call.range);
}

/// slice(x, dim, start, end)
static Value slice(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  auto axis = call.axis(1, call.type(0));
  auto start = call.integer(2), end = call.integer(3);
  if (!axis || !start || !end)
    return Value::error();
  const Size &extent = call.type(0).shape[*axis];
  if (*start < 0 || *end <= *start || *end > extent.value) {
    call.error(2, DiagId::BadIndex,
               "needs 0 <= start < end <= " + format(extent) + ", got " +
                   Twine(*start) + " and " + Twine(*end));
    return Value::error();
  }
  return call.evaluator.part(call[0], *axis, *start, *end - *start,
                             /*fromEnd=*/false, call.range);
}

/// The values of arange: `count` of them.
static Value countFrom(BuiltinCall &call, const Size &count, int64_t start,
                       int64_t step) {
  Value result = call.node(OpKind::Arange, {}, {ElementType::I32, {count}});
  if (result.isError())
    return result;
  Node &node = call.evaluator.lastNode();
  node.integers = {start, step};
  int64_t last = start + step * (count.value - 1);
  node.values =
      IntegerValues::between(std::min(start, last), std::max(start, last));
  return result;
}

/// How many steps lead from start to end, 0 after a report.
static int64_t countSteps(BuiltinCall &call, double start, double end,
                          double step) {
  double count = step == 0 ? 0 : std::ceil((end - start) / step);
  if (count >= 1 && count <= INT32_MAX)
    return int64_t(count);
  call.error(2, DiagId::BadValue,
             step == 0 ? Twine("'step' must not be 0")
                       : "no or too many steps of " + formatConstant(step) +
                             " lead from " + formatConstant(start) + " to " +
                             formatConstant(end));
  return 0;
}

/// arange(start, end, step) of numbers that are not all integers
static Value arangeOfFloats(BuiltinCall &call, double start, double end,
                            double step) {
  int64_t count = countSteps(call, start, end, step);
  if (!count)
    return Value::error();
  Evaluator &evaluator = call.evaluator;
  Value x = countFrom(call, {count, nullptr, ""}, 0, 1);
  TensorType type{ElementType::F32, {{count, nullptr, ""}}};
  Value factor = evaluator.splat(step, type, call.range);
  Value offset = evaluator.splat(start, type, call.range);
  if (x.isError() || factor.isError() || offset.isError())
    return Value::error();
  x = call.node(OpKind::Convert, x, type);
  x = x.isError() ? x : call.node(OpKind::Mul, {x, factor}, type);
  return x.isError() ? x : call.node(OpKind::Add, {x, offset}, type);
}

/// arange(start, end, step) of integers that may be positions
static Value arangeOfIntegers(BuiltinCall &call, int64_t start, int64_t end,
                              int64_t step) {
  int64_t count = countSteps(call, start, end, step);
  if (!count)
    return Value::error();
  int64_t least = std::min(start, start + step * (count - 1));
  int64_t most = std::max(start, start + step * (count - 1));
  if (least >= 0 && most < INT32_MAX)
    return countFrom(call, {count, nullptr, ""}, start, step);
  call.error(0, DiagId::BadValue,
             "integers from " + Twine(least) + " to " + Twine(most) +
                 ", but those of arange are from 0 to 2147483646")
      .help("arange(" + Twine(start) + ".0, ..) gives f32");
  return Value::error();
}

/// arange(S), arange(end), arange(start, end, step = 1)
static Value arange(BuiltinCall &call) {
  bool onlyEnd = call[0].isNone() != call[1].isNone();
  Value start = onlyEnd ? Value::fromInteger(0) : call[0];
  Value end = call[1].isNone() ? call[0] : call[1];
  const Value &step = call[2];
  bool countsUp = start.isInteger() && start.integer == 0 && step.isInteger() &&
                  step.integer == 1;
  if (end.kind == Value::Kind::Dim && countsUp)
    return countFrom(call, toSize(end), 0, 1);
  const std::pair<const Value &, size_t> numbers[] = {
      {start, 0}, {end, call[1].isNone() ? 0 : 1}, {step, 2}};
  for (auto &[value, i] : numbers) {
    if (value.isNumber())
      continue;
    call.error(i, DiagId::BadSize,
               "needs numbers, or one dim: arange(S); got " +
                   describe(value, call.evaluator.program));
    return Value::error();
  }
  if (!start.isInteger() || !end.isInteger() || !step.isInteger())
    return arangeOfFloats(call, start.asDouble(), end.asDouble(),
                          step.asDouble());
  if (countsUp && end.integer >= 1 && end.integer < INT32_MAX)
    return countFrom(call, toSize(end), 0, 1);
  return arangeOfIntegers(call, start.integer, end.integer, step.integer);
}

/// full([B, D], 0.5): a tensor of one value
static Value full(BuiltinCall &call) {
  auto value = call.number(1);
  auto type = call.newType(0);
  return value && type ? call.evaluator.splat(*value, *type, call.range)
                       : Value::error();
}

static const Builtin kRows[] = {
    {"view", "x, *sizes", view,
     "The same elements in another shape; one size may be -1. Also written "
     "`x as f32[B, 2, 4]`.\n"
     "shape: [..] -> [sizes]; run-time axes keep their order and are not "
     "merged\n"
     "torch: Tensor.view: works on every tensor\n"
     "try: view(x, -1, 2, 4)"},
    {"reshape", "x, *sizes", view,
     "Another name of view.\n"
     "shape: [..] -> [sizes]\n"
     "torch: Tensor.reshape\n"
     "try: x.reshape(-1, 2, 4)"},
    {"transpose", "x, dim0, dim1", transpose,
     "Two axes change places.\n"
     "shape: [.., M, .., N, ..] -> [.., N, .., M, ..]\n"
     "torch: torch.transpose\n"
     "try: transpose(sequence, 1, 2)"},
    {"permute", "x, *dims", permute,
     "The axes in another order.\n"
     "shape: [..] -> [..]\n"
     "torch: Tensor.permute\n"
     "try: image.permute(0, 2, 3, 1)"},
    {"chunk", "x, chunks, dim=0", chunk,
     "A list of so many parts along an axis of compile-time size; the last "
     "may be smaller.\n"
     "shape: [.., N, ..] -> a list of [.., N/chunks, ..]\n"
     "torch: torch.chunk\n"
     "try: a, b = chunk(x, 2, dim = -1); a * b"},
    {"split", "x, sizes, dim=0", split,
     "A list of parts along an axis of compile-time size: their sizes, or "
     "one size for all.\n"
     "shape: [.., N, ..] -> a list of [.., size, ..]\n"
     "torch: torch.split\n"
     "try: _a, b = split(x, [3, 5], dim = -1); b"},
    {"cat", "tensors, dim=0", cat,
     "Tensors one after the other along an axis, whose size in one of them may "
     "be a run-time size.\n"
     "shape: a list of [.., N, ..] -> [.., the sum of their N, ..]; with S and "
     "1, S+1\n"
     "torch: torch.cat\n"
     "try: cat([x, y], dim = -1)"},
    {"slice", "x, dim, start, end", slice,
     "The positions from start up to end along an axis; also written `x[:, "
     "2:6]`. Of a run-time axis they must exist when the program runs.\n"
     "shape: [.., N, ..] -> [.., end - start, ..]\n"
     "torch: torch.narrow: that takes a length\n"
     "try: slice(x, 1, 2, 6)"},
    {"arange", "start=none, end=none, step=1", arange,
     "The numbers from start (0) in steps up to end, which is not among "
     "them. Of integers i32 and not below 0, of floats f32; `arange(S)` "
     "takes a dim.\n"
     "shape: i32[N] or f32[N]\n"
     "torch: torch.arange\n"
     "try: x + float(arange(8))"},
    {"full", "size, value", full,
     "A tensor of one number.\n"
     "shape: [size]: a list of sizes, or a type such as f32[B, 8]\n"
     "torch: torch.full\n"
     "try: cat([x, full([x.shape[0], 1], 0.5)], dim = -1)"},
};

ArrayRef<Builtin> shapeBuiltins() { return kRows; }

} // namespace bmc
