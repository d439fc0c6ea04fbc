//===- Addresses.cpp - From lanes' addresses to host memory ---------------===//
#include "tools/cuda-emulator/ops/Addresses.h"

#include "tools/cuda-emulator/code/Decoder.h"

namespace emulator::EMULATOR_ISA {
namespace {

EMULATOR_INLINE void readAddresses(Warp &w, uint32_t operand, bool wide,
                                   int64_t offset, uint64_t *at) {
  if (wide) {
    const uint64_t *a = row<uint64_t>(w, operand);
    EMULATOR_LANES at[l] = a[l] + static_cast<uint64_t>(offset);
  } else {
    const uint32_t *a = row<uint32_t>(w, operand);
    EMULATOR_LANES at[l] = a[l] + static_cast<uint32_t>(offset);
  }
  if (w.mask == ~0u)
    return;
  uint64_t some = at[__builtin_ctz(w.mask)];
  uint32_t mask = w.mask;
  EMULATOR_LANES at[l] = mask >> l & 1 ? at[l] : some;
}

struct Extent {
  uint64_t least = ~uint64_t(0), most = 0, low = 0; ///< low: bits set anywhere
};
EMULATOR_INLINE Extent extentOf(const uint64_t *at) {
  Extent e;
  EMULATOR_LANES {
    e.least = at[l] < e.least ? at[l] : e.least;
    e.most = at[l] > e.most ? at[l] : e.most;
    e.low |= at[l];
  }
  return e;
}

template <AddressSpace S>
EMULATOR_INLINE void resolve(Warp &w, const Inst &i, uint64_t *at,
                             unsigned bytes) {
  Extent e = extentOf(at);
  Block &block = *w.block;
  bool isAligned = !(e.low & (bytes - 1));
  if (S == AddressSpace::Shared) {
    uint64_t end = kSharedStart + uint64_t(block.sharedBytes);
    if (!isAligned || e.least < kSharedStart || e.most >= end ||
        bytes > end - e.most)
      return resolveSlowly(w, i, S, at, bytes);
    uint64_t base = reinterpret_cast<uint64_t>(block.shared) - kSharedStart;
    EMULATOR_LANES at[l] += base;
  } else if (S == AddressSpace::Local || S == AddressSpace::Param) {
    // Each lane has local memory of its own, parameters are one for all.
    bool isLocal = S == AddressSpace::Local;
    const std::vector<uint8_t> &all = block.launch.parameters;
    uint64_t base = isLocal ? reinterpret_cast<uint64_t>(w.local)
                            : reinterpret_cast<uint64_t>(all.data());
    uint64_t bytesOfAll = isLocal ? w.code->localBytes : all.size(),
             step = isLocal ? bytesOfAll : 0;
    if (!isAligned || e.most >= bytesOfAll || bytes > bytesOfAll - e.most)
      return resolveSlowly(w, i, S, at, bytes);
    EMULATOR_LANES at[l] += base + l * step;
  } else {
    const Range &range = block.ranges[i.memory];
    if (!isAligned || e.least < range.begin || e.most >= range.end ||
        bytes > range.end - e.most)
      resolveSlowly(w, i, S, at, bytes);
  }
}

} // namespace

template <AddressSpace S>
void locate(Warp &w, const Inst &i, uint32_t operand, unsigned bytes,
            uint64_t *at) {
  readAddresses(w, operand, i.wide, i.imm, at);
  resolve<S>(w, i, at, bytes);
}
template void locate<AddressSpace::Generic>(Warp &, const Inst &, uint32_t,
                                            unsigned, uint64_t *);
template void locate<AddressSpace::Global>(Warp &, const Inst &, uint32_t,
                                           unsigned, uint64_t *);
template void locate<AddressSpace::Shared>(Warp &, const Inst &, uint32_t,
                                           unsigned, uint64_t *);
template void locate<AddressSpace::Param>(Warp &, const Inst &, uint32_t,
                                          unsigned, uint64_t *);
template void locate<AddressSpace::Local>(Warp &, const Inst &, uint32_t,
                                          unsigned, uint64_t *);

void locateSecond(Warp &w, const Inst &i, uint32_t operand, unsigned bytes,
                  uint64_t *at) {
  readAddresses(w, operand, i.secondWide, i.second, at);
  resolve<AddressSpace::Global>(w, i, at, bytes);
}

} // namespace emulator::EMULATOR_ISA
