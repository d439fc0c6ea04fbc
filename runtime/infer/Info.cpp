//===- Info.cpp - The verb info -------------------------------------------===//
#include "runtime/infer/Info.h"

#include "runtime/core/ThreadPool.h"
#include "runtime/infer/ImageInfo.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bmc {
namespace {

std::string dimName(const BmrtProgram &program, int64_t extent) {
  return extent >= 0 ? std::to_string(extent) : program.dims[-1 - extent].name;
}

/// "f32[B, 3]".
std::string typeText(const BmrtProgram &program, const BmrtTensor &tensor) {
  std::string text = dtypeName(tensor.dtype);
  text += "[";
  for (uint32_t axis = 0; axis < tensor.rank; ++axis)
    text += (axis ? ", " : "") + dimName(program, tensor.extents[axis]);
  return text + "]";
}

std::string signature(const BmrtProgram &program,
                      const BmrtFunction &function) {
  auto list = [&](const BmrtTensor *tensors, uint32_t count) {
    std::string text;
    for (uint32_t i = 0; i < count; ++i)
      text += (i ? ", " : "") + std::string(tensors[i].name) + ": " +
              typeText(program, tensors[i]);
    return text;
  };
  return fmt::format("{}({}) -> {}", function.name,
                     list(function.inputs, function.numInputs),
                     list(function.outputs, function.numOutputs));
}

int64_t elementCount(const BmrtTensor &tensor) {
  int64_t count = 1;
  for (uint32_t axis = 0; axis < tensor.rank; ++axis)
    count *= tensor.extents[axis];
  return count;
}

Json parametersJson(const BmrtProgram &program) {
  Json list = Json::array();
  for (uint32_t i = 0; i < program.numStates; ++i) {
    const BmrtTensor &tensor = program.states[i].tensor;
    if (program.states[i].role == kBmrtParameter)
      list.push_back({{"name", tensor.name},
                      {"type", typeText(program, tensor)},
                      {"elements", elementCount(tensor)}});
  }
  return list;
}

Json functionsJson(const BmrtProgram &program) {
  Json list = Json::array();
  for (uint32_t i = 0; i < program.numFunctions; ++i) {
    const BmrtFunction &function = program.functions[i];
    list.push_back({{"name", function.name},
                    {"signature", signature(program, function)},
                    {"launches", function.numLaunches},
                    {"arena_bytes", function.arenaBytes}});
  }
  return list;
}

/// What training adds to the process besides the program's sections: buffers of
/// data and files, and a stack of each thread. Measured; see README.md.
uint64_t trainingOverhead(const Options &options) {
  auto threads = options.threads > 0 ? options.threads : availableCpus();
  return (uint64_t{64} << 10) +
         static_cast<uint64_t>(threads) * (uint64_t{12} << 10);
}

/// `overhead` is what the process occupies besides the program.
Json infoJson(const Session &session, const BmrtImages &images,
              uint64_t overhead) {
  const BmrtProgram &program = session.description();
  Json dims = Json::object();
  for (uint32_t i = 0; i < program.numDims; ++i)
    dims[program.dims[i].name] = program.dims[i].max;
  MemoryNeed need = memoryNeed(program, kTrainingFunctions);
  Json parameters = parametersJson(program);
  int64_t count = 0;
  for (const Json &parameter : parameters)
    count += parameter["elements"].get<int64_t>();
  return {{"model", session.config.model},
          {"source", session.config.source},
          {"compiler", program.compiler},
          {"target", program.target},
          {"dtype", session.config.dtype},
          {"parameter_count", count},
          {"parameters", std::move(parameters)},
          {"memory",
           {{"state_bytes", need.state},
            {"arena_bytes", need.arena},
            {"runtime_bytes", overhead},
            {"peak_bytes", need.total() + overhead}}},
          {"dims", std::move(dims)},
          {"functions", functionsJson(program)},
          {"images", imagesJson(images)},
          {"cpus", availableCpus()},
          {"config", *session.config.document}};
}

std::string text(const Json &value) { return value.get<std::string>(); }

void printText(const Session &session, const Json &info) {
  const BmrtProgram &program = session.description();
  const Json &memory = info["memory"];
  auto bytes = [&memory](const char *key) {
    return formatBytes(memory[key].get<uint64_t>());
  };
  fmt::print("model       {} ({}), {}\n", session.config.model,
             session.config.source, session.config.dtype);
  fmt::print("compiled    by {} for {}\n", program.compiler, program.target);
  fmt::print(
      "memory      {} = {} state + {} activations + {} runtime, to train\n",
      bytes("peak_bytes"), bytes("state_bytes"), bytes("arena_bytes"),
      bytes("runtime_bytes"));
  for (uint32_t i = 0; i < program.numDims; ++i)
    fmt::print("{}{} <= {}\n", i ? "            " : "dims        ",
               program.dims[i].name, program.dims[i].max);
  fmt::print("parameters  {}\n", info["parameter_count"].get<int64_t>());
  size_t width = 0;
  for (const Json &parameter : info["parameters"])
    width = std::max(width, text(parameter["name"]).size());
  for (const Json &parameter : info["parameters"])
    fmt::print("  {:<{}}  {}\n", text(parameter["name"]), width,
               text(parameter["type"]));
  fmt::print("functions\n");
  for (const Json &function : info["functions"])
    fmt::print("  {}, {} launches, {}\n", text(function["signature"]),
               function["launches"].get<int64_t>(),
               formatBytes(function["arena_bytes"].get<uint64_t>()));
  printImages(info["images"]);
  fmt::print("config\n{}\n", dumpJson(info["config"], 2));
}

} // namespace

Status runInfo(const Session &session, const BmrtImages &images) {
  // Before a GPU's driver takes memory, too.
  uint64_t overhead = anonymousMemory() + trainingOverhead(session.options);
  Json info = infoJson(session, images, overhead);
  if (session.options.jsonInfo)
    fmt::print("{}\n", dumpJson(info, 2));
  else
    printText(session, info);
  return {};
}

} // namespace bmc
