//===- TrainSetup.cpp - From a command line to a ready run ----------------===//
#include "runtime/train/TrainSetup.h"

#include "runtime/core/Files.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace bmc {
namespace {

std::string absolutePath(const std::string &path) {
  if (path.empty() || path.front() == '/')
    return path;
  char *folder = ::getcwd(nullptr, 0);
  std::string full = folder ? std::string(folder) + "/" + path : path;
  std::free(folder);
  return full;
}

bool isSamePath(const std::string &a, const std::string &b) {
  char *realA = ::realpath(a.c_str(), nullptr);
  char *realB = ::realpath(b.c_str(), nullptr);
  bool same = realA && realB && std::string_view(realA) == realB;
  std::free(realA);
  std::free(realB);
  return same;
}

/// --resume=DIR goes back to one of --out's own checkpoints, which drops the
/// later ones, or branches off another run into an empty --out.
Status checkBranch(const Session &session, const CheckpointStore &store,
                   TrainRun &run) {
  const Options &options = session.options;
  std::vector<int64_t> steps;
  BMRT_TRY(store.list(steps));
  if (steps.empty())
    return {};
  for (int64_t step : steps)
    if (isSamePath(store.directory(step), options.resumePath)) {
      if (step != steps.back())
        run.notes.push_back(fmt::format(
            "going back to step {} removes the later checkpoints", step));
      return {};
    }
  return usageError("'{}' holds another run (up to step {}); choose another "
                    "--out to branch off {}",
                    options.out, steps.back(), options.resumePath);
}

/// Sets run.resumedFrom, or leaves it empty for a fresh start.
Status chooseStart(const Session &session, const CheckpointStore &store,
                   TrainRun &run) {
  const Options &options = session.options;
  if (options.resume == Resume::Path) {
    run.resumedFrom = options.resumePath;
    return checkBranch(session, store, run);
  }
  std::vector<int64_t> steps;
  BMRT_TRY(store.list(steps));
  bool writes = !options.dryRun && !options.findRate && !options.checkData;
  if (options.resume == Resume::No && !steps.empty() && writes)
    return usageError("'{}' already holds a run (up to step {}); continue it "
                      "with --resume, or choose another --out",
                      options.out, steps.back());
  if (options.resume == Resume::No)
    return {};
  BMRT_TRY(store.findNewest(run.resumedFrom, run.notes));
  if (run.resumedFrom.empty() && options.resume == Resume::Required)
    return badInput("no checkpoint to resume in '{}'; --resume=auto would "
                    "start a new run",
                    options.out);
  return {};
}

void addOverride(Overrides &overrides, const std::string &key,
                 const std::string &value) {
  std::erase_if(overrides,
                [&](const auto &entry) { return saySame(entry.first, key); });
  overrides.emplace_back(key, value);
}

/// Program, then checkpoint, then command line: the last one wins.
Status resolveSettings(const Session &session, TrainRun &run) {
  for (const auto &[key, value] : session.options.overrides)
    addOverride(run.record.overrides, key, value);
  run.settings = session.config.train;
  for (const auto &[key, value] : run.record.overrides)
    BMRT_TRY(applyOverride(key, value, session.config.source, run.settings));
  return {};
}

/// What decides which rows a step sees must be as it was.
Status checkUnchanged(const RunRecord &record, const Settings &now,
                      const std::string &path) {
  std::string changes;
  auto compare = [&changes](const char *name, auto before, auto after) {
    if (before != after)
      changes += fmt::format("{}{} was {}, now {}", changes.empty() ? "" : "; ",
                             name, before, after);
  };
  compare("batch_size", record.batchSize, now.batchSize);
  compare("accumulate", record.accumulate, now.accumulate);
  compare("seed", record.seed, now.seed);
  compare("overfit_batch", record.overfitBatch, now.overfitBatch);
  if (changes.empty())
    return {};
  return badInput("cannot resume {}: {}; resume with the same, or start a new "
                  "run from its weights with --init {}/model.safetensors",
                  path, changes, path);
}

/// epochs > 0 fixes the number of steps once the data is known.
Status resolveLength(TrainRun &run) {
  Settings &settings = run.settings;
  int64_t rows = run.data->rows(Split::Train);
  if (rows == 0)
    return badInput("{}: no rows to train on", run.data->path());
  if (settings.epochs == 0)
    return {};
  int64_t perStep = settings.batchSize * settings.accumulate, total = 0;
  if (__builtin_mul_overflow(settings.epochs, rows, &total))
    return usageError("epochs = {} is more than can be counted",
                      settings.epochs);
  settings.maxSteps = (total - 1) / perStep + 1;
  return {};
}

/// What waits for evaluations would wait forever without any.
Status checkWatched(const TrainRun &run) {
  const Settings &settings = run.settings;
  bool isPlateau = settings.lr.kind == ScheduleKind::Plateau;
  if ((settings.patience == 0 && !isPlateau) ||
      (settings.evalEvery > 0 && run.data->rows(Split::Val) > 0))
    return {};
  return usageError("{} needs evaluations: {}",
                    isPlateau ? "the schedule plateau" : "stopping early",
                    settings.evalEvery > 0
                        ? run.data->path() + " has no rows to validate on"
                        : std::string("leave out --set eval_every=0"));
}

/// Other steps, or another rate, stretch the schedule: what was the rate of one
/// step is not that of the next.
void noteRateJump(TrainRun &run) {
  const Settings &now = run.settings;
  double before = run.record.lr;
  double after = now.lr.at(run.startStep, now.maxSteps);
  if (run.startStep == 0 || before < 0 ||
      std::abs(after - before) <= 1e-9 * std::max(after, before))
    return;
  run.notes.push_back(fmt::format(
      "the schedule has changed: the learning rate of step {} was {:.3g} and "
      "would be {:.3g} now; it goes on from there",
      run.startStep, before, after));
}

Status loadRecord(const std::string &path, RunRecord &record) {
  Json state;
  BMRT_TRY(verifyCheckpoint(path, state));
  const Json *run = findMember(state, "run");
  if (!run)
    return badInput("{}/state.json: 'run' is missing", path);
  return RunRecord::fromJson(*run, record).withContext(path + "/state.json");
}

Status loadState(const Session &session, TrainRun &run) {
  if (!run.resumedFrom.empty()) {
    Json ignored;
    return loadCheckpoint(run.resumedFrom, run.program, /*optimizer=*/true,
                          run.startStep, ignored);
  }
  BMRT_TRY(run.program.initialize(run.settings.seed));
  return loadInitialWeights(session, run.program, &run.notes);
}

} // namespace

