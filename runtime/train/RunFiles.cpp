//===- RunFiles.cpp - run.json, report.json, plots ------------------------===//
#include "runtime/train/RunFiles.h"

#include "runtime/core/Files.h"
#include "runtime/core/ThreadPool.h"
#include "runtime/train/LossPlot.h"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

namespace bmc {
namespace {

std::string utcTime() {
  std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

Json scheduleJson(const Schedule &lr) {
  const ScheduleForm &form = formOf(lr.kind);
  Json json = {{"kind", form.name},
               {"base", lr.base},
               {"warmup", lr.warmup},
               {"min", lr.min}};
  for (size_t i = 0; i < form.numbers.size(); ++i)
    if (!form.numbers[i].name.empty())
      json[std::string(form.numbers[i].name)] = lr.numbers[i];
  if (form.hasMilestones)
    json["milestones"] = lr.milestones;
  return json;
}

Json settingsJson(const Settings &settings) {
  return {{"lr", scheduleJson(settings.lr)},
          {"batch_size", settings.batchSize},
          {"accumulate", settings.accumulate},
          {"max_steps", settings.maxSteps},
          {"epochs", settings.epochs},
          {"seed", settings.seed},
          {"eval_every", settings.evalEvery},
          {"eval_batches", settings.evalBatches},
          {"checkpoint_every", settings.checkpointEvery},
          {"keep", settings.keep},
          {"patience", settings.patience},
          {"min_delta", settings.minDelta},
          {"overfit_batch", settings.overfitBatch}};
}

Status writeJson(const std::string &path, const Json &json) {
  return writeFileAtomically(path, dumpJson(json, 2) + "\n");
}

} // namespace

int64_t parameterCount(const Program &program) {
  int64_t count = 0;
  for (const TensorView &parameter : program.states(kBmrtParameter))
    count += parameter.shape.elements();
  return count;
}

Status writeRunFile(const Session &session, const TrainRun &run) {
  const BmrtProgram &program = session.description();
  Json json = {{"model", session.config.model},
               {"source", session.config.source},
               {"dtype", session.config.dtype},
               {"compiler", program.compiler},
               {"target", program.target},
               {"device", run.program.getDevice().name()},
               {"arguments", session.options.arguments},
               {"started", utcTime()},
               {"start_step", run.startStep},
               {"threads", threadCount()},
               {"parameters", parameterCount(run.program)},
               {"state_bytes", program.stateBytes},
               {"arena_bytes", program.arenaBytes},
               {"data", run.record.dataPath},
               {"settings", settingsJson(run.settings)}};
  if (!run.resumedFrom.empty())
    json["resumed_from"] = run.resumedFrom;
  return writeJson(session.options.out + "/run.json", json);
}

Status writeReport(const Session &session, const TrainRun &run,
                   const RunSummary &summary) {
  double seconds = std::max(summary.seconds, 1e-9);
  std::string unit = run.data->unit();
  Json json = {
      {"outcome", summary.outcome},
      {"steps", summary.steps},
      {"max_steps", run.settings.maxSteps},
      {"loss", summary.lastLoss},
      {"seconds", summary.seconds},
      {unit, summary.units},
      {unit + "_per_second", static_cast<double>(summary.units) / seconds},
      {"peak_memory_bytes", peakAnonymousMemory()}};
  if (summary.hasValLoss)
    json["val_loss"] = summary.lastValLoss;
  for (const MetricValue &metric : summary.lastMetrics)
    json["val_" + metric.name] = toJson(metric);
  if (run.record.bestStep > 0)
    json["best"] = {{"step", run.record.bestStep},
                    {"val_" + run.record.bestOf, run.record.bestValue}};
  return writeJson(session.options.out + "/report.json", json);
}

Status writePlots(const Session &session, const Curves &curves) {
  const std::string &out = session.options.out, &title = session.config.model;
  if (!curves.metrics.empty())
    BMRT_TRY(writeFileAtomically(out + "/metrics.svg",
                                 renderMetricsPlot(title, curves.metrics)));
  return writeFileAtomically(
      out + "/loss.svg",
      renderLossPlot(title, curves.train.points(), curves.val.points()));
}

} // namespace bmc
