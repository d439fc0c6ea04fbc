//===- Heap.h - Memory of the emulated device -------------------*- C++ -*-===//
//
// One reserved range of host memory; a device address is its host address.
// Allocations are poisoned, and apart by at least 256 bytes of nothing.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_DEVICE_HEAP_H
#define EMULATOR_DEVICE_HEAP_H

#include "tools/cuda-emulator/exec/Block.h"

#include <map>
#include <string>

namespace emulator {

class Heap {
public:
  explicit Heap(uint64_t bytes);
  ~Heap();
  Heap(const Heap &) = delete;
  Heap &operator=(const Heap &) = delete;

  uint64_t total() const { return capacity; }
  uint64_t available() const { return capacity - used; }
  /// 0 if there is no room.
  uint64_t allocate(uint64_t bytes);
  bool free(uint64_t address);
  /// The allocation that holds the address; empty if none does.
  Range find(uint64_t address) const;
  /// Whether all of it lies in one allocation.
  bool holds(uint64_t address, uint64_t bytes) const;
  /// For messages: the allocation next to an address.
  std::string nearby(uint64_t address) const;

private:
  uint64_t capacity, used = 0;
  uint64_t begin = 0, reserved = 0;
  std::map<uint64_t, uint64_t> allocations; ///< begin -> bytes asked for
};

} // namespace emulator

#endif // EMULATOR_DEVICE_HEAP_H