Status setUpTraining(Session &session, const CheckpointStore &store,
                     TrainRun &run) {
  BMRT_TRY(chooseStart(session, store, run));
  if (!run.resumedFrom.empty() && !session.options.init.empty())
    return usageError("--init starts a new run; leave it out to resume {}",
                      run.resumedFrom);
  if (!run.resumedFrom.empty())
    BMRT_TRY(loadRecord(run.resumedFrom, run.record));
  BMRT_TRY(resolveSettings(session, run));
  if (!run.resumedFrom.empty())
    BMRT_TRY(checkUnchanged(run.record, run.settings, run.resumedFrom));
  const std::string &init = session.options.init;
  bool takesAll = session.options.initMap.empty();
  if (init.empty() && !takesAll)
    return usageError("--init-map says what to take of --init, which is "
                      "missing");
  // Weights that are taken one by one may be for other data.
  if (!init.empty() && takesAll)
    BMRT_TRY(readNames(init, run.record.names));
  BMRT_TRY(openRunData(session, run.record, "train", run.settings.seed,
                       /*mustMatch=*/true, run.data));
  std::ranges::move(run.data->notes(), std::back_inserter(run.notes));
  if (!init.empty() && !run.record.names && numbersNames(run.data->identity()))
    run.notes.push_back(
        takesAll ? init + " does not say what its ids mean; names are numbered "
                          "by the data"
                 : "names are numbered by the data, whatever those of " + init +
                       " mean");
  BMRT_TRY(resolveLength(run));
  BMRT_TRY(checkSettings(run.settings));
  BMRT_TRY(checkWatched(run));
  BMRT_TRY(startProgram(session, kTrainingFunctions, run.settings.batchSize,
                        run.program));
  BMRT_TRY(checkBatchSize(session, *run.program.function("train"),
                          run.settings.batchSize));
  BMRT_TRY(loadState(session, run));
  // What is watched may have changed with the program.
  if (run.record.bestOf != session.config.best.metric) {
    run.record.bestStep = 0;
    run.record.stopping = {};
    run.record.plateau.progression = {};
  }
  run.record.bestOf = session.config.best.metric;
  run.settings.lr.reductions = run.record.plateau.reductions;
  noteRateJump(run);
  run.record.seed = run.settings.seed;
  run.record.batchSize = run.settings.batchSize;
  run.record.accumulate = run.settings.accumulate;
  run.record.overfitBatch = run.settings.overfitBatch;
  run.record.dataPath =
      run.data->path() == kStandardStream ? "" : absolutePath(run.data->path());
  run.record.identity = std::make_shared<Json>(run.data->identity());
  return {};
}

} // namespace bmc
