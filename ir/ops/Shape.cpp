//===- Shape.cpp - Ops that move elements ---------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <limits>

using namespace mlir;

namespace bmc {

/// A run-time size and the number of elements between it and the one before.
struct Run {
  int64_t before;
  StringAttr name;
  bool operator==(const Run &other) const = default;
};

/// The runs of `extents`; `after` counts the elements behind the last name.
/// Products cannot overflow: isModelTensor bounds the whole product.
static SmallVector<Run> splitAtNames(const Extents &extents, int64_t &after) {
  SmallVector<Run> runs;
  after = 1;
  for (const Extent &extent : extents) {
    if (extent.isStatic()) {
      after *= extent.size;
      continue;
    }
    runs.push_back({after, extent.name});
    after = 1;
  }
  return runs;
}

LogicalResult ReshapeOp::verify() {
  Constraints require(getLoc());
  if (failed(
          require.sameElements("reshape_c1", {{"x", getX()}, {"y", getY()}})))
    return failure();
  Extents from = getExtents(getX().getType());
  Extents to = getExtents(getY().getType());
  int64_t fromAfter, toAfter;
  SmallVector<Run> fromRuns = splitAtNames(from, fromAfter);
  SmallVector<Run> toRuns = splitAtNames(to, toAfter);
  bool sameNames = llvm::equal(
      llvm::map_range(fromRuns, [](const Run &run) { return run.name; }),
      llvm::map_range(toRuns, [](const Run &run) { return run.name; }));
  if (!sameNames || staticProduct(from) != staticProduct(to))
    return require.violated("reshape_c2",
                            "x is " + formatExtents(from) + " and y is " +
                                formatExtents(to) +
                                ", expected as many elements and "
                                "the run-time sizes in one order");
  if (fromRuns == toRuns)
    return success();
  return require.violated("reshape_c3",
                          "x is " + formatExtents(from) + " and y is " +
                              formatExtents(to) +
                              ", expected equal element counts between "
                              "neighbouring run-time sizes");
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *context,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  Named x("x", adaptor.getX());
  Constraints require(location);
  ArrayRef<int64_t> permutation = adaptor.getPermutation();
  bool isPermutation = static_cast<int64_t>(permutation.size()) == x.rank();
  llvm::BitVector seen(permutation.size());
  for (int64_t axis : permutation) {
    if (axis < 0 || axis >= x.rank() || !isPermutation || seen.test(axis)) {
      isPermutation = false;
      break;
    }
    seen.set(axis);
  }
  if (!isPermutation)
    return require.violated("transpose_c1",
                            "permutation is no permutation of the " +
                                Twine(x.rank()) + " axes of x");
  Extents from = x.extents(), to;
  for (int64_t axis : permutation)
    to.push_back(from[axis]);
  types.push_back(makeTensorType(to, x.element()));
  return success();
}

static std::string formatAxes(ArrayRef<int64_t> axes) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '[';
  llvm::interleaveComma(axes, os);
  os << ']';
  return text;
}

LogicalResult BroadcastOp::verify() {
  Constraints require(getLoc());
  Named x("x", getX()), y("y", getY());
  ArrayRef<int64_t> axes = getAxes();
  bool increasing = llvm::is_sorted(axes, std::less_equal<int64_t>());
  bool inRange = axes.empty() || (axes.front() >= 0 && axes.back() < y.rank());
  if (static_cast<int64_t>(axes.size()) != x.rank() || !increasing || !inRange)
    return require.violated("broadcast_c1",
                            "axes is " + formatAxes(axes) + ", expected " +
                                Twine(x.rank()) +
                                " strictly increasing axes of y, which has "
                                "rank " +
                                Twine(y.rank()));
  Extents from = x.extents(), to = y.extents();
  for (auto [extent, axis] : llvm::zip_equal(from, axes))
    if (extent != to[axis] && extent != Extent::fixed(1))
      return require.violated("broadcast_c2",
                              "x is " + formatExtents(from) + " and y is " +
                                  formatExtents(to) + ", axis " + Twine(axis) +
                                  " of y expects the extent of x or 1 in x");
  return require.sameElements("broadcast_c3", {x, y});
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *context,
                                        std::optional<Location> location,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  Named x("x", adaptor.getX());
  Constraints require(location);
  int64_t axis = adaptor.getAxis();
  if (failed(require.axis("slice_c1", axis, x)))
    return failure();
  Extents extents = x.extents();
  if (failed(require.isStatic("slice_c1", x, extents[axis])))
    return failure();
  int64_t offset = adaptor.getOffset(), size = adaptor.getSize();
  int64_t extent = extents[axis].size;
  if (offset < 0 || size < 1 || offset > extent || size > extent - offset)
    return require.violated("slice_c2",
                            "offset " + Twine(offset) + " and size " +
                                Twine(size) + " select no part of the extent " +
                                Twine(extent) + " of axis " + Twine(axis));
  extents[axis] = Extent::fixed(size);
  types.push_back(makeTensorType(extents, x.element()));
  return success();
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *context,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  Constraints require(location);
  ValueRange inputs = adaptor.getInputs();
  if (inputs.empty())
    return require.violated("concat_c1", "there are no inputs, expected one");
  Named first("the first input", inputs.front());
  int64_t axis = adaptor.getAxis();
  if (failed(require.axis("concat_c2", axis, first)))
    return failure();
  Extents total = first.extents();
  total[axis] = Extent::fixed(0);
  for (Value input : inputs) {
    Named next("an input", input);
    if (failed(require.sameElements("concat_c2", {first, next})) ||
        failed(require.rank("concat_c2", next, first.rank())))
      return failure();
    Extents extents = next.extents();
    if (failed(require.isStatic("concat_c2", next, extents[axis])))
      return failure();
    int64_t sum;
    if (llvm::AddOverflow(total[axis].size, extents[axis].size, sum))
      return require.violated("concat_c2", "the result has too many elements");
    extents[axis] = total[axis];
    if (failed(require.sameExtents("concat_c2", "the other extents", extents,
                                   "of the first input", total)))
      return failure();
    total[axis] = Extent::fixed(sum);
  }
  types.push_back(makeTensorType(total, first.element()));
  return success();
}

