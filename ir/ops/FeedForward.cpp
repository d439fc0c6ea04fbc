//===- FeedForward.cpp - Two linears with an activation -------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"
#include "ir/ops/Primitives.h"

using namespace mlir;

namespace bmc {

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

/// x [.., D], w1 [F, D], w2 [E, F] under the labels <op>_c1, _c2 and _c3.
static LogicalResult checkWeights(const Constraints &require, std::string op,
                                  Named x, Named w1, Named w2) {
  std::string ranks = op + "_c1", sizes = op + "_c2", elements = op + "_c3";
  if (failed(require.minRank(ranks, x, 1)) ||
      failed(require.rank(ranks, w1, 2)) ||
      failed(require.rank(ranks, w2, 2)) ||
      failed(require.sameElements(elements, {x, w1, w2})) ||
      failed(require.sameExtents(sizes, "columns of w1", {w1.last()},
                                 "those of x", {x.last()})))
    return failure();
  return require.sameExtents(sizes, "columns of w2", {w2.last()}, "rows of w1",
                             {w1.extents()[0]});
}

/// [.., `last`] with the leading extents of x.
static RankedTensorType rowsOf(Named x, Extent last) {
  Extents extents = x.leading();
  extents.push_back(last);
  return makeTensorType(extents, x.element());
}

LogicalResult FeedForwardOp::inferReturnTypes(MLIRContext *context,
                                              std::optional<Location> location,
                                              Adaptor adaptor,
                                              SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX());
  Named w1("w1", adaptor.getW1()), w2("w2", adaptor.getW2());
  if (failed(checkWeights(require, "feed_forward", x, w1, w2)))
    return failure();
  Extent hidden = w1.extents()[0], outputs = w2.extents()[0];
  auto checkBias = [&](Named bias, Extent extent) {
    return failed(require.sameElements("feed_forward_c3", {x, bias})) ||
           failed(require.extents("feed_forward_c2", bias, {extent}));
  };
  if (adaptor.getB1() && checkBias({"b1", adaptor.getB1()}, hidden))
    return failure();
  if (adaptor.getB2() && checkBias({"b2", adaptor.getB2()}, outputs))
    return failure();
  types.append({rowsOf(x, outputs), rowsOf(x, hidden)});
  return success();
}

LogicalResult FeedForwardBackwardOp::verify() {
  Constraints require(getLoc());
  Named x("x", getX()), w1("w1", getW1()), w2("w2", getW2());
  if (failed(checkWeights(require, "feed_forward_backward", x, w1, w2)))
    return failure();
  Extent hidden = w1.extents()[0], outputs = w2.extents()[0];
  if (failed(require.type("feed_forward_backward_c2", {"dy", getDy()},
                          rowsOf(x, outputs))) ||
      failed(require.type("feed_forward_backward_c2", {"u", getU()},
                          rowsOf(x, hidden))))
    return failure();
  SmallVector<Named> expected{{"dx", x.type}, {"dw1", w1.type}};
  if (getHasB1())
    expected.emplace_back("db1", makeTensorType({hidden}, x.element()));
  expected.emplace_back("dw2", w2.type);
  if (getHasB2())
    expected.emplace_back("db2", makeTensorType({outputs}, x.element()));
  if (getGradients().size() != expected.size())
    return require.violated("feed_forward_backward_c4",
                            "there are " + Twine(getGradients().size()) +
                                " results, expected " + Twine(expected.size()));
  for (auto [gradient, result] : llvm::zip_equal(getGradients(), expected))
    if (failed(require.type("feed_forward_backward_c4", {result.name, gradient},
                            result.type)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Decompositions
//===----------------------------------------------------------------------===//

static Value activate(Primitives &p, Activation activation, Value u) {
  switch (activation) {
  case Activation::Relu:
    return p.make<ReluOp>(u);
  case Activation::Gelu:
    return p.make<GeluOp>(u, GeluKind::None);
  case Activation::GeluTanh:
    return p.make<GeluOp>(u, GeluKind::Tanh);
  case Activation::Silu:
    return p.make<SiluOp>(u);
  case Activation::Tanh:
    return p.make<TanhOp>(u);
  case Activation::Sigmoid:
    return p.make<SigmoidOp>(u);
  }
  llvm_unreachable("all activations are listed");
}

/// dh act'(u).
static Value activateGradient(Primitives &p, Activation activation, Value u,
                              Value dh) {
  auto oneMinus = [&](Value x) { return p.sub(p.fill(1.0, x), x); };
  switch (activation) {
  case Activation::Relu: {
    Value zero = p.fill(0.0, u);
    return p.make<SelectOp>(p.make<CompareOp>(Predicate::GT, u, zero), dh,
                            zero);
  }
  case Activation::Gelu:
    return p.mul(dh, p.make<GeluGradOp>(u, GeluKind::None));
  case Activation::GeluTanh:
    return p.mul(dh, p.make<GeluGradOp>(u, GeluKind::Tanh));
  case Activation::Silu: { // s (1 + u (1 - s))
    Value s = p.make<SigmoidOp>(u);
    return p.mul(dh, p.mul(s, p.add(p.mul(u, oneMinus(s)), p.fill(1.0, u))));
  }
  case Activation::Tanh: { // 1 - h^2
    Value h = p.make<TanhOp>(u);
    return p.mul(dh, oneMinus(p.mul(h, h)));
  }
  case Activation::Sigmoid: { // h (1 - h)
    Value h = p.make<SigmoidOp>(u);
    return p.mul(dh, p.mul(h, oneMinus(h)));
  }
  }
  llvm_unreachable("all activations are listed");
}

SmallVector<Value> FeedForwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Value u = p.linear(getX(), getW1(), getB1());
  Value h = activate(p, getActivation(), u);
  return {p.linear(h, getW2(), getB2()), u};
}

SmallVector<Value> FeedForwardBackwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Value h = activate(p, getActivation(), getU());
  Value dh = p.matmul(getDy(), getW2());
  Value du = activateGradient(p, getActivation(), getU(), dh);
  SmallVector<Value> gradients{p.matmul(du, getW1()),
                               p.make<LinearDweightOp>(du, getX())};
  if (getHasB1())
    gradients.push_back(p.sumRows(du));
  gradients.push_back(p.make<LinearDweightOp>(getDy(), h));
  if (getHasB2())
    gradients.push_back(p.sumRows(getDy()));
  return gradients;
}

} // namespace bmc
