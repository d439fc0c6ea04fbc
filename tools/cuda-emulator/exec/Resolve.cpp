//===- Resolve.cpp - Addresses that need a closer look --------------------===//
#include "tools/cuda-emulator/exec/Resolve.h"

#include "tools/cuda-emulator/code/Decoder.h"
#include "tools/cuda-emulator/device/Heap.h"
#include "tools/cuda-emulator/exec/Block.h"
#include "tools/cuda-emulator/exec/Windows.h"

#include <bit>
#include <cstdio>

namespace emulator {
namespace {

using bmc::cuda::Result;

std::string accessText(const char *space, uint64_t address, unsigned bytes) {
  char text[96];
  std::snprintf(text, sizeof text, "%u bytes of %s memory at 0x%llx", bytes,
                space, static_cast<unsigned long long>(address));
  return text;
}

struct Access {
  Warp &warp;
  const Inst &inst;
  unsigned bytes;
  int lane;

  [[noreturn]] void illegal(const char *space, uint64_t address,
                            const std::string &why) const {
    fail(inst, lane, Result::IllegalAddress,
         accessText(space, address, bytes) + ", " + why);
  }

  uint64_t shared(uint64_t address) const {
    uint64_t end = kSharedStart + uint64_t{warp.block->sharedBytes};
    if (address < kSharedStart || address + bytes > end)
      illegal("shared", address,
              "the block has 0x" + hex(kSharedStart) + " to 0x" + hex(end));
    return reinterpret_cast<uint64_t>(warp.block->shared) +
           (address - kSharedStart);
  }
  uint64_t local(uint64_t address) const {
    uint64_t have = warp.code->localBytes;
    if (address > have || address + bytes > have)
      illegal("local", address,
              "a thread has " + std::to_string(have) + " bytes");
    return reinterpret_cast<uint64_t>(warp.local) +
           static_cast<unsigned>(lane) * have + address;
  }
  uint64_t param(uint64_t address) const {
    const std::vector<uint8_t> &all = warp.block->launch.parameters;
    if (address > all.size() || address + bytes > all.size())
      illegal("parameter", address,
              "the kernel has " + std::to_string(all.size()) + " bytes");
    return reinterpret_cast<uint64_t>(all.data()) + address;
  }
  uint64_t global(uint64_t address) const {
    Range found = warp.block->heap.find(address);
    if (address < found.begin || address + bytes > found.end)
      illegal("global", address, warp.block->heap.nearby(address));
    warp.block->ranges[inst.memory] = found;
    return address;
  }
  uint64_t generic(uint64_t address) const {
    if (address - kSharedWindow < kWindowBytes)
      return shared(address - kSharedWindow);
    if (address - kLocalWindow < kWindowBytes)
      return local(address - kLocalWindow);
    if (address - kParamWindow < kWindowBytes)
      return param(address - kParamWindow);
    return global(address);
  }

  static std::string hex(uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "%llx",
                  static_cast<unsigned long long>(value));
    return text;
  }
};

} // namespace

void resolveSlowly(Warp &warp, const Inst &inst, AddressSpace space,
                   uint64_t *at, unsigned bytes) {
  for (uint32_t rest = warp.mask; rest; rest &= rest - 1) {
    int lane = std::countr_zero(rest);
    Access access{warp, inst, bytes, lane};
    uint64_t address = at[lane];
    if (address % bytes)
      fail(inst, lane, Result::MisalignedAddress,
           accessText("misaligned", address, bytes));
    switch (space) {
    case AddressSpace::Shared:
      at[lane] = access.shared(address);
      break;
    case AddressSpace::Local:
      at[lane] = access.local(address);
      break;
    case AddressSpace::Param:
      at[lane] = access.param(address);
      break;
    case AddressSpace::Generic:
      at[lane] = access.generic(address);
      break;
    case AddressSpace::Global:
    case AddressSpace::Const:
      at[lane] = access.global(address);
      break;
    }
  }
  uint64_t some = at[std::countr_zero(warp.mask)];
  for (uint32_t rest = ~warp.mask; rest; rest &= rest - 1)
    at[std::countr_zero(rest)] = some;
}

void failAccess(Warp &warp, const Inst &inst, const char *what) {
  fail(inst, std::countr_zero(warp.mask), Result::IllegalInstruction, what);
}

} // namespace emulator
