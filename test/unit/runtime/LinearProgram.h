//===- LinearProgram.h - A tiny program written by hand ---------*- C++ -*-===//
//
// y = x w, loss = mean y^2: what a compiled model looks like to the runtime.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_TEST_UNIT_RUNTIME_LINEARPROGRAM_H
#define BMC_TEST_UNIT_RUNTIME_LINEARPROGRAM_H

#include "runtime/abi/Abi.h"

#include <cstdint>

namespace bmc {

/// dim B <= 8, x: [B, 3], w: [3]. `train` computes y and the loss and writes
/// the gradient of w; `update` subtracts lr * gradient and adds it to exp_avg.
struct LinearProgram {
  static constexpr int64_t kBatch = 8;
  static constexpr int64_t kWidth = 3;

  explicit LinearProgram(BmrtDType dtype = kBmrtF64);
  LinearProgram(const LinearProgram &) = delete;
  LinearProgram &operator=(const LinearProgram &) = delete;

  BmrtDim dims[1];
  BmrtState states[3];
  BmrtTensor trainInputs[1];
  BmrtTensor trainOutputs[1];
  BmrtTensor predictOutputs[1];
  BmrtTensor updateInputs[2];
  BmrtTensor updateOutputs[1];
  BmrtTensor forwardResult[1];
  BmrtTensor lossResult[2];
  BmrtOperand forwardOperands[3];
  BmrtOperand lossOperands[4];
  BmrtOperand updateOperands[5];
  BmrtSize batchSize[1];
  BmrtLaunch trainLaunches[2];
  BmrtLaunch updateLaunches[1];
  BmrtFunction functions[3];
  BmrtProgram program;

private:
  void fillTensors(BmrtDType dtype);
  void fillOperands();
  void fillLaunches(bool wide);
};

} // namespace bmc

#endif // BMC_TEST_UNIT_RUNTIME_LINEARPROGRAM_H
