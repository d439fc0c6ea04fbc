//===- BuiltinsMath.cpp - Elementwise functions ---------------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/Sequence.h"

#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// A function of one number, or elementwise of one tensor.
template <OpKind Op, double (*Function)(double)>
static Value unary(BuiltinCall &call) {
  const Value &x = call[0];
  if (Op == OpKind::StopGradient && x.kind == Value::Kind::Block)
    return call.evaluator.frozen(x, call.range);
  bool isInteger = x.isTensor() && call.type(0).element == ElementType::I32;
  if (Op == OpKind::Abs && isInteger)
    return call.evaluator.unaryOp(Op, x, call.range);
  if (!x.isNumber())
    return call.isFloatTensor(0) ? call.node(Op, x, call.type(0))
                                 : Value::error();
  double result = Function(x.asDouble());
  if (std::isfinite(result))
    return Value::fromFloat(result);
  call.error(0, DiagId::NotFinite,
             "the result for " + describe(x, call.evaluator.program) +
                 " is not a finite number");
  return Value::error();
}

/// A function of two numbers, or elementwise of tensors.
template <OpKind Op, double (*Function)(double, double)>
static Value binary(BuiltinCall &call) {
  if (!call[0].isNumber() || !call[1].isNumber())
    return call.evaluator.elementwise(Op, call[0], call[1], call.range,
                                      call.name);
  double result = Function(call[0].asDouble(), call[1].asDouble());
  if (std::isfinite(result))
    return Value::fromFloat(result);
  call.error(0, DiagId::NotFinite, "the result is not a finite number");
  return Value::error();
}

/// where(condition, a, b)
static Value where(BuiltinCall &call) {
  Evaluator &evaluator = call.evaluator;
  if (!call.isTensor(0))
    return Value::error();
  if (call.type(0).element != ElementType::Bool) {
    call.error(0, DiagId::ElementTypeMismatch,
               "'condition' must be a comparison such as x > 0, got " +
                   format(call.type(0)));
    return Value::error();
  }
  Value condition = call[0], a = call[1], b = call[2];
  // Two numbers take the shape of the condition.
  TensorType like{ElementType::F32, call.type(0).shape};
  if (a.isNumber() && b.isNumber())
    a = evaluator.splat(a.asDouble(), like, call.range);
  ElementType element = ElementType::F32;
  if (evaluator.areIntegers(a, b)) {
    element = ElementType::I32;
    if (!a.isTensor())
      a = evaluator.splat(a.asDouble(), evaluator.typeOf(b), call.range);
    else if (!b.isTensor())
      b = evaluator.splat(b.asDouble(), evaluator.typeOf(a), call.range);
  } else if (a.isError() || !evaluator.unify(a, b, call.range, call.name)) {
    return Value::error();
  }
  if (a.isError() || b.isError())
    return Value::error();
  auto values = evaluator.broadcastShapes(
      evaluator.typeOf(a), evaluator.typeOf(b), call.range, call.name);
  if (!values)
    return Value::error();
  auto shape = evaluator.broadcastShapes(
      evaluator.typeOf(condition), {element, *values}, call.range, call.name);
  if (!shape)
    return Value::error();
  for (Value *operand : {&condition, &a, &b}) {
    *operand = evaluator.broadcastTo(*operand, *shape, call.range);
    if (operand->isError())
      return Value::error();
  }
  return call.node(OpKind::Select, {condition, a, b}, {element, *shape});
}

/// int(x): f32, towards 0, and conditions to i32; floats to integers
static Value toInteger(BuiltinCall &call) {
  if (call[0].isNumber()) {
    double whole = std::trunc(call[0].asDouble());
    if (std::abs(whole) < 0x1p63)
      return Value::fromInteger(static_cast<int64_t>(whole));
    call.error(0, DiagId::IntegerOverflow, "the result overflows 64 bits");
    return Value::error();
  }
  if (!call.isTensor(0))
    return Value::error();
  if (call.type(0).element == ElementType::I32)
    return call[0];
  bool isCondition = call.type(0).element == ElementType::Bool;
  Value result = call.node(OpKind::ToInteger, call[0],
                           {ElementType::I32, call.type(0).shape});
  if (!result.isError() && isCondition)
    call.evaluator.lastNode().values = IntegerValues::between(0, 1);
  return result;
}

