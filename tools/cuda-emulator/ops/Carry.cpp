//===- Carry.cpp - Integers of several words ------------------------------===//
//
// add.cc sets the carry of a lane, addc takes it; sub.cc and subc the borrow.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/ops/Lanes.h"

namespace emulator::EMULATOR_ISA {
namespace {

template <class T, bool Subtracts, bool Takes, bool Sets>
void carry(Warp &w, const Inst &i) {
  const T *a = row<T>(w, i.op[1]), *b = row<T>(w, i.op[2]);
  T result[kLanes];
  uint32_t before = Takes ? w.carry : 0, after = 0;
  for (unsigned l = 0; l < kLanes; ++l) {
    T in = T(before >> l & 1), sum;
    bool first = Subtracts ? __builtin_sub_overflow(a[l], b[l], &sum)
                           : __builtin_add_overflow(a[l], b[l], &sum);
    bool second = Subtracts ? __builtin_sub_overflow(sum, in, &sum)
                            : __builtin_add_overflow(sum, in, &sum);
    after |= uint32_t(first || second) << l;
    result[l] = sum;
  }
  write<T>(w, i.op[0], [&](unsigned l) { return result[l]; });
  if (Sets)
    w.carry = (w.carry & ~w.mask) | (after & w.mask);
}

template <class T, bool Subtracts> Handler handlerOf(bool takes, bool sets) {
  if (takes)
    return sets ? carry<T, Subtracts, true, true>
                : carry<T, Subtracts, true, false>;
  return sets ? carry<T, Subtracts, false, true> : nullptr;
}

} // namespace

bool selectCarry(Form &form, Selection &s) {
  bool subtracts = form.is("sub") || form.is("subc"),
       takes = form.is("addc") || form.is("subc");
  bool sets = form.take("cc");
  Type type;
  if ((!subtracts && !takes && !form.is("add")) || !form.takeType(type) ||
      isFloat(type) || bitsOf(type) < 32)
    return false;
  Handler handler = bitsOf(type) == 32
                        ? (subtracts ? handlerOf<uint32_t, true>(takes, sets)
                                     : handlerOf<uint32_t, false>(takes, sets))
                        : (subtracts ? handlerOf<uint64_t, true>(takes, sets)
                                     : handlerOf<uint64_t, false>(takes, sets));
  return handler && s.set(handler, {out(type), in(type), in(type)});
}

} // namespace emulator::EMULATOR_ISA
