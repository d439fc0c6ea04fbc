//===- EightBytes.h - Bytes of a text, eight at a time ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_EIGHTBYTES_H
#define BMC_RUNTIME_CORE_EIGHTBYTES_H

#include <cstdint>
#include <cstring>

namespace bmc {

/// Says of eight bytes whether there is one of some kind among them.
class EightBytes {
public:
  explicit EightBytes(const char *from) {
    std::memcpy(&bytes, from, sizeof bytes);
  }

  bool areAscii() const { return (bytes & kHighs) == 0; }
  bool hasByte(unsigned char byte) const {
    return EightBytes(bytes ^ kOnes * byte).hasBelow(1);
  }
  /// Whether one is below a bound, which is 128 at most.
  bool hasBelow(unsigned char bound) const {
    return ((bytes - kOnes * bound) & ~bytes & kHighs) != 0;
  }

private:
  explicit EightBytes(uint64_t bytes) : bytes(bytes) {}
  static constexpr uint64_t kOnes = 0x0101010101010101, kHighs = kOnes << 7;
  uint64_t bytes = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_CORE_EIGHTBYTES_H
