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
  BMRT_TRY(device->toHost(kBmrtState, 0, program->stateBytes));
  stateToFetch = false;
  return {};
}

MemoryNeed bmc::memoryNeed(const BmrtProgram &program,
                           std::span<const std::string_view> functions) {
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
    if (!isTraining && isUsed(entry.role))
      need.state += bytes;
    if (isTraining && entry.role == kBmrtCarried)
      need.state -= bytes;
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

Status Program::resetCarried() {
  std::vector<TensorView> carried = states(kBmrtCarried);
  if (carried.empty())
    return {};
  BMRT_TRY(fetchState());
  for (const TensorView &view : carried)
    std::memset(view.data, 0, view.bytes());
  stateChanged();
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
