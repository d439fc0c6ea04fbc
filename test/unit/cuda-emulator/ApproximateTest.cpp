//===- ApproximateTest.cpp - Approximate functions by their error ---------===//
//
// Against the host's functions in f64, with the errors that the PTX manual
// (9.1, 9.7.3 and 9.7.4) names as the largest.
//
//===----------------------------------------------------------------------===//
#include "test/unit/cuda-emulator/RunForms.h"

#include <bit>
#include <cmath>
#include <limits>

using namespace bmc::cuda;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kPi = 3.14159265358979323846;

struct Function2 {
  const char *text;
  char kind; ///< of result and operands
  double (*exact)(double a, double b);
  double relative;
  /// Beside it, depending on the operands; infinite: nothing is promised.
  double (*absolute)(double a, double b);
  unsigned operands = 1;
};

double none(double, double) { return 0; }

double exp2Of(double a, double) { return std::exp2(a); }
double log2Of(double a, double) { return std::log2(a); }
double tanhOf(double a, double) { return std::tanh(a); }
double sqrtOf(double a, double) { return std::sqrt(a); }
double inverseRoot(double a, double) { return 1 / std::sqrt(a); }
/// All that rcp and rsqrt with .ftz see of an f64.
double upper(double a) {
  return std::bit_cast<double>(std::bit_cast<uint64_t>(a) &
                               0xffffffff00000000u);
}
double inverse(double a, double) { return 1 / a; }
double quotient(double a, double b) { return a / b; }

double nearOne(double a, double) { return a > 0.5 && a < 2 ? 0x1p-22 : 0; }
double ofAngle(double a, double) {
  double size = std::fabs(a);
  return size <= 2 * kPi     ? std::exp2(-20.5)
         : size <= 100 * kPi ? std::exp2(-14.7)
         : std::isfinite(a)  ? kInfinity
                             : 0;
}
/// Quotients are a * (1 / b), where 1 / b must be a normal number.
double ofInverse(double, double b) {
  double size = std::fabs(b);
  return size != 0 && (size < 0x1p-126 || (size > 0x1p126 && size < kInfinity))
             ? kInfinity
             : 0;
}

const Function2 kFunctions[] = {
    {"ex2.approx.f32", 'f', exp2Of, 2.5 * 0x1p-23, none},
    {"ex2.approx.ftz.f32", 'f', exp2Of, 2.5 * 0x1p-23, none},
    {"lg2.approx.f32", 'f', log2Of, 0x1p-22, nearOne},
    {"lg2.approx.ftz.f32", 'f', log2Of, 0x1p-22, nearOne},
    {"tanh.approx.f32", 'f', tanhOf, 0x1p-11, none},
    {"sin.approx.f32", 'f', [](double a, double) { return std::sin(a); }, 0,
     ofAngle},
    {"cos.approx.f32", 'f', [](double a, double) { return std::cos(a); }, 0,
     ofAngle},
    {"rcp.approx.f32", 'f', inverse, 0x1p-23, none},
    {"rcp.approx.ftz.f32", 'f', inverse, 0x1p-23, none},
    {"sqrt.approx.f32", 'f', sqrtOf, 0x1p-23, none},
    {"sqrt.approx.ftz.f32", 'f', sqrtOf, 0x1p-23, none},
    {"rsqrt.approx.f32", 'f', inverseRoot, 0x1.13p-23, none},
    {"rsqrt.approx.ftz.f32", 'f', inverseRoot, 0x1.13p-23, none},
    {"div.approx.f32", 'f', quotient, 0x1p-22, ofInverse, 2},
    {"div.approx.ftz.f32", 'f', quotient, 0x1p-22, ofInverse, 2},
    {"div.full.f32", 'f', quotient, 0x1p-22, none, 2},
    {"div.full.ftz.f32", 'f', quotient, 0x1p-22, none, 2},
    {"ex2.approx.f16", 'x', exp2Of, 0x1.12p-10, none},
    {"ex2.approx.ftz.bf16", 'y', exp2Of, 0x1p-7, none},
    {"tanh.approx.f16", 'x', tanhOf, 0,
     [](double, double) { return std::exp2(-10.987); }},
    {"tanh.approx.bf16", 'y', tanhOf, 0, [](double, double) { return 0x1p-8; }},
    // "Gross": 20 bits of the operand and of the result.
    {"rcp.approx.ftz.f64", 'g', [](double a, double) { return 1 / upper(a); },
     0x1p-19, none},
    {"rsqrt.approx.ftz.f64", 'g',
     [](double a, double) { return 1 / std::sqrt(upper(a)); }, 0x1p-19, none},
};

struct Range {
  double most, least, step; ///< largest, least normal, least number
};

Range rangeOf(char kind) {
  switch (kind) {
  case 'x':
    return {65504, 0x1p-14, 0x1p-24};
  case 'y':
    return {0x1.fep127, 0x1p-126, 0x1p-133};
  case 'f':
    return {0x1.fffffep127, 0x1p-126, 0x1p-149};
  default:
    return {std::numeric_limits<double>::max(), 0x1p-1022, 0x1p-1074};
  }
}

double valueOf(char kind, uint64_t bits) {
  switch (kind) {
  case 'x':
    return static_cast<double>(
        std::bit_cast<_Float16>(static_cast<uint16_t>(bits)));
  case 'y':
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
  case 'f':
    return std::bit_cast<float>(static_cast<uint32_t>(bits));
  default:
    return std::bit_cast<double>(bits);
  }
}

bool isClose(const Function2 &f, bool flushes, double a, double b,
             double value) {
  Range range = rangeOf(f.kind);
  if (flushes) {
    a = std::fabs(a) < range.least ? std::copysign(0, a) : a;
    b = std::fabs(b) < range.least ? std::copysign(0, b) : b;
  }
  double exact = f.exact(a, b), absolute = f.absolute(a, b);
  if (absolute == kInfinity)
    return true;
  if (std::isnan(exact) || std::isnan(value))
    return std::isnan(exact) && std::isnan(value);
  double allowed = std::fabs(exact) * f.relative + absolute +
                   (flushes ? range.least : 2.5 * range.step);
  if (std::isinf(value))
    return std::signbit(value) == std::signbit(exact) &&
           std::fabs(exact) + allowed > range.most;
  return std::fabs(value - exact) <= allowed;
}

} // namespace

TEST(EmulatorApproximate, StaysWithinTheErrorOfTheManual) {
  Emulated device(sm90Options());
  if (device.major() < 9)
    GTEST_SKIP() << "the forms need a GPU with sm_90 or newer";
  std::vector<Form> forms;
  for (const Function2 &f : kFunctions)
    forms.push_back(
        {f.text, static_cast<Kind>(f.kind), std::string(f.operands, f.kind)});
  auto results = runForms(device, forms);
  for (size_t i = 0; i < forms.size(); ++i) {
    const Function2 &f = kFunctions[i];
    auto operands = operandTuples(forms[i].operands, kTuples);
    bool flushes = forms[i].text.find(".ftz") != std::string::npos;
    unsigned wrong = 0;
    for (unsigned t = 0; t < kTuples; ++t) {
      double a = valueOf(f.kind, operands[t * f.operands]),
             b = valueOf(f.kind, operands[t * f.operands + f.operands - 1]),
             value = valueOf(f.kind, results[f.text][t]);
      if (!isClose(f, flushes, a, b, value) && ++wrong <= 5)
        ADD_FAILURE() << f.text << std::hexfloat << " " << a << ", " << b
                      << ": " << value << ", exact " << f.exact(a, b);
    }
    EXPECT_EQ(wrong, 0u) << f.text;
  }
}
