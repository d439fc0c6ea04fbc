//===- Arithmetic.cpp - Operators on constants ----------------------------===//

#include "frontend/sema/Evaluator.h"

#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Longer spellings of computed sizes help nobody.
static constexpr size_t kMaxText = 24;
static constexpr size_t kMaxStringLength = 1'000;

/// "4*D" from 4 and D; "" if neither side has a name.
static std::string combineText(const Value &left, BinaryOp op,
                               const Value &right) {
  if (left.text.empty() && right.text.empty())
    return "";
  auto side = [](const Value &value) {
    if (value.text.empty())
      return std::to_string(value.integer);
    return value.text;
  };
  auto isCompound = [](StringRef text) {
    return text.find_first_of("+-*/%") != StringRef::npos;
  };
  auto operand = [&](const Value &value) {
    std::string text = side(value);
    bool tight = op != BinaryOp::Add && op != BinaryOp::Subtract;
    return tight && isCompound(text) ? "(" + text + ")" : text;
  };
  std::string text = operand(left) + spelling(op).str() + operand(right);
  return text.size() <= kMaxText ? text : "";
}

Value Evaluator::negate(const Value &operand, SourceRange range) {
  if (operand.isTensor())
    return unaryOp(OpKind::Neg, operand, range);
  if (operand.kind == Value::Kind::Float)
    return Value::fromFloat(-operand.real);
  if (operand.isInteger()) {
    int64_t result;
    if (SubOverflow<int64_t>(0, operand.integer, result)) {
      error(range, DiagId::IntegerOverflow, "the result overflows 64 bits");
      return Value::error();
    }
    return Value::fromInteger(result);
  }
  error(range, DiagId::BadOperand,
        "'-' needs a number or a tensor, got " + describe(operand, program));
  return Value::error();
}

/// Equality of values that have no order: booleans, strings, none, lists.
static std::optional<bool> looseEqual(const Value &left, const Value &right) {
  if (left.kind != right.kind) {
    bool oneIsNone = left.isNone() || right.isNone();
    return oneIsNone ? std::optional<bool>(false) : std::nullopt;
  }
  switch (left.kind) {
  case Value::Kind::None:
    return true;
  case Value::Kind::Boolean:
    return left.boolean == right.boolean;
  case Value::Kind::String:
    return left.text == right.text;
  default:
    return std::nullopt;
  }
}

Value Evaluator::binary(const BinaryExpr &expr, const Value &left,
                        const Value &right) {
  bool isEquality = expr.op == BinaryOp::Equal || expr.op == BinaryOp::NotEqual;
  if (isEquality)
    if (std::optional<bool> equal = looseEqual(left, right))
      return Value::fromBoolean(*equal == (expr.op == BinaryOp::Equal));
  if (left.isNumber() && right.isNumber())
    return numberBinary(expr, left, right);

  for (const Value *side : {&left, &right})
    if (side->kind == Value::Kind::Dim) {
      error(expr.range, DiagId::DimInArithmetic,
            "'" + side->dim->name +
                "' is a run-time dim: it has no value at compile time")
          .note(side->dim->range, "'" + side->dim->name + "' is declared here")
          .help(expr.op == BinaryOp::Multiply && left.kind == Value::Kind::Dim
                    ? kLeadingAxesHelp
                    : "a param is a compile-time number: it can be the size of "
                      "that axis, in the data as well");
      return Value::error();
    }

  if (expr.op == BinaryOp::Add && left.isSequence() && right.isSequence())
    return joinLists(expr, left, right);
  if (expr.op == BinaryOp::Add && left.kind == Value::Kind::String &&
      (right.kind == Value::Kind::String || right.isInteger()))
    return joinStrings(expr, left, right);
  auto usable = [](const Value &v) { return v.isTensor() || v.isNumber(); };
  if (!usable(left) || !usable(right)) {
    const Value &bad = usable(left) ? right : left;
    error(expr.range, DiagId::BadOperand,
          "'" + spelling(expr.op) + "' cannot be applied to " +
              describe(bad, program))
        .mark(expr.opRange);
    return Value::error();
  }
  if (isComparison(expr.op))
    return compare(expr.op, left, right, expr.range);
  switch (expr.op) {
  case BinaryOp::Add:
    return elementwise(OpKind::Add, left, right, expr.range, "'+'");
  case BinaryOp::Subtract:
    return elementwise(OpKind::Sub, left, right, expr.range, "'-'");
  case BinaryOp::Multiply:
    return elementwise(OpKind::Mul, left, right, expr.range, "'*'");
  case BinaryOp::Divide:
    return elementwise(OpKind::Div, left, right, expr.range, "'/'");
  case BinaryOp::FloorDivide: {
    if (areIntegers(left, right))
      return integers("floor_div", left, right, expr.range, "'//'");
    Value quotient = elementwise(OpKind::Div, left, right, expr.range, "'//'");
    return quotient.isError() ? quotient
                              : unaryOp(OpKind::Floor, quotient, expr.range);
  }
  case BinaryOp::Power:
    return elementwise(OpKind::Pow, left, right, expr.range, "'**'");
  case BinaryOp::Remainder:
    return remainder(left, right, expr.range);
  default:
    error(expr.range, DiagId::BadOperand,
          "'" + spelling(expr.op) + "' is for integers, not for tensors");
    return Value::error();
  }
}

