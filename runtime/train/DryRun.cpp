//===- DryRun.cpp - train --dry-run ---------------------------------------===//
#include "runtime/train/DryRun.h"

#include "runtime/core/ThreadPool.h"
#include "runtime/train/Format.h"
#include "runtime/train/RunFiles.h"
#include "runtime/train/TrainStep.h"

#include <chrono>

namespace bmc {

Status runDry(const Session &session, TrainRun &run) {
  using Clock = std::chrono::steady_clock;
  const Settings &settings = run.settings;
  int64_t first = run.startStep + 1;
  TrainStep step(run);
  double loss = 0;
  // The first call touches every page of the arena for the first time.
  BMRT_TRY(step.runGradient(first, loss));
  Clock::time_point start = Clock::now();
  BMRT_TRY(step.runGradient(first, loss));
  double milliseconds =
      std::chrono::duration<double, std::milli>(Clock::now() - start).count() *
      static_cast<double>(settings.accumulate);
  int64_t perStep =
      settings.batchSize * settings.accumulate * run.data->unitsPerRow();
  int64_t left = std::max<int64_t>(0, settings.maxSteps - run.startStep);
  MemoryNeed need = memoryNeed(session.description(), kTrainingFunctions);
  fmt::print("parameters  {}\n", parameterCount(run.program));
  fmt::print("memory      {} ({} state, {} activations), {} in use\n",
             formatBytes(need.total()), formatBytes(need.state),
             formatBytes(need.arena), formatBytes(peakAnonymousMemory()));
  fmt::print(
      "data        {}: {} {} to train on, {} to validate\n", run.data->path(),
      run.data->rows(Split::Train) * run.data->unitsPerRow(), run.data->unit(),
      run.data->rows(Split::Val) * run.data->unitsPerRow());
  fmt::print("steps       {} of {} {}, {} threads\n", settings.maxSteps,
             perStep, run.data->unit(), threadCount());
  fmt::print("first loss  {}\n", formatLoss(loss));
  fmt::print("time        {} per step without the update, about {} in all\n",
             formatMilliseconds(milliseconds),
             formatDuration(milliseconds * static_cast<double>(left) / 1000));
  return {};
}

} // namespace bmc
