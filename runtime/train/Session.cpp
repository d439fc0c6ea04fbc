//===- Session.cpp - What every verb starts from --------------------------===//
#include "runtime/train/Session.h"

#include "runtime/core/Files.h"
#include "runtime/core/ThreadPool.h"
#include "runtime/data/Checkpoint.h"
#include "runtime/data/WeightMap.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace bmc {

/// A run says where it takes place; the other verbs only what is unexpected.
static Status openSessionDevice(Session &session,
                                std::unique_ptr<Device> &device) {
  bool wasKnown = !session.device.reason.empty();
  BMRT_TRY(openDevice(session.device, device));
  const std::string &reason = session.device.reason;
  if (!reason.empty() && !wasKnown && session.options.verb != Verb::Train &&
      !session.options.quiet)
    std::fputs(fmt::format("note: on the CPU: {}\n", reason).c_str(), stderr);
  return {};
}

/// The position of the batch among the dims, or their number if it is fixed.
static size_t batchPosition(const Session &session) {
  const BmrtProgram &program = session.description();
  std::span dims(program.dims, program.numDims);
  auto isBatch = [&](const BmrtDim &dim) {
    return dim.name == session.config.batchDim;
  };
  return static_cast<size_t>(std::ranges::find_if(dims, isBatch) -
                             dims.begin());
}

/// Calls of `functions` with batches of `rows`; 0: the batch too is at its
/// bound.
static ProgramUse useOf(const Session &session,
                        std::span<const std::string_view> functions,
                        int64_t rows) {
  ProgramUse use{dimBounds(session.description()),
                 {functions.begin(), functions.end()}};
  size_t batch = batchPosition(session);
  if (rows > 0 && batch < use.limits.size())
    use.limits[batch] = std::min(use.limits[batch], rows);
  return use;
}

/// Says which batch would fit into memory.
static std::string adviseBatch(const Session &session, const Device &device,
                               ProgramUse use, uint64_t free) {
  const BmrtProgram &program = session.description();
  size_t batch = batchPosition(session);
  if (free <= program.stateBytes)
    return "the state alone does not fit";
  if (batch == use.limits.size())
    return fmt::format("lower the sizes in {} and build again",
                       session.config.source);
  int64_t fits = 0, tooMany = use.limits[batch];
  while (tooMany - fits > 1) {
    int64_t rows = fits + (tooMany - fits) / 2;
    use.limits[batch] = rows;
    (device.need(program, use) <= free ? fits : tooMany) = rows;
  }
  if (fits == 0)
    return "not even one row fits";
  // `step` is given its batch.
  const char *words = session.options.verb == Verb::Step
                          ? "a batch of {} rows would fit"
                          : "--batch-size={} would fit";
  return fmt::format(fmt::runtime(words), fits);
}

/// Whether a program fits on a device with memory of its own.
static Status checkDeviceMemory(const Session &session, const Device &device,
                                const ProgramUse &use) {
  const BmrtProgram &program = session.description();
  uint64_t free = 0, total = 0, need = device.need(program, use);
  BMRT_TRY(device.memory(free, total));
  if (need <= free)
    return {};
  return resourceError("{} for the model's state and {} for activations are "
                       "needed on {}, {} of {} are free; {}",
                       formatBytes(program.stateBytes),
                       formatBytes(need - program.stateBytes), device.name(),
                       formatBytes(free), formatBytes(total),
                       adviseBatch(session, device, use, free));
}

Status startProgram(Session &session,
                    std::span<const std::string_view> functions, int64_t rows,
                    Program &program) {
  std::unique_ptr<Device> device;
  BMRT_TRY(openSessionDevice(session, device));
  const BmrtProgram &description = session.description();
  MemoryNeed need = memoryNeed(description, functions, rows);
  ProgramUse use = useOf(session, functions, rows);
  if (device->usesHostMemory()) {
    BMRT_TRY(checkMemory(need.total(), "parameters and activations"));
  } else {
    BMRT_TRY(checkMemory(need.state, "copies of the parameters"));
    BMRT_TRY(checkDeviceMemory(session, *device, use));
  }
  BMRT_TRY(startThreads(session.options.threads));
  return Program::create(description, std::move(device), std::move(use),
                         program);
}

static Status findRunCheckpoint(const Session &session, std::string &path) {
  const std::string &out = session.options.out;
  for (const char *link : {"/best", "/last"})
    if (isDirectory(out + link)) {
      path = out + link;
      return {};
    }
  std::vector<std::string> skipped;
  BMRT_TRY(CheckpointStore(out).findNewest(path, skipped));
  if (!path.empty())
    return {};
  return badInput("no checkpoint in '{}'; train first ('{} train'), or name "
                  "one with --checkpoint or weights with --init",
                  out, session.options.programName);
}

