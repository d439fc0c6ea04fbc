//===- LinearProgram.cpp - A tiny program written by hand ---*- C++ -*-===//
#include "LinearProgram.h"

#include <cmath>
#include <cstring>
#include <initializer_list>

using namespace bmc;

namespace {

constexpr int64_t kWidth = LinearProgram::kWidth;

/// Arena and state offsets.
enum : uint64_t {
  kX = 0,
  kY = 256,
  kLoss = 320,
  kLr = 384,
  kStep = 448,
  kNorm = 512
};
enum : uint64_t { kW = 0, kGradient = 64, kMoment = 128 };

/// Of the outputs of the launches.
constexpr const char *forwardLocations[] = {"linear.model:3:5 (fc)"};
constexpr const char *lossLocations[] = {"linear.model:4:5 (loss)",
                                         "linear.model:3:5 (fc)"};
constexpr const char *updateLocations[] = {"linear.model:9:1 (SGD)"};

/// x, w -> y
template <typename T> void forward(char *const *buffers, const int64_t *sizes) {
  auto *x = reinterpret_cast<const T *>(buffers[0]);
  auto *w = reinterpret_cast<const T *>(buffers[1]);
  auto *y = reinterpret_cast<T *>(buffers[2]);
  for (int64_t row = 0; row < sizes[0]; ++row) {
    y[row] = 0;
    for (int64_t i = 0; i < kWidth; ++i)
      y[row] += x[row * kWidth + i] * w[i];
  }
}

/// x, y -> loss, dw
template <typename T> void loss(char *const *buffers, const int64_t *sizes) {
  auto *x = reinterpret_cast<const T *>(buffers[0]);
  auto *y = reinterpret_cast<const T *>(buffers[1]);
  auto *result = reinterpret_cast<T *>(buffers[2]);
  auto *gradient = reinterpret_cast<T *>(buffers[3]);
  T rows = static_cast<T>(sizes[0]);
  *result = 0;
  std::memset(gradient, 0, kWidth * sizeof(T));
  for (int64_t row = 0; row < sizes[0]; ++row) {
    *result += y[row] * y[row] / rows;
    for (int64_t i = 0; i < kWidth; ++i)
      gradient[i] += 2 * y[row] * x[row * kWidth + i] / rows;
  }
}

/// dw, lr -> norm, w, moment
template <typename T> void update(char *const *buffers, const int64_t *) {
  auto *gradient = reinterpret_cast<const T *>(buffers[0]);
  double lr = *reinterpret_cast<const double *>(buffers[1]);
  auto *norm = reinterpret_cast<double *>(buffers[2]);
  auto *w = reinterpret_cast<T *>(buffers[3]);
  auto *moment = reinterpret_cast<T *>(buffers[4]);
  *norm = 0;
  for (int64_t i = 0; i < kWidth; ++i) {
    *norm += gradient[i] * gradient[i];
    w[i] -= static_cast<T>(lr * gradient[i]);
    moment[i] += gradient[i];
  }
  *norm = std::sqrt(*norm);
}

BmrtTensor tensor(const char *name, BmrtDType dtype, BmrtSection section,
                  uint64_t offset, std::initializer_list<int64_t> extents) {
  BmrtTensor result = {};
  result.name = name;
  result.dtype = dtype;
  result.section = section;
  result.offset = offset;
  for (int64_t extent : extents)
    result.extents[result.rank++] = extent;
  return result;
}

BmrtState state(BmrtDType dtype, uint64_t offset, BmrtStateRole role,
                const char *group) {
  BmrtState result = {};
  result.tensor = tensor("fc.weight", dtype, kBmrtState, offset, {kWidth});
  result.role = role;
  result.init = kBmrtInitNormal;
  result.b = 0.5;
  result.group = group;
  return result;
}

} // namespace

LinearProgram::LinearProgram(BmrtDType dtype) {
  bool wide = dtype == kBmrtF64;
  dims[0] = {"B", kBatch};
  states[0] = state(dtype, kW, kBmrtParameter, "param");
  states[1] = state(dtype, kGradient, kBmrtGradient, "grad");
  states[2] = state(dtype, kMoment, kBmrtOptimizer, "exp_avg");
  fillTensors(dtype);
  fillOperands();
  fillLaunches(wide);
  functions[0] = {"train", trainInputs, trainOutputs, trainLaunches, 1, 1,
                  2,       0,           576};
  functions[1] = {
      "predict", trainInputs, predictOutputs, trainLaunches, 1, 1, 1, 0, 576};
  functions[2] = {
      "update", updateInputs, updateOutputs, updateLaunches, 2, 1, 1, 0, 576};
  program = {kBmrtAbiVersion, 1,   3,   3,    "Linear", dims,  states,
             functions,       192, 576, "{}", "test",   "test"};
}

void LinearProgram::fillTensors(BmrtDType dtype) {
  BmrtTensor y = tensor("y", dtype, kBmrtArena, kY, {-1});
  BmrtTensor lossTensor = tensor("loss", dtype, kBmrtArena, kLoss, {});
  trainInputs[0] = tensor("x", dtype, kBmrtArena, kX, {-1, kWidth});
  trainOutputs[0] = lossTensor;
  predictOutputs[0] = y;
  updateInputs[0] = tensor("lr", kBmrtF64, kBmrtArena, kLr, {});
  updateInputs[1] = tensor("step", kBmrtF64, kBmrtArena, kStep, {});
  updateOutputs[0] = tensor("grad_norm", kBmrtF64, kBmrtArena, kNorm, {});
  forwardResult[0] = y;
  lossResult[0] = lossTensor;
  lossResult[1] = states[1].tensor;
}

void LinearProgram::fillOperands() {
  BmrtOperand operandX = {kBmrtArena, 0, kX}, operandY = {kBmrtArena, 0, kY};
  BmrtOperand operandW = {kBmrtState, 0, kW};
  BmrtOperand operandGradient = {kBmrtState, 0, kGradient};
  forwardOperands[0] = operandX;
  forwardOperands[1] = operandW;
  forwardOperands[2] = operandY;
  lossOperands[0] = operandX;
  lossOperands[1] = operandY;
  lossOperands[2] = {kBmrtArena, 0, kLoss};
  lossOperands[3] = operandGradient;
  updateOperands[0] = operandGradient;
  updateOperands[1] = {kBmrtArena, 0, kLr};
  updateOperands[2] = {kBmrtArena, 0, kNorm};
  updateOperands[3] = operandW;
  updateOperands[4] = {kBmrtState, 0, kMoment};
  batchSize[0] = {1, {1}};
}

void LinearProgram::fillLaunches(bool wide) {
  trainLaunches[0] = {wide ? forward<double> : forward<float>,
                      forwardOperands,
                      batchSize,
                      3,
                      1,
                      2,
                      1,
                      "forward",
                      forwardResult,
                      forwardLocations};
  trainLaunches[1] = {wide ? loss<double> : loss<float>,
                      lossOperands,
                      batchSize,
                      4,
                      1,
                      2,
                      2,
                      "loss",
                      lossResult,
                      lossLocations};
  updateLaunches[0] = {wide ? update<double> : update<float>,
                       updateOperands,
                       batchSize,
                       5,
                       0,
                       2,
                       1,
                       "update",
                       updateOutputs,
                       updateLocations};
}
