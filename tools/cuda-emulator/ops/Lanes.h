//===- Lanes.h - Loops over the lanes of a warp -----------------*- C++ -*-===//
//
// A handler is made from a stateless lambda that says what one lane does. With
// all lanes active the loop is unconditional; otherwise the results of inactive
// lanes are computed and dropped, so lambdas must be harmless on any operand.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_OPS_LANES_H
#define EMULATOR_OPS_LANES_H

#include "tools/cuda-emulator/code/Form.h"
#include "tools/cuda-emulator/exec/Warp.h"

#ifndef EMULATOR_ISA
#define EMULATOR_ISA baseline
#endif

/// Rows are the same or disjoint, never shifted against each other. Unrolled in
/// full before it is looked at, a loop would stay scalar.
#define EMULATOR_LANES                                                         \
  _Pragma(                                                                     \
      "clang loop vectorize(assume_safety) unroll(disable)") for (unsigned l = \
                                                                      0;       \
                                                                  l < kLanes;  \
                                                                  ++l)

#define EMULATOR_INLINE __attribute__((always_inline)) inline

namespace emulator::EMULATOR_ISA {

template <class T> EMULATOR_INLINE T *row(Warp &w, uint32_t operand) {
  return reinterpret_cast<T *>(w.base[operand >> 31] + (operand & kRowOffset));
}

EMULATOR_INLINE uint32_t readPred(Warp &w, uint32_t operand) {
  uint32_t bits = *row<uint32_t>(w, operand);
  return operand & kNegatedRow ? ~bits : bits;
}

EMULATOR_INLINE void writePred(Warp &w, uint32_t operand, uint32_t bits) {
  uint32_t *d = row<uint32_t>(w, operand);
  *d = (*d & ~w.mask) | (bits & w.mask);
}

/// Writes each(l) to the active lanes of row `operand`.
template <class D, class F>
EMULATOR_INLINE void write(Warp &w, uint32_t operand, F each) {
  D *d = row<D>(w, operand);
  uint32_t mask = w.mask;
  if (mask == ~0u) {
    EMULATOR_LANES d[l] = each(l);
  } else {
    EMULATOR_LANES {
      D value = each(l);
      d[l] = mask >> l & 1 ? value : d[l];
    }
  }
}

/// For what costs much, or must not run on lanes that are not active.
template <class F> EMULATOR_INLINE void eachActive(Warp &w, F each) {
  for (uint32_t rest = w.mask; rest; rest &= rest - 1)
    each(static_cast<unsigned>(__builtin_ctz(rest)));
}

template <class F> EMULATOR_INLINE uint32_t maskOf(F each) {
  uint32_t bits = 0;
  EMULATOR_LANES bits |= static_cast<uint32_t>(each(l)) << l;
  return bits;
}

template <class D, class A, class F> Handler unary(F) {
  return [](Warp &w, const Inst &i) {
    const A *a = row<A>(w, i.op[1]);
    write<D>(w, i.op[0], [=](unsigned l) { return D(F{}(a[l])); });
  };
}

template <class D, class A, class B, class F> Handler binary(F) {
  return [](Warp &w, const Inst &i) {
    const A *a = row<A>(w, i.op[1]);
    const B *b = row<B>(w, i.op[2]);
    write<D>(w, i.op[0], [=](unsigned l) { return D(F{}(a[l], b[l])); });
  };
}

template <class D, class A, class B, class C, class F> Handler ternary(F) {
  return [](Warp &w, const Inst &i) {
    const A *a = row<A>(w, i.op[1]);
    const B *b = row<B>(w, i.op[2]);
    const C *c = row<C>(w, i.op[3]);
    write<D>(w, i.op[0], [=](unsigned l) { return D(F{}(a[l], b[l], c[l])); });
  };
}

/// Functions of the host's library: lane by lane, active ones only.
template <class D, class A, class F> Handler slowUnary(F) {
  return [](Warp &w, const Inst &i) {
    const A *a = row<A>(w, i.op[1]);
    D *d = row<D>(w, i.op[0]);
    eachActive(w, [=](unsigned l) { d[l] = D(F{}(a[l])); });
  };
}

// The families. Each returns false if the form is none of its own.
bool selectInteger(Form &form, Selection &s);
bool selectCarry(Form &form, Selection &s);
bool selectBits(Form &form, Selection &s);
bool selectCompare(Form &form, Selection &s);
bool selectFloat(Form &form, Selection &s);
bool selectMath(Form &form, Selection &s);
bool selectHalf(Form &form, Selection &s);
bool selectRounded(Form &form, Selection &s);
bool selectConvert(Form &form, Selection &s);
bool selectMove(Form &form, Selection &s);
bool selectMemory(Form &form, Selection &s);
bool selectAtomic(Form &form, Selection &s);
bool selectCopy(Form &form, Selection &s);
bool selectWarp(Form &form, Selection &s);
bool selectControl(Form &form, Selection &s);
Handler resize(Type to, Type from);

} // namespace emulator::EMULATOR_ISA

#endif // EMULATOR_OPS_LANES_H
