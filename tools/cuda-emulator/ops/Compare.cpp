//===- Compare.cpp - Comparisons and selections ---------------------------===//
#include "tools/cuda-emulator/ops/HalfTypes.h"
#include "tools/cuda-emulator/ops/Lanes.h"

namespace emulator::EMULATOR_ISA {
namespace {

enum class Cmp {
  Eq,
  Ne,
  Lt,
  Le,
  Gt,
  Ge,
  Equ,
  Neu,
  Ltu,
  Leu,
  Gtu,
  Geu,
  Num,
  Nan
};

/// By the order of Cmp; lo .. hs are lt .. ge of unsigned types.
constexpr const char *kNames[] = {"eq",  "ne",  "lt",  "le",  "gt",
                                  "ge",  "equ", "neu", "ltu", "leu",
                                  "gtu", "geu", "num", "nan"};
constexpr const char *kUnsignedNames[] = {"lo", "ls", "hi", "hs"};
constexpr Cmp kUnsigned[] = {Cmp::Lt, Cmp::Le, Cmp::Gt, Cmp::Ge};

/// Without a suffix a comparison with NaN is false, with 'u' it is true.
template <Cmp C, class T> EMULATOR_INLINE bool compare(T a, T b) {
  switch (C) {
  case Cmp::Eq:
    return a == b;
  case Cmp::Ne:
    return (a < b) | (a > b);
  case Cmp::Lt:
    return a < b;
  case Cmp::Le:
    return a <= b;
  case Cmp::Gt:
    return a > b;
  case Cmp::Ge:
    return a >= b;
  case Cmp::Equ:
    return !((a < b) | (a > b));
  case Cmp::Neu:
    return a != b;
  case Cmp::Ltu:
    return !(a >= b);
  case Cmp::Leu:
    return !(a > b);
  case Cmp::Gtu:
    return !(a <= b);
  case Cmp::Geu:
    return !(a < b);
  case Cmp::Num:
    return (a == a) & (b == b);
  case Cmp::Nan:
    return (a != a) | (b != b);
  }
}

enum class Join { None, And, Or, Xor };

uint32_t join(Join how, uint32_t a, uint32_t b) {
  switch (how) {
  case Join::None:
    return a;
  case Join::And:
    return a & b;
  case Join::Or:
    return a | b;
  case Join::Xor:
    return a ^ b;
  }
}

/// How T is read and what it is compared as.
template <class T, bool Ftz> EMULATOR_INLINE auto value(T a) {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BHalf>)
    return toFloat(a);
  else if constexpr (Ftz)
    return flush(a);
  else
    return a;
}

template <Cmp C, class T, bool Ftz>
uint32_t compareRows(Warp &w, uint32_t first, uint32_t second) {
  const T *a = row<T>(w, first), *b = row<T>(w, second);
  return maskOf([=](unsigned l) {
    return compare<C>(value<T, Ftz>(a[l]), value<T, Ftz>(b[l]));
  });
}

// setp p, a, b; setp.and p, a, b, c; with a pair p|q the second is the
// negated comparison, joined alike. aux has the Join, bit 4 the pair.
template <Cmp C, class T, bool Ftz> void setPredicate(Warp &w, const Inst &i) {
  bool isPair = i.aux & 16;
  auto how = static_cast<Join>(i.aux & 15);
  uint32_t bits = compareRows<C, T, Ftz>(w, i.op[1 + isPair], i.op[2 + isPair]);
  uint32_t other = how == Join::None ? 0 : readPred(w, i.op[3 + isPair]);
  writePred(w, i.op[0], join(how, bits, other));
  if (isPair)
    writePred(w, i.op[1], join(how, ~bits, other));
}

template <Cmp C, class T, bool Ftz> void setValue(Warp &w, const Inst &i) {
  auto how = static_cast<Join>(i.aux & 15);
  uint32_t bits = compareRows<C, T, Ftz>(w, i.op[1], i.op[2]);
  bits = join(how, bits, how == Join::None ? 0 : readPred(w, i.op[3]));
  uint32_t yes = i.aux & 16 ? 0x3f800000u : ~0u;
  write<uint32_t>(w, i.op[0],
                  [=](unsigned l) { return bits >> l & 1 ? yes : 0u; });
}

template <class T, bool Ftz, bool Value> Handler comparison(Cmp c) {
#define EMULATOR_CASE(C)                                                       \
  case Cmp::C:                                                                 \
    return Value ? setValue<Cmp::C, T, Ftz> : setPredicate<Cmp::C, T, Ftz>;
  switch (c) {
    EMULATOR_CASE(Eq)
    EMULATOR_CASE(Ne)
    EMULATOR_CASE(Lt)
    EMULATOR_CASE(Le) EMULATOR_CASE(Gt) EMULATOR_CASE(Ge) default : break;
  }
  if constexpr (!std::is_integral_v<T>)
    switch (c) {
      EMULATOR_CASE(Equ)
      EMULATOR_CASE(Neu)
      EMULATOR_CASE(Ltu)
      EMULATOR_CASE(Leu)
      EMULATOR_CASE(Gtu)
      EMULATOR_CASE(Geu) EMULATOR_CASE(Num) EMULATOR_CASE(Nan) default : break;
    }
#undef EMULATOR_CASE
  return nullptr;
}

template <bool Value> Handler comparisonOf(Type type, Cmp c, bool ftz) {
  switch (type) {
  case Type::B16:
  case Type::U16:
    return comparison<uint16_t, false, Value>(c);
  case Type::S16:
    return comparison<int16_t, false, Value>(c);
  case Type::B32:
  case Type::U32:
    return comparison<uint32_t, false, Value>(c);
  case Type::S32:
    return comparison<int32_t, false, Value>(c);
  case Type::B64:
  case Type::U64:
    return comparison<uint64_t, false, Value>(c);
  case Type::S64:
    return comparison<int64_t, false, Value>(c);
  case Type::F16:
    return comparison<Half, false, Value>(c);
  case Type::BF16:
    return comparison<BHalf, false, Value>(c);
  case Type::F32:
    return ftz ? comparison<float, true, Value>(c)
               : comparison<float, false, Value>(c);
  case Type::F64:
    return comparison<double, false, Value>(c);
  default:
    return nullptr;
  }
}

bool takeComparison(Form &form, Cmp &c) {
  int named = form.takeAny(kNames, std::size(kNames));
  if (named >= 0)
    return c = static_cast<Cmp>(named), true;
  named = form.takeAny(kUnsignedNames, std::size(kUnsignedNames));
  if (named >= 0)
    c = kUnsigned[named];
  return named >= 0;
}

Join takeJoin(Form &form) {
  constexpr const char *names[] = {"and", "or", "xor"};
  return static_cast<Join>(form.takeAny(names, 3) + 1);
}

bool selectSetp(Form &form, Selection &s) {
  Cmp c;
  Type type;
  if (!takeComparison(form, c))
    return false;
  Join how = takeJoin(form);
  bool ftz = form.take("ftz");
  if (!form.takeType(type) || (ftz && type != Type::F32))
    return false;
  Handler handler = comparisonOf<false>(type, c, ftz);
  bool isPair = form.operands() == (how == Join::None ? 4u : 5u);
  s.aux = static_cast<uint32_t>(how) | (isPair ? 16u : 0u);
  Slot p = out(Type::Pred), a = in(type), q = in(Type::Pred);
  if (!handler)
    return false;
  if (isPair)
    return how == Join::None ? s.set(handler, {p, p, a, a})
                             : s.set(handler, {p, p, a, a, q});
  return how == Join::None ? s.set(handler, {p, a, a})
                           : s.set(handler, {p, a, a, q});
}

bool selectSet(Form &form, Selection &s) {
  Cmp c;
  Type result, type;
  if (!takeComparison(form, c))
    return false;
  Join how = takeJoin(form);
  bool ftz = form.take("ftz");
  if (!form.takeType(result) || !form.takeType(type) ||
      (ftz && type != Type::F32))
    return false;
  if (result != Type::U32 && result != Type::S32 && result != Type::F32)
    return false;
  Handler handler = comparisonOf<true>(type, c, ftz);
  s.aux = static_cast<uint32_t>(how) | (result == Type::F32 ? 16u : 0u);
  Slot d = out(result), a = in(type);
  if (!handler)
    return false;
  return how == Join::None ? s.set(handler, {d, a, a})
                           : s.set(handler, {d, a, a, in(Type::Pred)});
}

template <class T> void choose(Warp &w, const Inst &i) {
  const T *a = row<T>(w, i.op[1]), *b = row<T>(w, i.op[2]);
  uint32_t p = readPred(w, i.op[3]);
  write<T>(w, i.op[0], [=](unsigned l) { return p >> l & 1 ? a[l] : b[l]; });
}

bool selectSelp(Form &form, Selection &s) {
  Type type;
  if (!form.takeType(type) || type == Type::Pred)
    return false;
  Handler handler = laneBytes(type) == 8   ? choose<uint64_t>
                    : laneBytes(type) == 4 ? choose<uint32_t>
                                           : choose<uint16_t>;
  return s.set(handler, {out(type), in(type), in(type), in(Type::Pred)});
}

template <class T> bool setSlct(Selection &s, Type type, Type by) {
  if (by == Type::S32)
    return s.set(ternary<T, T, T, int32_t>(
                     [](T a, T b, int32_t c) { return c >= 0 ? a : b; }),
                 {out(type), in(type), in(type), in(by)});
  return s.set(
      ternary<T, T, T, float>([](T a, T b, float c) { return c >= 0 ? a : b; }),
      {out(type), in(type), in(type), in(by)});
}

bool selectSlct(Form &form, Selection &s) {
  Type type, by;
  form.take("ftz"); // a flushed number has the same sign, and -0 >= 0
  if (!form.takeType(type) || !form.takeType(by) ||
      (by != Type::S32 && by != Type::F32))
    return false;
  if (laneBytes(type) == 2)
    return setSlct<uint16_t>(s, type, by);
  return laneBytes(type) == 4 ? setSlct<uint32_t>(s, type, by)
                              : setSlct<uint64_t>(s, type, by);
}

} // namespace

bool selectCompare(Form &form, Selection &s) {
  if (form.is("setp"))
    return selectSetp(form, s);
  if (form.is("set"))
    return selectSet(form, s);
  if (form.is("selp"))
    return selectSelp(form, s);
  return form.is("slct") && selectSlct(form, s);
}

} // namespace emulator::EMULATOR_ISA
