//===- Reshape.cpp - Ops that move elements -------------------------------===//

#include "frontend/sema/Evaluator.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Splits a shape at its run-time dims: [B, 2, S, 3, 4] -> dims B, S and
/// static products 1, 2, 12. Only shapes with equal dims and equal products
/// hold the same elements in the same order at every run-time size.
namespace {
struct Skeleton {
  SmallVector<const DimInfo *> dims;
  SmallVector<int64_t> products{1};
};
} // namespace

static Skeleton skeleton(ArrayRef<Size> shape) {
  Skeleton result;
  for (const Size &size : shape) {
    if (size.dim) {
      result.dims.push_back(size.dim);
      result.products.push_back(1);
    } else {
      result.products.back() *= size.value;
    }
  }
  return result;
}

bool Evaluator::differInOnes(ArrayRef<Size> a, ArrayRef<Size> b) {
  auto isLarge = [](const Size &size) { return !size.isOne(); };
  return llvm::equal(make_filter_range(a, isLarge),
                     make_filter_range(b, isLarge));
}

/// Why two shapes do not hold the same elements, or "".
static std::string describeDifference(const Skeleton &from,
                                      const Skeleton &to) {
  if (from.dims != to.dims)
    return "the run-time dims must stay the same, in the same order";
  for (size_t i = 0; i < from.products.size(); ++i) {
    if (from.products[i] == to.products[i])
      continue;
    std::string where;
    if (i > 0)
      where = " after " + from.dims[i - 1]->name;
    else if (!from.dims.empty())
      where = " before " + from.dims[0]->name;
    return std::to_string(from.products[i]) + " elements" + where +
           " cannot become " + std::to_string(to.products[i]);
  }
  return "";
}

/// The size that makes `sizes` (with one gap) hold the elements of `from`.
static std::optional<Size> inferSize(ArrayRef<Size> from,
                                     ArrayRef<std::optional<Size>> sizes) {
  size_t gap = 0;
  while (sizes[gap])
    ++gap;
  Skeleton have = skeleton(from);
  // The gap is either the one dim that is not mentioned, or a number.
  SmallVector<const DimInfo *> mentioned;
  size_t dimsBefore = 0;
  for (auto [i, size] : enumerate(sizes))
    if (size && size->dim) {
      mentioned.push_back(size->dim);
      dimsBefore += i < gap;
    }
  if (mentioned.size() + 1 == have.dims.size()) {
    const DimInfo *dim = have.dims[dimsBefore];
    return Size{dim->bound, dim, dim->name};
  }
  if (mentioned.size() != have.dims.size())
    return std::nullopt;
  int64_t known = 1;
  for (size_t i = gap; i-- > 0 && !(sizes[i] && sizes[i]->dim);)
    known *= sizes[i]->value;
  for (size_t i = gap + 1; i < sizes.size() && !(sizes[i] && sizes[i]->dim);
       ++i)
    known *= sizes[i]->value;
  int64_t product = have.products[dimsBefore];
  if (known == 0 || product % known != 0)
    return std::nullopt;
  return Size{product / known, nullptr, ""};
}

Value Evaluator::reshape(const Value &x, ArrayRef<std::optional<Size>> sizes,
                         SourceRange range) {
  TensorType from = typeOf(x);
  size_t gaps = count_if(sizes, [](auto &size) { return !size; });
  bool merges =
      sizes.size() < from.rank() &&
      count_if(
          from.shape, [](auto &size) { return size.dim; }) >
          count_if(sizes, [](auto &size) { return size && size->dim; });
  auto refuse = [&](const Twine &why) {
    error(range, DiagId::BadReshape, "cannot reshape " + format(from) + why)
        .help(merges ? kLeadingAxesHelp : "");
    return Value::error();
  };
  if (gaps > 1)
    return refuse(": only one size can be inferred");
  // Products below are safe once the given sizes are known to be small.
  Shape shape;
  for (const std::optional<Size> &size : sizes)
    if (size)
      shape.push_back(*size);
  if (!countElements(shape))
    return refuse(": the new shape has more than 2^40 elements");
  shape.clear();
  for (const std::optional<Size> &size : sizes) {
    std::optional<Size> known = size ? size : inferSize(from.shape, sizes);
    if (!known)
      return refuse(": the size to infer does not come out even");
    shape.push_back(*known);
  }
  TensorType type{from.element, shape};
  std::string problem =
      describeDifference(skeleton(from.shape), skeleton(shape));
  if (!problem.empty())
    return refuse(" to " + format(type) + ": " + problem);
  if (from.shape == shape)
    return x;
  return addNode(OpKind::Reshape, x, type, range);
}

Value Evaluator::permute(const Value &x, ArrayRef<int64_t> permutation,
                         SourceRange range) {
  TensorType type = typeOf(x);
  Shape shape;
  for (int64_t axis : permutation)
    shape.push_back(type.shape[axis]);
  Value result = addNode(OpKind::Transpose, x, {type.element, shape}, range);
  if (!result.isError())
    lastNode().integers.assign(permutation.begin(), permutation.end());
  return result;
}

Value Evaluator::axisToLast(const Value &x, unsigned axis, SourceRange range) {
  if (x.isError() || axis + 1 == typeOf(x).rank())
    return x;
  SmallVector<int64_t> order = to_vector(seq<int64_t>(0, typeOf(x).rank()));
  order.erase(order.begin() + axis);
  order.push_back(axis);
  return permute(x, order, range);
}

Value Evaluator::lastToAxis(const Value &x, unsigned axis, SourceRange range) {
  if (x.isError() || axis + 1 == typeOf(x).rank())
    return x;
  int64_t last = typeOf(x).rank() - 1;
  SmallVector<int64_t> order = to_vector(seq<int64_t>(0, last));
  order.insert(order.begin() + axis, last);
  return permute(x, order, range);
}

Value Evaluator::slice(const Value &x, unsigned axis, int64_t offset,
                       int64_t size, SourceRange range) {
  TensorType type = typeOf(x);
  if (type.shape[axis] == Size{size, nullptr, ""})
    return x;
  type.shape[axis] = {size, nullptr, ""};
  Value result = addNode(OpKind::Slice, x, type, range);
  if (!result.isError())
    lastNode().integers = {int64_t(axis), offset, size};
  return result;
}

Value Evaluator::selectEnd(const Value &x, unsigned axis, bool last,
                           SourceRange range) {
  Value zero = splat(0, {ElementType::I32, {}}, range);
  if (zero.isError())
    return zero;
  TensorType type = typeOf(x);
  type.shape.erase(type.shape.begin() + axis);
  Value result = addNode(OpKind::SelectRow, {x, zero}, type, range);
  if (!result.isError()) {
    lastNode().integers.push_back(axis);
    lastNode().flags[0] = last;
  }
  return result;
}

} // namespace bmc
