//===- Integers.cpp - Arithmetic of i32 tensors ---------------------------===//

#include "frontend/sema/Evaluator.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

bool Evaluator::areIntegers(const Value &a, const Value &b) const {
  auto isInteger = [&](const Value &value) {
    return value.isTensor() ? typeOf(value).element == ElementType::I32
                            : value.isInteger();
  };
  return isInteger(a) && isInteger(b) && (a.isTensor() || b.isTensor());
}

static int64_t floorDivide(int64_t a, int64_t b) {
  return b == 0 ? 0 : a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/// Values of quotients: the largest and smallest are among those of the ends
/// and of the divisors next to 0.
static IntegerValues quotients(const IntegerValues &a, const IntegerValues &b) {
  IntegerValues result;
  for (int64_t x : {a.least, a.most})
    for (int64_t y : {b.least, b.most, int64_t(-1), int64_t(0), int64_t(1)})
      if (y >= b.least && y <= b.most) {
        int64_t quotient = floorDivide(x, y);
        result.join(IntegerValues::between(quotient, quotient));
      }
  return result;
}

/// Values of remainders, which have the sign of the divisor; by 0 nothing is
/// taken away.
static IntegerValues remainders(const IntegerValues &a,
                                const IntegerValues &b) {
  IntegerValues result = IntegerValues::between(
      std::min<int64_t>(b.least + 1, 0), std::max<int64_t>(b.most - 1, 0));
  if (b.least <= 0 && b.most >= 0)
    result.join(a);
  return result;
}

static IntegerValues combine(StringRef function, const IntegerValues &a,
                             const IntegerValues &b) {
  auto between = IntegerValues::between;
  if (function == "add")
    return between(a.least + b.least, a.most + b.most);
  if (function == "sub")
    return between(a.least - b.most, a.most - b.least);
  if (function == "minimum")
    return between(std::min(a.least, b.least), std::min(a.most, b.most));
  if (function == "maximum")
    return between(std::max(a.least, b.least), std::max(a.most, b.most));
  if (function == "floor_div")
    return quotients(a, b);
  if (function == "remainder")
    return remainders(a, b);
  auto [least, most] = std::minmax(
      {a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most});
  return between(least, most);
}

Value Evaluator::integers(StringRef function, const Value &left,
                          const Value &right, SourceRange range,
                          StringRef what) {
  bool divides = function == "floor_div" || function == "remainder";
  if (divides && right.isInteger() && right.integer == 0) {
    error(range, DiagId::DivisionByZero, "division by zero");
    return Value::error();
  }
  Value a = left, b = right;
  if (!a.isTensor())
    a = splat(a.asDouble(), typeOf(b), range);
  else if (!b.isTensor())
    b = splat(b.asDouble(), typeOf(a), range);
  if (a.isError() || b.isError())
    return Value::error();
  IntegerValues values =
      combine(function, nodeOf(a).values.range(), nodeOf(b).values.range());
  Value result =
      broadcastNode(OpKind::Integer, a, b, ElementType::I32, range, what);
  if (result.isError())
    return result;
  lastNode().name = function.str();
  // What overflows may become anything.
  bool fits = values.least >= INT32_MIN && values.most <= INT32_MAX;
  lastNode().values = fits ? values : IntegerValues::any();
  return result;
}

} // namespace bmc
