//===- Heap.cpp - Memory of the emulated device ---------------------------===//
#include "tools/cuda-emulator/device/Heap.h"

#include <cstring>
#include <new>
#include <sys/mman.h>

namespace emulator {
namespace {

constexpr uint64_t kAlign = 256, kGap = 256;
/// Where the range is asked for: the same addresses in every run.
constexpr uint64_t kWhere = uint64_t{1} << 41;

uint64_t roundUp(uint64_t bytes) {
  return (bytes + kAlign - 1) / kAlign * kAlign;
}

} // namespace

// Twice the capacity of addresses: room for gaps and for what is in pieces.
Heap::Heap(uint64_t bytes)
    : capacity(bytes), reserved(roundUp(2 * bytes + (1 << 20))) {
  void *memory =
      mmap(reinterpret_cast<void *>(kWhere), reserved, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    throw std::bad_alloc();
  begin = reinterpret_cast<uint64_t>(memory);
}

Heap::~Heap() { munmap(reinterpret_cast<void *>(begin), reserved); }

// First fit.
uint64_t Heap::allocate(uint64_t bytes) {
  if (bytes > available() || roundUp(bytes) > available())
    return 0;
  uint64_t at = begin + kGap;
  for (auto [start, size] : allocations) {
    if (start - at >= roundUp(bytes) + kGap)
      break;
    at = start + roundUp(size) + kGap;
  }
  if (at + roundUp(bytes) + kGap > begin + reserved)
    return 0;
  allocations[at] = bytes;
  used += roundUp(bytes);
  std::memset(reinterpret_cast<void *>(at), 0xff, bytes);
  return at;
}

bool Heap::free(uint64_t address) {
  auto found = allocations.find(address);
  if (found == allocations.end())
    return false;
  // Whole pages go back to the host.
  uint64_t first = (address + 4095) / 4096 * 4096,
           last = (address + found->second) / 4096 * 4096;
  if (last > first)
    madvise(reinterpret_cast<void *>(first), last - first, MADV_DONTNEED);
  used -= roundUp(found->second);
  allocations.erase(found);
  return true;
}

Range Heap::find(uint64_t address) const {
  auto next = allocations.upper_bound(address);
  if (next == allocations.begin())
    return {};
  --next;
  if (address - next->first >= next->second)
    return {};
  return {next->first, next->first + next->second};
}

bool Heap::holds(uint64_t address, uint64_t bytes) const {
  Range range = find(address);
  return address >= range.begin && bytes <= range.end - address &&
         address < range.end;
}

std::string Heap::nearby(uint64_t address) const {
  auto next = allocations.upper_bound(address);
  if (next == allocations.begin())
    return "outside every allocation";
  --next;
  uint64_t past = address - next->first;
  if (past > next->second + (1 << 20))
    return "outside every allocation";
  return "at byte " + std::to_string(past) + " of an allocation of " +
         std::to_string(next->second);
}

} // namespace emulator
