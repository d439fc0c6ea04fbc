//===- Atomic.cpp - atom and red ------------------------------------------===//
//
// Lanes take turns in ascending order.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/ops/Addresses.h"

namespace emulator::EMULATOR_ISA {
namespace {

/// F gives the new value of the old one and of the operands b and c.
template <AddressSpace S, class T, bool Returns, unsigned Operands, class F>
void atomic(Warp &w, const Inst &i) {
  alignas(64) uint64_t at[kLanes];
  if (w.mask == 0)
    return;
  unsigned first = Returns ? 1 : 0;
  locate<S>(w, i, i.op[first], sizeof(T), at);
  if (w.block->observer)
    w.block->observer->access(w, i, at, sizeof(T), AccessKind::Atomic);
  const T *b = row<T>(w, i.op[first + 1]);
  const T *c = Operands > 1 ? row<T>(w, i.op[first + 2]) : b;
  eachActive(w, [&](unsigned l) {
    T *place = reinterpret_cast<T *>(at[l]);
    T old = *place;
    *place = F{}(old, b[l], c[l]);
    if (Returns)
      row<T>(w, i.op[0])[l] = old;
  });
}

template <class T, bool Returns, unsigned Operands, class F>
Handler inSpace(AddressSpace space, F) {
  switch (space) {
  case AddressSpace::Generic:
    return atomic<AddressSpace::Generic, T, Returns, Operands, F>;
  case AddressSpace::Global:
    return atomic<AddressSpace::Global, T, Returns, Operands, F>;
  case AddressSpace::Shared:
    return atomic<AddressSpace::Shared, T, Returns, Operands, F>;
  default:
    return nullptr;
  }
}

template <class T, bool Returns>
Handler arithmetic(Form &form, AddressSpace space) {
  if (form.take("add"))
    return inSpace<T, Returns, 1>(space, [](T old, T b, T) {
      if constexpr (std::is_integral_v<T>)
        return T(std::make_unsigned_t<T>(old) + std::make_unsigned_t<T>(b));
      else
        return old + b;
    });
  if constexpr (!std::is_integral_v<T>)
    return nullptr;
  if (form.take("min"))
    return inSpace<T, Returns, 1>(
        space, [](T old, T b, T) { return old < b ? old : b; });
  if (form.take("max"))
    return inSpace<T, Returns, 1>(
        space, [](T old, T b, T) { return old > b ? old : b; });
  if constexpr (std::is_same_v<T, uint32_t>) {
    if (form.take("inc"))
      return inSpace<T, Returns, 1>(
          space, [](T old, T b, T) { return old >= b ? 0 : old + 1; });
    if (form.take("dec"))
      return inSpace<T, Returns, 1>(space, [](T old, T b, T) {
        return old == 0 || old > b ? b : old - 1;
      });
  }
  return nullptr;
}

template <class T, bool Returns> Handler logic(Form &form, AddressSpace space) {
  if (form.take("and"))
    return inSpace<T, Returns, 1>(space,
                                  [](T old, T b, T) { return T(old & b); });
  if (form.take("or"))
    return inSpace<T, Returns, 1>(space,
                                  [](T old, T b, T) { return T(old | b); });
  if (form.take("xor"))
    return inSpace<T, Returns, 1>(space,
                                  [](T old, T b, T) { return T(old ^ b); });
  if (Returns && form.take("exch"))
    return inSpace<T, Returns, 1>(space, [](T, T b, T) { return b; });
  if (Returns && form.take("cas"))
    return inSpace<T, Returns, 2>(
        space, [](T old, T b, T c) { return old == b ? c : old; });
  return nullptr;
}

template <bool Returns>
Handler ofType(Form &form, AddressSpace space, Type type) {
  switch (type) {
  case Type::B16:
    return logic<uint16_t, Returns>(form, space);
  case Type::B32:
    return logic<uint32_t, Returns>(form, space);
  case Type::B64:
    return logic<uint64_t, Returns>(form, space);
  case Type::U32:
    return arithmetic<uint32_t, Returns>(form, space);
  case Type::S32:
    return arithmetic<int32_t, Returns>(form, space);
  case Type::U64:
    return arithmetic<uint64_t, Returns>(form, space);
  case Type::S64:
    return arithmetic<int64_t, Returns>(form, space);
  case Type::F32:
    return arithmetic<float, Returns>(form, space);
  case Type::F64:
    return arithmetic<double, Returns>(form, space);
  default:
    return nullptr;
  }
}

} // namespace

bool selectAtomic(Form &form, Selection &s) {
  bool returns = form.is("atom");
  // redux is another opcode, red.async another instruction.
  if (!returns && !form.is("red"))
    return false;
  AddressSpace space = takeSpace(form);
  takeHints(form);
  form.take("acq_rel");
  Type type;
  if (!form.takeType(type))
    return false;
  Handler handler = returns ? ofType<true>(form, space, type)
                            : ofType<false>(form, space, type);
  s.memory = true;
  Slot a = in(type), at{Slot::Address};
  if (!handler)
    return false;
  if (!returns)
    return s.set(handler, {at, a});
  return form.operands() == 4 ? s.set(handler, {out(type), at, a, a})
                              : s.set(handler, {out(type), at, a});
}

} // namespace emulator::EMULATOR_ISA
