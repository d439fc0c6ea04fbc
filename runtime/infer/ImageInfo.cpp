//===- ImageInfo.cpp - What info says of each image -----------------------===//
#include "runtime/infer/ImageInfo.h"

#include "runtime/core/Program.h"
#include "runtime/device/GridResources.h"
#include "runtime/train/Format.h"
#include "runtime/train/ProfileReport.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace bmc {
namespace {

std::vector<const BmrtLaunch *> launchesOf(const BmrtProgram &program) {
  std::vector<const BmrtLaunch *> all;
  for (const BmrtFunction &function :
       std::span(program.functions, program.numFunctions))
    for (const BmrtLaunch &launch :
         std::span(function.launches, function.numLaunches))
      all.push_back(&launch);
  return all;
}

/// Each grid of the code once, in the order of their first launches.
std::vector<const BmrtGrid *>
gridsOf(const std::vector<const BmrtLaunch *> &launches) {
  std::vector<const BmrtGrid *> all;
  std::set<std::string_view> seen;
  for (const BmrtLaunch *launch : launches)
    for (const BmrtGrid &grid : std::span(launch->grids, launch->numGrids))
      if (seen.insert(grid.function).second)
        all.push_back(&grid);
  return all;
}

/// Adds the grids of an image for GPUs.
void addGrids(const BmrtImage &image,
              const std::vector<const BmrtGrid *> &grids, Json &json) {
  std::string device;
  std::vector<GridResources> resources;
  Status status = askGridResources(image, grids, device, resources);
  if (status.ok())
    json["device"] = device;
  else
    json["no_device"] = status.message();
  Json list = Json::array();
  for (size_t i = 0; i < grids.size(); ++i) {
    const BmrtGrid &grid = *grids[i];
    Json entry = {{"name", grid.function},
                  {"threads", grid.threads},
                  {"shared_bytes", grid.sharedBytes}};
    if (status.ok()) {
      entry["registers"] = resources[i].registers;
      entry["local_bytes"] = resources[i].localBytes;
    }
    list.push_back(std::move(entry));
  }
  json["code_bytes"] = image.textBytes;
  json["grids"] = std::move(list);
}

/// Adds the time that no GPU of this kind can beat with all dims at their
/// bounds, function by function.
void addFloor(const BmrtImage &image, Json &json) {
  const BmrtProgram &program = *image.program;
  const Chip &chip = findChip(json.value("device", ""), image.arch);
  std::vector<int64_t> dims;
  for (const BmrtDim &dim : std::span(program.dims, program.numDims))
    dims.push_back(dim.max);
  Json functions = Json::array();
  for (const BmrtFunction &function :
       std::span(program.functions, program.numFunctions)) {
    FunctionFloor floor = floorOf(function, dims, chip.rates);
    functions.push_back(
        {{"name", function.name},
         {"ms", floor.seconds * 1e3},
         {"bytes", floor.work.bytes},
         {"operations", floor.work.products + floor.work.operations}});
  }
  json["floor"] = {{"chip", chip.title}, {"functions", std::move(functions)}};
}

Json imageJson(const BmrtImage &image) {
  const BmrtProgram &program = *image.program;
  MemoryNeed need = memoryNeed(program, kTrainingFunctions);
  std::vector<const BmrtLaunch *> launches = launchesOf(program);
  Json json = {{"arch", image.arch},
               {"target", program.target},
               {"state_bytes", need.state},
               {"arena_bytes", need.arena},
               {"launches", launches.size()}};
  if (image.kind == kBmrtCuda) {
    addGrids(image, gridsOf(launches), json);
    addFloor(image, json);
  }
  return json;
}

std::string bytes(const Json &value) {
  return formatBytes(value.get<uint64_t>());
}

void printFloor(const Json &floor) {
  std::string text;
  for (const Json &function : floor["functions"])
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        function["name"].get<std::string>(),
                        formatMilliseconds(function["ms"].get<double>()));
  fmt::print("    floor on {} at the bounds of all dims: {}\n",
             floor["chip"].get<std::string>(), text);
}

void printGrids(const Json &image) {
  const Json &grids = image["grids"];
  if (image.contains("no_device"))
    fmt::print("    registers are not known: {}\n",
               image["no_device"].get<std::string>());
  else
    fmt::print("    registers on {}\n", image["device"].get<std::string>());
  size_t width = 4;
  for (const Json &grid : grids)
    width = std::max(width, grid["name"].get<std::string>().size());
  fmt::print("    {:<{}}  threads  shared memory  registers\n", "grid", width);
  for (const Json &grid : grids) {
    std::string registers = "?";
    if (grid.contains("registers"))
      registers = std::to_string(grid["registers"].get<int>());
    fmt::print("    {:<{}}  {:>7}  {:>13}  {:>9}\n",
               grid["name"].get<std::string>(), width,
               grid["threads"].get<int>(), bytes(grid["shared_bytes"]),
               registers);
  }
}

void printImage(const Json &image) {
  std::string grids;
  if (image.contains("grids"))
    grids = fmt::format(" of {} grids, {} of PTX", image["grids"].size(),
                        bytes(image["code_bytes"]));
  fmt::print("  {}: {} launches{}; {} state + {} activations, to train\n",
             image["target"].get<std::string>(),
             image["launches"].get<size_t>(), grids,
             bytes(image["state_bytes"]), bytes(image["arena_bytes"]));
  if (!image.contains("grids"))
    return;
  printFloor(image["floor"]);
  printGrids(image);
}

} // namespace

Json imagesJson(const BmrtImages &images) {
  Json list = Json::array();
  for (const BmrtImage &image : std::span(images.images, images.count))
    list.push_back(imageJson(image));
  return list;
}

void printImages(const Json &images) {
  fmt::print("images\n");
  for (const Json &image : images)
    printImage(image);
}

} // namespace bmc
