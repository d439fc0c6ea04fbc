//===- Rng.h - Counter-based random numbers ---------------------*- C++ -*-===//
//
// Philox4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3",
// SC'11). A number depends only on (seed, stream, draw, index), so it is the
// same whoever computes it, in whatever order, on however many threads, and
// nothing needs saving for a resume.
//
//   counter = (index / 4 low, index / 4 high, draw, stream)
//   key     = (seed low, seed high)
//   word of `index` = output[index % 4]
//
// Generated kernels compute the same function; keep the two in step.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CORE_RNG_H
#define BMC_RUNTIME_CORE_RNG_H

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace bmc {

/// Streams below kInitStream belong to generated code (dropout: one stream per
/// op, in program order).
constexpr uint32_t kInitStream = 0x10000000;    ///< + index of the parameter
constexpr uint32_t kWindowStream = 0x20000000;  ///< positions of text windows
constexpr uint32_t kShuffleStream = 0x30000000; ///< row order; draw = epoch
constexpr uint32_t kSplitStream = 0x40000000;   ///< rows -> train and val
constexpr uint32_t kSampleStream = 0x50000000;  ///< tokens of `generate`

using PhiloxBlock = std::array<uint32_t, 4>;

/// Ten rounds of Philox4x32.
inline PhiloxBlock philox(PhiloxBlock counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t p0 = uint64_t{0xD2511F53} * counter[0];
    uint64_t p1 = uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<uint32_t>(p1 >> 32) ^ counter[1] ^ key[0],
               static_cast<uint32_t>(p1),
               static_cast<uint32_t>(p0 >> 32) ^ counter[3] ^ key[1],
               static_cast<uint32_t>(p0)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// One family of numbers, addressed by index.
class Rng {
public:
  Rng(uint64_t seed, uint32_t stream, uint32_t draw = 0)
      : key{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)},
        stream(stream), draw(draw) {}

  /// Words of indices 4 * block .. 4 * block + 3.
  PhiloxBlock block(uint64_t block) const {
    return philox({static_cast<uint32_t>(block),
                   static_cast<uint32_t>(block >> 32), draw, stream},
                  key);
  }
  uint32_t word(uint64_t index) const { return block(index / 4)[index % 4]; }

  /// Uniform in [0, 1), 32 random bits.
  double uniform(uint64_t index) const { return toUniform(word(index)); }

  /// Uniform integer in [0, bound), bound >= 1, from 64 random bits; index
  /// addresses pairs of words.
  uint64_t below(uint64_t index, uint64_t bound) const {
    PhiloxBlock words = block(index / 2);
    unsigned half = index % 2 * 2;
    uint64_t bits = uint64_t{words[half]} << 32 | words[half + 1];
    return static_cast<uint64_t>(
        (static_cast<unsigned __int128>(bits) * bound) >> 64);
  }

  /// Four standard normal numbers, indices 4 * block .. 4 * block + 3.
  std::array<double, 4> normals(uint64_t blockIndex) const {
    PhiloxBlock words = block(blockIndex);
    std::array<double, 4> result;
    for (int pair = 0; pair < 4; pair += 2) {
      // (0, 1]: the logarithm of zero is not a sample.
      double radius = std::sqrt(-2.0 * std::log((words[pair] + 1.0) * 0x1p-32));
      double angle = 2.0 * std::numbers::pi * toUniform(words[pair + 1]);
      result[pair] = radius * std::cos(angle);
      result[pair + 1] = radius * std::sin(angle);
    }
    return result;
  }

  static double toUniform(uint32_t word) { return word * 0x1p-32; }

private:
  std::array<uint32_t, 2> key;
  uint32_t stream;
  uint32_t draw;
};

} // namespace bmc

#endif // BMC_RUNTIME_CORE_RNG_H
