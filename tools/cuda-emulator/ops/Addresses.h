//===- Addresses.h - From lanes' addresses to host memory -------*- C++ -*-===//
#ifndef EMULATOR_OPS_ADDRESSES_H
#define EMULATOR_OPS_ADDRESSES_H

#include "tools/cuda-emulator/code/Decoder.h"
#include "tools/cuda-emulator/exec/Block.h"
#include "tools/cuda-emulator/exec/Resolve.h"
#include "tools/cuda-emulator/ops/Lanes.h"

namespace emulator::EMULATOR_ISA {

/// What the lanes say; inactive lanes repeat an active one.
EMULATOR_INLINE void readAddresses(Warp &w, uint32_t operand, bool wide,
                                   int64_t offset, uint64_t *at) {
  if (wide) {
    const uint64_t *a = row<uint64_t>(w, operand);
    EMULATOR_LANES at[l] = a[l] + static_cast<uint64_t>(offset);
  } else {
    const uint32_t *a = row<uint32_t>(w, operand);
    EMULATOR_LANES at[l] = a[l] + static_cast<uint32_t>(offset);
  }
  if (w.mask != ~0u) {
    uint64_t some = at[__builtin_ctz(w.mask)];
    uint32_t mask = w.mask;
    EMULATOR_LANES at[l] = mask >> l & 1 ? at[l] : some;
  }
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

/// Makes host addresses of them. Throws Fault for what may not be accessed.
template <AddressSpace S>
EMULATOR_INLINE void resolve(Warp &w, const Inst &i, uint64_t *at,
                             unsigned bytes) {
  Extent e = extentOf(at);
  Block &block = *w.block;
  if (e.low & (bytes - 1))
    return resolveSlowly(w, i, S, at, bytes);
  if (S == AddressSpace::Shared) {
    uint64_t end = kSharedStart + uint64_t(block.sharedBytes);
    if (e.least < kSharedStart || e.most + bytes > end)
      return resolveSlowly(w, i, S, at, bytes);
    uint64_t base = reinterpret_cast<uint64_t>(block.shared) - kSharedStart;
    EMULATOR_LANES at[l] += base;
  } else if (S == AddressSpace::Local) {
    if (e.most + bytes > w.code->localBytes)
      return resolveSlowly(w, i, S, at, bytes);
    uint64_t base = reinterpret_cast<uint64_t>(w.local),
             lane = w.code->localBytes;
    EMULATOR_LANES at[l] += base + l * lane;
  } else {
    Range &range = block.ranges[i.memory];
    if (e.least < range.begin || e.most + bytes > range.end)
      resolveSlowly(w, i, S, at, bytes);
  }
}

/// Takes the modifier that names an address space; generic if there is none.
AddressSpace takeSpace(Form &form);
/// Takes modifiers of memory order and of caches.
void takeHints(Form &form);

} // namespace emulator::EMULATOR_ISA

#endif // EMULATOR_OPS_ADDRESSES_H
