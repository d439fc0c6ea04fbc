//===- Convolution.cpp - Convolutions and pooling -------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"
#include "ir/ops/Windows.h"

using namespace mlir;

namespace bmc {

namespace {

/// The checks that conv and its gradients share, under the labels of `op`.
struct ConvolutionChecks {
  StringRef op;
  Constraints require;

  std::string label(int number) const {
    return (op + "_c" + Twine(number)).str();
  }

  LogicalResult ranks(Named a, Named b) const {
    if (a.rank() != 3 && a.rank() != 4)
      return require.violated(label(1), a.name + " has rank " +
                                            Twine(a.rank()) +
                                            ", expected 3 or 4");
    return require.rank(label(1), b, a.rank());
  }

  LogicalResult staticFrom(Named value, unsigned axis) const {
    for (const Extent &extent : ArrayRef(value.extents()).drop_front(axis))
      if (failed(require.isStatic(label(2), value, extent)))
        return failure();
    return success();
  }

  LogicalResult attributes(const WindowAttributes &attributes,
                           ArrayRef<int64_t> further, Named value) const {
    bool fits = attributes.areValid() &&
                static_cast<int64_t>(attributes.numAxes()) == value.rank() - 2;
    bool positive =
        further.empty() || (further.size() == attributes.numAxes() &&
                            llvm::all_of(further, [](int64_t number) {
                              return number >= 1 && number < int64_t{1} << 31;
                            }));
    if (fits && positive)
      return success();
    return require.violated(label(3), "attributes are not those of " +
                                          Twine(value.rank() - 2) +
                                          " spatial axes, or out of range");
  }

  LogicalResult divides(int64_t groups, StringRef name, int64_t count) const {
    if (groups >= 1 && count % groups == 0)
      return success();
    return require.violated(label(4), Twine(groups) + " groups do not divide " +
                                          name + ", " + Twine(count));
  }