/// What is left of a division, with the sign of the divisor.
Value Evaluator::remainder(const Value &left, const Value &right,
                           SourceRange range) {
  if (areIntegers(left, right))
    return integers("remainder", left, right, range, "'%'");
  Value rest = elementwise(OpKind::Fmod, left, right, range, "'%'");
  if (rest.isError())
    return rest;
  Value product = elementwise(OpKind::Mul, rest, right, range, "'%'");
  Value differ = product.isError() ? product
                                   : compare(BinaryOp::Less, product,
                                             Value::fromInteger(0), range);
  Value sum = elementwise(OpKind::Add, rest, right, range, "'%'");
  if (differ.isError() || sum.isError())
    return Value::error();
  return addNode(OpKind::Select, {differ, sum, rest}, typeOf(rest), range);
}

/// [a, b] + [c]
Value Evaluator::joinLists(const BinaryExpr &expr, const Value &left,
                           const Value &right) {
  std::vector<Value> values = left.elements();
  append_range(values, right.elements());
  if (values.size() <= kMaxListLength)
    return Value::fromSequence(std::move(values));
  error(expr.range, DiagId::ProgramTooLarge,
        "a list of more than " + Twine(kMaxListLength) + " values");
  return Value::error();
}

/// "layer" + 3
Value Evaluator::joinStrings(const BinaryExpr &expr, const Value &left,
                             const Value &right) {
  std::string text =
      left.text +
      (right.isInteger() ? std::to_string(right.integer) : right.text);
  if (text.size() <= kMaxStringLength)
    return Value::fromString(std::move(text));
  error(expr.range, DiagId::ProgramTooLarge,
        "a string of more than " + Twine(kMaxStringLength) + " characters");
  return Value::error();
}

template <typename T> static bool compareValues(BinaryOp op, T a, T b) {
  switch (op) {
  case BinaryOp::Equal:
    return a == b;
  case BinaryOp::NotEqual:
    return a != b;
  case BinaryOp::Less:
    return a < b;
  case BinaryOp::LessEqual:
    return a <= b;
  case BinaryOp::Greater:
    return a > b;
  default:
    return a >= b;
  }
}