/// float(x): i32 and conditions to f32, integers to floats
static Value toFloat(BuiltinCall &call) {
  if (call[0].isNumber())
    return Value::fromFloat(call[0].asDouble());
  if (!call.isTensor(0))
    return Value::error();
  if (call.type(0).isFloat())
    return call[0];
  return call.node(OpKind::Convert, call[0],
                   {ElementType::F32, call.type(0).shape});
}

ArrayRef<Builtin> mathBuiltins() {
  static const Builtin rows[] = {
#define FUNCTION1(Kind, Name, Value, Reference)                                \
  {Name, "x", unary<OpKind::Kind, [](double x) -> double { return Value; }>,   \
   Reference "\nshape: f32[..] -> f32[..], or of a number"                     \
             "\ntorch: torch." Name "\ntry: " Name "(x)"},
#define FUNCTION2(Kind, Name, Signature, Value, Reference)                     \
  {Name, Signature,                                                            \
   binary<OpKind::Kind, [](double a, double b) -> double { return Value; }>,   \
   Reference "\nshape: f32[..], f32[..] or numbers -> f32[..]; axes of size "  \
             "1 and missing ones repeat"                                       \
             "\ntorch: torch." Name "\ntry: " Name "(x, y)"},
#define OP(Kind)
#include "frontend/Ops.def"
      {"where", "condition, a, b", where,
       "a where the condition holds, else b; the part that is not taken gets "
       "no gradient.\n"
       "shape: condition bool[..], a and b f32[..], i32[..] or numbers -> "
       "f32[..] or i32[..]; axes of size 1 and missing ones repeat\n"
       "torch: torch.where\n"
       "try: where(x > 0, x, 0.1 * x)"},
      {"int", "x", toInteger,
       "f32 without its fraction, and conditions, of which true is 1, as i32; "
       "what is too large becomes the nearest i32, NaN 0.\n"
       "shape: f32[..] or bool[..] -> i32[..]\n"
       "torch: Tensor.int, Tensor.long\n"
       "try: float(int(3 * x) % 2)"},
      {"float", "x", toFloat,
       "i32 and conditions, of which true is 1, as f32.\n"
       "shape: i32[..] or bool[..] -> f32[..]\n"
       "torch: Tensor.float\n"
       "try: float(tokens)"},
  };
  return rows;
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

static Value gelu(BuiltinCall &call) {
  auto kind = call.choice(1, {"none", "tanh"});
  if (!kind || !call.isFloatTensor(0))
    return Value::error();
  Value result = call.node(OpKind::Gelu, call[0], call.type(0));
  if (!result.isError())
    call.evaluator.lastNode().flags[0] = *kind == "tanh";
  return result;
}

/// softmax and log_softmax along any axis: the ops work on the last one.
template <OpKind Op> static Value softmax(BuiltinCall &call) {
  if (!call.isFloatTensor(0))
    return Value::error();
  std::optional<unsigned> axis = call.axis(1, call.type(0));
  if (!axis)
    return Value::error();
  size_t last = call.type(0).rank() - 1;
  if (*axis == last)
    return call.node(Op, call[0], call.type(0));
  SmallVector<int64_t> swap = to_vector(seq<int64_t>(0, last + 1));
  std::swap(swap[*axis], swap[last]);
  Value x = call.evaluator.permute(call[0], swap, call.range);
  if (x.isError())
    return x;
  x = call.node(Op, x, call.evaluator.typeOf(x));
  return x.isError() ? x : call.evaluator.permute(x, swap, call.range);
}

ArrayRef<Builtin> activationBuiltins() {
  static const Builtin rows[] = {
      {"gelu", "x, approximate=\"none\"", gelu,
       "x times the share of a normal distribution below x; \"tanh\" is "
       "GPT-2's approximation.\n"
       "shape: f32[..] -> f32[..]\n"
       "torch: F.gelu\n"
       "try: gelu(x, approximate = \"tanh\")"},
      {"softmax", "x, dim=-1", softmax<OpKind::Softmax>,
       "The share of each exponential in their sum along dim.\n"
       "shape: f32[..] -> f32[..]\n"
       "torch: F.softmax: dim is the last axis if it is not given\n"
       "try: softmax(x)"},
      {"log_softmax", "x, dim=-1", softmax<OpKind::LogSoftmax>,
       "The logarithm of softmax, without its rounding.\n"
       "shape: f32[..] -> f32[..]\n"
       "torch: F.log_softmax: dim is the last axis if it is not given\n"
       "try: log_softmax(x)"},
  };
  return rows;
}

} // namespace bmc
