//===- Rules.cpp - Derivative rules, one per op -----------------*- C++ -*-===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

void Reverse::add(Value x, Formula contribution) {
  if (!x || !contribution || !active.contains(x))
    return;
  assert(contribution.type() == x.getType() && "dX has the type of X");
  Value &dx = gradients[x];
  dx = dx ? Formula(builder, dx) + contribution : contribution;
}

const RuleTable &bmc::derivativeRules() {
  static const RuleTable table = [] {
    RuleTable rules;
    addElementwiseRules(rules);
    addSelectionRules(rules);
    addShapeRules(rules);
    addMatmulRules(rules);
    addConvolutionRules(rules);
    addReduceRules(rules);
    addScanRules(rules);
    addNormRules(rules);
    addBlockRules(rules);
    addRecurrentRules(rules);
    addLossRules(rules);
    return rules;
  }();
  return table;
}
