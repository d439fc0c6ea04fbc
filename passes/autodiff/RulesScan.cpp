//===- RulesScan.cpp - Running sums and products ----------------*- C++ -*-===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

void bmc::addScanRules(RuleTable &rules) {
  // y[i] = sum of x[j], j <= i: dx[j] = sum of dy[i], i >= j
  rules.add<CumsumOp>([](CumsumOp op, Reverse &r) {
    Value dy = r.d(op.getY());
    r.add(op.getX(), CumsumOp::create(r.ops(), dy.getType(), dy, op.getAxis(),
                                      !op.getReverse()));
  });
  // y[i] = product of x[j], j <= i: dx by cumprod_backward
  rules.add<CumprodOp>([](CumprodOp op, Reverse &r) {
    Value dy = r.d(op.getY());
    r.add(op.getX(), CumprodBackwardOp::create(r.ops(), dy.getType(), dy,
                                               op.getX(), op.getAxis()));
  });
}
