//===- Program.cpp - A compiled program in memory ---------------*- C++ -*-===//
//
// Creation, look-up and initial values; calls are in ProgramCall.cpp.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Program.h"

#include "runtime/core/RandomFill.h"
#include "runtime/device/CpuDevice.h"

#include <algorithm>
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
  if (uses("update")) {
    need.state = program.stateBytes;
    return need;
  }
  for (const BmrtState &entry : std::span(program.states, program.numStates))
    if (entry.role == kBmrtParameter ||
        (entry.role == kBmrtGradient && uses("train")))
      need.state += tensorBytes(entry.tensor, {});
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

//===----------------------------------------------------------------------===//
// Initial values
//===----------------------------------------------------------------------===//

namespace {

/// One parameter being filled, in chunks of kChunk elements whatever the
/// number of threads.
struct Fill {
  static constexpr int64_t kChunk = int64_t{1} << 16;

  const BmrtState &state;
  char *data;
  int64_t count;
  Rng rng;

  template <typename T> void chunk(int64_t index) const {
    int64_t begin = index * kChunk;
    std::span<T> to(reinterpret_cast<T *>(data) + begin,
                    static_cast<size_t>(std::min(kChunk, count - begin)));
    uint64_t firstBlock = static_cast<uint64_t>(begin) / 4;
    if (state.init == kBmrtInitNormal)
      fillNormal(rng, firstBlock, state.a, state.b, to);
    else if (state.init == kBmrtInitUniform)
      fillUniform(rng, firstBlock, state.a, state.b, to);
    else
      std::ranges::fill(to, static_cast<T>(state.a));
  }

  static void run(void *context, int64_t index) {
    const Fill &fill = *static_cast<Fill *>(context);
    if (fill.state.tensor.dtype == kBmrtF64)
      fill.chunk<double>(index);
    else
      fill.chunk<float>(index);
  }
};

} // namespace

void Program::initializeParameter(const BmrtState &entry, uint32_t index,
                                  uint64_t seed) {
  Fill fill{entry, sections->at(entry.tensor.section, entry.tensor.offset),
            staticShape(entry.tensor).elements(),
            Rng(seed, kInitStream + index)};
  bmrt_parallel_for(Fill::run, &fill,
                    (fill.count + Fill::kChunk - 1) / Fill::kChunk);
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
      initializeParameter(entry, index++, seed);
  return {};
}
