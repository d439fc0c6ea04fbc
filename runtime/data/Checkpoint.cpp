//===- Checkpoint.cpp - One checkpoint folder -------------------*- C++ -*-===//
//
// state.json is {"format": 1, "model", "dtype", "step", "files": {NAME:
// {"bytes", "crc32c"}}, "run", "crc32c"}; its own crc32c covers the document
// without that key, as dumpJson prints it.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/Checkpoint.h"

#include "runtime/core/Crc32c.h"
#include "runtime/core/Files.h"
#include "runtime/core/Memory.h"
#include "runtime/data/Dataset.h"
#include "runtime/data/Safetensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

static constexpr int64_t kFormat = 1;
static constexpr const char *kModelFile = "model.safetensors";
static constexpr const char *kOptimizerFile = "optimizer.safetensors";
static constexpr const char *kStateFile = "state.json";
/// Metadata of a safetensors file: namesOf the data, as JSON.
static constexpr const char *kNamesKey = "bmc.names";
static constexpr uint64_t kMaxStateBytes = uint64_t{64} << 20;

static std::string checksumOf(const Json &state) {
  std::string text = dumpJson(state);
  return fmt::format("{:08x}", crc32c(0, text.data(), text.size()));
}

/// "f32" or "f64": the type of the parameters.
static std::string parameterType(const Program &program) {
  std::vector<TensorView> parameters = program.states(kBmrtParameter);
  return parameters.empty() ? "none" : dtypeName(parameters.front().dtype);
}

/// What resuming needs beside the weights.
static std::vector<TensorView> optimizerTensors(const Program &program) {
  std::vector<TensorView> tensors = program.states(kBmrtOptimizer);
  std::vector<TensorView> own = program.averagedParameters();
  tensors.insert(tensors.end(), own.begin(), own.end());
  return tensors;
}

Status bmc::writeCheckpoint(Program &program, const std::string &directory,
                            int64_t step, const Json &run) {
  BMRT_TRY(program.fetchState());
  Json state{{"format", kFormat},
             {"model", program.description().name},
             {"dtype", parameterType(program)},
             {"step", step},
             {"run", run}};
  std::map<std::string, std::string> metadata{{"format", "pt"}};
  if (const Json *data = findMember(run, "data"))
    metadata[kNamesKey] = dumpJson(namesOf(*data));
  auto writeStates = [&](const char *name,
                         const std::vector<TensorView> &tensors) -> Status {
    FileDigest digest;
    BMRT_TRY(
        writeSafetensors(directory + "/" + name, tensors, metadata, &digest));
    state["files"][name] = {{"bytes", digest.bytes},
                            {"crc32c", fmt::format("{:08x}", digest.crc32c)}};
    return {};
  };
  BMRT_TRY(writeStates(kModelFile, program.weights()));
  BMRT_TRY(writeStates(kOptimizerFile, optimizerTensors(program)));
  state["crc32c"] = checksumOf(state);
  FileWriter file;
  BMRT_TRY(file.open(directory + "/" + kStateFile));
  std::string text = dumpJson(state, 2) + "\n";
  BMRT_TRY(file.write(text.data(), text.size()));
  BMRT_TRY(file.finish());
  return syncDirectory(directory);
}

Status bmc::readNames(const std::string &path,
                      std::shared_ptr<const Json> &names) {
  SafetensorsReader reader;
  BMRT_TRY(reader.open(path));
  auto entry = reader.metadata().find(kNamesKey);
  if (entry == reader.metadata().end())
    return {};
  auto json = std::make_shared<Json>();
  BMRT_TRY(parseJson(entry->second, *json)
               .withContext(fmt::format("{}: {}", path, kNamesKey)));
  names = std::move(json);
  return {};
}

/// Compares a file with what state.json, at `statePath`, expects of it.
static Status verifyFile(const std::string &path, const std::string &statePath,
                         const Json &expected) {
  int64_t bytes = 0;
  std::string checksum;
  BMRT_TRY(getInt(expected, "bytes", bytes).withContext(statePath));
  BMRT_TRY(getString(expected, "crc32c", checksum).withContext(statePath));
  FileReader file;
  BMRT_TRY(file.open(path));
  MemoryUse use("reading", path, file.size());
  if (file.size() != static_cast<uint64_t>(bytes))
    return badInput("{}: found {} bytes, expected {}", path, file.size(),
                    bytes);
  std::vector<char> buffer(std::min(file.size(), uint64_t{4} << 20));
  uint32_t crc = 0;
  for (uint64_t offset = 0; offset < file.size(); offset += buffer.size()) {
    uint64_t part = std::min<uint64_t>(buffer.size(), file.size() - offset);
    BMRT_TRY(file.read(offset, buffer.data(), part));
    crc = crc32c(crc, buffer.data(), part);
  }
  if (fmt::format("{:08x}", crc) != checksum)
    return badInput("{}: found checksum {:08x}, expected {}: the file is "
                    "damaged",
                    path, crc, checksum);
  return {};
}

static Status readState(const std::string &path, Json &state) {
  std::string text;
  BMRT_TRY(readFile(path, text, kMaxStateBytes));
  MemoryUse use("reading", path, text.size());
  BMRT_TRY(parseJson(text, state).withContext(path));
  int64_t format = 0;
  std::string checksum;
  BMRT_TRY(getInt(state, "format", format).withContext(path));
  if (format != kFormat)
    return badInput("{}: found format {}, expected {}", path, format, kFormat);
  BMRT_TRY(getString(state, "crc32c", checksum).withContext(path));
  state.erase("crc32c");
  if (checksumOf(state) != checksum)
    return badInput("{}: found checksum {}, expected {}: the file is damaged",
                    path, checksumOf(state), checksum);
  return {};
}

Status bmc::verifyCheckpoint(const std::string &path, Json &state) {
  std::string statePath = path + "/" + kStateFile;
  BMRT_TRY(readState(statePath, state));
  for (const char *name : {kModelFile, kOptimizerFile}) {
    const Json *files = findMember(state, "files");
    if (!files || !files->is_object() || !files->contains(name))
      return badInput("{}: nothing about '{}'", statePath, name);
    BMRT_TRY(verifyFile(path + "/" + name, statePath, (*files)[name]));
  }
  return {};
}

Status bmc::loadCheckpoint(const std::string &path, Program &program,
                           bool optimizer, int64_t &step, Json &run) {
  Json state;
  BMRT_TRY(verifyCheckpoint(path, state));
  std::string statePath = path + "/" + kStateFile;
  std::string model, dtype;
  BMRT_TRY(getString(state, "model", model).withContext(statePath));
  BMRT_TRY(getString(state, "dtype", dtype).withContext(statePath));
  BMRT_TRY(getInt(state, "step", step).withContext(statePath));
  if (model != program.description().name)
    return badInput("{}: found a checkpoint of model '{}', expected '{}'", path,
                    model, program.description().name);
  // Weights convert; a run continues bit for bit or not at all.
  if (optimizer && dtype != parameterType(program))
    return badInput("{}: found a checkpoint in {}, expected {} to resume", path,
                    dtype, parameterType(program));
  program.stateChanged();
  BMRT_TRY(loadSafetensors(path + "/" + kModelFile, program.weights()));
  if (optimizer)
    BMRT_TRY(loadSafetensors(path + "/" + kOptimizerFile,
                             optimizerTensors(program)));
  const Json *saved = findMember(state, "run");
  run = saved ? *saved : Json::object();
  return {};
}
