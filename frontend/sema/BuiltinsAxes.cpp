//===- BuiltinsAxes.cpp - Functions that add, drop and repeat axes --------===//

#include "frontend/sema/Windows.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

using Sizes = SmallVector<std::optional<Size>>;

static Size fixed(int64_t value) { return {value, nullptr, ""}; }

static Sizes sizesOf(const TensorType &type) {
  return Sizes(type.shape.begin(), type.shape.end());
}

/// flatten(x, start_dim, end_dim)
static Value flatten(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  const TensorType type = call.type(0);
  auto first = call.axis(1, type), last = call.axis(2, type);
  if (!first || !last)
    return Value::error();
  if (*first > *last) {
    call.error(1, DiagId::BadAxis, "'start_dim' comes after 'end_dim'");
    return Value::error();
  }
  Sizes sizes = sizesOf(type);
  if (*first == *last)
    return call[0];
  int64_t merged = 1;
  for (const Size &size :
       ArrayRef(type.shape).slice(*first, *last - *first + 1))
    if (size.dim || MulOverflow(merged, size.value, merged)) {
      call.error(0, DiagId::RuntimeFeatureSize,
                 "axes " + Twine(*first) + " to " + Twine(*last) + " of " +
                     format(type) + " cannot be merged: " + format(size) +
                     " is a run-time size")
          .help(*first == 0 && *last + 1 == type.rank()
                    ? "flatten(x, 1) keeps the batch"
                    : kLeadingAxesHelp);
      return Value::error();
    }
  sizes.erase(sizes.begin() + *first, sizes.begin() + *last + 1);
  sizes.insert(sizes.begin() + *first, fixed(merged));
  return call.evaluator.reshape(call[0], sizes, call.range);
}

/// squeeze(x) drops all axes of size 1, squeeze(x, dim) that one
static Value squeeze(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  const TensorType type = call.type(0);
  Sizes sizes;
  std::optional<unsigned> only;
  if (!call[1].isNone() && !(only = call.axis(1, type)))
    return Value::error();
  for (auto [axis, size] : enumerate(type.shape))
    if (!size.isOne() || (only && *only != axis))
      sizes.push_back(size);
  if (only && sizes.size() == type.rank()) {
    call.error(1, DiagId::BadAxis,
               "axis " + Twine(*only) + " of " + format(type) +
                   " has not size 1");
    return Value::error();
  }
  return call.evaluator.reshape(call[0], sizes, call.range);
}

/// unsqueeze(x, dim): a new axis of size 1
static Value unsqueeze(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  TensorType grown = call.type(0);
  grown.shape.push_back(fixed(1));
  auto axis = call.axis(1, grown);
  if (!axis)
    return Value::error();
  Sizes sizes = sizesOf(call.type(0));
  sizes.insert(sizes.begin() + *axis, fixed(1));
  return call.evaluator.reshape(call[0], sizes, call.range);
}

/// expand(x, *sizes): axes of size 1 and new leading axes repeat; -1 keeps
static Value expand(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  const TensorType type = call.type(0);
  ArrayRef<Value> values = call.listed(1);
  Shape shape;
  int64_t added = int64_t(values.size()) - type.rank();
  for (auto [i, value] : enumerate(values)) {
    int64_t axis = int64_t(i) - added;
    bool keeps = axis >= 0 && value.isInteger() && value.integer == -1;
    bool isSize = isNewSize(value);
    Size size = keeps ? type.shape[axis] : isSize ? toSize(value) : Size{};
    bool fits = (keeps || isSize) && (axis < 0 || type.shape[axis].isOne() ||
                                      type.shape[axis] == size);
    if (added < 0 || !fits) {
      call.error(1, DiagId::ShapeMismatch,
                 "only axes of size 1 of " + format(type) +
                     " and new leading axes can repeat");
      return Value::error();
    }
    shape.push_back(size);
  }
  if (added < 0) {
    call.error(1, DiagId::ShapeMismatch,
               "needs at least " + Twine(type.rank()) + " sizes");
    return Value::error();
  }
  return call.evaluator.broadcastTo(call[0], shape, call.range);
}

/// Each position of `axis` (each block of it, if `asBlock`) `count` times.
static Value repeatAxis(BuiltinCall &call, const Value &x, unsigned axis,
                        int64_t count, bool asBlock) {
  Evaluator &evaluator = call.evaluator;
  if (count == 1)
    return x;
  TensorType type = evaluator.typeOf(x);
  Sizes cut = sizesOf(type);
  unsigned added = asBlock ? axis : axis + 1;
  cut.insert(cut.begin() + added, fixed(1));
  Value grown = evaluator.reshape(x, cut, call.range);
  if (grown.isError())
    return grown;
  Shape repeated = evaluator.typeOf(grown).shape;
  repeated[added] = fixed(count);
  Value result = evaluator.broadcastTo(grown, repeated, call.range);
  if (result.isError())
    return result;
  Sizes joined = sizesOf(type);
  joined[axis] = fixed(type.shape[axis].value * count);
  return evaluator.reshape(result, joined, call.range);
}

