//===- GpuAnnounce.cpp - Telling an emulator what a grid uses -------------===//
//
// A driver knows addresses only. The emulator's checked mode finds more if it
// knows which memory a launch may touch: accesses elsewhere in a section,
// writes to inputs, and results of earlier launches read where there should be
// none.
//
//===----------------------------------------------------------------------===//
#include "runtime/device/GpuDevice.h"

#include <algorithm>

namespace bmc {

using cuda::AnnouncedOperand;

static bool overlap(const AnnouncedOperand &a, const AnnouncedOperand &b) {
  return a.address < b.address + b.bytes && b.address < a.address + a.bytes;
}

/// What a launch writes is nothing that it may read before: the first of its
/// grids finds nothing there, later ones what earlier ones left. Results in the
/// place of an input are both.
Status GpuDevice::announce(const BmrtLaunch &launch, bool isFirst,
                           std::span<const int64_t> dims) {
  if (!driver.announce || program->numOperandBytes == 0)
    return {};
  std::vector<AnnouncedOperand> operands;
  for (uint32_t i = 0; i < launch.numOperands; ++i) {
    const BmrtOperand &operand = launch.operands[i];
    int64_t bytes = 0;
    BMRT_TRY(evaluateSize(program->operandBytes[operand.bytes], dims, launch,
                          bytes));
    bool isInput = i < launch.numInputs;
    operands.push_back(
        {address(operand.section, operand.offset), static_cast<uint64_t>(bytes),
         isInput ? cuda::kAnnounceRead : cuda::kAnnounceWritten});
  }
  std::span inputs(operands.data(), launch.numInputs);
  for (AnnouncedOperand &written :
       std::span(operands).subspan(launch.numInputs)) {
    auto isThere = [&](const AnnouncedOperand &input) {
      return overlap(input, written);
    };
    if (!isFirst || std::ranges::any_of(inputs, isThere))
      written.access |= cuda::kAnnounceRead;
  }
  driver.announce(launch.numOperands, operands.data());
  return {};
}

} // namespace bmc
