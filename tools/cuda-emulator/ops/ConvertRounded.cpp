//===- ConvertRounded.cpp - cvt with directed rounding --------------------===//
//
// Compiled with -frounding-math: the host's rounding mode is set around a loop.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/ops/Narrow.h"

#include <cfenv>

namespace emulator::EMULATOR_ISA {
namespace {

template <class D, class A, int Mode> void convertRun(Warp &w, const Inst &i) {
  const A *a = row<A>(w, i.op[1]);
  D *d = row<D>(w, i.op[0]);
  std::fesetround(Mode);
  eachActive(w, [=](unsigned l) { d[l] = canonical(static_cast<D>(a[l])); });
  std::fesetround(FE_TONEAREST);
}

template <class D, class A> Handler withMode(int mode) {
  return mode == 0   ? convertRun<D, A, FE_TOWARDZERO>
         : mode == 1 ? convertRun<D, A, FE_DOWNWARD>
                     : convertRun<D, A, FE_UPWARD>;
}

template <class D> Handler fromType(Type from, int mode) {
  switch (from) {
  case Type::U32:
    return withMode<D, uint32_t>(mode);
  case Type::S32:
    return withMode<D, int32_t>(mode);
  case Type::U64:
    return withMode<D, uint64_t>(mode);
  case Type::S64:
    return withMode<D, int64_t>(mode);
  case Type::F64:
    return sizeof(D) == 4 ? withMode<D, double>(mode) : nullptr;
  default:
    return nullptr;
  }
}

template <class H> Handler truncation() {
  return [](Warp &w, const Inst &i) {
    const float *a = row<float>(w, i.op[1]);
    write<H>(w, i.op[0], [=](unsigned l) { return truncatedHalf<H>(a[l]); });
  };
}

} // namespace

Handler directedConversion(Form &form, Type to, Type from) {
  constexpr const char *modes[] = {"rz", "rm", "rp"};
  int mode = form.takeAny(modes, 3);
  if (mode < 0)
    return nullptr;
  if (to == Type::F32)
    return fromType<float>(from, mode);
  if (to == Type::F64)
    return fromType<double>(from, mode);
  if (mode != 0 || from != Type::F32)
    return nullptr;
  return to == Type::F16    ? truncation<Half>()
         : to == Type::BF16 ? truncation<BHalf>()
                            : nullptr;
}

} // namespace emulator::EMULATOR_ISA
