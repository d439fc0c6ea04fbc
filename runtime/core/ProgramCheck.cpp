//===- ProgramCheck.cpp - Is the generated program consistent? --*- C++ -*-===//
//
// The compiler made these tables, so a hole in them is our bug; found here it
// costs microseconds and a message instead of a wild pointer.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Program.h"

#include <algorithm>

using namespace bmc;

Status Program::checkTensor(const BmrtTensor &tensor, const char *what) const {
  auto bad = [&](const char *reason) {
    return internalError("generated program: {} '{}': {}", what,
                         tensor.name ? tensor.name : "", reason);
  };
  if (!tensor.name)
    return bad("no name");
  if (tensor.rank > kBmrtMaxRank)
    return bad("rank above the limit");
  if (tensor.dtype > kBmrtI64 || tensor.section > kBmrtArena)
    return bad("unknown element type or section");
  if (tensor.offset % kBmrtTensorAlignment != 0)
    return bad("not aligned");
  uint64_t bytes = elementSize(tensor.dtype);
  for (uint32_t axis = 0; axis < tensor.rank; ++axis) {
    int64_t extent = tensor.extents[axis];
    if (extent < 0 && -1 - extent >= int64_t{program->numDims})
      return bad("unknown dim");
    if (extent < 0)
      extent = program->dims[-1 - extent].max;
    if (__builtin_mul_overflow(bytes, static_cast<uint64_t>(extent), &bytes))
      return bad("size overflows");
  }
  uint64_t end;
  uint64_t limit =
      tensor.section == kBmrtState ? program->stateBytes : program->arenaBytes;
  if (__builtin_add_overflow(tensor.offset, bytes, &end) || end > limit)
    return bad("outside its section");
  return {};
}

/// Whether all positions are below `count`.
static bool areBelow(const uint32_t *positions, uint32_t number,
                     uint32_t count) {
  return std::ranges::all_of(
      std::span(positions, number),
      [&](uint32_t position) { return position < count; });
}

static bool isComplete(const BmrtLaunch &launch, const BmrtGrid &grid) {
  bool divides = std::ranges::all_of(
      grid.factors, [](const BmrtGridFactor &f) { return f.divisor > 0; });
  return grid.function && grid.threads > 0 && divides &&
         (grid.loopGrids == 0 || grid.loop.divisor > 0) &&
         areBelow(grid.operands, grid.numOperands, launch.numOperands) &&
         areBelow(grid.sizes, grid.numSizes, launch.numSizes);
}

/// Whether there is code: a function of the CPU's, or grids.
static bool hasCode(const BmrtLaunch &launch) {
  std::span grids(launch.grids, launch.numGrids);
  uint64_t left = grids.size();
  for (const BmrtGrid &grid : grids)
    if (!isComplete(launch, grid) || grid.loopGrids > left--)
      return false;
  return launch.kernel || !grids.empty();
}

/// Whether an operand lies within its section, with every dim at its bound.
static bool isInside(const BmrtProgram &program, const BmrtOperand &operand) {
  uint64_t limit =
      operand.section == kBmrtState ? program.stateBytes : program.arenaBytes;
  if (operand.section > kBmrtArena || operand.offset > limit)
    return false;
  if (program.numOperandBytes == 0)
    return true;
  if (operand.bytes >= program.numOperandBytes)
    return false;
  const BmrtSize &size = program.operandBytes[operand.bytes];
  int64_t bytes = size.factor;
  for (uint32_t k = 0; k < program.numDims; ++k)
    for (int power = 0; power < size.exponents[k]; ++power)
      if (__builtin_mul_overflow(bytes, program.dims[k].max, &bytes))
        return false;
  return bytes >= 0 && static_cast<uint64_t>(bytes) <= limit - operand.offset;
}

static Status checkLaunch(const BmrtProgram &program,
                          const BmrtLaunch &launch) {
  auto bad = [&](const char *reason) {
    return internalError("generated program: launch '{}': {}",
                         launch.name ? launch.name : "", reason);
  };
  if (!hasCode(launch) || !launch.name || (launch.outputs && !launch.locations))
    return bad("incomplete");
  if (uint64_t{launch.numInputs} + launch.numOutputs > launch.numOperands)
    return bad("fewer operands than inputs and outputs");
  for (const BmrtOperand &operand :
       std::span(launch.operands, launch.numOperands))
    if (!isInside(program, operand))
      return bad("operand outside its section");
  return {};
}

Status Program::checkFunction(const BmrtFunction &function) const {
  if (!function.name)
    return internalError("generated program: function without a name");
  for (const BmrtTensor &tensor :
       std::span(function.inputs, function.numInputs))
    BMRT_TRY(checkTensor(tensor, "input"));
  for (const BmrtTensor &tensor :
       std::span(function.outputs, function.numOutputs))
    BMRT_TRY(checkTensor(tensor, "output"));
  for (const BmrtLaunch &launch :
       std::span(function.launches, function.numLaunches)) {
    BMRT_TRY(checkLaunch(*program, launch));
    for (const BmrtTensor &tensor :
         std::span(launch.outputs, launch.outputs ? launch.numOutputs : 0))
      BMRT_TRY(checkTensor(tensor, "kernel output"));
  }
  return {};
}

Status Program::check() const {
  if (program->abiVersion != kBmrtAbiVersion)
    return internalError("generated program has ABI version {}, the runtime "
                         "expects {}",
                         program->abiVersion, kBmrtAbiVersion);
  if (program->numDims > kBmrtMaxDims)
    return internalError("generated program: {} dims, expected at most {}",
                         program->numDims, kBmrtMaxDims);
  for (int64_t i = 0; i < program->numDims; ++i) {
    const BmrtDim &dim = program->dims[i];
    if (!dim.name || dim.max < 1 || dim.least < 1)
      return internalError("generated program: dim without name or bound");
    if (dim.base >= i || dim.factor < 1 || dim.divisor < 1)
      return internalError("generated program: dim '{}' cannot be computed",
                           dim.name);
  }
  for (const BmrtState &entry :
       std::span(program->states, program->numStates)) {
    BMRT_TRY(checkTensor(entry.tensor, "state"));
    for (uint32_t axis = 0; axis < entry.tensor.rank; ++axis)
      if (entry.tensor.extents[axis] < 0)
        return internalError("generated program: state '{}' has a run-time dim",
                             entry.tensor.name);
    if (entry.tensor.section != kBmrtState || !entry.group)
      return internalError("generated program: state '{}' is incomplete",
                           entry.tensor.name);
  }
  for (const BmrtFunction &function :
       std::span(program->functions, program->numFunctions))
    BMRT_TRY(checkFunction(function));
  return {};
}
