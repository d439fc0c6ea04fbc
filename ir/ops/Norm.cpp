//===- Norm.cpp - Softmax and layer norm ----------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"
#include "ir/ops/Primitives.h"

using namespace mlir;

namespace bmc {

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

LogicalResult SoftmaxOp::verify() {
  return Constraints(getLoc()).minRank("last_axis_c1", {"x", getX()}, 1);
}

LogicalResult LogSoftmaxOp::verify() {
  return Constraints(getLoc()).minRank("last_axis_c1", {"x", getX()}, 1);
}

static LogicalResult checkEps(const Constraints &require, StringRef label,
                              double eps) {
  if (!(eps > 0 && std::isfinite(eps)))
    return require.violated(label, "eps is " + formatNumber(eps) +
                                       ", expected a positive number");
  return success();
}

/// Checks layer_norm_c1..c4 and appends the types of y, mean and rstd.
static LogicalResult inferLayerNorm(const Constraints &require, Named x,
                                    Value weight, Value bias, double eps,
                                    SmallVectorImpl<Type> &types) {
  if (failed(require.minRank("layer_norm_c2", x, 1)) ||
      failed(require.isStatic("layer_norm_c2", x, x.last())))
    return failure();
  Type vector = makeTensorType({x.last()}, x.element());
  if (weight &&
      failed(require.type("layer_norm_c1", {"weight", weight}, vector)))
    return failure();
  if (bias && failed(require.type("layer_norm_c1", {"bias", bias}, vector)))
    return failure();
  if (failed(checkEps(require, "layer_norm_c3", eps)))
    return failure();
  if (bias && !weight)
    return require.violated("layer_norm_c4",
                            "there is a bias but no weight, expected both");
  Type rows = makeTensorType(x.leading(), x.element());
  types.append({x.type, rows, rows});
  return success();
}

LogicalResult LayerNormOp::inferReturnTypes(MLIRContext *context,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  return inferLayerNorm(Constraints(location), {"x", adaptor.getX()},
                        adaptor.getWeight(), adaptor.getBias(),
                        adaptor.getEps().convertToDouble(), types);
}

unsigned AddLayerNormOp::numRowOperands() { return 2; }

LogicalResult AddLayerNormOp::inferReturnTypes(MLIRContext *context,
                                               std::optional<Location> location,
                                               Adaptor adaptor,
                                               SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named a("a", adaptor.getA()), b("b", adaptor.getB());
  if (failed(require.type("add_layer_norm_c1", b, a.type)))
    return failure();
  types.push_back(a.type);
  return inferLayerNorm(require, a, adaptor.getWeight(), adaptor.getBias(),
                        adaptor.getEps().convertToDouble(), types);
}

/// Checks rms_norm_c1..c3 and appends the types of y and rstd.
static LogicalResult inferRmsNorm(const Constraints &require, Named x,
                                  Value weight, double eps,
                                  SmallVectorImpl<Type> &types) {
  if (failed(require.minRank("rms_norm_c2", x, 1)) ||
      failed(require.isStatic("rms_norm_c2", x, x.last())))
    return failure();
  Type vector = makeTensorType({x.last()}, x.element());
  if (weight && failed(require.type("rms_norm_c1", {"weight", weight}, vector)))
    return failure();
  if (failed(checkEps(require, "rms_norm_c3", eps)))
    return failure();
  types.append({x.type, makeTensorType(x.leading(), x.element())});
  return success();
}

LogicalResult RmsNormOp::inferReturnTypes(MLIRContext *context,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  return inferRmsNorm(Constraints(location), {"x", adaptor.getX()},
                      adaptor.getWeight(), adaptor.getEps().convertToDouble(),
                      types);
}

unsigned AddRmsNormOp::numRowOperands() { return 2; }

LogicalResult AddRmsNormOp::inferReturnTypes(MLIRContext *context,
                                             std::optional<Location> location,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named a("a", adaptor.getA()), b("b", adaptor.getB());
  if (failed(require.type("add_rms_norm_c1", b, a.type)))
    return failure();
  types.push_back(a.type);
  return inferRmsNorm(require, a, adaptor.getWeight(),
                      adaptor.getEps().convertToDouble(), types);
}

LogicalResult RmsNormBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX());
  StringRef shapes = "rms_norm_backward_c1";
  if (failed(require.minRank(shapes, x, 1)) ||
      failed(require.isStatic(shapes, x, x.last())) ||
      failed(require.type(shapes, {"dy", adaptor.getDy()}, x.type)))
    return failure();
  if (Value residual = adaptor.getResidual())
    if (failed(require.type(shapes, {"residual", residual}, x.type)))
      return failure();
  if (failed(require.type("rms_norm_backward_c2", {"rstd", adaptor.getRstd()},
                          makeTensorType(x.leading(), x.element()))))
    return failure();
  types.push_back(x.type);
  Value weight = adaptor.getWeight();
  if (!weight)
    return success();
  types.push_back(weight.getType());
  return require.type("rms_norm_backward_c3", {"weight", weight},
                      makeTensorType({x.last()}, x.element()));
}

