//===- Float.cpp - f32 and f64, to nearest --------------------------------===//
//
// Compiled with -ffp-contract=off: each operation rounds once. NaN results of
// f32 are the canonical NaN, as on the hardware.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/ops/HalfTypes.h"
#include "tools/cuda-emulator/ops/Lanes.h"

namespace emulator::EMULATOR_ISA {
namespace {

template <bool Ftz, class T> EMULATOR_INLINE T input(T a) {
  if constexpr (Ftz)
    return flush(a);
  else
    return a;
}
template <bool Ftz, class T> EMULATOR_INLINE T result(T a) {
  if constexpr (Ftz)
    return canonical(flush(a));
  else
    return canonical(a);
}
/// [0, 1], NaN becomes 0.
template <class T> EMULATOR_INLINE T saturate(T a) {
  return a > 0 ? (a < 1 ? a : T(1)) : T(0);
}

EMULATOR_INLINE float fused(float a, float b, float c) {
  return __builtin_fmaf(a, b, c);
}
EMULATOR_INLINE double fused(double a, double b, double c) {
  return __builtin_fma(a, b, c);
}
EMULATOR_INLINE float root(float a) { return __builtin_sqrtf(a); }
EMULATOR_INLINE double root(double a) { return __builtin_sqrt(a); }

/// One operand NaN: the other one; -0 is less than +0.
template <class T> EMULATOR_INLINE T minimum(T a, T b) {
  bool zeros = (a == 0) & (b == 0);
  T less = zeros ? (__builtin_signbit(a) ? a : b) : a < b ? a : b;
  return a != a ? b : b != b ? a : less;
}
template <class T> EMULATOR_INLINE T maximum(T a, T b) {
  bool zeros = (a == 0) & (b == 0);
  T more = zeros ? (__builtin_signbit(a) ? b : a) : a > b ? a : b;
  return a != a ? b : b != b ? a : more;
}
template <bool Nan, class T> EMULATOR_INLINE T extreme(T picked, T a, T b) {
  return Nan && ((a != a) | (b != b)) ? T(__builtin_nan("")) : picked;
}

template <class T, bool Ftz> struct Arithmetic {
  template <class F> static Handler one(F) {
    return unary<T, T>([](T a) { return result<Ftz>(F{}(input<Ftz>(a))); });
  }
  template <class F> static Handler two(F) {
    return binary<T, T, T>([](T a, T b) {
      return result<Ftz>(F{}(input<Ftz>(a), input<Ftz>(b)));
    });
  }
  template <class F> static Handler three(F) {
    return ternary<T, T, T, T>([](T a, T b, T c) {
      return result<Ftz>(F{}(input<Ftz>(a), input<Ftz>(b), input<Ftz>(c)));
    });
  }

  static Handler simple(Form &form, bool sat) {
    if (form.is("add"))
      return sat ? two([](T a, T b) { return saturate(a + b); })
                 : two([](T a, T b) { return a + b; });
    if (form.is("sub"))
      return sat ? two([](T a, T b) { return saturate(a - b); })
                 : two([](T a, T b) { return a - b; });
    if (form.is("mul"))
      return sat ? two([](T a, T b) { return saturate(a * b); })
                 : two([](T a, T b) { return a * b; });
    return nullptr;
  }
  static Handler fma(bool sat) {
    return sat ? three([](T a, T b, T c) { return saturate(fused(a, b, c)); })
               : three([](T a, T b, T c) { return fused(a, b, c); });
  }
  static Handler minMax(Form &form) {
    bool nan = form.take("NaN");
    if (form.is("min"))
      return nan ? two([](T a, T b) {
        return extreme<true>(minimum(a, b), a, b);
      })
                 : two([](T a, T b) { return minimum(a, b); });
    return nan ? two([](T a, T b) {
      return extreme<true>(maximum(a, b), a, b);
    })
               : two([](T a, T b) { return maximum(a, b); });
  }
};

template <class T, bool Ftz> Handler quotient(Form &form) {
  using A = Arithmetic<T, Ftz>;
  if (form.is("div"))
    return A::two([](T a, T b) { return a / b; });
  if (form.is("rcp"))
    return A::one([](T a) { return 1 / a; });
  if (form.is("sqrt"))
    return A::one([](T a) { return root(a); });
  return nullptr;
}

/// neg and abs change the sign bit, of NaN too.
template <class T, bool Ftz> Handler sign(Form &form) {
  if (form.is("neg"))
    return unary<T, T>([](T a) { return -input<Ftz>(a); });
  if (form.is("abs"))
    return unary<T, T>([](T a) {
      return sizeof(T) == 4 ? T(__builtin_fabsf(float(input<Ftz>(a))))
                            : T(__builtin_fabs(a));
    });
  return nullptr;
}

bool takeRounding(Form &form, bool required) {
  return form.take("rn") || !required;
}

template <class T, bool Ftz>
bool selectTyped(Form &form, Selection &s, Type type) {
  using A = Arithmetic<T, Ftz>;
  bool sat = sizeof(T) == 4 && form.take("sat");
  auto two = [&](Handler h) {
    return h && s.set(h, {out(type), in(type), in(type)});
  };
  auto one = [&](Handler h) { return h && s.set(h, {out(type), in(type)}); };
  if (form.is("add") || form.is("sub") || form.is("mul"))
    return takeRounding(form, false) && two(A::simple(form, sat));
  if (form.is("fma") || form.is("mad"))
    return takeRounding(form, true) &&
           s.set(A::fma(sat), {out(type), in(type), in(type), in(type)});
  if (form.is("min") || form.is("max"))
    return two(A::minMax(form));
  if (form.is("neg") || form.is("abs"))
    return one(sign<T, Ftz>(form));
  if (form.is("div"))
    return takeRounding(form, true) && two(quotient<T, Ftz>(form));
  if (form.is("rcp") || form.is("sqrt"))
    return takeRounding(form, true) && one(quotient<T, Ftz>(form));
  return false;
}

template <class T> bool selectCopysign(Selection &s, Type type) {
  // Sign of the first operand, magnitude of the second.
  return s.set(binary<T, T, T>([](T a, T b) {
                 constexpr T top = T(1) << (sizeof(T) * 8 - 1);
                 return T((a & top) | (b & T(~top)));
               }),
               {out(type), in(type), in(type)});
}

template <class F, class T> void testRun(Warp &w, const Inst &i) {
  const T *a = row<T>(w, i.op[1]);
  writePred(w, i.op[0], maskOf([=](unsigned l) { return F{}(a[l]); }));
}

template <class T> bool selectTest(Form &form, Selection &s, Type type) {
  constexpr T least = sizeof(T) == 4 ? T(0x1p-126) : T(0x1p-1022);
  constexpr T infinity = T(__builtin_inf());
  auto set = [&]<class F>(F) {
    return s.set(testRun<F, T>, {out(Type::Pred), in(type)});
  };
  auto size = [](T a) { return a < 0 ? -a : a; };
  using Size = decltype(size);
  if (form.take("finite"))
    return set([](T a) { return Size{}(a) < infinity; });
  if (form.take("infinite"))
    return set([](T a) { return Size{}(a) == infinity; });
  if (form.take("number"))
    return set([](T a) { return a == a; });
  if (form.take("notanumber"))
    return set([](T a) { return a != a; });
  if (form.take("normal"))
    return set([](T a) { return Size{}(a) >= least && Size{}(a) < infinity; });
  if (form.take("subnormal"))
    return set([](T a) { return Size{}(a) < least && a != 0; });
  return false;
}

constexpr const char *kOpcodes[] = {"add", "sub",  "mul",      "fma",  "mad",
                                    "min", "max",  "neg",      "abs",  "div",
                                    "rcp", "sqrt", "copysign", "testp"};

} // namespace

bool selectFloat(Form &form, Selection &s) {
  Type type;
  if (!form.isAny(kOpcodes) || !form.takeType(type) ||
      (type != Type::F32 && type != Type::F64))
    return false;
  bool isSingle = type == Type::F32;
  if (form.is("copysign"))
    return isSingle ? selectCopysign<uint32_t>(s, type)
                    : selectCopysign<uint64_t>(s, type);
  if (form.is("testp"))
    return isSingle ? selectTest<float>(form, s, type)
                    : selectTest<double>(form, s, type);
  if (!isSingle)
    return selectTyped<double, false>(form, s, type);
  return form.take("ftz") ? selectTyped<float, true>(form, s, type)
                          : selectTyped<float, false>(form, s, type);
}

} // namespace emulator::EMULATOR_ISA
