//===- FeedForward.cpp - Two linears with an activation -------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"
#include "ir/ops/Primitives.h"

using namespace mlir;

namespace bmc {

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

namespace {
/// Extents of a weight [outputs, inputs], or [inputs, outputs] if transposed.
struct WeightExtents {
  Extent outputs, inputs;
  StringRef outputsAre, inputsAre;

  WeightExtents(Named weight, bool transposed)
      : outputs(weight.extents()[transposed ? 1 : 0]),
        inputs(weight.extents()[transposed ? 0 : 1]),
        outputsAre(transposed ? "columns of " : "rows of "),
        inputsAre(transposed ? "rows of " : "columns of ") {}
};
} // namespace

/// Ranks, element types and what w1 takes, under the labels <op>_c1, _c3 and
/// _c2.
static LogicalResult checkFirstWeight(const Constraints &require,
                                      std::string op, Named x, Named w1,
                                      Named w2, bool transposed) {
  std::string ranks = op + "_c1";
  if (failed(require.minRank(ranks, x, 1)) ||
      failed(require.rank(ranks, w1, 2)) ||
      failed(require.rank(ranks, w2, 2)) ||
      failed(require.sameElements(op + "_c3", {x, w1, w2})))
    return failure();
  WeightExtents first(w1, transposed);
  return require.sameExtents(
      op + "_c2", (first.inputsAre + "w1").str(), {first.inputs},
      transposed ? "columns of x" : "those of x", {x.last()});
}

/// x [.., D], w1 [F, D], w2 [E, F] under the labels <op>_c1, _c2 and _c3.
static LogicalResult checkWeights(const Constraints &require, std::string op,
                                  Named x, Named w1, Named w2,
                                  bool transposed) {
  if (failed(checkFirstWeight(require, op, x, w1, w2, transposed)))
    return failure();
  WeightExtents first(w1, transposed), second(w2, transposed);
  return require.sameExtents(op + "_c2", (second.inputsAre + "w2").str(),
                             {second.inputs}, (first.outputsAre + "w1").str(),
                             {first.outputs});
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
  if (failed(checkWeights(require, "feed_forward", x, w1, w2,
                          adaptor.getTransposed())))
    return failure();
  Extent hidden = WeightExtents(w1, adaptor.getTransposed()).outputs;
  Extent outputs = WeightExtents(w2, adaptor.getTransposed()).outputs;
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
  if (failed(checkWeights(require, "feed_forward_backward", x, w1, w2,
                          getTransposed())))
    return failure();
  Extent hidden = WeightExtents(w1, getTransposed()).outputs;
  Extent outputs = WeightExtents(w2, getTransposed()).outputs;
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

namespace {
/// Extents of a gated feed-forward: what w1 gives, F and E.
struct GatedExtents {
  Extent first, hidden, outputs;
};
} // namespace

/// x, w1, v1 (perhaps none) and w2 under the labels <op>_c1, _c2 and _c3.
static FailureOr<GatedExtents> checkGated(const Constraints &require,
                                          std::string op, Named x, Named w1,
                                          Value v1, Named w2, bool transposed) {
  std::string sizes = op + "_c2";
  if (failed(checkFirstWeight(require, op, x, w1, w2, transposed)))
    return failure();
  WeightExtents first(w1, transposed), last(w2, transposed);
  if (failed(require.isStatic(sizes, w1, first.outputs)) ||
      (v1 && failed(require.type(sizes, {"v1", v1}, w1.type))))
    return failure();
  int64_t hidden = first.outputs.size;
  if (!v1 && hidden % 2 != 0)
    return require.violated(sizes, first.outputsAre + "w1 are " +
                                       Twine(hidden) +
                                       ", expected an even number");
  GatedExtents extents{first.outputs, Extent::fixed(v1 ? hidden : hidden / 2),
                       last.outputs};
  if (failed(require.sameExtents(sizes, (last.inputsAre + "w2").str(),
                                 {last.inputs}, "numbers of the hidden layer",
                                 {extents.hidden})))
    return failure();
  return extents;
}

LogicalResult GatedFeedForwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX()), w1("w1", adaptor.getW1());
  Named w2("w2", adaptor.getW2());
  Value v1 = adaptor.getV1();
  FailureOr<GatedExtents> extents = checkGated(
      require, "gated_feed_forward", x, w1, v1, w2, adaptor.getTransposed());
  if (failed(extents))
    return failure();
  if (v1 ? adaptor.getGateLast() : static_cast<bool>(adaptor.getC1()))
    return require.violated("gated_feed_forward_c4",
                            v1 ? "gate_last is set, expected no v1"
                               : "there is a c1 but no v1, expected both");
  auto isWrong = [&](StringRef name, Value bias, Extent extent) {
    return bias && (failed(require.sameElements("gated_feed_forward_c3",
                                                {x, {name, bias}})) ||
                    failed(require.extents("gated_feed_forward_c2",
                                           {name, bias}, {extent})));
  };
  if (isWrong("b1", adaptor.getB1(), extents->first) ||
      isWrong("c1", adaptor.getC1(), extents->hidden) ||
      isWrong("b2", adaptor.getB2(), extents->outputs))
    return failure();
  types.append({rowsOf(x, extents->outputs), rowsOf(x, extents->first)});
  if (v1)
    types.push_back(rowsOf(x, extents->hidden));
  return success();
}

