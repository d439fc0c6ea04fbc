//===- BuiltinsRandom.cpp - Dropout and random numbers --------------------===//
//
// Every call draws from a stream of its own.
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Builtins.h"

using namespace llvm;

namespace bmc {

static Value dropout(BuiltinCall &call) {
  if (!call.isFloatTensor(0))
    return Value::error();
  auto p = call.number(1);
  if (!p)
    return Value::error();
  if (*p < 0 || *p >= 1) {
    call.error(1, DiagId::BadValue,
               "'p' must be at least 0 and below 1, got " +
                   describe(call[1], call.evaluator.program));
    return Value::error();
  }
  if (*p == 0)
    return call[0];
  Value result = call.node(OpKind::Dropout, call[0], call.type(0));
  if (!result.isError()) {
    Node &node = call.evaluator.lastNode();
    node.real = *p;
    node.integers.push_back(call.evaluator.nextStream());
  }
  return result;
}

static Value uniform(BuiltinCall &call, const TensorType &type) {
  Value result = call.node(OpKind::Uniform, {}, type);
  if (!result.isError())
    call.evaluator.lastNode().integers.push_back(call.evaluator.nextStream());
  return result;
}

static Value rand(BuiltinCall &call) {
  auto type = call.newType(0);
  return type ? uniform(call, *type) : Value::error();
}

static Value randn(BuiltinCall &call) {
  auto type = call.newType(0);
  if (!type)
    return Value::error();
  Value like = call.evaluator.splat(0, *type, call.range);
  return call.callLibrary("randn_like", Actual{{}, like, call.range});
}

static Value randLike(BuiltinCall &call) {
  return call.isFloatTensor(0) ? uniform(call, call.type(0)) : Value::error();
}

static const Builtin kRows[] = {
    {"dropout", "x, p=0.5", dropout,
     "group: Dropout\n"
     "In training 0 with probability p and x / (1 - p) otherwise; in "
     "evaluation x.\n"
     "shape: f32[..] -> f32[..]\n"
     "torch: F.dropout: acts in training only, from the seed of the run\n"
     "try: dropout(x, 0.1)"},
    {"rand", "*sizes", rand,
     "Random numbers of [0, 1), other ones at every step. An evaluation draws "
     "the same ones each time.\n"
     "shape: [sizes], or a type such as f32[B, 8]\n"
     "torch: torch.rand: of the seed of the run\n"
     "try: rand(x.shape[0], 4)"},
    {"randn", "*sizes", randn,
     "Random numbers of the normal distribution; see rand.\n"
     "shape: [sizes], or a type such as f32[B, 8]\n"
     "torch: torch.randn: of the seed of the run\n"
     "try: randn(x.shape[0], 4)"},
    {"rand_like", "x", randLike,
     "Random numbers of [0, 1) in the shape of x; see rand.\n"
     "shape: f32[..] -> f32[..]\n"
     "torch: torch.rand_like\n"
     "try: rand_like(x)"},
};

ArrayRef<Builtin> randomBuiltins() { return kRows; }

} // namespace bmc
