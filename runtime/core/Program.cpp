//===- Program.cpp - A compiled program in memory ---------------*- C++ -*-===//
//
// Creation, look-up and initial values; calls are in ProgramCall.cpp.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Program.h"

#include "runtime/core/Rng.h"

#include <algorithm>
#include <utility>

using namespace bmc;

Status Program::create(const BmrtProgram &description, Program &out) {
  Program created;
  created.program = &description;
  BMRT_TRY(created.check());
  BMRT_TRY(checkMemory(description.stateBytes, "the model's state"));
  BMRT_TRY(created.state.allocate(description.stateBytes, "the model's state"));
  BMRT_TRY(created.arena.allocate(description.arenaBytes, "activations"));
  created.preparedFunctions.resize(description.numFunctions);
  out = std::move(created);
  return {};
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

char *Program::address(BmrtSection section, uint64_t offset) const {
  return (section == kBmrtState ? state : arena).data() + offset;
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
                     address(entry.tensor.section, entry.tensor.offset)});
  }
  return views;
}

//===----------------------------------------------------------------------===//
// Initial values
//===----------------------------------------------------------------------===//

namespace {

/// One parameter being filled, in chunks of kChunk elements.
struct Fill {
  static constexpr int64_t kChunk = int64_t{1} << 16;

  const BmrtState &state;
  char *data;
  int64_t count;
  Rng rng;

  template <typename T> void chunk(T *to, int64_t begin, int64_t end) const {
    for (int64_t i = begin; i < end; i += 4) {
      std::array<double, 4> values = block(static_cast<uint64_t>(i) / 4);
      for (int64_t lane = 0; lane < std::min<int64_t>(4, end - i); ++lane)
        to[i + lane] = static_cast<T>(values[lane]);
    }
  }

  std::array<double, 4> block(uint64_t index) const {
    std::array<double, 4> values;
    if (state.init == kBmrtInitNormal) {
      values = rng.normals(index);
      for (double &value : values)
        value = state.a + state.b * value;
      return values;
    }
    PhiloxBlock words = rng.block(index);
    for (int lane = 0; lane < 4; ++lane)
      values[lane] =
          state.init == kBmrtInitConstant
              ? state.a
              : state.a + (state.b - state.a) * Rng::toUniform(words[lane]);
    return values;
  }

  static void run(void *context, int64_t index) {
    const Fill &fill = *static_cast<Fill *>(context);
    int64_t begin = index * kChunk;
    int64_t end = std::min(begin + kChunk, fill.count);
    if (fill.state.tensor.dtype == kBmrtF64)
      fill.chunk(reinterpret_cast<double *>(fill.data), begin, end);
    else
      fill.chunk(reinterpret_cast<float *>(fill.data), begin, end);
  }
};

} // namespace

void Program::initializeParameter(const BmrtState &entry, uint32_t index,
                                  uint64_t seed) {
  Fill fill{entry, address(entry.tensor.section, entry.tensor.offset),
            staticShape(entry.tensor).elements(),
            Rng(seed, kInitStream + index)};
  bmrt_parallel_for(Fill::run, &fill,
                    (fill.count + Fill::kChunk - 1) / Fill::kChunk);
}

Status Program::initialize(uint64_t seed) {
  // Fresh pages are zero, and cost nothing until they are used.
  BMRT_TRY(state.allocate(program->stateBytes, "the model's state"));
  for (Prepared &prepared : preparedFunctions)
    prepared.valid = false;
  uint32_t index = 0;
  for (const BmrtState &entry : std::span(program->states, program->numStates))
    if (entry.role == kBmrtParameter)
      initializeParameter(entry, index++, seed);
  return {};
}