LogicalResult GatedFeedForwardBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX()), w1("w1", adaptor.getW1());
  Named w2("w2", adaptor.getW2());
  Value v1 = adaptor.getV1(), v = adaptor.getV();
  StringRef sizes = "gated_feed_forward_backward_c2";
  FailureOr<GatedExtents> extents =
      checkGated(require, "gated_feed_forward_backward", x, w1, v1, w2,
                 adaptor.getTransposed());
  if (failed(extents))
    return failure();
  if (bool(v1) != bool(v) || (v1 ? adaptor.getGateLast() : adaptor.getHasC1()))
    return require.violated("gated_feed_forward_backward_c4",
                            "v, v1, c1 and gate_last do not fit together");
  if (failed(require.type(sizes, {"dy", adaptor.getDy()},
                          rowsOf(x, extents->outputs))) ||
      failed(require.type(sizes, {"u", adaptor.getU()},
                          rowsOf(x, extents->first))) ||
      (v && failed(require.type(sizes, {"v", v}, rowsOf(x, extents->hidden)))))
    return failure();
  types.append({x.type, w1.type});
  auto addBias = [&](bool exists, Extent extent) {
    if (exists)
      types.push_back(makeTensorType({extent}, x.element()));
  };
  addBias(adaptor.getHasB1(), extents->first);
  if (v1)
    types.push_back(v1.getType());
  addBias(adaptor.getHasC1(), extents->hidden);
  types.push_back(w2.type);
  addBias(adaptor.getHasB2(), extents->outputs);
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
  Value u = p.linear(getX(), getW1(), getB1(), getTransposed());
  Value h = activate(p, getActivation(), u);
  return {p.linear(h, getW2(), getB2(), getTransposed()), u};
}

SmallVector<Value> FeedForwardBackwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Value h = activate(p, getActivation(), getU());
  bool transposed = getTransposed();
  Value dh = p.backThrough(getDy(), getW2(), transposed);
  Value du = activateGradient(p, getActivation(), getU(), dh);
  SmallVector<Value> gradients{p.backThrough(du, getW1(), transposed),
                               p.linearDweight(du, getX(), transposed)};
  if (getHasB1())
    gradients.push_back(p.sumRows(du));
  gradients.push_back(p.linearDweight(getDy(), h, transposed));
  if (getHasB2())
    gradients.push_back(p.sumRows(getDy()));
  return gradients;
}

namespace {
/// What goes into act, and what it is multiplied by.
struct Gate {
  Value gate, other;
};
} // namespace

/// The halves of u, of which one is the gate; or u and v.
static Gate splitGate(Primitives &p, Value u, Value v, bool gateLast) {
  if (v)
    return {u, v};
  int64_t axis = cast<RankedTensorType>(u.getType()).getRank() - 1;
  int64_t half = cast<RankedTensorType>(u.getType()).getDimSize(axis) / 2;
  Value first = p.make<SliceOp>(u, axis, 0, half);
  Value second = p.make<SliceOp>(u, axis, half, half);
  return gateLast ? Gate{second, first} : Gate{first, second};
}

SmallVector<Value> GatedFeedForwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  bool transposed = getTransposed();
  SmallVector<Value> hidden{p.linear(getX(), getW1(), getB1(), transposed)};
  if (getV1())
    hidden.push_back(p.linear(getX(), getV1(), getC1(), transposed));
  Gate halves = splitGate(p, hidden.front(), getV1() ? hidden.back() : Value(),
                          getGateLast());
  Value h = p.mul(activate(p, getActivation(), halves.gate), halves.other);
  SmallVector<Value> values{p.linear(h, getW2(), getB2(), transposed)};
  values.append(hidden);
  return values;
}

SmallVector<Value> GatedFeedForwardBackwardOp::decompose(OpBuilder &builder) {
  Primitives p(builder, getLoc());
  Gate halves = splitGate(p, getU(), getV(), getGateLast());
  Value act = activate(p, getActivation(), halves.gate);
  Value h = p.mul(act, halves.other);
  Value dh = p.backThrough(getDy(), getW2(), getTransposed());
  Value dother = p.mul(dh, act);
  Value dgate = activateGradient(p, getActivation(), halves.gate,
                                 p.mul(dh, halves.other));
  Value du = dgate;
  if (!getV()) {
    int64_t axis = cast<RankedTensorType>(du.getType()).getRank() - 1;
    SmallVector<Value> parts{dgate, dother};
    if (getGateLast())
      std::swap(parts[0], parts[1]);
    du = p.make<ConcatOp>(parts, axis);
  }
  Value dx = p.backThrough(du, getW1(), getTransposed());
  if (getV())
    dx = p.add(dx, p.backThrough(dother, getV1(), getTransposed()));
  SmallVector<Value> gradients{dx};
  auto addGradients = [&](Value d, Value input, bool hasBias) {
    gradients.push_back(p.linearDweight(d, input, getTransposed()));
    if (hasBias)
      gradients.push_back(p.sumRows(d));
  };
  addGradients(du, getX(), getHasB1());
  if (getV())
    addGradients(dother, getX(), getHasC1());
  addGradients(getDy(), h, getHasB2());
  return gradients;
}

} // namespace bmc