/// An integer that says how often something repeats.
static std::optional<int64_t> repeatCount(BuiltinCall &call, size_t i,
                                          const Value &value) {
  if (value.isInteger() && value.integer >= 1 && value.integer <= kMaxElements)
    return value.integer;
  call.error(i, DiagId::BadValue,
             "'" + call.formals[i] + "' must be positive integers, got " +
                 describe(value, call.evaluator.program));
  return std::nullopt;
}

/// repeat(x, *repeats): the tensor as tiles, torch.Tensor.repeat
static Value repeat(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  ArrayRef<Value> values = call.listed(1);
  Value x = call[0];
  Sizes sizes = sizesOf(call.type(0));
  if (values.size() < sizes.size()) {
    call.error(1, DiagId::BadArguments,
               "needs a number of repeats for each axis of " +
                   format(call.type(0)));
    return Value::error();
  }
  sizes.insert(sizes.begin(), values.size() - sizes.size(), fixed(1));
  x = call.evaluator.reshape(x, sizes, call.range);
  for (auto [axis, value] : enumerate(values)) {
    std::optional<int64_t> count = repeatCount(call, 1, value);
    if (x.isError() || !count)
      return Value::error();
    const Size size = call.evaluator.typeOf(x).shape[axis];
    if (*count > 1 && size.dim) {
      call.error(1, DiagId::RuntimeFeatureSize,
                 "the run-time axis " + size.dim->name + " cannot repeat");
      return Value::error();
    }
    x = repeatAxis(call, x, axis, *count, /*asBlock=*/true);
  }
  return x;
}

/// repeat_interleave(x, repeats, dim): each position several times
static Value repeatInterleave(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  auto count = repeatCount(call, 1, call[1]);
  auto axis = call.axis(2, call.type(0));
  if (!count || !axis)
    return Value::error();
  if (call.type(0).shape[*axis].dim && *count > 1)
    return repeatRuntime(call, 2, call[0], *axis, *count);
  return repeatAxis(call, call[0], *axis, *count, /*asBlock=*/false);
}

/// select(x, dim, index): one position, whose axis disappears
static Value select(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  const TensorType type = call.type(0);
  auto axis = call.axis(1, type);
  auto index = call.integer(2);
  if (!axis || !index)
    return Value::error();
  const Size &extent = type.shape[*axis];
  bool isEnd = *index == 0 || *index == -1;
  if (extent.dim && isEnd)
    return call.evaluator.selectEnd(call[0], *axis, *index < 0, call.range);
  bool fromEnd = *index < 0;
  int64_t offset = fromEnd ? ~*index : *index;
  if (offset >= extent.value) {
    call.error(2, DiagId::BadIndex,
               Twine(*index) + " is not a position of axis " + Twine(*axis) +
                   " of " + format(type));
    return Value::error();
  }
  Value part =
      call.evaluator.part(call[0], *axis, offset, 1, fromEnd, call.range);
  Sizes sizes = sizesOf(type);
  sizes.erase(sizes.begin() + *axis);
  return part.isError() ? part
                        : call.evaluator.reshape(part, sizes, call.range);
}

/// stack([a, b], dim): joined along a new axis
static Value stack(BuiltinCall &call) {
  Evaluator &evaluator = call.evaluator;
  if (!call.isTensorList(0))
    return Value::error();
  const TensorType type = evaluator.typeOf(call[0].elements()[0]);
  TensorType grown = type;
  grown.shape.push_back(fixed(1));
  auto axis = call.axis(1, grown);
  if (!axis)
    return Value::error();
  Sizes sizes = sizesOf(type);
  sizes.insert(sizes.begin() + *axis, fixed(1));
  SmallVector<Value> parts;
  for (const Value &tensor : call[0].elements()) {
    if (!(evaluator.typeOf(tensor) == type)) {
      call.error(0, DiagId::ShapeMismatch,
                 "cannot stack " + format(type) + " and " +
                     format(evaluator.typeOf(tensor)));
      return Value::error();
    }
    parts.push_back(evaluator.reshape(tensor, sizes, call.range));
    if (parts.back().isError())
      return Value::error();
  }
  return evaluator.concat(parts, *axis, call.range);
}

