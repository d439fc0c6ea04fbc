//===- RowMix.cpp - Rows that are mixed with others -----------------------===//
#include "runtime/data/RowMix.h"

#include "runtime/core/Rng.h"

#include <cmath>
#include <numbers>

namespace bmc {

namespace {

/// Numbers of one row, one after the other.
class Draws {
public:
  Draws(const Occasion &occasion, int64_t row)
      : rng(occasion.seed, kMixStream, static_cast<uint32_t>(occasion.epoch)),
        next(static_cast<uint64_t>(row) << 8) {}

  /// In (0, 1).
  double uniform() { return (rng.word(next++) + 0.5) * 0x1p-32; }
  double normal() {
    double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  int64_t below(int64_t bound) {
    return static_cast<int64_t>(uniform() * static_cast<double>(bound));
  }
  /// Of the gamma distribution of shape alpha and scale 1 (Marsaglia and Tsang
  /// 2000); one try in twenty fails.
  double gamma(double alpha) {
    double boost = alpha < 1 ? std::pow(uniform(), 1 / alpha) : 1;
    double d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3;
    double c = 1 / std::sqrt(9 * d);
    for (int i = 0; i < 30; ++i) {
      double x = normal(), v = std::pow(1 + c * x, 3);
      if (v > 0 &&
          std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v))
        return d * v * boost;
    }
    return d * boost;
  }

private:
  Rng rng;
  uint64_t next;
};

} // namespace

RowMix mixOf(double alpha, int64_t row, const Occasion &occasion,
             std::span<const int64_t> train) {
  Draws draws(occasion, row);
  RowMix mix;
  mix.partner = train[static_cast<size_t>(
      draws.below(static_cast<int64_t>(train.size())))];
  double own = draws.gamma(alpha), other = draws.gamma(alpha);
  // Tiny shapes may make both of them 0.
  if (own + other > 0)
    mix.share = own / (own + other);
  return mix;
}

void blend(BmrtDType dtype, double share, std::span<const char> other,
           std::span<char> to) {
  auto count = static_cast<int64_t>(to.size() / elementSize(dtype));
  for (int64_t i = 0; i < count; ++i)
    storeElement(dtype, to.data(), i,
                 share * loadElement(dtype, to.data(), i) +
                     (1 - share) * loadElement(dtype, other.data(), i));
}

} // namespace bmc
