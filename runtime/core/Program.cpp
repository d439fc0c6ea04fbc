//===- Program.cpp - A compiled program in memory ---------------*- C++ -*-===//
//
// Creation, look-up and initial values; calls are in ProgramCall.cpp.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Program.h"

#include "runtime/core/InitialValues.h"
#include "runtime/device/CpuDevice.h"

#include <algorithm>
#include <cstring>
#include <utility>

using namespace bmc;

Status Program::create(const BmrtProgram &description, Program &out) {
  return create(description, std::make_unique<CpuDevice>(),
                ProgramUse::all(description), out);
}

Status Program::create(const BmrtProgram &description,
                       std::unique_ptr<Device> device, ProgramUse use,
                       Program &out) {
  Program created;
  created.program = &description;
  created.sections = std::make_unique<Sections>();
  created.device = std::move(device);
  BMRT_TRY(created.check());
  created.use = std::move(use);
  Sections &sections = *created.sections;
  BMRT_TRY(
      sections.state.allocate(description.stateBytes, "the model's state"));
  BMRT_TRY(sections.arena.allocate(description.arenaBytes, "activations"));
  BMRT_TRY(created.device->allocate(description, sections, created.use));
  created.stateChanged();
  out = std::move(created);
  return {};
}

Status Program::fetchState() {
  if (!stateToFetch)
    return {};
  BMRT_TRY(device->toHost(kBmrtState, 0, lastingStateBytes(*program)));
  stateToFetch = false;
  return {};
}

MemoryNeed bmc::memoryNeed(const BmrtProgram &program,
                           std::span<const std::string_view> functions,
                           int64_t sequences) {
  MemoryNeed need;
  auto uses = [&](std::string_view name) {
    return std::ranges::find(functions, name) != functions.end();
  };
  for (const BmrtFunction &function :
       std::span(program.functions, program.numFunctions))
    if (uses(function.name))
      need.arena = std::max(need.arena, function.arenaBytes);
  auto isUsed = [&](BmrtStateRole role) {
    switch (role) {
    case kBmrtGradient:
    case kBmrtTouched:
      return uses("train");
    case kBmrtCarried:
      return uses("decode") || uses("stream");
    case kBmrtEvalCarried:
      return uses("eval");
    case kBmrtOptimizer:
      return false;
    case kBmrtParameter:
    case kBmrtAverage:
      return true;
    }
    return false;
  };
  bool isTraining = uses("update");
  need.state = isTraining ? program.stateBytes : 0;
  for (const BmrtState &entry : std::span(program.states, program.numStates)) {
    uint64_t bytes = tensorBytes(entry.tensor, {});
    if (isTraining && entry.role == kBmrtCarried)
      need.state -= bytes;
    if (isTraining || !isUsed(entry.role))
      continue;
    if (entry.role == kBmrtCarried) {
      int64_t most = entry.tensor.extents[0];
      bytes = bytes / static_cast<uint64_t>(most) *
              static_cast<uint64_t>(std::clamp<int64_t>(sequences, 1, most));
    }
    need.state += bytes;
  }
  return need;
}

const BmrtFunction *Program::function(std::string_view name) const {
  std::span functions(program->functions, program->numFunctions);
  auto found = std::ranges::find_if(
      functions, [&](const BmrtFunction &f) { return name == f.name; });
  return found == functions.end() ? nullptr : &*found;
}

const BmrtDim *Program::dim(std::string_view name) const {
  std::span dims(program->dims, program->numDims);
  auto found = std::ranges::find_if(
      dims, [&](const BmrtDim &d) { return name == d.name; });
  return found == dims.end() ? nullptr : &*found;
}

static Shape staticShape(const BmrtTensor &tensor) {
  Shape shape;
  for (uint32_t axis = 0; axis < tensor.rank; ++axis)
    shape.push(tensor.extents[axis]);
  return shape;
}