/// Positions of an axis move on, the last ones come first.
static Value rollAxis(BuiltinCall &call) {
  auto shift = call.integer(1);
  auto axis = call.axis(2, call.type(0));
  if (!shift || !axis)
    return Value::error();
  const Size extent = call.type(0).shape[*axis];
  Evaluator &evaluator = call.evaluator;
  if (!extent.isStatic() &&
      (*shift <= -extent.value || *shift >= extent.value)) {
    call.error(1, DiagId::BadValue,
               "the run-time axis " + format(extent) + " has at most " +
                   Twine(extent.value) + " positions to move by");
    return Value::error();
  }
  int64_t moved = extent.isStatic() ? *shift % extent.value : *shift;
  if (moved == 0)
    return call[0];
  bool forward = moved > 0;
  int64_t count = std::abs(moved);
  Value wrapped = evaluator.part(call[0], *axis, 0, count, forward, call.range);
  Value rest = evaluator.crop(call[0], *axis, forward ? 0 : count,
                              forward ? count : 0, call.range);
  if (wrapped.isError() || rest.isError())
    return Value::error();
  if (forward)
    std::swap(wrapped, rest);
  return evaluator.concat({rest, wrapped}, *axis, call.range);
}

/// roll(x, shifts, dims): one shift and axis, or a list of each
static Value roll(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  std::vector<Value> shifts = call.oneOrMore(1), dims = call.oneOrMore(2);
  if (shifts.size() != dims.size()) {
    call.error(2, DiagId::BadValue,
               "there are " + Twine(shifts.size()) + " shifts for " +
                   Twine(dims.size()) + " axes");
    return Value::error();
  }
  for (auto [shift, dim] : zip_equal(shifts, dims)) {
    call.arguments[1] = shift;
    call.arguments[2] = dim;
    call.arguments[0] = rollAxis(call);
    if (call[0].isError())
      break;
  }
  return call[0];
}

/// Without so many positions at both ends of an axis.
static Value cropAxis(BuiltinCall &call, const Value &x, unsigned axis,
                      int64_t first, int64_t last) {
  const TensorType type = call.evaluator.typeOf(x);
  if (first == 0 && last == 0)
    return x;
  if (first + last >= type.shape[axis].value) {
    call.error(1, DiagId::BadValue,
               "taking " + Twine(first + last) + " off axis " + Twine(axis) +
                   " of " + format(type) + " leaves nothing");
    return Value::error();
  }
  return call.evaluator.crop(x, axis, first, last, call.range);
}

/// pad(x, [left, right, top, bottom, ..], mode, value): constants, or elements
/// of x, around the last axes, the last one first; less than 0 takes off
static Value pad(BuiltinCall &call) {
  auto value = call.number(3);
  auto mode = call.choice(2, {"constant", "reflect", "replicate", "circular"});
  if (!call.isFloatTensor(0) || !value || !mode)
    return Value::error();
  Value x = call[0];
  bool isList =
      call[1].isSequence() && call[1].elements().size() % 2 == 0 &&
      call[1].elements().size() <= 2 * call.type(0).rank() &&
      all_of(call[1].elements(), [](const Value &amount) {
        return amount.isInteger() && std::abs(amount.integer) <= kMaxElements;
      });
  if (!isList) {
    call.error(1, DiagId::BadValue,
               "'pad' must be a list such as [left, right] of integers, two "
               "for each of the last axes");
    return Value::error();
  }
  for (size_t pair = 0; pair * 2 < call[1].elements().size(); ++pair) {
    unsigned axis = call.type(0).rank() - 1 - pair;
    int64_t before = call[1].elements()[2 * pair].integer;
    int64_t after = call[1].elements()[2 * pair + 1].integer;
    x = cropAxis(call, x, axis, std::max<int64_t>(-before, 0),
                 std::max<int64_t>(-after, 0));
    if (!x.isError())
      x = padAxis(call, 1, x, axis, std::max<int64_t>(before, 0),
                  std::max<int64_t>(after, 0), *mode, *value);
    if (x.isError())
      return x;
  }
  return x;
}

/// full_like(x, value)
static Value fullLike(BuiltinCall &call) {
  auto value = call.number(1);
  if (!call.isTensor(0) || !value)
    return Value::error();
  return call.evaluator.splat(*value, {ElementType::F32, call.type(0).shape},
                              call.range);
}

/// one_hot(indices, num_classes): 1 at the class, f32
static Value oneHot(BuiltinCall &call) {
  auto classes = call.integer(1);
  if (!call.isIntegerTensor(0) || !classes)
    return Value::error();
  if (*classes < 1 || *classes > kMaxElements) {
    call.error(1, DiagId::BadValue, "'num_classes' must be at least 1");
    return Value::error();
  }
  // A row of no class is all 0.
  if (!call.stayBelow(0, *classes, "indices",
                      "there are only " + Twine(*classes) + " classes",
                      /*mayBeNegative=*/true))
    return Value::error();
  TensorType type{ElementType::F32, call.type(0).shape};
  type.shape.push_back(fixed(*classes));
  return call.node(OpKind::OneHot, call[0], type);
}

