//===- RulesConvolution.cpp - Convolutions and pooling ----------*- C++ -*-===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

static ArrayRef<int64_t> kernelOf(Value weight) {
  return cast<RankedTensorType>(weight.getType()).getShape().drop_front(2);
}

static void convRule(ConvOp op, Reverse &r) {
  Formula dy = r.d(op.getY());
  r.add(op.getX(),
        ConvDinputOp::create(r.ops(), op.getX().getType(), dy, op.getWeight(),
                             op.getStrides(), op.getPadding(), op.getDilation(),
                             op.getGroups()));
  r.add(op.getWeight(),
        ConvDweightOp::create(r.ops(), dy, op.getX(), op.getStrides(),
                              op.getPadding(), op.getDilation(), op.getGroups(),
                              kernelOf(op.getWeight())));
}

static void convDinputRule(ConvDinputOp op, Reverse &r) {
  Formula dz = r.d(op.getDx());
  r.add(op.getDy(),
        ConvOp::create(r.ops(), dz, op.getWeight(), op.getStrides(),
                       op.getPadding(), op.getDilation(), op.getGroups()));
  r.add(op.getWeight(),
        ConvDweightOp::create(r.ops(), op.getDy(), dz, op.getStrides(),
                              op.getPadding(), op.getDilation(), op.getGroups(),
                              kernelOf(op.getWeight())));
}

void bmc::addConvolutionRules(RuleTable &rules) {
  // y = conv(x, w): dx = conv_dinput(dy, w), dw = conv_dweight(dy, x)
  rules.add<ConvOp>(convRule);
  // z = conv_dinput(y, w): dy = conv(dz, w), dw = conv_dweight(y, dz)
  rules.add<ConvDinputOp>(convDinputRule);
  // y = x[index]: dx[index] += dy
  rules.add<MaxPoolOp>([](MaxPoolOp op, Reverse &r) {
    r.add(op.getX(), MaxPoolBackwardOp::create(
                         r.ops(), op.getX().getType(), r.d(op.getY()),
                         op.getIndex(), op.getKernel(), op.getStrides(),
                         op.getPadding(), op.getDilation()));
  });
  // dx = spread(dy): ddy = sums of ddx over windows
  rules.add<SumPoolBackwardOp>([](SumPoolBackwardOp op, Reverse &r) {
    r.add(op.getDy(), SumPoolOp::create(r.ops(), r.d(op.getDx()),
                                        op.getKernel(), op.getStrides(),
                                        op.getPadding(), op.getDilation()));
  });
  // y = sums over windows: every x of a window receives its dy
  rules.add<SumPoolOp>([](SumPoolOp op, Reverse &r) {
    r.add(op.getX(), SumPoolBackwardOp::create(r.ops(), op.getX().getType(),
                                               r.d(op.getY()), op.getKernel(),
                                               op.getStrides(), op.getPadding(),
                                               op.getDilation()));
  });
}