LogicalResult LayerNormBackwardOp::verify() {
  Constraints require(getLoc());
  Named x("x", getX());
  if (failed(require.minRank("layer_norm_backward_c1", x, 1)) ||
      failed(require.isStatic("layer_norm_backward_c1", x, x.last())) ||
      failed(require.type("layer_norm_backward_c1", {"dy", getDy()}, x.type)))
    return failure();
  if (getResidual() &&
      failed(require.type("layer_norm_backward_c1", {"residual", getResidual()},
                          x.type)))
    return failure();
  Type rows = makeTensorType(x.leading(), x.element());
  Type vector = makeTensorType({x.last()}, x.element());
  if (failed(
          require.type("layer_norm_backward_c2", {"mean", getMean()}, rows)) ||
      failed(require.type("layer_norm_backward_c2", {"rstd", getRstd()}, rows)))
    return failure();
  if (getWeight() && failed(require.type("layer_norm_backward_c3",
                                         {"weight", getWeight()}, vector)))
    return failure();
  if (getHasBias() && !getWeight())
    return require.violated("layer_norm_backward_c4",
                            "has_bias is set but there is no weight");
  size_t expected = getWeight() ? 1 + getHasBias() : 0;
  if (getDparams().size() != expected)
    return require.violated("layer_norm_backward_c5",
                            "there are " + Twine(getDparams().size()) +
                                " parameter gradients, expected " +
                                Twine(expected));
  if (failed(require.type("layer_norm_backward_c5", {"dx", getDx()}, x.type)))
    return failure();
  for (Value gradient : getDparams())
    if (failed(require.type("layer_norm_backward_c5", {"dparams", gradient},
                            vector)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Decompositions
//===----------------------------------------------------------------------===//

/// {y, mean, rstd} of x.
static SmallVector<Value> layerNorm(Primitives &p, Value x, Value weight,
                                    Value bias, double eps) {
  Value mean = p.rowMean(x);
  Value centered = p.sub(x, p.alongRows(mean, x));
  Value variance = p.rowMean(p.mul(centered, centered));
  Value rstd = p.make<RsqrtOp>(p.add(variance, p.fill(eps, variance)));
  Value y = p.mul(centered, p.alongRows(rstd, x));
  if (weight)
    y = p.mul(y, p.everyRow(weight, x));
  if (bias)
    y = p.add(y, p.everyRow(bias, x));
  return {y, mean, rstd};
}

SmallVector<Value> LayerNormOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  return layerNorm(p, getX(), getWeight(), getBias(),
                   getEps().convertToDouble());
}

SmallVector<Value> AddLayerNormOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Value sum = p.add(getA(), getB());
  SmallVector<Value> values{sum};
  values.append(
      layerNorm(p, sum, getWeight(), getBias(), getEps().convertToDouble()));
  return values;
}

/// {y, rstd} of x.
static SmallVector<Value> rmsNorm(Primitives &p, Value x, Value weight,
                                  double eps) {
  Value square = p.rowMean(p.mul(x, x));
  Value rstd = p.make<RsqrtOp>(p.add(square, p.fill(eps, square)));
  Value y = p.mul(x, p.alongRows(rstd, x));
  if (weight)
    y = p.mul(y, p.everyRow(weight, x));
  return {y, rstd};
}

SmallVector<Value> RmsNormOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  return rmsNorm(p, getX(), getWeight(), getEps().convertToDouble());
}