/// size(x, dim): a number or a dim; size(x): all of them
static Value size(BuiltinCall &call) {
  if (!call.isTensor(0))
    return Value::error();
  Value sizes = Value::fromShape(call.type(0).shape);
  if (call[1].isNone())
    return sizes;
  auto axis = call.axis(1, call.type(0));
  return axis ? sizes.elements()[*axis] : Value::error();
}

static const Builtin kRows[] = {
    {"flatten", "x, start_dim=0, end_dim=-1", flatten,
     "Axes from start_dim to end_dim as one.\n"
     "shape: [.., N, .., M, ..] -> [.., N*..*M, ..] of compile-time sizes\n"
     "torch: torch.flatten: flatten(x, 1) keeps the batch, which is not "
     "merged\n"
     "try: flatten(image, 1)"},
    {"squeeze", "x, dim=none", squeeze,
     "Without the axis dim, whose size is 1, or without all axes of size 1.\n"
     "shape: [.., 1, ..] -> [.., ..]\n"
     "torch: torch.squeeze: an axis of another size is an error\n"
     "try: squeeze(mean(sequence, dim = 1, keepdim = true), 1)"},
    {"unsqueeze", "x, dim", unsqueeze,
     "With a new axis of size 1 at dim; also written `x[:, none]`.\n"
     "shape: [..] -> [.., 1, ..]\n"
     "torch: torch.unsqueeze\n"
     "try: unsqueeze(x, 1)"},
    {"expand", "x, *sizes", expand,
     "Axes of size 1 and new leading axes repeat to these sizes; -1 keeps a "
     "size.\n"
     "shape: [.., 1, ..] -> [.., N, ..]\n"
     "torch: Tensor.expand\n"
     "try: x.unsqueeze(1).expand(-1, 3, -1)"},
    {"repeat", "x, *repeats", repeat,
     "The tensor as tiles: so many along each axis.\n"
     "shape: [.., N] -> [.., N*repeats]; a run-time axis does not repeat\n"
     "torch: Tensor.repeat\n"
     "try: x.repeat(1, 2)"},
    {"repeat_interleave", "x, repeats, dim", repeatInterleave,
     "Each position of dim several times.\n"
     "shape: [.., N, ..] -> [.., N*repeats, ..]\n"
     "torch: torch.repeat_interleave: repeats is one number\n"
     "try: repeat_interleave(x, 2, dim = -1)"},
    {"select", "x, dim, index", select,
     "One position of an axis, which disappears; also written `x[:, 3]`.\n"
     "shape: [.., N, ..] -> [.., ..]\n"
     "torch: torch.select\n"
     "try: select(sequence, 1, -1)"},
    {"stack", "tensors, dim=0", stack,
     "Tensors of one shape along a new axis.\n"
     "shape: a list of n [..] -> [.., n, ..]\n"
     "torch: torch.stack\n"
     "try: stack([x, y], dim = 1)"},
    {"roll", "x, shifts, dims", roll,
     "Positions move on by shifts, and the last ones come first: of one axis, "
     "or a list of each.\n"
     "shape: [.., N, ..] -> [.., N, ..]\n"
     "torch: torch.roll\n"
     "try: roll(x, 1, dims = -1)"},
    {"pad", "x, pad, mode=\"constant\", value=0", pad,
     "Numbers, or elements of x, around the last axes: [left, right] of the "
     "last, then of the one before it; less than 0 takes off. mode: "
     "\"constant\", \"reflect\", "
     "\"replicate\", \"circular\".\n"
     "shape: f32[.., N] -> f32[.., left + N + right]\n"
     "torch: F.pad\n"
     "try: pad(image, [1, 1, 2, 2])"},
    {"full_like", "x, value", fullLike,
     "A tensor of one number in the shape of x.\n"
     "shape: [..] -> f32[..]\n"
     "torch: torch.full_like\n"
     "try: x + full_like(x, 0.5)"},
    {"one_hot", "indices, num_classes", oneHot,
     "1 at the position of the index, else 0.\n"
     "shape: i32[..] -> f32[.., num_classes]\n"
     "torch: F.one_hot: f32, and num_classes is needed\n"
     "try: one_hot(label, 3)"},
    {"size", "x, dim=none", size,
     "The size of an axis, or a list of all; also written `x.shape[1]`.\n"
     "shape: [..] -> a number or a dim\n"
     "torch: Tensor.size\n"
     "try: x / x.size(-1)"},
};

ArrayRef<Builtin> axesBuiltins() { return kRows; }

} // namespace bmc