Value Evaluator::numberBinary(const BinaryExpr &expr, const Value &left,
                              const Value &right) {
  // 2 ** -1 is no integer.
  bool isFraction = expr.op == BinaryOp::Power && right.asDouble() < 0;
  if (left.isInteger() && right.isInteger() && !isFraction)
    return integerBinary(expr, left, right);
  double a = left.asDouble(), b = right.asDouble();
  if (isComparison(expr.op))
    return Value::fromBoolean(compareValues(expr.op, a, b));
  double result;
  switch (expr.op) {
  case BinaryOp::Add:
    result = a + b;
    break;
  case BinaryOp::Subtract:
    result = a - b;
    break;
  case BinaryOp::Multiply:
    result = a * b;
    break;
  case BinaryOp::Divide:
    result = a / b;
    break;
  case BinaryOp::FloorDivide:
    result = std::floor(a / b);
    break;
  case BinaryOp::Power:
    result = std::pow(a, b);
    break;
  case BinaryOp::Remainder:
    result = std::fmod(a, b);
    result += result * b < 0 ? b : 0;
    break;
  default:
    error(expr.range, DiagId::BadOperand,
          "'" + spelling(expr.op) + "' needs integers");
    return Value::error();
  }
  if (!std::isfinite(result)) {
    error(expr.range, DiagId::NotFinite,
          "the result of '" + spelling(expr.op) + "' is not a finite number");
    return Value::error();
  }
  return Value::fromFloat(result);
}

/// a to the power of b >= 0; true if it overflows.
static bool powOverflow(int64_t a, int64_t b, int64_t &result) {
  result = 1;
  // Whatever is not -1, 0 or 1 overflows before the 64th factor.
  if (a == 0 || a == 1 || a == -1) {
    result = b == 0 ? 1 : a == -1 && b % 2 == 0 ? 1 : a;
    return false;
  }
  for (int64_t i = 0; i < b; ++i)
    if (MulOverflow(result, a, result))
      return true;
  return false;
}

Value Evaluator::integerBinary(const BinaryExpr &expr, const Value &left,
                               const Value &right) {
  int64_t a = left.integer, b = right.integer, result = 0;
  if (isComparison(expr.op))
    return Value::fromBoolean(compareValues(expr.op, a, b));
  bool divides = is_contained(
      {BinaryOp::Divide, BinaryOp::FloorDivide, BinaryOp::Remainder}, expr.op);
  if (divides && b == 0) {
    error(expr.range, DiagId::DivisionByZero, "division by zero");
    return Value::error();
  }
  bool overflow = divides && a == INT64_MIN && b == -1;
  switch (expr.op) {
  case BinaryOp::Add:
    overflow = AddOverflow(a, b, result);
    break;
  case BinaryOp::Subtract:
    overflow = SubOverflow(a, b, result);
    break;
  case BinaryOp::Multiply:
    overflow = MulOverflow(a, b, result);
    break;
  case BinaryOp::Power:
    overflow = powOverflow(a, b, result);
    break;
  case BinaryOp::Divide:
    if (!overflow && a % b != 0) {
      error(expr.range, DiagId::InexactDivision,
            Twine(a) + " / " + Twine(b) + " is not an integer")
          .help("write " + Twine(a) +
                ".0 for a division of floats, or "
                "'//' to round down");
      return Value::error();
    }
    result = overflow ? 0 : a / b;
    break;
  case BinaryOp::FloorDivide:
    // Down, not towards 0, as in Python.
    result = overflow ? 0 : a / b - (a % b != 0 && (a < 0) != (b < 0));
    break;
  case BinaryOp::Remainder:
    // The sign of the divisor, as in Python.
    result = overflow ? 0 : a % b;
    if (result != 0 && (result < 0) != (b < 0))
      result += b;
    break;
  default:
    error(expr.range, DiagId::BadOperand,
          "'" + spelling(expr.op) + "' needs tensors");
    return Value::error();
  }
  if (overflow) {
    error(expr.range, DiagId::IntegerOverflow,
          Twine(a) + " " + spelling(expr.op) + " " + Twine(b) +
              " overflows 64 bits");
    return Value::error();
  }
  return Value::fromInteger(result, combineText(left, expr.op, right));
}

} // namespace bmc