  /// What an op requires that goes over `value` with the filters of `weight`.
  /// `size` holds extents that the op is told, if it is.
  LogicalResult filtering(Named value, Named weight,
                          const WindowAttributes &window,
                          ArrayRef<int64_t> size, int64_t groups) const {
    return failure(
        failed(ranks(value, weight)) || failed(staticFrom(value, 1)) ||
        failed(staticFrom(weight, 0)) ||
        failed(attributes(window, size, value)) ||
        failed(divides(groups, "the filters", weight.extents()[0].size)) ||
        failed(require.sameElements(label(6), {value, weight})));
  }
};

} // namespace

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// Extents [first, channels, spatial..].
static RankedTensorType makeType(Extent first, int64_t channels,
                                 ArrayRef<int64_t> spatial, Type element) {
  Extents extents = {first, Extent::fixed(channels)};
  for (int64_t extent : spatial)
    extents.push_back(Extent::fixed(extent));
  return makeTensorType(extents, element);
}

static SmallVector<int64_t> outputsOf(ArrayRef<WindowAxis> axes) {
  return llvm::map_to_vector(
      axes, [](const WindowAxis &axis) { return axis.output; });
}

LogicalResult ConvOp::inferReturnTypes(MLIRContext *context,
                                       std::optional<Location> location,
                                       Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  ConvolutionChecks check{"conv", Constraints(location)};
  Named x("x", adaptor.getX()), weight("weight", adaptor.getWeight());
  ArrayRef<int64_t> shape = shapeOf(adaptor.getX());
  ArrayRef<int64_t> filter = shapeOf(adaptor.getWeight());
  WindowAttributes attributes{filter.drop_front(2), adaptor.getStrides(),
                              adaptor.getPadding(), adaptor.getDilation()};
  int64_t groups = adaptor.getGroups();
  if (failed(check.filtering(x, weight, attributes, {}, groups)))
    return failure();
  if (shape[1] % groups != 0 || shape[1] / groups != filter[1])
    return check.require.violated(
        check.label(4), "x has " + Twine(shape[1]) + " channels, expected " +
                            Twine(groups) + " times " + Twine(filter[1]));
  SmallVector<int64_t> outputs =
      outputsOf(attributes.over(shape.drop_front(2)));
  if (llvm::is_contained(outputs, 0))
    return check.require.violated(check.label(5),
                                  "the kernel is larger than the padded input");
  types.push_back(makeType(x.extents()[0], filter[0], outputs, x.element()));
  return success();
}

LogicalResult ConvDinputOp::inferReturnTypes(MLIRContext *context,
                                             std::optional<Location> location,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  ConvolutionChecks check{"conv_dinput", Constraints(location)};
  Named dy("dy", adaptor.getDy()), weight("weight", adaptor.getWeight());
  ArrayRef<int64_t> shape = shapeOf(adaptor.getDy());
  ArrayRef<int64_t> filter = shapeOf(adaptor.getWeight());
  WindowAttributes attributes{filter.drop_front(2), adaptor.getStrides(),
                              adaptor.getPadding(), adaptor.getDilation()};
  int64_t groups = adaptor.getGroups();
  if (failed(
          check.filtering(dy, weight, attributes, adaptor.getSize(), groups)))
    return failure();
  if (shape[1] != filter[0])
    return check.require.violated(check.label(4), "dy has " + Twine(shape[1]) +
                                                      " channels, expected " +
                                                      Twine(filter[0]));
  if (ArrayRef(outputsOf(attributes.over(adaptor.getSize()))) !=
      shape.drop_front(2))
    return check.require.violated(check.label(5),
                                  "conv makes other extents than those of dy");
  types.push_back(makeType(dy.extents()[0], filter[1] * groups,
                           adaptor.getSize(), dy.element()));
  return success();
}

LogicalResult ConvDweightOp::inferReturnTypes(MLIRContext *context,
                                              std::optional<Location> location,
                                              Adaptor adaptor,
                                              SmallVectorImpl<Type> &types) {
  ConvolutionChecks check{"conv_dweight", Constraints(location)};
  Named dy("dy", adaptor.getDy()), x("x", adaptor.getX());
  ArrayRef<int64_t> shape = shapeOf(adaptor.getX());
  ArrayRef<int64_t> outputs = shapeOf(adaptor.getDy());
  WindowAttributes attributes{adaptor.getKernel(), adaptor.getStrides(),
                              adaptor.getPadding(), adaptor.getDilation()};
  int64_t groups = adaptor.getGroups();
  if (failed(check.ranks(dy, x)) || failed(check.staticFrom(dy, 1)) ||
      failed(check.staticFrom(x, 1)) ||
      failed(check.attributes(attributes, {}, x)) ||
      failed(check.divides(groups, "the channels", shape[1])) ||
      failed(check.divides(groups, "the filters", outputs[1])) ||
      failed(check.require.sameElements(check.label(6), {dy, x})))
    return failure();
  if (dy.extents()[0] != x.extents()[0] ||
      ArrayRef(outputsOf(attributes.over(shape.drop_front(2)))) !=
          outputs.drop_front(2))
    return check.require.violated(check.label(5),
                                  "conv makes other extents than those of dy");
  types.push_back(makeType(Extent::fixed(outputs[1]), shape[1] / groups,
                           adaptor.getKernel(), dy.element()));
  return success();
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

/// `type` with other extents on its last axes.
static RankedTensorType withSpatial(Type type, ArrayRef<int64_t> spatial) {
  Extents extents = getExtents(type);
  extents.pop_back_n(spatial.size());
  for (int64_t extent : spatial)
    extents.push_back(Extent::fixed(extent));
  return makeTensorType(extents, cast<RankedTensorType>(type).getElementType());
}

/// Fails unless `value` has static extents on its last `count` axes.
static LogicalResult checkSpatial(const Constraints &require, StringRef label,
                                  Named value, size_t count) {
  if (failed(require.minRank(label, value, count)))
    return failure();
  for (const Extent &extent : ArrayRef(value.extents()).take_back(count))
    if (failed(require.isStatic(label, value, extent)))
      return failure();
  return success();
}

/// The type of the pooled x.
static FailureOr<RankedTensorType>
inferPooled(StringRef op, std::optional<Location> location, Value value,
            const WindowAttributes &attributes) {
  Constraints require(location);
  Named x("x", value);
  auto label = [&](int number) { return (op + "_c" + Twine(number)).str(); };
  size_t count = attributes.numAxes();
  if (!attributes.areValid())
    return require.violated(label(1), "attributes are not those of one or two "
                                      "spatial axes, or out of range");
  if (failed(checkSpatial(require, label(2), x, count)))
    return failure();
  ArrayRef<int64_t> inputs = shapeOf(value).take_back(count);
  std::optional<int64_t> plane =
      staticProduct(ArrayRef(x.extents()).take_back(count));
  if (!plane || *plane >= int64_t{1} << 31)
    return require.violated(label(2), "a plane has 2^31 elements or more");
  SmallVector<WindowAxis, 2> axes = attributes.over(inputs);
  for (const WindowAxis &axis : axes)
    if (axis.output < 1 || !axis.coversInput())
      return require.violated(label(3),
                              "no output, or a window without an element of x");
  return withSpatial(value.getType(), outputsOf(axes));
}

LogicalResult MaxPoolOp::inferReturnTypes(MLIRContext *context,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> type =
      inferPooled("max_pool", location, adaptor.getX(),
                  {adaptor.getKernel(), adaptor.getStrides(),
                   adaptor.getPadding(), adaptor.getDilation()});
  if (failed(type))
    return failure();
  types.push_back(*type);
  types.push_back(withElementType(*type, IntegerType::get(context, 32)));
  return success();
}

LogicalResult SumPoolOp::inferReturnTypes(MLIRContext *context,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> type =
      inferPooled("sum_pool", location, adaptor.getX(),
                  {adaptor.getKernel(), adaptor.getStrides(),
                   adaptor.getPadding(), adaptor.getDilation()});
  if (failed(type))
    return failure();
  types.push_back(*type);
  return success();
}

/// Sizes of one or two axes whose product an i32 can number.
static bool areSizes(ArrayRef<int64_t> size) {
  int64_t product = 1;
  for (int64_t extent : size) {
    if (extent < 1 || extent >= int64_t{1} << 31)
      return false;
    product *= extent;
  }
  return (size.size() == 1 || size.size() == 2) && product < int64_t{1} << 31;
}

/// The type of the gradient of a pooled tensor.
static FailureOr<RankedTensorType>
inferUnpooled(StringRef op, std::optional<Location> location, Named dy,
              const WindowAttributes &attributes, ArrayRef<int64_t> size) {
  Constraints require(location);
  auto label = [&](int number) { return (op + "_c" + Twine(number)).str(); };
  if (!attributes.areValid() || !areSizes(size) ||
      size.size() != attributes.numAxes())
    return require.violated(label(1), "attributes are not those of one or two "
                                      "spatial axes, or out of range");
  if (failed(checkSpatial(require, label(2), dy, size.size())))
    return failure();
  if (ArrayRef(outputsOf(attributes.over(size))) !=
      cast<RankedTensorType>(dy.type).getShape().take_back(size.size()))
    return require.violated(label(2),
                            "pooling makes other extents than those of dy");
  return withSpatial(dy.type, size);
}

LogicalResult MaxPoolBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Named dy("dy", adaptor.getDy()), index("index", adaptor.getIndex());
  FailureOr<RankedTensorType> type =
      inferUnpooled("max_pool_backward", location, dy,
                    {adaptor.getKernel(), adaptor.getStrides(),
                     adaptor.getPadding(), adaptor.getDilation()},
                    adaptor.getSize());
  if (failed(type) || failed(Constraints(location).sameExtents(
                          "max_pool_backward_c2", "extents of index",
                          index.extents(), "those of dy", dy.extents())))
    return failure();
  types.push_back(*type);
  return success();
}

LogicalResult SumPoolBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> type =
      inferUnpooled("sum_pool_backward", location, {"dy", adaptor.getDy()},
                    {adaptor.getKernel(), adaptor.getStrides(),
                     adaptor.getPadding(), adaptor.getDilation()},
                    adaptor.getSize());
  if (failed(type))
    return failure();
  types.push_back(*type);
  return success();
}

} // namespace bmc