static Status loadMapped(const Session &session, Program &program,
                         WeightReport &report) {
  std::vector<WeightRule> rules(session.options.initMap.size());
  for (size_t i = 0; i < rules.size(); ++i)
    BMRT_TRY(parseWeightRule(session.options.initMap[i], rules[i]));
  return loadMappedParameters(
      session.options.init, program.states(kBmrtParameter),
      readAliases(*session.config.document), rules, report);
}

Status loadInitialWeights(const Session &session, Program &program,
                          std::vector<std::string> *notes) {
  const std::string &init = session.options.init;
  if (init.empty())
    return {};
  if (session.options.initMap.empty()) {
    BMRT_TRY(loadParameters(init, program.states(kBmrtParameter),
                            readAliases(*session.config.document)));
  } else {
    WeightReport report;
    BMRT_TRY(loadMapped(session, program, report));
    if (notes)
      notes->push_back(init + ": " + report.describe());
  }
  program.resetAverages();
  program.stateChanged();
  return {};
}

Status loadWeights(const Session &session, Program &program, RunRecord &record,
                   std::string &source) {
  const Options &options = session.options;
  if (!options.init.empty() && !options.checkpoint.empty())
    return usageError("--init and --checkpoint exclude each other");
  if (!options.init.empty()) {
    source = options.init;
    BMRT_TRY(readNames(options.init, record.names));
    return loadInitialWeights(session, program);
  }
  source = options.checkpoint;
  if (source.empty())
    BMRT_TRY(findRunCheckpoint(session, source));
  int64_t step = 0;
  Json run;
  BMRT_TRY(loadCheckpoint(source, program, /*optimizer=*/false, step, run));
  return RunRecord::fromJson(run, record).withContext(source + "/state.json");
}

Status findWeightFile(const Session &session, std::string &path) {
  const Options &options = session.options;
  if (!options.init.empty() && !options.checkpoint.empty())
    return usageError("--init and --checkpoint exclude each other");
  path = options.init;
  if (!path.empty())
    return {};
  path = options.checkpoint;
  if (path.empty())
    BMRT_TRY(findRunCheckpoint(session, path));
  path += "/model.safetensors";
  return {};
}

/// The fold of the run that goes on or is evaluated.
static Status foldOf(const Json &identity, DataOptions &options) {
  std::string fold;
  if (!findMember(identity, "fold"))
    return {};
  BMRT_TRY(getString(identity, "fold", fold).withContext("checkpoint"));
  return parseFold(fold, options.fold, options.folds).withContext("checkpoint");
}

Status openRunData(const Session &session, const RunRecord &record,
                   const char *function, uint64_t seed, bool mustMatch,
                   std::unique_ptr<Dataset> &data) {
  DataOptions options;
  options.path = session.options.data;
  if (options.path.empty())
    options.path = record.dataPath;
  options.record = session.options.row;
  if (!options.record.empty())
    options.path = "--row";
  if (options.path.empty() && session.config.dataPath.empty())
    return usageError("{} names no data file; give one with --data PATH",
                      session.config.source);
  options.seed = seed;
  options.readsSplitFile =
      session.options.data.empty() || std::string_view(function) == "train";
  options.keepsGoing = session.options.checkData;
  options.fold = session.options.fold;
  options.folds = session.options.folds;
  if (options.folds == 0 && record.identity)
    BMRT_TRY(foldOf(*record.identity, options));
  options.function = function;
  options.identity = record.names.get();
  options.mayNumber = options.function == "train";
  BMRT_TRY(openDataset(*session.config.document, session.description(), options,
                       data));
  // A training run shows them with its own.
  if (!options.mayNumber && !session.options.quiet)
    for (const std::string &note : data->notes())
      std::fputs(fmt::format("note: {}\n", note).c_str(), stderr);
  if (!mustMatch || !record.identity)
    return {};
  return compareIdentity(*record.identity, data->identity())
      .withContext(data->path() + " is not the data of the checkpoint");
}

int64_t fixedRows(const BmrtFunction &function) {
  for (uint32_t i = 0; i < function.numInputs; ++i) {
    const BmrtTensor &input = function.inputs[i];
    if (input.rank > 0 && std::string_view(input.name) != "rng")
      return input.extents[0] < 0 ? 0 : input.extents[0];
  }
  return 0;
}

Status checkBatchSize(const Session &session, const BmrtFunction &function,
                      int64_t rows) {
  int64_t fixed = fixedRows(function);
  if (fixed > 0 && rows != fixed)
    return usageError("batch size {} does not fit; {} fixes it to {}", rows,
                      session.config.source, fixed);
  for (uint32_t i = 0; fixed == 0 && i < session.description().numDims; ++i) {
    const BmrtDim &dim = session.description().dims[i];
    if (dim.name == session.config.batchDim && rows > dim.max)
      return usageError("batch size {} exceeds the compiled bound {} <= {}; "
                        "raise it in {} and build again",
                        rows, dim.name, dim.max, session.config.source);
  }
  return {};
}

} // namespace bmc
