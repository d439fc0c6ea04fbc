//===- Crc32c.cpp - Checksum of checkpoint files ----------------*- C++ -*-===//
#include "runtime/core/Crc32c.h"

#include <array>
#include <cstring>

using namespace bmc;

/// The polynomial 0x1EDC6F41, bits reversed.
static constexpr uint32_t kPolynomial = 0x82F63B78;

/// tables[k][b]: CRC of byte b followed by k zero bytes ("slicing by 8").
static constexpr auto tables = [] {
  std::array<std::array<uint32_t, 256>, 8> result{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit)
      value = value >> 1 ^ (value & 1 ? kPolynomial : 0);
    result[0][byte] = value;
  }
  for (int k = 1; k < 8; ++k)
    for (uint32_t byte = 0; byte < 256; ++byte) {
      uint32_t previous = result[k - 1][byte];
      result[k][byte] = previous >> 8 ^ result[0][previous & 255];
    }
  return result;
}();

static uint32_t updateByte(uint32_t crc, unsigned char byte) {
  return crc >> 8 ^ tables[0][(crc ^ byte) & 255];
}

/// Eight bytes, little-endian.
static uint32_t updateWord(uint32_t crc, uint64_t word) {
  word ^= crc;
  uint32_t result = 0;
  for (int k = 0; k < 8; ++k)
    result ^= tables[7 - k][word >> (8 * k) & 255];
  return result;
}

static uint32_t updatePortable(uint32_t crc, const unsigned char *bytes,
                               uint64_t count) {
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t word;
    std::memcpy(&word, bytes, 8);
    crc = updateWord(crc, word);
  }
  for (; count; ++bytes, --count)
    crc = updateByte(crc, *bytes);
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t
updateSse42(uint32_t crc, const unsigned char *bytes, uint64_t count) {
  uint64_t wide = crc;
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t word;
    std::memcpy(&word, bytes, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  return updatePortable(static_cast<uint32_t>(wide), bytes, count);
}
#endif

uint32_t bmc::crc32c(uint32_t crc, const void *data, uint64_t bytes) {
  auto *first = static_cast<const unsigned char *>(data);
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2"))
    return ~updateSse42(~crc, first, bytes);
#endif
  return ~updatePortable(~crc, first, bytes);
}
