//===- AsyncCopies.cpp - cp.async in flight -------------------------------===//
#include "tools/cuda-emulator/exec/AsyncCopies.h"

#include <cstring>

namespace emulator {

void AsyncCopies::add(unsigned lane, const Copy &copy) {
  pending.push_back(copy);
  pending.back().lane = static_cast<uint8_t>(lane);
  pending.back().group = groups[lane];
}

void AsyncCopies::commit(uint32_t lanes) {
  for (unsigned lane = 0; lane < 32; ++lane)
    groups[lane] += lanes >> lane & 1;
}

void AsyncCopies::perform(const Copy &copy) {
  if (copy.read)
    std::memcpy(copy.target, copy.source, copy.read);
  std::memset(copy.target + copy.read, 0, copy.bytes - copy.read);
}

void AsyncCopies::clear() {
  pending.clear();
  groups.fill(0);
}

} // namespace emulator