SmallVector<Value> AddRmsNormOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Value sum = p.add(getA(), getB());
  SmallVector<Value> values{sum};
  values.append(rmsNorm(p, sum, getWeight(), getEps().convertToDouble()));
  return values;
}

SmallVector<Value> RmsNormBackwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Value x = getX(), dy = getDy();
  Value rstd = p.alongRows(getRstd(), x);
  Value xhat = p.mul(x, rstd);
  Value g = getWeight() ? p.mul(dy, p.everyRow(getWeight(), x)) : dy;
  Value meanGXhat = p.alongRows(p.rowMean(p.mul(g, xhat)), x);
  Value dx = p.mul(rstd, p.sub(g, p.mul(xhat, meanGXhat)));
  SmallVector<Value> gradients{getResidual() ? p.add(dx, getResidual()) : dx};
  if (getWeight())
    gradients.push_back(p.sumRows(p.mul(dy, xhat)));
  return gradients;
}

SmallVector<Value> LayerNormBackwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Value x = getX(), dy = getDy();
  Value rstd = p.alongRows(getRstd(), x);
  Value c = p.sub(x, p.alongRows(getMean(), x));
  Value xhat = p.mul(p.sub(c, p.alongRows(p.rowMean(c), x)), rstd);
  Value g = getWeight() ? p.mul(dy, p.everyRow(getWeight(), x)) : dy;
  Value meanG = p.alongRows(p.rowMean(g), x);
  Value meanGXhat = p.alongRows(p.rowMean(p.mul(g, xhat)), x);
  Value dx = p.mul(rstd, p.sub(p.sub(g, meanG), p.mul(xhat, meanGXhat)));
  if (getResidual())
    dx = p.add(dx, getResidual());
  SmallVector<Value> gradients{dx};
  if (getWeight())
    gradients.push_back(p.sumRows(p.mul(dy, xhat)));
  if (getHasBias())
    gradients.push_back(p.sumRows(dy));
  return gradients;
}

//===----------------------------------------------------------------------===//
// Batch norm
//===----------------------------------------------------------------------===//

/// Checks that x is [B, C, spatial..] with a static C, and that eps is a
/// divisor; then gives the type [C].
static FailureOr<RankedTensorType> inferChannels(const Constraints &require,
                                                 StringRef extentsLabel,
                                                 StringRef epsLabel, Named x,
                                                 double eps) {
  if (failed(require.minRank(extentsLabel, x, 3)))
    return failure();
  Extents extents = x.extents();
  if (failed(require.isStatic(extentsLabel, x, extents[1])))
    return failure();
  if (failed(checkEps(require, epsLabel, eps)))
    return failure();
  return makeTensorType({extents[1]}, x.element());
}

LogicalResult BatchNormOp::inferReturnTypes(MLIRContext *context,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX());
  FailureOr<RankedTensorType> channels =
      inferChannels(require, "batch_norm_c1", "batch_norm_c3", x,
                    adaptor.getEps().convertToDouble());
  if (failed(channels))
    return failure();
  Value weight = adaptor.getWeight(), bias = adaptor.getBias();
  if (weight &&
      failed(require.type("batch_norm_c2", {"weight", weight}, *channels)))
    return failure();
  if (bias && failed(require.type("batch_norm_c2", {"bias", bias}, *channels)))
    return failure();
  if (bias && !weight)
    return require.violated("batch_norm_c4",
                            "there is a bias but no weight, expected both");
  types.append({x.type, *channels, *channels});
  return success();
}

LogicalResult BatchNormBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX());
  FailureOr<RankedTensorType> channels =
      inferChannels(require, "batch_norm_backward_c1", "batch_norm_backward_c3",
                    x, adaptor.getEps().convertToDouble());
  if (failed(channels) ||
      failed(require.type("batch_norm_backward_c1", {"dy", adaptor.getDy()},
                          x.type)) ||
      failed(require.type("batch_norm_backward_c2", {"mean", adaptor.getMean()},
                          *channels)) ||
      failed(require.type("batch_norm_backward_c2", {"var", adaptor.getVar()},
                          *channels)))
    return failure();
  if (Value weight = adaptor.getWeight())
    if (failed(require.type("batch_norm_backward_c2", {"weight", weight},
                            *channels)))
      return failure();
  types.append({x.type, *channels, *channels});
  return success();
}

} // namespace bmc
