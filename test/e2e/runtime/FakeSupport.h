//===- FakeSupport.h - Building bmrt_images by hand ------------*- C++ -*-===//
//
// What the hand-written programs of the runtime tests share: short spellings of
// the ABI structs, the state and scalars of AdamW, and an AdamW step with
// global gradient clipping that keeps the contract of `update` (state untouched
// when the norm is not finite).
//
//===----------------------------------------------------------------------===//
#ifndef BMC_TEST_E2E_RUNTIME_FAKESUPPORT_H
#define BMC_TEST_E2E_RUNTIME_FAKESUPPORT_H

#include "runtime/abi/Abi.h"

#include <array>
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

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

constexpr BmrtState parameter(const char *name, uint64_t offset,
                              BmrtInitKind init, double a, double b, int64_t d0,
                              int64_t d1 = 0) {
  return {{name, kReal, d1 ? 2u : 1u, {d0, d1}, kBmrtState, 0, offset},
          kBmrtParameter,
          init,
          a,
          b,
          "param"};
}

/// The parameters and what AdamW keeps of each, group after group.
template <size_t N>
constexpr std::array<BmrtState, 4 * N>
adamWStates(const BmrtState (&parameters)[N], uint64_t groupBytes) {
  constexpr const char *kGroups[] = {"param", "grad", "exp_avg", "exp_avg_sq"};
  std::array<BmrtState, 4 * N> states{};
  for (size_t i = 0; i < 4 * N; ++i) {
    BmrtState &state = states[i];
    size_t group = i / N;
    state = parameters[i % N];
    state.tensor.offset += group * groupBytes;
    state.group = kGroups[group];
    state.role = group == 0   ? kBmrtParameter
                 : group == 1 ? kBmrtGradient
                              : kBmrtOptimizer;
  }
  return states;
}

/// Inputs and output of `update`, one cache line each from `offset` on.
struct UpdateScalars {
  constexpr explicit UpdateScalars(uint64_t offset)
      : inputs{arena("lr", kBmrtF64, offset),
               arena("step", kBmrtF64, offset + 64)},
        outputs{arena("grad_norm", kBmrtF64, offset + 128)} {}
  BmrtTensor inputs[2], outputs[1];
};

//===----------------------------------------------------------------------===//
// Launches, functions and the program
//===----------------------------------------------------------------------===//

constexpr BmrtOperand inArena(uint64_t offset) {
  return {kBmrtArena, 0, offset};
}
constexpr BmrtOperand inState(uint64_t offset) {
  return {kBmrtState, 0, offset};
}

/// Where the outputs of a launch, two at most, come from.
struct Place {
  constexpr explicit Place(const char *location)
      : locations{location, location} {}
  const char *locations[2];
};

/// A launch whose kernel depends on no run-time dim.
template <uint32_t N, uint32_t O>
constexpr BmrtLaunch
launch(BmrtKernel kernel, const char *name, const Place &place,
       const BmrtOperand (&operands)[N], uint32_t numInputs,
       const BmrtTensor (&outputs)[O]) {
  static_assert(O <= 2);
  return {kernel,    operands, nullptr, N,       0,
          numInputs, O,        name,    outputs, place.locations};
}
template <uint32_t N, uint32_t O, uint32_t S>
constexpr BmrtLaunch
launch(BmrtKernel kernel, const char *name, const Place &place,
       const BmrtOperand (&operands)[N], uint32_t numInputs,
       const BmrtTensor (&outputs)[O], const BmrtSize (&sizes)[S]) {
  BmrtLaunch result = launch(kernel, name, place, operands, numInputs, outputs);
  result.sizes = sizes;
  result.numSizes = S;
  return result;
}

template <uint32_t I, uint32_t O, uint32_t L>
constexpr BmrtFunction function(const char *name, const BmrtTensor (&inputs)[I],
                                const BmrtTensor (&outputs)[O],
                                const BmrtLaunch (&launches)[L],
                                uint64_t arenaBytes, uint32_t numInputs = I) {
  return {name, inputs, outputs, launches, numInputs, O, L, 0, arenaBytes};
}

template <uint32_t D, size_t S, uint32_t F>
constexpr BmrtProgram program(const char *name, const BmrtDim (&dims)[D],
                              const std::array<BmrtState, S> &states,
                              const BmrtFunction (&functions)[F],
                              uint64_t stateBytes, uint64_t arenaBytes,
                              const char *config) {
  return {kBmrtAbiVersion,
          D,
          S,
          F,
          name,
          dims,
          states.data(),
          functions,
          stateBytes,
          arenaBytes,
          config,
          "bmc 0.1.0 (by hand)",
          "x86-64"};
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

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
