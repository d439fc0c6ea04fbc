//===- Math.cpp - Approximate functions -----------------------------------===//
//
// Computed in f64 and then rounded to about the error the PTX manual allows, so
// that nothing leans on more than hardware promises.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/ops/HalfTypes.h"
#include "tools/cuda-emulator/ops/Lanes.h"

#include <cmath>

namespace emulator::EMULATOR_ISA {
namespace {

/// Rounds to 24 - Drop bits of significand: off by 2^(Drop - 1) units of the
/// last place of f32 at most.
template <unsigned Drop> EMULATOR_INLINE float coarse(double a) {
  constexpr unsigned drop = 29 + Drop;
  uint64_t bits = __builtin_bit_cast(uint64_t, a);
  uint64_t rounded =
      (bits + (uint64_t(1) << (drop - 1))) & ~((uint64_t(1) << drop) - 1);
  // Not past the largest number, and no payload of a NaN.
  bool isOrdinary = __builtin_fabs(a) < 0x1.fffep127;
  return static_cast<float>(isOrdinary ? __builtin_bit_cast(double, rounded)
                                       : a);
}

/// 2^x, relative error below 1e-11 for any double.
EMULATOR_INLINE double exp2Of(double x) {
  double clamped = x < -300 ? -300 : x > 300 ? 300 : x;
  // Adding and subtracting 1.5 * 2^52 rounds to an integer.
  double shifted = clamped + 0x1.8p52;
  double n = shifted - 0x1.8p52;
  double r = (clamped - n) * 0.693147180559945309417;
  double p = 1.0 / 3628800;
  for (double c : {1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120,
                   1.0 / 24, 1.0 / 6, 1.0 / 2, 1.0, 1.0})
    p = p * r + c;
  uint64_t exponent = __builtin_bit_cast(uint64_t, shifted) << 52;
  double scaled =
      __builtin_bit_cast(double, __builtin_bit_cast(uint64_t, p) + exponent);
  return x != x ? x : scaled;
}

/// log2 of a positive finite number that is normal as a double.
EMULATOR_INLINE double log2Of(double x) {
  uint64_t bits = __builtin_bit_cast(uint64_t, x);
  // Exponent such that the rest lies in [sqrt(1/2), sqrt(2)).
  uint64_t shifted = bits - 0x3fe6a09e667f3bcdull;
  auto exponent = static_cast<double>(
      static_cast<int32_t>(static_cast<int64_t>(shifted) >> 32) >> 20);
  double m =
      __builtin_bit_cast(double, bits - (shifted & 0xfff0000000000000ull));
  double t = (m - 1) / (m + 1), s = t * t;
  double p = 1.0 / 17;
  for (double c :
       {1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1.0})
    p = p * s + c;
  return exponent + t * p * 2.885390081777926814720;
}

EMULATOR_INLINE float exp2Approx(float a) { return coarse<2>(exp2Of(a)); }

EMULATOR_INLINE float log2Approx(float a) {
  float value = coarse<2>(log2Of(a));
  value = a == __builtin_inff() ? a : value;
  value = a == 0 ? -__builtin_inff() : value;
  return a >= 0 ? value : __builtin_nanf("");
}

EMULATOR_INLINE float tanhApprox(float a) {
  double e = exp2Of(2.885390081777926814720 * a);
  double value = e > 1e30 ? 1 : (e - 1) / (e + 1);
  return coarse<13>(__builtin_fabsf(a) < 1e-3f ? a : value);
}

EMULATOR_INLINE float rsqrtApprox(float a) {
  return coarse<1>(1 / __builtin_sqrt(static_cast<double>(a)));
}

template <bool Ftz, class F> Handler single(F) {
  return unary<float, float>([](float a) {
    float value = F{}(Ftz ? flush(a) : a);
    return canonical(Ftz ? flush(value) : value);
  });
}
template <bool Ftz, class F> Handler slow(F) {
  return slowUnary<float, float>([](float a) {
    float value = F{}(Ftz ? flush(a) : a);
    return canonical(Ftz ? flush(value) : value);
  });
}

template <bool Ftz> Handler function(Form &form) {
  if (form.is("ex2"))
    return single<Ftz>([](float a) { return exp2Approx(a); });
  if (form.is("lg2"))
    return single<Ftz>([](float a) { return log2Approx(a); });
  if (form.is("rsqrt"))
    return single<Ftz>([](float a) { return rsqrtApprox(a); });
  if (form.is("rcp"))
    return single<Ftz>([](float a) { return coarse<1>(1 / double(a)); });
  if (form.is("sqrt"))
    return single<Ftz>(
        [](float a) { return coarse<1>(__builtin_sqrt(double(a))); });
  if (form.is("sin"))
    return slow<Ftz>([](float a) { return coarse<3>(std::sin(double(a))); });
  if (form.is("cos"))
    return slow<Ftz>([](float a) { return coarse<3>(std::cos(double(a))); });
  return nullptr;
}

/// Unless full it is a * (1 / b), and 1 / b is zero where it is not normal.
template <bool Ftz, bool Full> Handler division() {
  return binary<float, float, float>([](float a, float b) {
    double x = Ftz ? flush(a) : a, y = Ftz ? flush(b) : b;
    bool vanishes = !Full && __builtin_fabs(y) > 0x1p126;
    float value = coarse<1>(vanishes ? x * __builtin_copysign(0.0, y) : x / y);
    return canonical(Ftz ? flush(value) : value);
  });
}

/// f64: only the upper 32 bits are worked on; what is below is zero.
EMULATOR_INLINE double upper(double a) {
  return __builtin_bit_cast(double, __builtin_bit_cast(uint64_t, a) &
                                        0xffffffff00000000ull);
}
/// So with subnormal numbers as zero of their sign.
EMULATOR_INLINE double flushedUpper(double a) {
  return __builtin_fabs(a) < 0x1p-1022 ? __builtin_copysign(0.0, a) : upper(a);
}

bool selectDouble(Form &form, Selection &s) {
  Slot d = out(Type::F64), a = in(Type::F64);
  bool ftz = form.take("ftz");
  if (form.is("rcp") && ftz)
    return s.set(unary<double, double>([](double a) {
                   return flushedUpper(1 / flushedUpper(a));
                 }),
                 {d, a});
  if (form.is("rsqrt"))
    return s.set(ftz ? unary<double, double>([](double a) {
                   return upper(1 / __builtin_sqrt(flushedUpper(a)));
                 })
                     : unary<double, double>([](double a) {
                         return upper(1 / __builtin_sqrt(a));
                       }),
                 {d, a});
  return false;
}

bool selectHalfFunction(Form &form, Selection &s, Type type) {
  Slot d = out(type), a = in(type);
  form.take("ftz"); // always there for bf16, never for f16
  if (form.is("ex2") && type == Type::F16)
    return s.set(unary<Half, Half>(
                     [](Half a) { return toHalf(exp2Approx(toFloat(a))); }),
                 {d, a});
  if (form.is("ex2") && type == Type::BF16)
    return s.set(unary<BHalf, BHalf>([](BHalf a) {
                   return toBHalf(flush(exp2Approx(flush(toFloat(a)))));
                 }),
                 {d, a});
  if (form.is("tanh") && type == Type::F16)
    return s.set(unary<Half, Half>(
                     [](Half a) { return toHalf(tanhApprox(toFloat(a))); }),
                 {d, a});
  if (form.is("tanh") && type == Type::BF16)
    return s.set(unary<BHalf, BHalf>(
                     [](BHalf a) { return toBHalf(tanhApprox(toFloat(a))); }),
                 {d, a});
  return false;
}

constexpr const char *kOpcodes[] = {"ex2", "lg2", "rsqrt", "rcp", "sqrt",
                                    "sin", "cos", "tanh",  "div"};

} // namespace

bool selectMath(Form &form, Selection &s) {
  bool isFull = form.is("div") && form.take("full");
  Type type;
  if (!form.isAny(kOpcodes) || (!isFull && !form.take("approx")) ||
      !form.takeType(type))
    return false;
  if (type == Type::F64)
    return selectDouble(form, s);
  if (type != Type::F32)
    return selectHalfFunction(form, s, type);
  Slot d = out(type), a = in(type);
  if (form.is("tanh"))
    return s.set(
        unary<float, float>([](float a) { return canonical(tanhApprox(a)); }),
        {d, a});
  bool ftz = form.take("ftz");
  if (form.is("div"))
    return s.set(
        isFull ? (ftz ? division<true, true>() : division<false, true>())
               : (ftz ? division<true, false>() : division<false, false>()),
        {d, a, a});
  Handler handler = ftz ? function<true>(form) : function<false>(form);
  return handler && s.set(handler, {d, a});
}

} // namespace emulator::EMULATOR_ISA
