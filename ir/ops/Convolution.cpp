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

  LogicalResult areStatic(Named value, ArrayRef<Extent> extents) const {
    for (const Extent &extent : extents)
      if (failed(require.isStatic(label(2), value, extent)))
        return failure();
    return success();
  }

  LogicalResult hasStaticChannels(Named value) const {
    return areStatic(value, value.extents()[1]);
  }

  LogicalResult attributes(const WindowAttributes &attributes,
                           Named value) const {
    if (attributes.areValid() &&
        static_cast<int64_t>(attributes.numAxes()) == value.rank() - 2)
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

  /// Of what `x` is on its spatial axes, `y` has what the windows leave.
  LogicalResult outputs(const WindowAttributes &attributes, Named x,
                        Named y) const {
    std::optional<Extents> outputs =
        attributes.outputs(ArrayRef(x.extents()).drop_front(2));
    if (x.extents()[0] == y.extents()[0] && outputs &&
        ArrayRef(*outputs) == ArrayRef(y.extents()).drop_front(2))
      return success();
    return require.violated(label(5),
                            "conv makes other extents than those of dy");
  }

  /// What an op requires that goes over `value` with the filters of `weight`.
  LogicalResult filtering(Named value, Named weight,
                          const WindowAttributes &window,
                          int64_t groups) const {
    return failure(
        failed(ranks(value, weight)) || failed(hasStaticChannels(value)) ||
        failed(areStatic(weight, weight.extents())) ||
        failed(attributes(window, value)) ||
        failed(divides(groups, "the filters", weight.extents()[0].size)) ||
        failed(require.sameElements(label(6), {value, weight})));
  }
};

} // namespace

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
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
  if (failed(check.filtering(x, weight, attributes, groups)))
    return failure();
  if (shape[1] % groups != 0 || shape[1] / groups != filter[1])
    return check.require.violated(
        check.label(4), "x has " + Twine(shape[1]) + " channels, expected " +
                            Twine(groups) + " times " + Twine(filter[1]));
  std::optional<Extents> outputs =
      attributes.outputs(ArrayRef(x.extents()).drop_front(2));
  if (!outputs)
    return check.require.violated(check.label(5),
                                  "the kernel is larger than the padded input");
  Extents extents = {x.extents()[0], Extent::fixed(filter[0])};
  llvm::append_range(extents, *outputs);
  types.push_back(makeTensorType(extents, x.element()));
  return success();
}

