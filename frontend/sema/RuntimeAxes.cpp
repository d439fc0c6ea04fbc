//===- RuntimeAxes.cpp - Parts of axes of run-time size -------------------===//
//
// What is taken from an axis, left out at its ends, or joined along it, for
// axes of static and of run-time size alike. A position that has to exist asks
// for an axis that is long enough: a computed size says so to the program,
// which checks it where it meets the data.
//
//===----------------------------------------------------------------------===//
#include "frontend/sema/Evaluator.h"

using namespace llvm;

namespace bmc {

/// An axis without `count` of its positions; nullopt after a report.
std::optional<Size> Evaluator::remaining(const Size &size, int64_t count,
                                         SourceRange range) {
  if (size.dim == program.batch) {
    error(range, DiagId::RuntimeFeatureSize,
          "no part of the batch " + size.dim->name +
              " can be taken: its rows are computed apart")
        .note(size.dim->range, "'" + size.dim->name + "' is declared here")
        .help("':' takes all of it; where(condition, a, b) can mask a part");
    return std::nullopt;
  }
  if (count < size.value)
    return derivedSize(size, 1, -count, 1, range);
  error(range, DiagId::BadIndex,
        "the run-time axis " + size.dim->name + " has at most " +
            Twine(size.value) + " positions")
      .note(size.dim->range, "'" + size.dim->name + "' is declared here");
  return std::nullopt;
}

Value Evaluator::shifted(const Value &x, unsigned axis, const Size &size,
                         int64_t shift, bool fromEnd, SourceRange range) {
  TensorType type = typeOf(x);
  type.shape[axis] = size;
  Value result = addNode(OpKind::Pad, x, type, range);
  if (!result.isError()) {
    lastNode().integers = {int64_t(axis), shift};
    lastNode().flags[0] = fromEnd;
  }
  return result;
}

Value Evaluator::part(const Value &x, unsigned axis, int64_t offset,
                      int64_t count, bool fromEnd, SourceRange range) {
  const Size size = typeOf(x).shape[axis];
  if (size.isStatic())
    return slice(x, axis, fromEnd ? size.value - offset - count : offset, count,
                 range);
  if (!remaining(size, offset + (count - 1), range))
    return Value::error();
  return shifted(x, axis, Size{count, nullptr, ""}, -offset, fromEnd, range);
}

Value Evaluator::crop(const Value &x, unsigned axis, int64_t before,
                      int64_t after, SourceRange range) {
  const Size size = typeOf(x).shape[axis];
  if (before == 0 && after == 0)
    return x;
  if (size.isStatic())
    return slice(x, axis, before, size.value - before - after, range);
  std::optional<Size> rest = remaining(size, before + after, range);
  if (!rest)
    return Value::error();
  return shifted(x, axis, *rest, -before, /*fromEnd=*/false, range);
}

std::optional<Size> Evaluator::joinedSize(ArrayRef<Value> tensors,
                                          unsigned axis, SourceRange range) {
  Size runtime{0, nullptr, ""};
  int64_t fixed = 0;
  for (const Value &tensor : tensors) {
    const Size &size = typeOf(tensor).shape[axis];
    if (size.isStatic()) {
      fixed += size.value;
      continue;
    }
    if (runtime.dim || size.dim == program.batch) {
      error(range, DiagId::RuntimeFeatureSize,
            runtime.dim ? "of tensors joined along an axis one can have a "
                          "run-time size, not " +
                              runtime.dim->name + " and " + size.dim->name
                        : "nothing can be joined to the batch " +
                              size.dim->name + ": its rows are computed apart")
          .help(runtime.dim == size.dim
                    ? "stack([a, b], dim) joins along an axis of its own"
                    : "");
      return std::nullopt;
    }
    runtime = size;
  }
  if (!runtime.dim)
    return Size{fixed, nullptr, ""};
  return derivedSize(runtime, 1, fixed, 1, range);
}

Value Evaluator::concat(ArrayRef<Value> tensors, unsigned axis,
                        SourceRange range) {
  std::optional<Size> size = joinedSize(tensors, axis, range);
  if (!size)
    return Value::error();
  TensorType type = typeOf(tensors.front());
  type.shape[axis] = *size;
  Value result = addNode(OpKind::Concat, tensors, type, range);
  if (!result.isError())
    lastNode().integers.push_back(axis);
  return result;
}

} // namespace bmc
