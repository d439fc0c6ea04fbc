//===- CpuDevice.cpp - Kernels as functions of this process ---------------===//
#include "runtime/device/CpuDevice.h"

#include <algorithm>
#include <chrono>

namespace bmc {

Status CpuDevice::allocate(const BmrtProgram &newProgram,
                           const Sections &newSections, const ProgramUse &) {
  program = &newProgram;
  sections = &newSections;
  preparedFunctions.assign(program->numFunctions, {});
  return {};
}

Status CpuDevice::prepare(const BmrtFunction &function,
                          std::span<const int64_t> dims, Prepared *&prepared) {
  prepared = &preparedFunctions[&function - program->functions];
  if (prepared->valid && std::ranges::equal(prepared->dims, dims))
    return {};
  prepared->valid = false;
  prepared->dims.assign(dims.begin(), dims.end());
  prepared->launches.resize(function.numLaunches);
  for (uint32_t i = 0; i < function.numLaunches; ++i) {
    const BmrtLaunch &launch = function.launches[i];
    PreparedLaunch &ready = prepared->launches[i];
    ready.buffers.clear();
    for (const BmrtOperand &operand :
         std::span(launch.operands, launch.numOperands))
      ready.buffers.push_back(sections->at(operand.section, operand.offset));
    ready.sizes.resize(launch.numSizes);
    for (uint32_t j = 0; j < launch.numSizes; ++j)
      BMRT_TRY(evaluateSize(launch.sizes[j], dims, launch, ready.sizes[j]));
  }
  prepared->valid = true;
  return {};
}

Status CpuDevice::run(const BmrtFunction &function,
                      std::span<const int64_t> dims) {
  Prepared *prepared = nullptr;
  BMRT_TRY(prepare(function, dims, prepared));
  for (uint32_t i = 0; i < function.numLaunches; ++i)
    function.launches[i].kernel(prepared->launches[i].buffers.data(),
                                prepared->launches[i].sizes.data());
  return {};
}

Status CpuDevice::runTimed(const BmrtFunction &function,
                           std::span<const int64_t> dims,
                           std::span<double> seconds) {
  using Clock = std::chrono::steady_clock;
  Prepared *prepared = nullptr;
  BMRT_TRY(prepare(function, dims, prepared));
  Clock::time_point begin = Clock::now();
  for (uint32_t i = 0; i < function.numLaunches; ++i) {
    function.launches[i].kernel(prepared->launches[i].buffers.data(),
                                prepared->launches[i].sizes.data());
    Clock::time_point end = Clock::now();
    seconds[i] = std::chrono::duration<double>(end - begin).count();
    begin = end;
  }
  return {};
}

Status CpuDevice::runLaunch(const BmrtFunction &function, uint32_t launch,
                            std::span<const int64_t> dims) {
  Prepared *prepared = nullptr;
  BMRT_TRY(prepare(function, dims, prepared));
  function.launches[launch].kernel(prepared->launches[launch].buffers.data(),
                                   prepared->launches[launch].sizes.data());
  return {};
}

} // namespace bmc
