//===- Loss.cpp - Losses --------------------------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"
#include "ir/ops/Primitives.h"

using namespace mlir;

namespace bmc {

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

static Type scalarOf(Named value) {
  return makeTensorType({}, value.element());
}

/// cross_entropy_c1 and cross_entropy_c2.
static LogicalResult checkCrossEntropy(const Constraints &require, Named logits,
                                       Named targets) {
  if (failed(require.minRank("cross_entropy_c1", logits, 1)) ||
      failed(require.sameExtents("cross_entropy_c1", "leading axes of logits",
                                 logits.leading(), "those of targets",
                                 targets.extents())))
    return failure();
  return require.isStatic("cross_entropy_c2", logits, logits.last());
}

/// linear_cross_entropy_c1 to linear_cross_entropy_c5; `bias` may be null.
static LogicalResult checkLinearCrossEntropy(const Constraints &require,
                                             Named x, Named weight,
                                             Named targets, Value bias) {
  if (failed(require.rank("linear_cross_entropy_c3", weight, 2)))
    return failure();
  for (Extent extent : weight.extents())
    if (failed(require.isStatic("linear_cross_entropy_c3", weight, extent)))
      return failure();
  if (failed(require.sameElements("linear_cross_entropy_c4", {x, weight})) ||
      failed(require.minRank("linear_cross_entropy_c2", x, 1)) ||
      failed(require.sameExtents("linear_cross_entropy_c2", "leading axes of x",
                                 x.leading(), "those of targets",
                                 targets.extents())))
    return failure();
  if (failed(require.sameExtents("linear_cross_entropy_c1", "columns of x",
                                 {x.last()}, "those of weight",
                                 {weight.last()})))
    return failure();
  if (!bias)
    return success();
  return require.type("linear_cross_entropy_c5", {"bias", bias},
                      makeTensorType({weight.extents()[0]}, weight.element()));
}

LogicalResult CrossEntropyOp::inferReturnTypes(MLIRContext *context,
                                               std::optional<Location> location,
                                               Adaptor adaptor,
                                               SmallVectorImpl<Type> &types) {
  Named logits("logits", adaptor.getLogits());
  if (failed(checkCrossEntropy(Constraints(location), logits,
                               {"targets", adaptor.getTargets()})))
    return failure();
  types.push_back(scalarOf(logits));
  return success();
}

LogicalResult CrossEntropyBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named logits("logits", adaptor.getLogits());
  if (failed(checkCrossEntropy(require, logits,
                               {"targets", adaptor.getTargets()})) ||
      failed(require.type("cross_entropy_backward_c1",
                          {"dloss", adaptor.getDloss()}, scalarOf(logits))))
    return failure();
  types.push_back(logits.type);
  return success();
}

LogicalResult LinearCrossEntropyOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Named x("x", adaptor.getX());
  if (failed(checkLinearCrossEntropy(
          Constraints(location), x, {"weight", adaptor.getWeight()},
          {"targets", adaptor.getTargets()}, adaptor.getBias())))
    return failure();
  types.push_back(scalarOf(x));
  return success();
}

LogicalResult LinearCrossEntropyGradOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX()), weight("weight", adaptor.getWeight());
  Value bias = adaptor.getBias();
  if (failed(checkLinearCrossEntropy(
          require, x, weight, {"targets", adaptor.getTargets()}, bias)) ||
      failed(require.type("linear_cross_entropy_grad_c1",
                          {"dloss", adaptor.getDloss()}, scalarOf(x))))
    return failure();
  types.append({scalarOf(x), x.type, weight.type});
  if (bias)
    types.push_back(bias.getType());
  return success();
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

bool CrossEntropyOp::sumsOver(StringAttr dim) {
  return hasExtent(getTargets().getType(), dim);
}

bool LinearCrossEntropyOp::sumsOver(StringAttr dim) {
  return hasExtent(getTargets().getType(), dim);
}

//===----------------------------------------------------------------------===//
// Decompositions
//===----------------------------------------------------------------------===//

/// one_hot(targets) in the type of `logits`; a row that does not count is 0.
static Value targetsOneHot(Primitives &p, Value logits, Value targets) {
  Named named("logits", logits);
  return p.make<OneHotOp>(targets, named.last().size, named.element());
}

static Value crossEntropy(Primitives &p, Value logits, Value targets) {
  Value oneHot = targetsOneHot(p, logits, targets);
  // Selecting, not multiplying: 0 times a log-probability of -inf is NaN.
  Value isTarget =
      p.make<CompareOp>(Predicate::GT, oneHot, p.fill(0.0, oneHot));
  Value picked = p.make<SelectOp>(isTarget, p.make<LogSoftmaxOp>(logits),
                                  p.fill(0.0, logits));
  return p.make<NegOp>(p.sumAll(picked));
}

static Value crossEntropyBackward(Primitives &p, Value dloss, Value logits,
                                  Value targets) {
  Value oneHot = targetsOneHot(p, logits, targets);
  Value counts = p.alongRows(p.rowSum(oneHot), logits);
  Value difference = p.sub(p.make<SoftmaxOp>(logits), oneHot);
  return p.mul(p.mul(difference, counts), p.everywhere(dloss, logits));
}

SmallVector<Value> CrossEntropyOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  return {crossEntropy(p, getLogits(), getTargets())};
}

SmallVector<Value> CrossEntropyBackwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  return {crossEntropyBackward(p, getDloss(), getLogits(), getTargets())};
}

SmallVector<Value> LinearCrossEntropyOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Value logits = p.linear(getX(), getWeight(), getBias());
  return {crossEntropy(p, logits, getTargets())};
}

SmallVector<Value> LinearCrossEntropyGradOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Value logits = p.linear(getX(), getWeight(), getBias());
  Value dlogits = crossEntropyBackward(p, getDloss(), logits, getTargets());
  SmallVector<Value> results{crossEntropy(p, logits, getTargets()),
                             p.matmul(dlogits, getWeight()),
                             p.make<LinearDweightOp>(dlogits, getX())};
  if (getBias())
    results.push_back(p.sumRows(dlogits));
  return results;
}

} // namespace bmc
