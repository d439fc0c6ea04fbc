//===- Math.cpp - Scalar functions of the reference evaluator -------------===//

#include "ir/reference/Math.h"

#include "llvm/Support/ErrorHandling.h"

#include <cmath>
#include <numbers>

namespace bmc::reference {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// sqrt(2 / pi).
static const double kTanhScale = std::sqrt(2 / std::numbers::pi);
static constexpr double kTanhCubic = 0.044715;

double gelu(double x, GeluKind kind) {
  switch (kind) {
  case GeluKind::None:
    return x / 2 * (1 + std::erf(x / std::numbers::sqrt2));
  case GeluKind::Tanh:
    return x * sigmoid(2 * kTanhScale * (x + kTanhCubic * x * x * x));
  }
  llvm_unreachable("unknown gelu kind");
}

double geluGrad(double x, GeluKind kind) {
  switch (kind) {
  case GeluKind::None: {
    double cdf = (1 + std::erf(x / std::numbers::sqrt2)) / 2;
    double pdf = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    return cdf + x * pdf;
  }
  case GeluKind::Tanh: {
    double s = sigmoid(2 * kTanhScale * (x + kTanhCubic * x * x * x));
    double du = kTanhScale * (1 + 3 * kTanhCubic * x * x);
    return s + x * s * (1 - s) * 2 * du;
  }
  }
  llvm_unreachable("unknown gelu kind");
}

double activate(double x, Activation activation) {
  switch (activation) {
  case Activation::Relu:
    return x < 0 ? 0 : x;
  case Activation::Gelu:
    return gelu(x, GeluKind::None);
  case Activation::GeluTanh:
    return gelu(x, GeluKind::Tanh);
  case Activation::Silu:
    return x * sigmoid(x);
  case Activation::Tanh:
    return std::tanh(x);
  case Activation::Sigmoid:
    return sigmoid(x);
  }
  llvm_unreachable("unknown activation");
}

double activateGrad(double x, Activation activation) {
  double s = sigmoid(x);
  switch (activation) {
  case Activation::Relu:
    return x > 0 ? 1 : 0;
  case Activation::Gelu:
    return geluGrad(x, GeluKind::None);
  case Activation::GeluTanh:
    return geluGrad(x, GeluKind::Tanh);
  case Activation::Silu:
    return s * (1 + x * (1 - s));
  case Activation::Tanh:
    return 1 - std::tanh(x) * std::tanh(x);
  case Activation::Sigmoid:
    return s * (1 - s);
  }
  llvm_unreachable("unknown activation");
}

int64_t toInt32(double x) {
  if (std::isnan(x))
    return 0;
  return static_cast<int64_t>(
      std::clamp<double>(std::trunc(x), INT32_MIN, INT32_MAX));
}

std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter,
                               std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t a = uint64_t{0xD2511F53} * counter[0];
    uint64_t b = uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<uint32_t>(b >> 32) ^ counter[1] ^ key[0],
               static_cast<uint32_t>(b),
               static_cast<uint32_t>(a >> 32) ^ counter[3] ^ key[1],
               static_cast<uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

uint32_t philoxWord(uint64_t seed, uint32_t draw, uint32_t stream,
                    uint64_t index) {
  uint64_t block = index / 4;
  return philox({static_cast<uint32_t>(block),
                 static_cast<uint32_t>(block >> 32), draw, stream},
                {static_cast<uint32_t>(seed),
                 static_cast<uint32_t>(seed >> 32)})[index % 4];
}

} // namespace bmc::reference
