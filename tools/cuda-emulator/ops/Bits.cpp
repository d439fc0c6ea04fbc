//===- Bits.cpp - Logic, shifts, fields -----------------------------------===//
#include "tools/cuda-emulator/ops/Lanes.h"

namespace emulator::EMULATOR_ISA {
namespace {

template <class T> constexpr unsigned kBits = sizeof(T) * 8;

// Amounts past the width shift everything out.
template <class T> T shiftLeft(T a, uint32_t n) {
  return n >= kBits<T> ? T(0) : T(a << n);
}
template <class T> T shiftRight(T a, uint32_t n) {
  if (n < kBits<T>)
    return T(a >> n);
  return std::is_signed_v<T> && a < 0 ? T(-1) : T(0);
}

/// Bits [at, at + length) of a, extended by sign; at and length modulo 256.
template <class T> T extract(T a, uint32_t at, uint32_t length) {
  at &= 255, length &= 255;
  if (length == 0)
    return 0;
  using U = std::make_unsigned_t<T>;
  // The sign of a field that reaches past the top is the top bit.
  unsigned top = at + length - 1 < kBits<T> ? at + length - 1 : kBits<T> - 1;
  U sign = std::is_signed_v<T> ? U(U(a) >> top) & 1 : U(0);
  U field = at < kBits<T> ? U(U(a) >> at) : U(0);
  unsigned have = at < kBits<T> ? top - at + 1 : 0;
  U keep = have >= kBits<T> ? U(~U(0)) : U((U(1) << have) - 1);
  return T((field & keep) | (sign ? U(~keep) : U(0)));
}

template <class T> T insert(T a, T b, uint32_t at, uint32_t length) {
  at &= 255, length &= 255;
  if (at >= kBits<T> || length == 0)
    return b;
  T ones = length >= kBits<T> ? T(~T(0)) : T((T(1) << length) - 1);
  T field = T(ones << at);
  return T((b & ~field) | (T(a << at) & field));
}

template <class T> uint32_t highestBit(T a) {
  using U = std::make_unsigned_t<T>;
  U bits = std::is_signed_v<T> && a < 0 ? U(~a) : U(a);
  if (bits == 0)
    return ~0u;
  return sizeof(T) == 8 ? 63u - unsigned(__builtin_clzll(bits))
                        : 31u - unsigned(__builtin_clz(uint32_t(bits)));
}

uint32_t permute(uint32_t a, uint32_t b, uint32_t selector) {
  uint64_t bytes = uint64_t(b) << 32 | a;
  uint32_t result = 0;
  for (unsigned i = 0; i < 4; ++i) {
    unsigned pick = selector >> (4 * i) & 15;
    uint32_t byte = uint32_t(bytes >> (8 * (pick & 7))) & 255;
    if (pick & 8)
      byte = byte & 128 ? 255 : 0;
    result |= byte << (8 * i);
  }
  return result;
}

/// Bit by bit: the table has the result for each of the 8 combinations.
uint32_t lookUp(uint32_t a, uint32_t b, uint32_t c, uint32_t table) {
  uint32_t result = 0;
  for (unsigned k = 0; k < 8; ++k)
    result |= (table >> k & 1 ? ~0u : 0u) & (k & 4 ? a : ~a) &
              (k & 2 ? b : ~b) & (k & 1 ? c : ~c);
  return result;
}

void lop3(Warp &w, const Inst &i) {
  const auto *a = row<uint32_t>(w, i.op[1]), *b = row<uint32_t>(w, i.op[2]),
             *c = row<uint32_t>(w, i.op[3]);
  uint32_t table = i.aux;
  write<uint32_t>(w, i.op[0],
                  [=](unsigned l) { return lookUp(a[l], b[l], c[l], table); });
}

template <bool Right, bool Wrap>
uint32_t funnel(uint32_t a, uint32_t b, uint32_t c) {
  uint32_t n = Wrap ? c & 31 : c < 32 ? c : 32;
  uint64_t both = uint64_t(b) << 32 | a;
  return Right ? uint32_t(n == 32 ? both >> 32 : both >> n)
               : uint32_t(n == 32 ? both : both << n >> 32);
}

template <bool Right, bool Wrap> bool setFunnel(Selection &s) {
  return s.set(ternary<uint32_t, uint32_t, uint32_t, uint32_t>(
                   [](uint32_t a, uint32_t b, uint32_t c) {
                     return funnel<Right, Wrap>(a, b, c);
                   }),
               {out(Type::B32), in(Type::B32), in(Type::B32), in(Type::U32)});
}

template <class T> bool selectLogic(Form &form, Selection &s, Type type) {
  auto set = [&](auto f) {
    return s.set(binary<T, T, T>(f), {out(type), in(type), in(type)});
  };
  if (form.is("and"))
    return set([](T a, T b) { return T(a & b); });
  if (form.is("or"))
    return set([](T a, T b) { return T(a | b); });
  if (form.is("xor"))
    return set([](T a, T b) { return T(a ^ b); });
  if (form.is("not"))
    return s.set(unary<T, T>([](T a) { return T(~a); }), {out(type), in(type)});
  if (form.is("cnot"))
    return s.set(unary<T, T>([](T a) { return T(a == 0); }),
                 {out(type), in(type)});
  if (form.is("shl"))
    return s.set(
        binary<T, T, uint32_t>([](T a, uint32_t n) { return shiftLeft(a, n); }),
        {out(type), in(type), in(Type::U32)});
  return false;
}

template <class T> bool selectShiftRight(Selection &s, Type type) {
  return s.set(
      binary<T, T, uint32_t>([](T a, uint32_t n) { return shiftRight(a, n); }),
      {out(type), in(type), in(Type::U32)});
}

template <class T> bool selectExtract(Selection &s, Type type) {
  return s.set(
      ternary<T, T, uint32_t, uint32_t>(
          [](T a, uint32_t at, uint32_t n) { return extract(a, at, n); }),
      {out(type), in(type), in(Type::U32), in(Type::U32)});
}

template <class T> bool selectFind(Form &form, Selection &s, Type type) {
  if (form.take("shiftamt"))
    return s.set(unary<uint32_t, T>([](T a) {
                   uint32_t at = highestBit(a);
                   return at == ~0u ? at : uint32_t(kBits<T> - 1 - at);
                 }),
                 {out(Type::U32), in(type)});
  return s.set(unary<uint32_t, T>([](T a) { return highestBit(a); }),
               {out(Type::U32), in(type)});
}

template <class T> void insertRun(Warp &w, const Inst &i) {
  const auto *a = row<T>(w, i.op[1]), *b = row<T>(w, i.op[2]);
  const auto *at = row<uint32_t>(w, i.op[3]), *n = row<uint32_t>(w, i.op[4]);
  write<T>(w, i.op[0],
           [=](unsigned l) { return insert(a[l], b[l], at[l], n[l]); });
}

template <class F> void predicates(Warp &w, const Inst &i) {
  writePred(w, i.op[0], F{}(readPred(w, i.op[1]), readPred(w, i.op[2])));
}
template <class F> bool setPredicates(Selection &s, F) {
  return s.set(predicates<F>,
               {out(Type::Pred), in(Type::Pred), in(Type::Pred)});
}

bool selectPredicate(Form &form, Selection &s) {
  if (form.is("and"))
    return setPredicates(s, [](uint32_t a, uint32_t b) { return a & b; });
  if (form.is("or"))
    return setPredicates(s, [](uint32_t a, uint32_t b) { return a | b; });
  if (form.is("xor"))
    return setPredicates(s, [](uint32_t a, uint32_t b) { return a ^ b; });
  if (form.is("not"))
    return s.set(
        [](Warp &w, const Inst &i) {
          writePred(w, i.op[0], ~readPred(w, i.op[1]));
        },
        {out(Type::Pred), in(Type::Pred)});
  return false;
}

template <class T> bool selectCount(Form &form, Selection &s, Type type) {
  if (form.is("popc"))
    return s.set(unary<uint32_t, T>(
                     [](T a) { return uint32_t(__builtin_popcountll(a)); }),
                 {out(Type::U32), in(type)});
  if (form.is("clz"))
    return s.set(unary<uint32_t, T>([](T a) {
                   return uint32_t(a == 0 ? kBits<T>
                                          : kBits<T> - 1 - highestBit(a));
                 }),
                 {out(Type::U32), in(type)});
  if (form.is("brev"))
    return s.set(unary<T, T>([](T a) {
                   return sizeof(T) == 8
                              ? T(__builtin_bitreverse64(a))
                              : T(__builtin_bitreverse32(uint32_t(a)));
                 }),
                 {out(type), in(type)});
  if (form.is("bfi"))
    return s.set(insertRun<T>,
                 {out(type), in(type), in(type), in(Type::U32), in(Type::U32)});
  return false;
}

bool selectWord(Form &form, Selection &s, Type type) {
  if (form.is("prmt"))
    return s.set(ternary<uint32_t, uint32_t, uint32_t, uint32_t>(
                     [](uint32_t a, uint32_t b, uint32_t c) {
                       return permute(a, b, c);
                     }),
                 {out(type), in(type), in(type), in(type)});
  if (form.is("lop3"))
    return s.set(lop3,
                 {out(type), in(type), in(type), in(type), {Slot::Immediate}});
  if (!form.is("shf"))
    return false;
  bool right = form.take("r");
  if (!right && !form.take("l"))
    return false;
  bool wrap = form.take("wrap");
  if (!wrap && !form.take("clamp"))
    return false;
  return right
             ? (wrap ? setFunnel<true, true>(s) : setFunnel<true, false>(s))
             : (wrap ? setFunnel<false, true>(s) : setFunnel<false, false>(s));
}

bool selectTyped(Form &form, Selection &s, Type type) {
  bool isShift = form.is("shr"), isExtract = form.is("bfe"),
       isFind = form.is("bfind");
  switch (type) {
  case Type::Pred:
    return selectPredicate(form, s);
  case Type::B16:
    return isShift ? selectShiftRight<uint16_t>(s, type)
                   : selectLogic<uint16_t>(form, s, type);
  case Type::B32:
    return isShift ? selectShiftRight<uint32_t>(s, type)
                   : selectLogic<uint32_t>(form, s, type) ||
                         selectCount<uint32_t>(form, s, type) ||
                         selectWord(form, s, type);
  case Type::B64:
    return isShift ? selectShiftRight<uint64_t>(s, type)
                   : selectLogic<uint64_t>(form, s, type) ||
                         selectCount<uint64_t>(form, s, type);
  case Type::U16:
    return isShift && selectShiftRight<uint16_t>(s, type);
  case Type::S16:
    return isShift && selectShiftRight<int16_t>(s, type);
#define EMULATOR_CASE(TYPE, T)                                                 \
  case Type::TYPE:                                                             \
    return isShift     ? selectShiftRight<T>(s, type)                          \
           : isExtract ? selectExtract<T>(s, type)                             \
                       : isFind && selectFind<T>(form, s, type);
    EMULATOR_CASE(U32, uint32_t)
    EMULATOR_CASE(S32, int32_t)
    EMULATOR_CASE(U64, uint64_t)
    EMULATOR_CASE(S64, int64_t)
#undef EMULATOR_CASE
  default:
    return false;
  }
}

constexpr const char *kOpcodes[] = {
    "and", "or",    "xor",  "not", "cnot", "shl",  "shr",  "bfe",
    "bfi", "bfind", "popc", "clz", "brev", "prmt", "lop3", "shf"};

} // namespace

bool selectBits(Form &form, Selection &s) {
  Type type;
  return form.isAny(kOpcodes) && form.takeType(type) &&
         selectTyped(form, s, type);
}

} // namespace emulator::EMULATOR_ISA