LogicalResult SelectRowOp::inferReturnTypes(MLIRContext *context,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  Named x("x", adaptor.getX());
  if (failed(Constraints(location).axis("select_row_c1", adaptor.getAxis(), x)))
    return failure();
  Extents extents = x.extents();
  extents.erase(extents.begin() + adaptor.getAxis());
  types.push_back(makeTensorType(extents, x.element()));
  return success();
}

LogicalResult FlipOp::verify() {
  return Constraints(getLoc()).axis("flip_c1", getAxis(), {"x", getX()});
}

LogicalResult PadOp::verify() {
  Constraints require(getLoc());
  Named x("x", getX()), y("y", getY());
  int64_t axis = getAxis();
  if (failed(require.axis("pad_c1", axis, x)) ||
      failed(require.sameElements("pad_c2", {x, y})) ||
      failed(require.rank("pad_c2", y, x.rank())))
    return failure();
  Extents expected = x.extents();
  expected[axis] = y.extents()[axis];
  if (failed(require.extents("pad_c2", y, expected)))
    return failure();
  if (getShift() == static_cast<int32_t>(getShift()))
    return success();
  return require.violated("pad_c3", "shift is " + Twine(getShift()) +
                                        ", expected a number of 32 bits");
}

bool PadOp::isCrop() {
  std::optional<int64_t> left =
      difference(getExtents(getX().getType())[getAxis()],
                 getExtents(getY().getType())[getAxis()]);
  return left && getShift() <= 0 && *left + getShift() >= 0;
}

LogicalResult ArangeOp::verify() {
  Constraints require(getLoc());
  Named y("y", getY());
  if (failed(require.rank("arange_c1", y, 1)))
    return failure();
  Extent extent = y.last();
  if (!extent.isStatic())
    return counts() ? success()
                    : require.violated("arange_c3",
                                       "a run-time vector from " +
                                           Twine(getStartAttr().getInt()) +
                                           " in steps of " +
                                           Twine(getStepAttr().getInt()) +
                                           ", expected 0, 1, 2, ..");
  int64_t first = getStartAttr().getInt(), last;
  auto isI32 = [](int64_t value) {
    return value == static_cast<int32_t>(value);
  };
  if (!llvm::MulOverflow(extent.size - 1, getStepAttr().getInt(), last) &&
      !llvm::AddOverflow(last, first, last) && isI32(first) && isI32(last))
    return success();
  return require.violated("arange_c2", "y has " + Twine(extent.size) +
                                           " elements from " + Twine(first) +
                                           " in steps of " +
                                           Twine(getStepAttr().getInt()) +
                                           ", which are not all i32");
}

bool SizeOp::sumsOver(StringAttr dim) {
  return llvm::is_contained(getDims(), dim);
}

LogicalResult SizeOp::verify() {
  Constraints require(getLoc());
  int64_t factor = getFactor();
  if (factor < 1)
    return require.violated("size_c1", "factor is " + Twine(factor) +
                                           ", expected at least 1");
  auto isName = [](Attribute dim) {
    auto name = dyn_cast<StringAttr>(dim);
    return name && !name.empty();
  };
  if (llvm::all_of(getDims(), isName))
    return success();
  return require.violated("size_c2",
                          "dims holds something else than names of sizes");
}

} // namespace bmc
