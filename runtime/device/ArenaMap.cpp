//===- ArenaMap.cpp - The arena without what nobody touches ---------------===//
#include "runtime/device/ArenaMap.h"

#include <algorithm>

namespace bmc {

static uint64_t valueOf(const BmrtSize &size, std::span<const int64_t> dims) {
  auto value = static_cast<uint64_t>(size.factor);
  for (size_t k = 0; k < dims.size(); ++k)
    for (int power = 0; power < size.exponents[k]; ++power)
      value *= static_cast<uint64_t>(dims[k]);
  return value;
}

void ArenaMap::add(const BmrtProgram &program, const BmrtFunction &function,
                   std::span<const int64_t> dims, std::vector<Piece> &buffers) {
  auto touch = [&](BmrtSection section, uint64_t offset, uint64_t bytes) {
    if (section == kBmrtArena && bytes > 0)
      buffers.push_back({offset, offset + bytes, 0});
  };
  for (const BmrtTensor &input : std::span(function.inputs, function.numInputs))
    touch(input.section, input.offset, tensorBytes(input, dims));
  for (const BmrtLaunch &launch :
       std::span(function.launches, function.numLaunches))
    for (const BmrtOperand &operand :
         std::span(launch.operands, launch.numOperands))
      touch(operand.section, operand.offset,
            valueOf(program.operandBytes[operand.bytes], dims));
}

ArenaMap::ArenaMap(const BmrtProgram &program, const ProgramUse &use) {
  std::vector<Piece> buffers;
  // A program that does not know the sizes of its operands may touch all.
  if (program.numOperandBytes == 0 || use == ProgramUse::all(program))
    buffers.push_back({0, program.arenaBytes, 0});
  else
    for (const BmrtFunction &function :
         std::span(program.functions, program.numFunctions))
      if (use.calls(function))
        add(program, function, use.limits, buffers);
  close(buffers);
}

/// Joins what touches and moves the pieces together.
void ArenaMap::close(std::vector<Piece> &buffers) {
  std::ranges::sort(buffers, {}, &Piece::begin);
  for (const Piece &buffer : buffers) {
    if (!pieces.empty() && buffer.begin <= pieces.back().end)
      pieces.back().end = std::max(pieces.back().end, buffer.end);
    else
      pieces.push_back(buffer);
  }
  for (Piece &piece : pieces) {
    piece.place = size;
    uint64_t bytes = piece.end - piece.begin;
    size += (bytes + kBmrtTensorAlignment - 1) / kBmrtTensorAlignment *
            kBmrtTensorAlignment;
  }
}

uint64_t ArenaMap::place(uint64_t offset) const {
  auto next = std::ranges::upper_bound(pieces, offset, {}, &Piece::begin);
  // A buffer without bytes may be in a gap.
  if (next == pieces.begin())
    return 0;
  const Piece &piece = *--next;
  return piece.place + std::min(offset, piece.end) - piece.begin;
}

} // namespace bmc
