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
#include <cstdint>

namespace bmc {

/// Streams below kInitStream belong to generated code (dropout: one stream per
/// op, in program order).
constexpr uint32_t kInitStream = 0x10000000;    ///< + index of the parameter
constexpr uint32_t kWindowStream = 0x20000000;  ///< positions of text windows
constexpr uint32_t kShuffleStream = 0x30000000; ///< row order; draw = epoch
constexpr uint32_t kSplitStream = 0x40000000;   ///< rows -> train and val
constexpr uint32_t kSampleStream = 0x50000000;  ///< tokens of `generate`
constexpr uint32_t kEvalStream = 0x60000000;    ///< rows of an evaluation
/// Changes of training rows; draw = epoch.
constexpr uint32_t kAugmentStream = 0x70000000;
constexpr uint32_t kBucketStream = 0x80000000; ///< order of batches by length
constexpr uint32_t kDrawStream = 0x90000000;   ///< rows drawn by weight
constexpr uint32_t kNoiseStream = 0xA0000000;  ///< hidden tokens; draw = epoch
constexpr uint32_t kMixStream = 0xB0000000;    ///< mixup of rows; draw = epoch

using PhiloxBlock = std::array<uint32_t, 4>;

constexpr int kPhiloxRounds = 10;

/// One round on the four words of a counter.
inline void philoxRound(uint32_t &c0, uint32_t &c1, uint32_t &c2, uint32_t &c3,
                        uint32_t key0, uint32_t key1) {
  uint64_t p0 = uint64_t{0xD2511F53} * c0;
  uint64_t p1 = uint64_t{0xCD9E8D57} * c2;
  c0 = static_cast<uint32_t>(p1 >> 32) ^ c1 ^ key0;
  c1 = static_cast<uint32_t>(p1);
  c2 = static_cast<uint32_t>(p0 >> 32) ^ c3 ^ key1;
  c3 = static_cast<uint32_t>(p0);
}

/// The key of the next round.
inline void advanceKey(std::array<uint32_t, 2> &key) {
  key[0] += 0x9E3779B9;
  key[1] += 0xBB67AE85;
}

inline PhiloxBlock philox(PhiloxBlock counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < kPhiloxRounds; ++round, advanceKey(key))
    philoxRound(counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  return counter;
}

/// One family of numbers, addressed by index.
class Rng {
public:
  Rng(uint64_t seed, uint32_t stream, uint32_t draw = 0)
      : key{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)},
        stream(stream), draw(draw) {}

  /// The same family with other numbers.
  Rng withDraw(uint32_t other) const {
    Rng result = *this;
    result.draw = other;
    return result;
  }

  /// Words of indices 4 * block .. 4 * block + 3.
  PhiloxBlock block(uint64_t block) const {
    return philox(counter(block), key);
  }
  /// What `block` gives to philox.
  PhiloxBlock counter(uint64_t block) const {
    return {static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32),
            draw, stream};
  }
  std::array<uint32_t, 2> firstKey() const { return key; }

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

  static double toUniform(uint32_t word) { return word * 0x1p-32; }

private:
  std::array<uint32_t, 2> key;
  uint32_t stream;
  uint32_t draw;
};

} // namespace bmc

#endif // BMC_RUNTIME_CORE_RNG_H
