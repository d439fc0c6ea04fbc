//===- Memory.cpp - ld and st ---------------------------------------------===//
#include "tools/cuda-emulator/ops/Addresses.h"

namespace emulator::EMULATOR_ISA {
namespace {

/// What lies in memory as M is a row of Row: 8 bits in 16.
template <class M> struct RowOf {
  using type = M;
};
template <> struct RowOf<uint8_t> {
  using type = uint16_t;
};
template <> struct RowOf<int8_t> {
  using type = int16_t;
};

template <class M> EMULATOR_INLINE M read(uint64_t at) {
  return *reinterpret_cast<const M *>(at);
}

/// True if lane after lane follows in memory.
EMULATOR_INLINE bool areConsecutive(const Warp &w, const uint64_t *at,
                                    unsigned bytes) {
  uint64_t differs = 0;
  EMULATOR_LANES differs |= at[l] - at[0] - l * uint64_t(bytes);
  return w.mask == ~0u && differs == 0;
}

template <class M, unsigned N>
EMULATOR_INLINE void loadFrom(Warp &w, const Inst &i, const uint64_t *at) {
  using Row = typename RowOf<M>::type;
  if (N == 1 && sizeof(M) == sizeof(Row) && areConsecutive(w, at, sizeof(M))) {
    __builtin_memcpy(row<Row>(w, i.op[0]),
                     reinterpret_cast<const void *>(at[0]), kLanes * sizeof(M));
    return;
  }
  if (w.mask == ~0u) {
    for (unsigned k = 0; k < N; ++k) {
      Row *d = row<Row>(w, i.op[k]);
      EMULATOR_LANES d[l] = Row(read<M>(at[l] + k * sizeof(M)));
    }
    return;
  }
  eachActive(w, [&](unsigned l) {
    for (unsigned k = 0; k < N; ++k)
      row<Row>(w, i.op[k])[l] = Row(read<M>(at[l] + k * sizeof(M)));
  });
}

template <class M, unsigned N>
EMULATOR_INLINE void storeTo(Warp &w, const Inst &i, const uint64_t *at) {
  using Row = typename RowOf<M>::type;
  if (N == 1 && sizeof(M) == sizeof(Row) && areConsecutive(w, at, sizeof(M))) {
    __builtin_memcpy(reinterpret_cast<void *>(at[0]), row<Row>(w, i.op[1]),
                     kLanes * sizeof(M));
    return;
  }
  eachActive(w, [&](unsigned l) {
    for (unsigned k = 0; k < N; ++k)
      *reinterpret_cast<M *>(at[l] + k * sizeof(M)) =
          M(row<Row>(w, i.op[1 + k])[l]);
  });
}

template <AddressSpace S, class M, unsigned N>
void load(Warp &w, const Inst &i) {
  alignas(64) uint64_t at[kLanes];
  if (w.mask == 0)
    return;
  locate<S>(w, i, i.op[N], sizeof(M) * N, at);
  if (w.block->observer)
    w.block->observer->access(w, i, at, sizeof(M) * N, AccessKind::Read);
  loadFrom<M, N>(w, i, at);
}

template <AddressSpace S, class M, unsigned N>
void store(Warp &w, const Inst &i) {
  alignas(64) uint64_t at[kLanes];
  if (w.mask == 0)
    return;
  locate<S>(w, i, i.op[0], sizeof(M) * N, at);
  if (w.block->observer)
    w.block->observer->access(w, i, at, sizeof(M) * N, AccessKind::Write);
  storeTo<M, N>(w, i, at);
}

/// A kernel's parameter: one value for all.
template <class M, unsigned N> void loadUniform(Warp &w, const Inst &i) {
  using Row = typename RowOf<M>::type;
  uint64_t offset = *row<uint64_t>(w, i.op[N]) + static_cast<uint64_t>(i.imm);
  const std::vector<uint8_t> &bytes = w.block->launch.parameters;
  if (offset + sizeof(M) * N > bytes.size())
    failAccess(w, i, "a parameter is read past the end of all");
  for (unsigned k = 0; k < N; ++k) {
    M value;
    __builtin_memcpy(&value, bytes.data() + offset + k * sizeof(M), sizeof(M));
    write<Row>(w, i.op[k], [=](unsigned) { return Row(value); });
  }
}

struct Handlers {
  Handler load = nullptr, store = nullptr;
  /// A kernel's parameter by its name, or at an address in a register.
  Handler uniform = nullptr, indexed = nullptr;
};

template <class M, unsigned N> Handlers handlersOf(AddressSpace space) {
  switch (space) {
  case AddressSpace::Generic:
    return {load<AddressSpace::Generic, M, N>,
            store<AddressSpace::Generic, M, N>};
  case AddressSpace::Global:
    return {load<AddressSpace::Global, M, N>,
            store<AddressSpace::Global, M, N>};
  case AddressSpace::Const:
    return {load<AddressSpace::Global, M, N>};
  case AddressSpace::Shared:
    return {load<AddressSpace::Shared, M, N>,
            store<AddressSpace::Shared, M, N>};
  case AddressSpace::Local:
    return {load<AddressSpace::Local, M, N>, store<AddressSpace::Local, M, N>};
  case AddressSpace::Param:
    return {load<AddressSpace::Local, M, N>, store<AddressSpace::Local, M, N>,
            loadUniform<M, N>, load<AddressSpace::Param, M, N>};
  }
}

template <class M> Handlers withWidth(AddressSpace space, unsigned n) {
  switch (n) {
  case 1:
    return handlersOf<M, 1>(space);
  case 2:
    return handlersOf<M, 2>(space);
  case 4:
    return handlersOf<M, 4>(space);
  default:
    return {};
  }
}

Handlers handlersOf(AddressSpace space, Type type, unsigned n) {
  if (type == Type::Pred || bitsOf(type) * n > 128)
    return {};
  bool isNegative = isSigned(type);
  switch (bitsOf(type)) {
  case 8:
    return isNegative ? withWidth<int8_t>(space, n)
                      : withWidth<uint8_t>(space, n);
  case 16:
    return withWidth<uint16_t>(space, n);
  case 32:
    return withWidth<uint32_t>(space, n);
  default:
    return withWidth<uint64_t>(space, n);
  }
}

/// Order and caches: one thread runs at a time, so all are as good as the
/// strongest.
constexpr const char *kHints[] = {"weak",
                                  "volatile",
                                  "relaxed",
                                  "acquire",
                                  "release",
                                  "mmio",
                                  "cta",
                                  "cluster",
                                  "gpu",
                                  "sys",
                                  "ca",
                                  "cg",
                                  "cs",
                                  "lu",
                                  "cv",
                                  "wb",
                                  "wt",
                                  "nc",
                                  "L1::evict_normal",
                                  "L1::evict_unchanged",
                                  "L1::evict_first",
                                  "L1::evict_last",
                                  "L1::no_allocate",
                                  "L2::evict_last",
                                  "L2::evict_first",
                                  "L2::evict_normal",
                                  "L2::64B",
                                  "L2::128B",
                                  "L2::256B"};

} // namespace

AddressSpace takeSpace(Form &form) {
  static constexpr struct {
    const char *name;
    AddressSpace space;
  } spaces[] = {{"global", AddressSpace::Global},
                {"shared", AddressSpace::Shared},
                {"shared::cta", AddressSpace::Shared},
                {"local", AddressSpace::Local},
                {"const", AddressSpace::Const},
                {"param", AddressSpace::Param},
                {"param::entry", AddressSpace::Param},
                {"param::func", AddressSpace::Param}};
  for (auto [name, space] : spaces)
    if (form.take(name))
      return space;
  return AddressSpace::Generic;
}

void takeHints(Form &form) {
  for (const char *hint : kHints)
    form.take(hint);
}

bool selectMemory(Form &form, Selection &s) {
  bool isLoad = form.is("ld") || form.is("ldu"), isStore = form.is("st");
  if (!isLoad && !isStore)
    return false;
  Type type;
  s.space = takeSpace(form);
  takeHints(form);
  unsigned n = form.take("v2") ? 2 : form.take("v4") ? 4 : 1;
  if (!form.takeType(type) ||
      form.vectorSize(isLoad ? 0 : 1) != (n == 1 ? 0 : n))
    return false;
  Handlers handlers = handlersOf(s.space, type, n);
  s.handler = isLoad ? handlers.load : handlers.store;
  if (isLoad) {
    s.uniform = handlers.uniform;
    s.indexed = handlers.indexed;
  }
  s.memory = true;
  s.count = static_cast<uint8_t>(n + 1);
  for (unsigned k = 0; k < n; ++k)
    s.slots[k + isStore] = {isLoad ? Slot::WideOut : Slot::WideIn, type};
  s.slots[isLoad ? n : 0] = {Slot::Address};
  return s.handler != nullptr;
}

} // namespace emulator::EMULATOR_ISA
