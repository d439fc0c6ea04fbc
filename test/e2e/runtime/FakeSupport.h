//===- FakeSupport.h - Building bmrt_program by hand ------------*- C++ -*-===//
//
// What the hand-written programs of the runtime tests share: short spellings of
// the ABI structs, and an AdamW step with global gradient clipping that keeps
// the contract of `update` (state untouched when the norm is not finite).
//
//===----------------------------------------------------------------------===//
#ifndef BMC_TEST_E2E_RUNTIME_FAKESUPPORT_H
#define BMC_TEST_E2E_RUNTIME_FAKESUPPORT_H

#include "runtime/abi/Abi.h"

#include <cmath>
#include <cstdint>

namespace fake {

#ifdef FAKE_F64
using Real = double;
constexpr BmrtDType kReal = kBmrtF64;
#define FAKE_DTYPE "f64"
#else
using Real = float;
constexpr BmrtDType kReal = kBmrtF32;
#define FAKE_DTYPE "f32"
#endif

constexpr BmrtTensor arena(const char *name, BmrtDType dtype, uint64_t offset) {
  return {name, dtype, 0, {}, kBmrtArena, 0, offset};
}
constexpr BmrtTensor arena(const char *name, BmrtDType dtype, uint64_t offset,
                           int64_t d0) {
  return {name, dtype, 1, {d0}, kBmrtArena, 0, offset};
}
constexpr BmrtTensor arena(const char *name, BmrtDType dtype, uint64_t offset,
                           int64_t d0, int64_t d1) {
  return {name, dtype, 2, {d0, d1}, kBmrtArena, 0, offset};
}

/// Extent of run-time dim `index`.
constexpr int64_t dim(int index) { return -1 - index; }

template <typename T> T *as(char *const *buffers, int index) {
  return reinterpret_cast<T *>(buffers[index]);
}

/// Where an AdamW state of `count` consecutive numbers lives.
struct AdamW {
  Real *parameter, *gradient, *expAvg, *expAvgSq;
  int64_t count;

  void apply(double lr, double step, double scale, double weightDecay) const {
    const double beta1 = 0.9, beta2 = 0.95, epsilon = 1e-8;
    double correction1 = 1 - std::pow(beta1, step);
    double correction2 = 1 - std::pow(beta2, step);
    for (int64_t i = 0; i < count; ++i) {
      double g = gradient[i] * scale;
      double m = beta1 * expAvg[i] + (1 - beta1) * g;
      double v = beta2 * expAvgSq[i] + (1 - beta2) * g * g;
      double p = parameter[i] * (1 - lr * weightDecay);
      p -= lr * (m / correction1) / (std::sqrt(v / correction2) + epsilon);
      expAvg[i] = static_cast<Real>(m);
      expAvgSq[i] = static_cast<Real>(v);
      parameter[i] = static_cast<Real>(p);
    }
  }

  double squaredNorm() const {
    double sum = 0;
    for (int64_t i = 0; i < count; ++i)
      sum += static_cast<double>(gradient[i]) * gradient[i];
    return sum;
  }
};

/// Clips the global norm to 1 and steps every part. Returns the norm before
/// clipping; changes nothing when it is not finite.
template <int N>
double update(const AdamW (&parts)[N], double lr, double step,
              double weightDecay) {
  double sum = 0;
  for (const AdamW &part : parts)
    sum += part.squaredNorm();
  double norm = std::sqrt(sum);
  if (!std::isfinite(norm))
    return norm;
  for (const AdamW &part : parts)
    part.apply(lr, step, norm > 1 ? 1 / norm : 1, weightDecay);
  return norm;
}

} // namespace fake

#endif // BMC_TEST_E2E_RUNTIME_FAKESUPPORT_H
