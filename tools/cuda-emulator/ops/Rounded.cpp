//===- Rounded.cpp - f32 and f64 arithmetic with directed rounding --------===//
//
// Compiled with -frounding-math: the host's rounding mode is set around a loop.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/ops/HalfTypes.h"
#include "tools/cuda-emulator/ops/Lanes.h"

#include <cfenv>

namespace emulator::EMULATOR_ISA {
namespace {

template <int Mode, Handler Run> void rounded(Warp &w, const Inst &i) {
  std::fesetround(Mode);
  Run(w, i);
  std::fesetround(FE_TONEAREST);
}

template <bool Ftz, class T> EMULATOR_INLINE T input(T a) {
  if constexpr (Ftz)
    return flush(a);
  else
    return a;
}

enum class Op { Add, Sub, Mul, Div, Fma, Rcp, Sqrt };

template <Op O, class T> EMULATOR_INLINE T perform(T a, T b, T c) {
  constexpr bool isSingle = sizeof(T) == 4;
  switch (O) {
  case Op::Add:
    return a + b;
  case Op::Sub:
    return a - b;
  case Op::Mul:
    return a * b;
  case Op::Div:
    return a / b;
  case Op::Fma:
    return isSingle ? T(__builtin_fmaf(float(a), float(b), float(c)))
                    : T(__builtin_fma(a, b, c));
  case Op::Rcp:
    return 1 / a;
  case Op::Sqrt:
    return isSingle ? T(__builtin_sqrtf(float(a))) : T(__builtin_sqrt(a));
  }
}

template <Op O, class T, bool Ftz, bool Sat> void run(Warp &w, const Inst &i) {
  constexpr unsigned count = O == Op::Fma ? 3 : O >= Op::Rcp ? 1 : 2;
  const T *a = row<T>(w, i.op[1]);
  const T *b = count > 1 ? row<T>(w, i.op[2]) : a;
  const T *c = count > 2 ? row<T>(w, i.op[3]) : a;
  T *d = row<T>(w, i.op[0]);
  eachActive(w, [=](unsigned l) {
    T value =
        perform<O, T>(input<Ftz>(a[l]), input<Ftz>(b[l]), input<Ftz>(c[l]));
    if (Sat)
      value = value > 0 ? (value < 1 ? value : T(1)) : T(0);
    d[l] = canonical(input<Ftz>(value));
  });
}

template <Op O, class T, bool Ftz, bool Sat> Handler withMode(int mode) {
  return mode == 0   ? rounded<FE_TOWARDZERO, run<O, T, Ftz, Sat>>
         : mode == 1 ? rounded<FE_DOWNWARD, run<O, T, Ftz, Sat>>
                     : rounded<FE_UPWARD, run<O, T, Ftz, Sat>>;
}

template <class T, bool Ftz, bool Sat> Handler withOp(Form &form, int mode) {
  if (form.is("add"))
    return withMode<Op::Add, T, Ftz, Sat>(mode);
  if (form.is("sub"))
    return withMode<Op::Sub, T, Ftz, Sat>(mode);
  if (form.is("mul"))
    return withMode<Op::Mul, T, Ftz, Sat>(mode);
  if (form.is("fma") || form.is("mad"))
    return withMode<Op::Fma, T, Ftz, Sat>(mode);
  if (Sat)
    return nullptr;
  if (form.is("div"))
    return withMode<Op::Div, T, Ftz, false>(mode);
  return form.is("rcp") ? withMode<Op::Rcp, T, Ftz, false>(mode)
                        : withMode<Op::Sqrt, T, Ftz, false>(mode);
}

constexpr const char *kOpcodes[] = {"add", "sub", "mul", "fma",
                                    "mad", "div", "rcp", "sqrt"};
constexpr const char *kModes[] = {"rz", "rm", "rp"};

} // namespace

bool selectRounded(Form &form, Selection &s) {
  Type type;
  if (!form.isAny(kOpcodes) || !form.takeType(type) ||
      (type != Type::F32 && type != Type::F64))
    return false;
  int mode = form.takeAny(kModes, 3);
  if (mode < 0)
    return false;
  bool isSingle = type == Type::F32, ftz = isSingle && form.take("ftz");
  bool sat = isSingle && form.take("sat");
  Handler handler = !isSingle ? withOp<double, false, false>(form, mode)
                    : ftz     ? (sat ? withOp<float, true, true>(form, mode)
                                     : withOp<float, true, false>(form, mode))
                              : (sat ? withOp<float, false, true>(form, mode)
                                     : withOp<float, false, false>(form, mode));
  Slot d = out(type), a = in(type);
  if (form.is("fma") || form.is("mad"))
    return handler && s.set(handler, {d, a, a, a});
  if (form.is("rcp") || form.is("sqrt"))
    return handler && s.set(handler, {d, a});
  return handler && s.set(handler, {d, a, a});
}

} // namespace emulator::EMULATOR_ISA
