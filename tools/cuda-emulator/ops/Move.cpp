//===- Move.cpp - mov, address spaces -------------------------------------===//
#include "tools/cuda-emulator/exec/Block.h"
#include "tools/cuda-emulator/exec/Windows.h"
#include "tools/cuda-emulator/ops/Lanes.h"

namespace emulator::EMULATOR_ISA {
namespace {

template <class T> Handler copyHandler() {
  return unary<T, T>([](T a) { return a; });
}

void copyPredicate(Warp &w, const Inst &i) {
  writePred(w, i.op[0], readPred(w, i.op[1]));
}

/// mov.b64 d, {a, b}: the first is the lowest.
template <class W, class P, unsigned N> void pack(Warp &w, const Inst &i) {
  write<W>(w, i.op[0], [&](unsigned l) {
    W value = 0;
    for (unsigned k = 0; k < N; ++k)
      value |= W(row<P>(w, i.op[1 + k])[l]) << (k * sizeof(P) * 8);
    return value;
  });
}

template <class W, class P, unsigned N> void unpack(Warp &w, const Inst &i) {
  // The source may be one of the targets' neighbours in time: read it first.
  W source[kLanes];
  const W *a = row<W>(w, i.op[N]);
  EMULATOR_LANES source[l] = a[l];
  for (unsigned k = 0; k < N; ++k)
    write<P>(w, i.op[k],
             [&](unsigned l) { return P(source[l] >> (k * sizeof(P) * 8)); });
}

bool selectVector(Form &form, Selection &s, Type type) {
  unsigned parts = form.vectorSize(0) + form.vectorSize(1);
  bool isPack = form.vectorSize(1) != 0;
  if ((form.vectorSize(0) && form.vectorSize(1)) ||
      form.operands() != parts + 1)
    return false;
  Handler handler = nullptr;
  Type part = Type::B32;
  if (type == Type::B64 && parts == 2) {
    handler =
        isPack ? pack<uint64_t, uint32_t, 2> : unpack<uint64_t, uint32_t, 2>;
  } else if (type == Type::B64 && parts == 4) {
    handler =
        isPack ? pack<uint64_t, uint16_t, 4> : unpack<uint64_t, uint16_t, 4>;
    part = Type::B16;
  } else if (type == Type::B32 && parts == 2) {
    handler =
        isPack ? pack<uint32_t, uint16_t, 2> : unpack<uint32_t, uint16_t, 2>;
    part = Type::B16;
  } else {
    return false;
  }
  s.handler = handler;
  s.count = static_cast<uint8_t>(parts + 1);
  for (unsigned k = 0; k <= parts; ++k)
    s.slots[k] = isPack ? (k == 0 ? out(type) : in(part))
                        : (k == parts ? in(type) : out(part));
  return true;
}

/// Counters that grow while the kernel runs.
template <class T> void clock(Warp &w, const Inst &i) {
  T now = static_cast<T>(w.steps);
  write<T>(w, i.op[0], [=](unsigned) { return now; });
}

bool selectMov(Form &form, Selection &s) {
  Type type;
  if (!form.takeType(type))
    return false;
  if (form.vectorSize(0) || form.vectorSize(1))
    return selectVector(form, s, type);
  if (form.operands() == 2 && form.operand(1).kind == ptx::Operand::Special) {
    const std::string &name = form.operand(1).name;
    if (name == "%clock" || name == "%clock_hi")
      return s.set(clock<uint32_t>, {out(Type::U32), {Slot::Ignored}});
    if (name == "%clock64" || name == "%globaltimer")
      return s.set(clock<uint64_t>, {out(Type::U64), {Slot::Ignored}});
  }
  if (type == Type::Pred)
    return s.set(copyPredicate, {out(type), in(type)});
  if (bitsOf(type) == 8)
    return false;
  Handler handler = laneBytes(type) == 8   ? copyHandler<uint64_t>()
                    : laneBytes(type) == 4 ? copyHandler<uint32_t>()
                                           : copyHandler<uint16_t>();
  return s.set(handler, {out(type), in(type)});
}

/// Generic addresses of shared, local and parameter memory lie in windows.
template <bool To, uint64_t Window> Handler cvtaHandler() {
  return unary<uint64_t, uint64_t>(
      [](uint64_t a) { return To ? a - Window : a + Window; });
}

template <bool To> Handler cvta(Form &form) {
  if (form.take("global") || form.take("const"))
    return cvtaHandler<To, 0>();
  if (form.take("shared") || form.take("shared::cta"))
    return cvtaHandler<To, kSharedWindow>();
  if (form.take("local"))
    return cvtaHandler<To, kLocalWindow>();
  return form.take("param") || form.take("param::entry")
             ? cvtaHandler<To, kParamWindow>()
             : nullptr;
}

bool selectCvta(Form &form, Selection &s) {
  Type type;
  Handler handler = form.take("to") ? cvta<true>(form) : cvta<false>(form);
  return handler && form.takeType(type) && bitsOf(type) == 64 &&
         s.set(handler, {out(type), in(type)});
}

template <uint64_t Window> void isInWindow(Warp &w, const Inst &i) {
  const uint64_t *a = row<uint64_t>(w, i.op[1]);
  writePred(w, i.op[0],
            maskOf([=](unsigned l) { return a[l] - Window < kWindowBytes; }));
}
void isInNoWindow(Warp &w, const Inst &i) {
  const uint64_t *a = row<uint64_t>(w, i.op[1]);
  writePred(w, i.op[0], maskOf([=](unsigned l) {
              return a[l] - kSharedWindow >= 3 * kWindowBytes;
            }));
}

bool selectIsspacep(Form &form, Selection &s) {
  Handler handler = form.take("shared") || form.take("shared::cta")
                        ? isInWindow<kSharedWindow>
                    : form.take("local")  ? isInWindow<kLocalWindow>
                    : form.take("param")  ? isInWindow<kParamWindow>
                    : form.take("global") ? isInNoWindow
                                          : nullptr;
  return handler && s.set(handler, {out(Type::Pred), in(Type::U64)});
}

} // namespace

bool selectMove(Form &form, Selection &s) {
  if (form.is("mov"))
    return selectMov(form, s);
  if (form.is("cvta"))
    return selectCvta(form, s);
  return form.is("isspacep") && selectIsspacep(form, s);
}

} // namespace emulator::EMULATOR_ISA
