//===- Integer.cpp - Integer arithmetic -----------------------------------===//
#include "tools/cuda-emulator/ops/Lanes.h"

#include <limits>

namespace emulator::EMULATOR_ISA {
namespace {

template <class T> struct Wide;
template <> struct Wide<uint16_t> {
  using type = uint32_t;
};
template <> struct Wide<int16_t> {
  using type = int32_t;
};
template <> struct Wide<uint32_t> {
  using type = uint64_t;
};
template <> struct Wide<int32_t> {
  using type = int64_t;
};
template <> struct Wide<uint64_t> {
  using type = unsigned __int128;
};
template <> struct Wide<int64_t> {
  using type = __int128;
};
template <class T> using WideOf = typename Wide<T>::type;

template <class T> using Bits = std::make_unsigned_t<T>;

/// Sums and products wrap.
template <class T> T wrapAdd(T a, T b) { return T(Bits<T>(a) + Bits<T>(b)); }
template <class T> T wrapSub(T a, T b) { return T(Bits<T>(a) - Bits<T>(b)); }
template <class T> T low(T a, T b) {
  // 16 bits would be promoted to a signed int.
  if constexpr (sizeof(T) == 2)
    return T(uint32_t(uint16_t(a)) * uint16_t(b));
  else
    return T(Bits<T>(a) * Bits<T>(b));
}
template <class T> T high(T a, T b) {
  return T((WideOf<T>(a) * WideOf<T>(b)) >> (sizeof(T) * 8));
}
/// Of 16 and 32 bits.
template <class T> WideOf<T> wide(T a, T b) {
  return WideOf<T>(a) * WideOf<T>(b);
}

/// The result of a division by zero is unspecified; all ones here.
template <class T> T divide(T a, T b) {
  if (b == 0)
    return T(-1);
  if (std::is_signed_v<T> && b == T(-1))
    return wrapSub(T(0), a);
  return a / b;
}
template <class T> T remainder(T a, T b) {
  if (b == 0)
    return a;
  if (std::is_signed_v<T> && b == T(-1))
    return 0;
  return a % b;
}

template <class T> T saturatingAdd(T a, T b) {
  T sum;
  if (!__builtin_add_overflow(a, b, &sum))
    return sum;
  return a < 0 ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
}
template <class T> T saturatingSub(T a, T b) {
  T difference;
  if (!__builtin_sub_overflow(a, b, &difference))
    return difference;
  return a < 0 ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
}

template <class T>
bool selectProduct(Form &form, Selection &s, Type type, bool adds) {
  bool isWide = form.take("wide");
  Type wideType = type == Type::U16   ? Type::U32
                  : type == Type::S16 ? Type::S32
                  : type == Type::U32 ? Type::U64
                                      : Type::S64;
  if constexpr (sizeof(T) < 8) {
    using W = WideOf<T>;
    if (isWide && adds)
      return s.set(ternary<W, T, T, W>(
                       [](T a, T b, W c) { return wrapAdd(wide(a, b), c); }),
                   {out(wideType), in(type), in(type), in(wideType)});
    if (isWide)
      return s.set(binary<W, T, T>([](T a, T b) { return wide(a, b); }),
                   {out(wideType), in(type), in(type)});
  }
  bool isHigh = form.take("hi");
  if (isWide || (!isHigh && !form.take("lo")))
    return false;
  if (adds && isHigh)
    return s.set(ternary<T, T, T, T>(
                     [](T a, T b, T c) { return wrapAdd(high(a, b), c); }),
                 {out(type), in(type), in(type), in(type)});
  if (adds)
    return s.set(ternary<T, T, T, T>(
                     [](T a, T b, T c) { return wrapAdd(low(a, b), c); }),
                 {out(type), in(type), in(type), in(type)});
  if (isHigh)
    return s.set(binary<T, T, T>([](T a, T b) { return high(a, b); }),
                 {out(type), in(type), in(type)});
  return s.set(binary<T, T, T>([](T a, T b) { return low(a, b); }),
               {out(type), in(type), in(type)});
}

template <class T, class F> bool setBinary(Selection &s, Type type, F f) {
  return s.set(binary<T, T, T>(f), {out(type), in(type), in(type)});
}
template <class T, class F> bool setUnary(Selection &s, Type type, F f) {
  return s.set(unary<T, T>(f), {out(type), in(type)});
}

template <class T> bool selectTyped(Form &form, Selection &s, Type type) {
  if (form.is("mul") || form.is("mad"))
    return selectProduct<T>(form, s, type, form.is("mad"));
  if constexpr (std::is_same_v<T, int32_t>) {
    if (form.is("add") && form.take("sat"))
      return setBinary<T>(s, type,
                          [](T a, T b) { return saturatingAdd(a, b); });
    if (form.is("sub") && form.take("sat"))
      return setBinary<T>(s, type,
                          [](T a, T b) { return saturatingSub(a, b); });
  }
  if (form.is("add"))
    return setBinary<T>(s, type, [](T a, T b) { return wrapAdd(a, b); });
  if (form.is("sub"))
    return setBinary<T>(s, type, [](T a, T b) { return wrapSub(a, b); });
  if (form.is("div"))
    return setBinary<T>(s, type, [](T a, T b) { return divide(a, b); });
  if (form.is("rem"))
    return setBinary<T>(s, type, [](T a, T b) { return remainder(a, b); });
  if (form.is("min"))
    return setBinary<T>(s, type, [](T a, T b) { return a < b ? a : b; });
  if (form.is("max"))
    return setBinary<T>(s, type, [](T a, T b) { return a > b ? a : b; });
  if (form.is("sad"))
    return s.set(ternary<T, T, T, T>([](T a, T b, T c) {
                   return wrapAdd(c, a < b ? wrapSub(b, a) : wrapSub(a, b));
                 }),
                 {out(type), in(type), in(type), in(type)});
  if constexpr (std::is_signed_v<T>) {
    if (form.is("neg"))
      return setUnary<T>(s, type, [](T a) { return wrapSub(T(0), a); });
    if (form.is("abs"))
      return setUnary<T>(s, type,
                         [](T a) { return a < 0 ? wrapSub(T(0), a) : a; });
  }
  return false;
}

constexpr const char *kOpcodes[] = {"add", "sub", "mul", "mad", "div", "rem",
                                    "min", "max", "sad", "neg", "abs"};

} // namespace

bool selectInteger(Form &form, Selection &s) {
  Type type;
  if (!form.isAny(kOpcodes) || !form.takeType(type))
    return false;
  switch (type) {
  case Type::U16:
    return selectTyped<uint16_t>(form, s, type);
  case Type::S16:
    return selectTyped<int16_t>(form, s, type);
  case Type::U32:
    return selectTyped<uint32_t>(form, s, type);
  case Type::S32:
    return selectTyped<int32_t>(form, s, type);
  case Type::U64:
    return selectTyped<uint64_t>(form, s, type);
  case Type::S64:
    return selectTyped<int64_t>(form, s, type);
  default:
    return false;
  }
}

} // namespace emulator::EMULATOR_ISA
