//===- SixteenBytes.h - Bytes of a text, sixteen at a time ------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_SIXTEENBYTES_H
#define BMC_RUNTIME_CORE_SIXTEENBYTES_H

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace bmc {

/// Says of sixteen bytes which are of some kind.
class SixteenBytes {
  typedef unsigned char Vector __attribute__((vector_size(16)));

public:
  /// Some of the bytes.
  class Which {
  public:
    friend Which operator|(Which a, Which b) { return a.flags | b.flags; }
    /// The place of the first; 16 if there is none.
    size_t first() const {
      typedef bool Bits __attribute__((ext_vector_type(16)));
      auto bits = std::bit_cast<uint16_t>(__builtin_convertvector(flags, Bits));
      return static_cast<size_t>(std::countr_zero(bits));
    }

  private:
    friend class SixteenBytes;
    Which(Vector flags) : flags(flags) {}
    Vector flags;
  };

  explicit SixteenBytes(const char *from) {
    std::memcpy(&bytes, from, sizeof bytes);
  }
  Which equal(char byte) const {
    return Vector(bytes == static_cast<unsigned char>(byte));
  }
  Which below(unsigned char bound) const { return Vector(bytes < bound); }
  bool areAscii() const {
    return Which(Vector(bytes >= static_cast<unsigned char>(0x80))).first() ==
           16;
  }

private:
  Vector bytes;
};

} // namespace bmc

#endif // BMC_RUNTIME_CORE_SIXTEENBYTES_H