std::vector<TensorView> Program::states(BmrtStateRole role) const {
  std::vector<TensorView> views;
  for (const BmrtState &entry :
       std::span(program->states, program->numStates)) {
    if (entry.role != role)
      continue;
    std::string name = entry.tensor.name;
    if (role == kBmrtOptimizer)
      name = name + "." + entry.group;
    views.push_back({std::move(name), entry.tensor.dtype,
                     staticShape(entry.tensor),
                     sections->at(entry.tensor.section, entry.tensor.offset)});
  }
  return views;
}

/// The average of the parameter of this name; null if it has none.
const BmrtState *Program::averageOf(std::string_view name) const {
  for (const BmrtState &entry : std::span(program->states, program->numStates))
    if (entry.role == kBmrtAverage && name == entry.tensor.name)
      return &entry;
  return nullptr;
}

std::vector<TensorView> Program::weights() const {
  std::vector<TensorView> views = states(kBmrtParameter);
  for (TensorView &view : views)
    if (const BmrtState *average = averageOf(view.name))
      view.data = sections->at(average->tensor.section, average->tensor.offset);
  return views;
}

std::vector<TensorView> Program::averagedParameters() const {
  std::vector<TensorView> views = states(kBmrtParameter);
  std::erase_if(views, [&](const TensorView &view) {
    return averageOf(view.name) == nullptr;
  });
  for (TensorView &view : views)
    view.name += ".param";
  return views;
}

void Program::resetAverages() {
  std::vector<TensorView> parameters = states(kBmrtParameter);
  std::vector<TensorView> averages = weights();
  for (size_t i = 0; i < parameters.size(); ++i)
    if (averages[i].data != parameters[i].data)
      std::memcpy(averages[i].data, parameters[i].data, parameters[i].bytes());
}

/// Whether a function reads or writes the tensor.
static bool touches(const BmrtFunction &function, const BmrtTensor &tensor) {
  return std::ranges::any_of(
      std::span(function.launches, function.numLaunches),
      [&](const BmrtLaunch &launch) {
        return std::ranges::any_of(
            std::span(launch.operands, launch.numOperands),
            [&](const BmrtOperand &operand) {
              return operand.section == tensor.section &&
                     operand.offset == tensor.offset;
            });
      });
}

std::vector<BmrtTensor> Program::carriedBy(const BmrtFunction &function) const {
  std::vector<BmrtTensor> tensors;
  for (const BmrtState &entry : std::span(program->states, program->numStates))
    if (entry.role == kBmrtCarried && touches(function, entry.tensor))
      tensors.push_back(entry.tensor);
  return tensors;
}

Status Program::copyCarried(const BmrtTensor &tensor, int64_t from, int64_t to,
                            int64_t first, int64_t last) {
  bool hasPositions = tensor.rank == 3;
  auto row = elementSize(tensor.dtype) *
             static_cast<uint64_t>(tensor.extents[tensor.rank - 1]);
  auto slot = row * static_cast<uint64_t>(hasPositions ? tensor.extents[1] : 1);
  uint64_t begin = hasPositions ? row * static_cast<uint64_t>(first) : 0;
  uint64_t end = hasPositions ? row * static_cast<uint64_t>(last) : row;
  uint64_t source = tensor.offset + slot * static_cast<uint64_t>(from);
  uint64_t target = tensor.offset + slot * static_cast<uint64_t>(to);
  if (begin < end)
    return device->copy(tensor.section, source + begin, target + begin,
                        end - begin);
  return {};
}

Status Program::initialize(uint64_t seed) {
  // Fresh pages are zero, and cost nothing until they are used.
  BMRT_TRY(sections->state.allocate(program->stateBytes, "the model's state"));
  BMRT_TRY(device->allocate(*program, *sections, use));
  stateToFetch = false;
  stateChanged();
  uint32_t index = 0;
  for (const BmrtState &entry : std::span(program->states, program->numStates))
    if (entry.role == kBmrtParameter)
      fillParameter(entry,
                    sections->at(entry.tensor.section, entry.tensor.offset),
                    Rng(seed, kInitStream + index++));
  resetAverages();
  return {};
}