LogicalResult ConvDinputOp::verify() {
  ConvolutionChecks check{"conv_dinput", Constraints(getLoc())};
  Named dy("dy", getDy()), weight("weight", getWeight()), dx("dx", getDx());
  ArrayRef<int64_t> filter = shapeOf(getWeight());
  WindowAttributes attributes{filter.drop_front(2), getStrides(), getPadding(),
                              getDilation()};
  int64_t groups = getGroups();
  if (failed(check.filtering(dy, weight, attributes, groups)) ||
      failed(check.ranks(dx, weight)) || failed(check.hasStaticChannels(dx)) ||
      failed(check.require.sameElements(check.label(6), {dx, weight})))
    return failure();
  auto channels = [&](Named value, int64_t expected) -> LogicalResult {
    int64_t found = value.extents()[1].size;
    if (found == expected)
      return success();
    return check.require.violated(check.label(4),
                                  value.name + " has " + Twine(found) +
                                      " channels, expected " + Twine(expected));
  };
  return failure(failed(channels(dy, filter[0])) ||
                 failed(channels(dx, filter[1] * groups)) ||
                 failed(check.outputs(attributes, dx, dy)));
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
  if (failed(check.ranks(dy, x)) || failed(check.hasStaticChannels(dy)) ||
      failed(check.hasStaticChannels(x)) ||
      failed(check.attributes(attributes, x)) ||
      failed(check.divides(groups, "the channels", shape[1])) ||
      failed(check.divides(groups, "the filters", outputs[1])) ||
      failed(check.require.sameElements(check.label(6), {dy, x})) ||
      failed(check.outputs(attributes, x, dy)))
    return failure();
  SmallVector<int64_t> weight = {outputs[1], shape[1] / groups};
  llvm::append_range(weight, adaptor.getKernel());
  types.push_back(RankedTensorType::get(weight, dy.element()));
  return success();
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

/// The checks that pooling and its gradients share, under the labels of `op`.
struct PoolingChecks {
  StringRef op;
  Constraints require;
  WindowAttributes attributes;

  std::string label(int number) const {
    return (op + "_c" + Twine(number)).str();
  }
  LogicalResult windows(Named x) const;
  LogicalResult coverage(Named x) const;
  std::optional<Extents> pooled(Named x) const;
  LogicalResult gradient(Named dx, Named dy) const;
};

LogicalResult PoolingChecks::windows(Named x) const {
  size_t count = attributes.numAxes();
  if (!attributes.areValid())
    return require.violated(label(1), "attributes are not those of one or two "
                                      "spatial axes, or out of range");
  if (failed(require.minRank(label(2), x, count)))
    return failure();
  std::optional<int64_t> plane =
      staticProduct(ArrayRef(x.extents()).take_back(count));
  if (!plane || *plane >= int64_t{1} << 31)
    return require.violated(label(2), "a plane has 2^31 elements or more");
  return success();
}

/// Where an axis has a run-time size, windows that begin in the padding must
/// not step over it: 1 is the least that it can be.
LogicalResult PoolingChecks::coverage(Named x) const {
  Extents extents = x.extents();
  for (auto [i, input] :
       llvm::enumerate(ArrayRef(extents).take_back(attributes.numAxes()))) {
    WindowAxis axis = attributes.over(i, input.isStatic() ? input.size : 1);
    bool covers = input.isStatic()
                      ? axis.coversInput()
                      : axis.after < axis.reach() &&
                            axis.before < axis.reach() &&
                            (axis.before == 0 || axis.dilation == 1);
    if (!covers)
      return require.violated(label(3), "a window without an element of x");
  }
  return success();
}

/// The extents of the pooled x.
std::optional<Extents> PoolingChecks::pooled(Named x) const {
  Extents extents = x.extents();
  std::optional<Extents> outputs =
      attributes.outputs(ArrayRef(extents).take_back(attributes.numAxes()));
  if (!outputs)
    return std::nullopt;
  extents.pop_back_n(attributes.numAxes());
  llvm::append_range(extents, *outputs);
  return extents;
}

LogicalResult PoolingChecks::gradient(Named dx, Named dy) const {
  if (failed(windows(dx)) || failed(require.sameElements(label(3), {dy, dx})))
    return failure();
  if (pooled(dx) != dy.extents())
    return require.violated(label(2),
                            "pooling makes other extents than those of dy");
  return success();
}

/// The type of the pooled x.
static FailureOr<RankedTensorType>
inferPooled(StringRef op, std::optional<Location> location, Value value,
            const WindowAttributes &attributes) {
  PoolingChecks check{op, Constraints(location), attributes};
  Named x("x", value);
  if (failed(check.windows(x)))
    return failure();
  std::optional<Extents> extents = check.pooled(x);
  if (!extents)
    return check.require.violated(check.label(3),
                                  "the kernel is larger than the padded input");
  return makeTensorType(*extents, x.element());
}

LogicalResult MaxPoolOp::inferReturnTypes(MLIRContext *context,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  WindowAttributes attributes{adaptor.getKernel(), adaptor.getStrides(),
                              adaptor.getPadding(), adaptor.getDilation()};
  FailureOr<RankedTensorType> type =
      inferPooled("max_pool", location, adaptor.getX(), attributes);
  PoolingChecks check{"max_pool", Constraints(location), attributes};
  if (failed(type) || failed(check.coverage({"x", adaptor.getX()})))
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

LogicalResult MaxPoolBackwardOp::verify() {
  PoolingChecks check{"max_pool_backward",
                      Constraints(getLoc()),
                      {getKernel(), getStrides(), getPadding(), getDilation()}};
  Named dy("dy", getDy()), index("index", getIndex());
  return failure(failed(check.gradient({"dx", getDx()}, dy)) ||
                 failed(check.require.sameExtents(
                     check.label(2), "extents of index", index.extents(),
                     "those of dy", dy.extents())));
}

LogicalResult SumPoolBackwardOp::verify() {
  PoolingChecks check{"sum_pool_backward",
                      Constraints(getLoc()),
                      {getKernel(), getStrides(), getPadding(), getDilation()}};
  return check.gradient({"dx", getDx()}, {"dy", getDy()});
}

} // namespace bmc
