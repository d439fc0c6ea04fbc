//===- RandomFill.cpp - Many random numbers at once -----------------------===//
//
// Plain loops over arrays that the compiler turns into vectors (CMakeLists.txt
// compiles this file with -O2 and without contraction to fused multiply-add,
// which would make the bits depend on the CPU).
//
//===----------------------------------------------------------------------===//
#include "runtime/core/RandomFill.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

using namespace bmc;

// The loader picks the widest version the CPU has. They agree in every bit:
// all operations are IEEE's.
#if defined(__x86_64__) && defined(__ELF__)
#define BMC_CLONED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define BMC_CLONED
#endif
#define BMC_INLINE [[gnu::always_inline]] inline

namespace {

/// Blocks computed together.
constexpr int kLanes = 64;
constexpr int kNumbers = 4 * kLanes;

using Words = uint32_t[4][kLanes];
using Values = double[4][kLanes];

/// The blocks firstBlock + lane: Rng::block, a round of all lanes at a time.
BMC_INLINE void computeWords(const Rng &rng, uint64_t firstBlock, Words words) {
  for (int lane = 0; lane < kLanes; ++lane) {
    PhiloxBlock counter = rng.counter(firstBlock + static_cast<uint64_t>(lane));
    for (int k = 0; k < 4; ++k)
      words[k][lane] = counter[static_cast<size_t>(k)];
  }
  std::array<uint32_t, 2> key = rng.firstKey();
  for (int round = 0; round < kPhiloxRounds; ++round, advanceKey(key))
    for (int lane = 0; lane < kLanes; ++lane)
      philoxRound(words[0][lane], words[1][lane], words[2][lane],
                  words[3][lane], key[0], key[1]);
}

/// ln x for normal x > 0: x = 2^e m with m in [sqrt(1/2), sqrt(2)),
/// ln m = 2 artanh s, s = (m - 1) / (m + 1), by its series.
BMC_INLINE double logarithm(double x) {
  constexpr uint64_t kOne = 0x3FF0000000000000, kRootHalf = 0x3FE6A09E667F3BCD;
  constexpr uint64_t kMantissa = 0x000FFFFFFFFFFFFF, kBias = 1023;
  uint64_t bits = std::bit_cast<uint64_t>(x) + (kOne - kRootHalf);
  double m = std::bit_cast<double>((bits & kMantissa) + kRootHalf);
  // An integer below 2^52 in the low bits of 2^52 reads as 2^52 + integer.
  double e = std::bit_cast<double>((bits >> 52) | 0x4330000000000000) -
             (0x1p52 + kBias);
  double s = (m - 1.0) / (m + 1.0);
  double z = s * s;
  double series = 1.0 / 13;
  series = series * z + 1.0 / 11;
  series = series * z + 1.0 / 9;
  series = series * z + 1.0 / 7;
  series = series * z + 1.0 / 5;
  series = series * z + 1.0 / 3;
  series = series * z + 1.0;
  return e * std::numbers::ln2 + 2.0 * s * series;
}

/// Sine and cosine of x in [-pi/4, pi/4] by their Taylor series.
BMC_INLINE double sine(double x) {
  double z = x * x;
  double series = 1.0 / 6227020800;
  series = series * z - 1.0 / 39916800;
  series = series * z + 1.0 / 362880;
  series = series * z - 1.0 / 5040;
  series = series * z + 1.0 / 120;
  series = series * z - 1.0 / 6;
  return x + x * z * series;
}
BMC_INLINE double cosine(double x) {
  double z = x * x;
  double series = 1.0 / 479001600;
  series = series * z - 1.0 / 3628800;
  series = series * z + 1.0 / 40320;
  series = series * z - 1.0 / 720;
  series = series * z + 1.0 / 24;
  series = series * z - 1.0 / 2;
  return 1.0 + z * series;
}

/// An exact conversion that AVX2 has for signed integers only.
BMC_INLINE double toDouble(uint32_t word) {
  return static_cast<double>(static_cast<int32_t>(word ^ 0x80000000)) + 0x1p31;
}

/// Two normal numbers from each pair of words.
BMC_INLINE void computeNormals(const uint32_t *first, const uint32_t *second,
                               double *cosines, double *sines) {
  for (int lane = 0; lane < kLanes; ++lane) {
    double u = (toDouble(first[lane]) + 1.0) * 0x1p-32;
    double radius = std::sqrt(-2.0 * logarithm(u));
    // The nearest multiple of a quarter turn, and what is left of the angle.
    uint32_t quarter = second[lane] + 0x20000000;
    int32_t rest = static_cast<int32_t>(second[lane] - (quarter & 0xC0000000));
    double angle = static_cast<double>(rest) * (std::numbers::pi * 0x1p-31);
    double c = radius * cosine(angle), s = radius * sine(angle);
    bool isOdd = quarter & 0x40000000;
    double x = isOdd ? -s : c, y = isOdd ? c : s;
    bool isFar = quarter & 0x80000000;
    cosines[lane] = isFar ? -x : x;
    sines[lane] = isFar ? -y : y;
  }
}

/// Writes offset + factor * compute(words), kNumbers at a time; the last group
/// may be cut.
template <typename T, typename Compute>
BMC_INLINE void fill(const Rng &rng, uint64_t firstBlock, double offset,
                     double factor, std::span<T> to, Compute compute) {
  for (size_t done = 0; done < to.size(); done += kNumbers) {
    alignas(64) Words words;
    alignas(64) Values values;
    alignas(64) T numbers[kNumbers];
    computeWords(rng, firstBlock + done / 4, words);
    compute(words, values);
    for (int lane = 0; lane < kLanes; ++lane)
      for (int k = 0; k < 4; ++k)
        numbers[4 * lane + k] =
            static_cast<T>(offset + factor * values[k][lane]);
    std::copy_n(numbers, std::min<size_t>(kNumbers, to.size() - done),
                to.data() + done);
  }
}

BMC_INLINE void normals(const Words &words, Values &values) {
  computeNormals(words[0], words[1], values[0], values[1]);
  computeNormals(words[2], words[3], values[2], values[3]);
}

BMC_INLINE void uniforms(const Words &words, Values &values) {
  for (int k = 0; k < 4; ++k)
    for (int lane = 0; lane < kLanes; ++lane)
      values[k][lane] = toDouble(words[k][lane]) * 0x1p-32;
}

} // namespace

BMC_CLONED void bmc::fillNormal(const Rng &rng, uint64_t firstBlock,
                                double mean, double deviation,
                                std::span<float> to) {
  fill(rng, firstBlock, mean, deviation, to, normals);
}
BMC_CLONED void bmc::fillNormal(const Rng &rng, uint64_t firstBlock,
                                double mean, double deviation,
                                std::span<double> to) {
  fill(rng, firstBlock, mean, deviation, to, normals);
}
BMC_CLONED void bmc::fillUniform(const Rng &rng, uint64_t firstBlock,
                                 double low, double high, std::span<float> to) {
  fill(rng, firstBlock, low, high - low, to, uniforms);
}
BMC_CLONED void bmc::fillUniform(const Rng &rng, uint64_t firstBlock,
                                 double low, double high,
                                 std::span<double> to) {
  fill(rng, firstBlock, low, high - low, to, uniforms);
}
