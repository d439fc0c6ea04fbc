//===- GpuLaunch.cpp - Launches as grids and graphs -----------------------===//
#include "runtime/device/GpuDevice.h"

#include "runtime/core/Tensor.h"

#include <algorithm>

namespace bmc {

using cuda::FunctionAttribute;

/// Functions at particular dims that are kept as graphs.
static constexpr size_t kMaxRecordings = 8;
/// Dynamic shared memory that a function has without asking.
static constexpr uint32_t kPlainSharedBytes = 48 << 10;
/// Blocks of a grid along its first axis.
static constexpr int64_t kMaxBlocks = 0x7fffffff;

Status GpuDevice::findGrid(const BmrtGrid &grid, cuda::Function &function) {
  auto [entry, isNew] = functions.try_emplace(&grid, nullptr);
  if (isNew) {
    BMRT_TRY(driver.check(
        driver.cuModuleGetFunction(&entry->second, module, grid.function),
        fmt::format("find '{}' in the program's code", grid.function)));
    if (grid.sharedBytes > kPlainSharedBytes)
      BMRT_TRY(driver.check(
          driver.cuFuncSetAttribute(entry->second,
                                    FunctionAttribute::MaxDynamicSharedBytes,
                                    static_cast<int>(grid.sharedBytes)),
          fmt::format("reserve shared memory for '{}'", grid.function)));
  }
  function = entry->second;
  return {};
}

static Status evaluate(const BmrtGridFactor &factor, const BmrtLaunch &launch,
                       std::span<const int64_t> dims, int64_t &count) {
  int64_t size = 0;
  BMRT_TRY(evaluateSize(factor.size, dims, launch, size));
  count = (size - 1) / factor.divisor + 1;
  return {};
}

static Status countBlocks(const BmrtGrid &grid, const BmrtLaunch &launch,
                          std::span<const int64_t> dims, int64_t &blocks) {
  blocks = 1;
  for (const BmrtGridFactor &factor : grid.factors) {
    int64_t count = 0;
    BMRT_TRY(evaluate(factor, launch, dims, count));
    if (__builtin_mul_overflow(blocks, count, &blocks) || blocks > kMaxBlocks)
      return resourceError("launch '{}' is too large for a GPU", launch.name);
  }
  return {};
}

/// `round`: of the loop the grid belongs to, or -1.
Status GpuDevice::launchGrid(const BmrtLaunch &launch, const BmrtGrid &grid,
                             std::span<const int64_t> dims, int64_t round) {
  cuda::Function function = nullptr;
  BMRT_TRY(findGrid(grid, function));
  int64_t blocks = 0;
  BMRT_TRY(countBlocks(grid, launch, dims, blocks));
  std::vector<uint64_t> values;
  for (uint32_t position : std::span(grid.operands, grid.numOperands)) {
    const BmrtOperand &operand = launch.operands[position];
    values.push_back(address(operand.section, operand.offset));
  }
  for (uint32_t position : std::span(grid.sizes, grid.numSizes)) {
    int64_t value = 0;
    BMRT_TRY(evaluateSize(launch.sizes[position], dims, launch, value));
    values.push_back(static_cast<uint64_t>(value));
  }
  if (round >= 0)
    values.push_back(static_cast<uint64_t>(round));
  std::vector<void *> parameters;
  for (uint64_t &value : values)
    parameters.push_back(&value);
  bool isFirst = &grid == launch.grids && round <= 0;
  BMRT_TRY(announce(launch, isFirst, dims));
  return driver.check(
      driver.cuLaunchKernel(function, static_cast<unsigned>(blocks), 1, 1,
                            grid.threads, 1, 1, grid.sharedBytes,
                            context.stream, parameters.data(), nullptr),
      fmt::format("launch '{}'", grid.function));
}

Status GpuDevice::launchGrids(const BmrtFunction &function, uint32_t launch,
                              std::span<const int64_t> dims) {
  const BmrtLaunch &entry = function.launches[launch];
  for (uint32_t i = 0; i < entry.numGrids;) {
    const BmrtGrid &first = entry.grids[i];
    if (first.loopGrids == 0) {
      BMRT_TRY(launchGrid(entry, first, dims, -1));
      ++i;
      continue;
    }
    int64_t rounds = 0;
    BMRT_TRY(evaluate(first.loop, entry, dims, rounds));
    std::span loop(entry.grids + i, first.loopGrids);
    for (int64_t round = 0; round < rounds; ++round)
      for (const BmrtGrid &grid : loop)
        BMRT_TRY(launchGrid(entry, grid, dims, round));
    i += first.loopGrids;
  }
  return {};
}

Status GpuDevice::runLaunch(const BmrtFunction &function, uint32_t launch,
                            std::span<const int64_t> dims) {
  return launchGrids(function, launch, dims);
}

/// The launch that computes an output; the last one if none does.
static uint32_t launchOf(const BmrtFunction &function,
                         const BmrtTensor &output) {
  uint32_t last = function.numLaunches - 1;
  for (uint32_t i = last; i < function.numLaunches; --i) {
    const BmrtLaunch &launch = function.launches[i];
    uint32_t count = launch.outputs ? launch.numOutputs : 0;
    for (const BmrtTensor &made : std::span(launch.outputs, count))
      if (made.section == output.section && made.offset == output.offset)
        return i;
  }
  return last;
}

/// After `launch`: the guard looks at those outputs that it has computed.
Status GpuDevice::lookAtOutputs(const BmrtFunction &function, uint32_t launch) {
  for (const BmrtTensor &output :
       std::span(function.outputs, function.numOutputs))
    if (isFloat(output.dtype) && launchOf(function, output) == launch)
      BMRT_TRY(
          guard.look(address(output.section, output.offset), output.dtype));
  return {};
}

Status GpuDevice::capture(const Recording &recording) {
  const BmrtFunction &function = *recording.function;
  for (uint32_t i = 0; i < function.numLaunches; ++i) {
    BMRT_TRY(launchGrids(function, i, recording.dims));
    if (recording.isGuarded)
      BMRT_TRY(lookAtOutputs(function, i));
  }
  return {};
}

/// Looks up all code of a function.
Status GpuDevice::loadGrids(const BmrtFunction &function) {
  cuda::Function unused = nullptr;
  for (const BmrtLaunch &launch :
       std::span(function.launches, function.numLaunches))
    for (const BmrtGrid &grid : std::span(launch.grids, launch.numGrids))
      BMRT_TRY(findGrid(grid, unused));
  return {};
}

Status GpuDevice::record(Recording &recording) {
  // Code may not be loaded while a stream records.
  BMRT_TRY(loadGrids(*recording.function));
  BMRT_TRY(driver.check(driver.cuStreamBeginCapture(
                            context.stream, cuda::CaptureMode::ThreadLocal),
                        "record a graph"));
  Status status = capture(recording);
  cuda::Graph graph = nullptr;
  Status end = driver.check(driver.cuStreamEndCapture(context.stream, &graph),
                            "record a graph");
  BMRT_TRY(status);
  BMRT_TRY(end);
  Status built = driver.check(
      driver.cuGraphInstantiateWithFlags(&recording.graph, graph, 0),
      "build a graph");
  driver.cuGraphDestroy(graph);
  return built;
}

Status GpuDevice::replay(const BmrtFunction &function,
                         std::span<const int64_t> dims, bool isGuarded) {
  auto found = std::ranges::find_if(recordings, [&](const Recording &entry) {
    return entry.function == &function && entry.isGuarded == isGuarded &&
           std::ranges::equal(entry.dims, dims);
  });
  if (found == recordings.end()) {
    Recording recording{
        &function, {dims.begin(), dims.end()}, isGuarded, nullptr, 0};
    BMRT_TRY(record(recording));
    if (recordings.size() == kMaxRecordings) {
      auto oldest =
          std::ranges::min_element(recordings, {}, &Recording::lastUse);
      driver.cuGraphExecDestroy(oldest->graph);
      recordings.erase(oldest);
    }
    found = recordings.insert(recordings.end(), std::move(recording));
  }
  found->lastUse = ++uses;
  return driver.check(driver.cuGraphLaunch(found->graph, context.stream),
                      fmt::format("run '{}' on the GPU", function.name));
}

Status GpuDevice::run(const BmrtFunction &function,
                      std::span<const int64_t> dims) {
  return replay(function, dims, /*isGuarded=*/false);
}

Status GpuDevice::start(const BmrtFunction &function,
                        std::span<const int64_t> dims,
                        std::unique_ptr<Delivery> &delivery) {
  std::vector<NumberSlots::Number> numbers;
  for (const BmrtTensor &output :
       std::span(function.outputs, function.numOutputs)) {
    if (output.rank > 0 || numbers.size() == NumberSlots::kNumbers)
      return internalError("'{}' returns more than a few numbers",
                           function.name);
    numbers.push_back(
        {address(output.section, output.offset), elementSize(output.dtype)});
  }
  BMRT_TRY(replay(function, dims, /*isGuarded=*/true));
  return slots.deliver(numbers, delivery);
}

void GpuDevice::forgetRecordings() {
  for (const Recording &recording : recordings)
    driver.cuGraphExecDestroy(recording.graph);
  recordings.clear();
}

} // namespace bmc
