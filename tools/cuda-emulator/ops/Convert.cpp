//===- Convert.cpp - cvt, to nearest or to integers -----------------------===//
#include "tools/cuda-emulator/ops/HalfTypes.h"
#include "tools/cuda-emulator/ops/Lanes.h"
#include "tools/cuda-emulator/ops/Narrow.h"

#include <limits>

namespace emulator::EMULATOR_ISA {
namespace {

// In Inst::aux.
constexpr uint32_t kFtz = 1, kSat = 2, kRelu = 4;

enum class Round { None, Nearest, Zero, Down, Up };

/// 8 bits lie in rows of 16.
template <class T> struct RowOf {
  using type = T;
};
template <> struct RowOf<uint8_t> {
  using type = uint16_t;
};
template <> struct RowOf<int8_t> {
  using type = int16_t;
};

template <class T> constexpr bool isInteger = std::is_integral_v<T>;

/// 16-bit floats are worked on as f32.
template <class T>
EMULATOR_INLINE auto load(typename RowOf<T>::type a, uint32_t flags) {
  if constexpr (isInteger<T>)
    return T(a);
  else if constexpr (std::is_same_v<T, double>)
    return a;
  else if constexpr (std::is_same_v<T, float>)
    return flags & kFtz ? flush(a) : a;
  else
    return toFloat(a);
}

template <Round R> EMULATOR_INLINE float toIntegral(float a) {
  return R == Round::Nearest ? __builtin_rintf(a)
         : R == Round::Zero  ? __builtin_truncf(a)
         : R == Round::Down  ? __builtin_floorf(a)
         : R == Round::Up    ? __builtin_ceilf(a)
                             : a;
}
template <Round R> EMULATOR_INLINE double toIntegral(double a) {
  return R == Round::Nearest ? __builtin_rint(a)
         : R == Round::Zero  ? __builtin_trunc(a)
         : R == Round::Down  ? __builtin_floor(a)
         : R == Round::Up    ? __builtin_ceil(a)
                             : a;
}

/// Out of range: the nearest bound. NaN: 0, or the top bit where 64 bits are
/// involved.
template <class D, class F> EMULATOR_INLINE D clampToInteger(F a) {
  constexpr D least = std::numeric_limits<D>::min(),
              most = std::numeric_limits<D>::max();
  constexpr bool isLong = sizeof(F) == 8 || sizeof(D) == 8;
  constexpr D notANumber =
      isLong ? D(uint64_t(1) << (sizeof(D) * 8 - 1)) : D(0);
  // `most` may round up to a power of two, which is out of range.
  bool isLow = a <= F(least), isHigh = a >= F(most),
       isInside = !isLow && !isHigh && a == a;
  D inside = D(isInside ? a : F(0));
  return a != a ? notANumber : isHigh ? most : isLow ? least : inside;
}

template <class D, class A> EMULATOR_INLINE D clampInteger(A a) {
  using Wide = __int128;
  constexpr Wide least = std::numeric_limits<D>::min(),
                 most = std::numeric_limits<D>::max();
  return Wide(a) < least ? D(least) : Wide(a) > most ? D(most) : D(a);
}

template <class D, class F> EMULATOR_INLINE D finish(F a, uint32_t flags) {
  if (flags & kSat)
    a = a > 0 ? (a < 1 ? a : F(1)) : F(0);
  if (flags & kRelu)
    a = a < 0 ? F(0) : a;
  if constexpr (std::is_same_v<D, double>) {
    return a;
  } else if constexpr (std::is_same_v<D, float>) {
    auto value = static_cast<float>(a);
    return canonical(flags & kFtz ? flush(value) : value);
  } else {
    return nearestHalf<D>(a);
  }
}

template <class D, class A, Round R> void convertRun(Warp &w, const Inst &i) {
  const auto *a = row<typename RowOf<A>::type>(w, i.op[1]);
  uint32_t flags = i.aux;
  using Row = typename RowOf<D>::type;
  auto each = [=](unsigned l) -> Row {
    auto value = load<A>(a[l], flags);
    if constexpr (isInteger<D> && isInteger<A>)
      return flags & kSat ? clampInteger<D>(value) : D(value);
    else if constexpr (isInteger<D>)
      return clampToInteger<D>(toIntegral<R>(value));
    else if constexpr (isInteger<A> && std::is_same_v<D, double>)
      return finish<D>(static_cast<double>(value), flags);
    else if constexpr (isInteger<A> && std::is_same_v<D, float>)
      return finish<D>(static_cast<float>(value), flags);
    else if constexpr (isInteger<A>)
      return nearestHalfOfInteger<D>(value);
    else
      return finish<D>(toIntegral<R>(value), flags);
  };
  // Hundreds of these: a loop of vectors for whole warps only.
  Row *d = row<Row>(w, i.op[0]);
  if (w.mask == ~0u) {
    EMULATOR_LANES d[l] = each(l);
  } else {
    eachActive(w, [=](unsigned l) { d[l] = each(l); });
  }
}

template <class D, class A> Handler withRound(Round round) {
  if constexpr (!isInteger<A>)
    switch (round) {
    case Round::None:
      return isInteger<D> ? nullptr : convertRun<D, A, Round::None>;
    case Round::Nearest:
      return convertRun<D, A, Round::Nearest>;
    case Round::Zero:
      return convertRun<D, A, Round::Zero>;
    case Round::Down:
      return convertRun<D, A, Round::Down>;
    case Round::Up:
      return convertRun<D, A, Round::Up>;
    }
  return round == Round::None ? convertRun<D, A, Round::None> : nullptr;
}

template <class D> Handler fromType(Type from, Round round) {
  switch (from) {
  case Type::U8:
    return withRound<D, uint8_t>(round);
  case Type::S8:
    return withRound<D, int8_t>(round);
  case Type::U16:
    return withRound<D, uint16_t>(round);
  case Type::S16:
    return withRound<D, int16_t>(round);
  case Type::U32:
    return withRound<D, uint32_t>(round);
  case Type::S32:
    return withRound<D, int32_t>(round);
  case Type::U64:
    return withRound<D, uint64_t>(round);
  case Type::S64:
    return withRound<D, int64_t>(round);
  case Type::F16:
    return withRound<D, Half>(round);
  case Type::BF16:
    return withRound<D, BHalf>(round);
  case Type::F32:
    return withRound<D, float>(round);
  case Type::F64:
    return withRound<D, double>(round);
  default:
    return nullptr;
  }
}

Handler conversion(Type to, Type from, Round round) {
  switch (to) {
  case Type::U8:
    return fromType<uint8_t>(from, round);
  case Type::S8:
    return fromType<int8_t>(from, round);
  case Type::U16:
    return fromType<uint16_t>(from, round);
  case Type::S16:
    return fromType<int16_t>(from, round);
  case Type::U32:
    return fromType<uint32_t>(from, round);
  case Type::S32:
    return fromType<int32_t>(from, round);
  case Type::U64:
    return fromType<uint64_t>(from, round);
  case Type::S64:
    return fromType<int64_t>(from, round);
  case Type::F16:
    return fromType<Half>(from, round);
  case Type::BF16:
    return fromType<BHalf>(from, round);
  case Type::F32:
    return fromType<float>(from, round);
  case Type::F64:
    return fromType<double>(from, round);
  default:
    return nullptr;
  }
}

template <class H, bool Zero> void packRun(Warp &w, const Inst &i) {
  const float *hi = row<float>(w, i.op[1]), *lo = row<float>(w, i.op[2]);
  bool relu = i.aux & kRelu;
  auto narrow = [=](float a) -> uint32_t {
    a = relu && a < 0 ? 0 : a;
    return Zero ? truncatedHalf<H>(a).bits : nearestHalf<H>(a).bits;
  };
  write<uint32_t>(w, i.op[0], [=](unsigned l) {
    return narrow(lo[l]) | narrow(hi[l]) << 16;
  });
}

bool selectPack(Form &form, Selection &s, Type type) {
  bool zero = form.take("rz");
  if (!zero && !form.take("rn"))
    return false;
  s.aux = form.take("relu") ? kRelu : 0;
  Handler handler = type == Type::F16x2
                        ? (zero ? packRun<Half, true> : packRun<Half, false>)
                        : (zero ? packRun<BHalf, true> : packRun<BHalf, false>);
  return s.set(handler, {out(type), in(Type::F32), in(Type::F32)});
}

} // namespace

bool selectConvert(Form &form, Selection &s) {
  Type to, from;
  if (!form.is("cvt") || !form.takeType(to) || !form.takeType(from))
    return false;
  if ((to == Type::F16x2 || to == Type::BF16x2) && from == Type::F32)
    return selectPack(form, s, to);
  constexpr const char *integral[] = {"rni", "rzi", "rmi", "rpi"};
  auto round = static_cast<Round>(form.takeAny(integral, 4) + 1);
  s.aux = (form.take("ftz") ? kFtz : 0) | (form.take("sat") ? kSat : 0) |
          (form.take("relu") ? kRelu : 0);
  Slot d{Slot::WideOut, to}, a{Slot::WideIn, from};
  if (round == Round::None && isFloat(to))
    if (Handler directed = directedConversion(form, to, from))
      return s.aux == 0 && s.set(directed, {d, a});
  form.take("rn");
  Handler handler = conversion(to, from, round);
  return handler && s.set(handler, {d, a});
}

Handler resize(Type to, Type from) {
  bool isSignedSource = isSigned(from);
  auto integer = [&](Type type) {
    unsigned bits = bitsOf(type);
    if (isSignedSource)
      return bits == 8    ? Type::S8
             : bits == 16 ? Type::S16
             : bits == 32 ? Type::S32
                          : Type::S64;
    return bits == 8    ? Type::U8
           : bits == 16 ? Type::U16
           : bits == 32 ? Type::U32
                        : Type::U64;
  };
  return conversion(integer(to), integer(from), Round::None);
}

} // namespace emulator::EMULATOR_ISA
