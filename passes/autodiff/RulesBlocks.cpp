//===- RulesBlocks.cpp - Attention, feed-forward, embedding -----*- C++ -*-===//
//
// The formulas stand at the *_backward ops (ir/ops): one pass over the data
// gives all gradients of such a block, so they are ops of their own.
//
//===----------------------------------------------------------------------===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

static void attentionRule(AttentionOp op, Reverse &r) {
  SmallVector<Type> types{op.getQ().getType(), op.getK().getType(),
                          op.getV().getType()};
  if (op.getBias())
    types.push_back(op.getBias().getType());
  auto gradients = AttentionBackwardOp::create(
      r.ops(), types, r.d(op.getOut()), op.getQ(), op.getK(), op.getV(),
      op.getOut(), op.getLse(), op.getBias(), op.getQuerySegments(),
      op.getKeySegments(), op.getRng(), op.getNumHeadsAttr(), op.getScaleAttr(),
      op.getSoftcapAttr(), op.getCausalAttr(), op.getDropoutPAttr(),
      op.getStreamAttr(), op.getByLaunchAttr());
  r.add(op.getQ(), gradients.getDq());
  r.add(op.getK(), gradients.getDk());
  r.add(op.getV(), gradients.getDv());
  r.add(op.getBias(), gradients.getDbias());
}

static void feedForwardRule(FeedForwardOp op, Reverse &r) {
  SmallVector<Value> inputs = {op.getX(), op.getW1()};
  if (op.getB1())
    inputs.push_back(op.getB1());
  inputs.push_back(op.getW2());
  if (op.getB2())
    inputs.push_back(op.getB2());
  auto gradients = FeedForwardBackwardOp::create(
      r.ops(), llvm::to_vector(TypeRange(inputs)), r.d(op.getY()), op.getX(),
      op.getU(), op.getW1(), op.getW2(), op.getActivation(), op.getTransposed(),
      static_cast<bool>(op.getB1()), static_cast<bool>(op.getB2()));
  for (auto [input, gradient] :
       llvm::zip_equal(inputs, gradients.getGradients()))
    r.add(input, Value(gradient));
}

static void gatedFeedForwardRule(GatedFeedForwardOp op, Reverse &r) {
  auto gradients = GatedFeedForwardBackwardOp::create(
      r.ops(), r.d(op.getY()), op.getX(), op.getU(), op.getV(), op.getW1(),
      op.getV1(), op.getW2(), op.getActivation(), op.getGateLast(),
      op.getTransposed(), static_cast<bool>(op.getB1()),
      static_cast<bool>(op.getC1()), static_cast<bool>(op.getB2()));
  auto next = gradients.getGradients().begin();
  for (Value input : {op.getX(), op.getW1(), op.getB1(), op.getV1(), op.getC1(),
                      op.getW2(), op.getB2()})
    if (input)
      r.add(input, Value(*next++));
}

static void embeddingRule(EmbeddingOp op, Reverse &r) {
  int64_t rows = cast<RankedTensorType>(op.getWeight().getType()).getDimSize(0);
  r.add(op.getWeight(),
        EmbeddingBackwardOp::create(r.ops(), r.d(op.getY()), op.getIndices(),
                                    /*init=*/Value(), rows));
}

void bmc::addBlockRules(RuleTable &rules) {
  // out = dropout(softmax(mask(softcap(q k^T scale) + bias))) v:
  // attention_backward; lse is only saved
  rules.add<AttentionOp>(attentionRule, /*savedResults=*/1);
  // y = act(x w1^T + b1) w2^T + b2: feed_forward_backward; u is only saved
  rules.add<FeedForwardOp>(feedForwardRule, /*savedResults=*/1);
  // y = (act(x w1^T + b1) (x v1^T + c1)) w2^T + b2:
  // gated_feed_forward_backward; u and v are only saved
  rules.add<GatedFeedForwardOp>(gatedFeedForwardRule, /*savedResults=*/2);
  // y[..] = W[indices[..]]: dW[n] = sum of dy where indices = n
  rules.add<EmbeddingOp>(embeddingRule);
}
