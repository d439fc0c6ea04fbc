//===- Written.h - Which bytes of the device somebody wrote -----*- C++ -*-===//
#ifndef EMULATOR_CHECK_WRITTEN_H
#define EMULATOR_CHECK_WRITTEN_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace emulator {

/// A bit a byte for each allocation.
class Written {
public:
  void allocated(uint64_t address, uint64_t bytes);
  void freed(uint64_t address);
  /// The bytes hold a value from now on, or none.
  void set(uint64_t address, uint64_t bytes, bool value = true);
  bool all(uint64_t address, uint64_t bytes) const;

private:
  struct Allocation {
    uint64_t begin = 0, bytes = 0;
    std::vector<bool> bits;
  };
  const Allocation *find(uint64_t address) const;

  std::map<uint64_t, Allocation> allocations;
  mutable const Allocation *last = nullptr;
};

} // namespace emulator

#endif // EMULATOR_CHECK_WRITTEN_H
