//===- Written.cpp - Which bytes of the device somebody wrote -------------===//
#include "tools/cuda-emulator/check/Written.h"

#include <algorithm>

namespace emulator {

void Written::allocated(uint64_t address, uint64_t bytes) {
  last = nullptr;
  allocations[address] = {address, bytes, std::vector<bool>(bytes, false)};
}

void Written::freed(uint64_t address) {
  last = nullptr;
  allocations.erase(address);
}

const Written::Allocation *Written::find(uint64_t address) const {
  if (last && address - last->begin < last->bytes)
    return last;
  auto next = allocations.upper_bound(address);
  if (next == allocations.begin())
    return nullptr;
  --next;
  if (address - next->second.begin >= next->second.bytes)
    return nullptr;
  return last = &next->second;
}

// Host memory that is no allocation is nobody's business here.
void Written::set(uint64_t address, uint64_t bytes, bool value) {
  const Allocation *found = find(address);
  if (!found)
    return;
  std::vector<bool> &bits = allocations.at(found->begin).bits;
  uint64_t first = address - found->begin,
           end = std::min(first + bytes, found->bytes);
  std::fill(bits.begin() + static_cast<std::ptrdiff_t>(first),
            bits.begin() + static_cast<std::ptrdiff_t>(end), value);
}

bool Written::all(uint64_t address, uint64_t bytes) const {
  const Allocation *found = find(address);
  if (!found)
    return true;
  uint64_t first = address - found->begin;
  for (uint64_t i = first; i < first + bytes; ++i)
    if (!found->bits[i])
      return false;
  return true;
}

} // namespace emulator
