//===- CheckData.cpp - train --check-data ---------------------------------===//
#include "runtime/train/CheckData.h"

#include "runtime/train/Format.h"
#include "runtime/train/TrainStep.h"

#include <chrono>

namespace bmc {

/// Bad rows that are named, at most.
static constexpr size_t kNamed = 20;

/// Milliseconds of a step without its update, with the reading of its batches.
static Status timeStep(TrainRun &run, double &milliseconds) {
  using Clock = std::chrono::steady_clock;
  TrainStep step(run);
  double loss = 0;
  // The first call touches memory for the first time.
  BMRT_TRY(step.runGradient(run.startStep + 1, loss));
  Clock::time_point start = Clock::now();
  BMRT_TRY(step.runGradient(run.startStep + 1, loss));
  std::chrono::duration<double, std::milli> taken = Clock::now() - start;
  milliseconds = taken.count() * static_cast<double>(run.settings.accumulate);
  return {};
}

Status checkData(const Session &session, TrainRun &run) {
  const Dataset &data = *run.data;
  int64_t perRow = data.unitsPerRow();
  auto print = [](const std::string &line) { fmt::print("{}\n", line); };
  std::vector<std::string> bad = data.badRows();
  for (size_t i = 0; i < std::min(bad.size(), kNamed); ++i)
    print("bad row     " + bad[i]);
  if (bad.size() > kNamed)
    print(fmt::format("bad row     {} more", bad.size() - kNamed));
  print(fmt::format("data        {}: {} {} to train on, {} to validate, {} bad "
                    "rows",
                    data.path(), data.rows(Split::Train) * perRow, data.unit(),
                    data.rows(Split::Val) * perRow, bad.size()));
  for (const std::string &note : data.notes())
    print("note        " + note);
  for (const std::string &line : data.report())
    print(line);
  double milliseconds = 0;
  BMRT_TRY(timeStep(run, milliseconds));
  int64_t rows = run.settings.batchSize * run.settings.accumulate;
  int64_t steps = (data.rows(Split::Train) + rows - 1) / rows;
  print(fmt::format(
      "epoch       {} steps of {} rows, about {}", steps, rows,
      formatDuration(milliseconds * static_cast<double>(steps) / 1000)));
  return bad.empty() ? Status()
                     : badInput("{}: {} bad rows", data.path(), bad.size());
}

} // namespace bmc
