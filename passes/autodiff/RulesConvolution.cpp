//===- RulesConvolution.cpp - Convolutions and pooling ----------*- C++ -*-===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

/// The last `count` extents, which are static.
static ArrayRef<int64_t> spatial(Value value, size_t count) {
  return cast<RankedTensorType>(value.getType()).getShape().take_back(count);
}

static void convRule(ConvOp op, Reverse &r) {
  Formula dy = r.d(op.getY());
  size_t axes = op.getStrides().size();
  r.add(op.getX(),
        ConvDinputOp::create(r.ops(), dy, op.getWeight(), op.getStrides(),
                             op.getPadding(), op.getDilation(), op.getGroups(),
                             spatial(op.getX(), axes)));
  r.add(op.getWeight(),
        ConvDweightOp::create(r.ops(), dy, op.getX(), op.getStrides(),
                              op.getPadding(), op.getDilation(), op.getGroups(),
                              spatial(op.getWeight(), axes)));
}

static void convDinputRule(ConvDinputOp op, Reverse &r) {
  Formula dz = r.d(op.getDx());
  r.add(op.getDy(),
        ConvOp::create(r.ops(), dz, op.getWeight(), op.getStrides(),
                       op.getPadding(), op.getDilation(), op.getGroups()));
  r.add(op.getWeight(),
        ConvDweightOp::create(r.ops(), op.getDy(), dz, op.getStrides(),
                              op.getPadding(), op.getDilation(), op.getGroups(),
                              spatial(op.getWeight(), op.getStrides().size())));
}

void bmc::addConvolutionRules(RuleTable &rules) {
  // y = conv(x, w): dx = conv_dinput(dy, w), dw = conv_dweight(dy, x)
  rules.add<ConvOp>(convRule);
  // z = conv_dinput(y, w): dy = conv(dz, w), dw = conv_dweight(y, dz)
  rules.add<ConvDinputOp>(convDinputRule);
  // y = x[index]: dx[index] += dy
  rules.add<MaxPoolOp>([](MaxPoolOp op, Reverse &r) {
    r.add(op.getX(), MaxPoolBackwardOp::create(
                         r.ops(), r.d(op.getY()), op.getIndex(), op.getKernel(),
                         op.getStrides(), op.getPadding(), op.getDilation(),
                         spatial(op.getX(), op.getStrides().size())));
  });
  // y = sums over windows: every x of a window receives its dy
  rules.add<SumPoolOp>([](SumPoolOp op, Reverse &r) {
    r.add(op.getX(), SumPoolBackwardOp::create(
                         r.ops(), r.d(op.getY()), op.getKernel(),
                         op.getStrides(), op.getPadding(), op.getDilation(),
                         spatial(op.getX(), op.getStrides().size())));
  });
}
