//===- TrainLoop.cpp - The verb train -------------------------------------===//
#include "runtime/train/TrainLoop.h"

#include "runtime/core/Files.h"
#include "runtime/core/Interrupt.h"
#include "runtime/core/ThreadPool.h"
#include "runtime/infer/Eval.h"
#include "runtime/train/CheckData.h"
#include "runtime/train/DryRun.h"
#include "runtime/train/EventFile.h"
#include "runtime/train/Format.h"
#include "runtime/train/Judge.h"
#include "runtime/train/Metrics.h"
#include "runtime/train/ProfileReport.h"
#include "runtime/train/RateFinder.h"
#include "runtime/train/RunFiles.h"
#include "runtime/train/TrainStep.h"

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

namespace bmc {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class TrainLoop {
public:
  TrainLoop(const Session &session, CheckpointStore &store, TrainRun &run)
      : session(session), store(store), run(run), step(run),
        progress(
            Progress::detect(session.options.quiet, session.options.jsonLog),
            run.startStep + 1) {}

  Status execute();

private:
  Status prepare();
  void announce();
  std::string place() const;
  void judgeFirstLoss(double loss);
  void noteEmptyLoss(int64_t number);
  Status steps();
  void stopEarly(int64_t number);
  Status settle(int64_t number);
  Status afterStep(const StepReport &report);
  bool evaluates() const;
  bool isSaved(int64_t number) const;
  bool isEvaluated(int64_t number) const;
  Status evaluateAndSave(int64_t number, bool isSaved);
  Status answerRequest(int64_t number);
  Status evaluateAt(int64_t number, bool &isBest);
  bool hasStopped() const { return stopsEarly(run.settings, run.record); }
  void noteCurves(int64_t number, const EvalResult &result);
  Status save(int64_t number, bool isBest);
  Status interrupt(int64_t number);
  Status diverge(const Status &cause, int64_t number);
  Status finish(const Status &status);
  bool isDue(int64_t number, int64_t every) const {
    bool isLast = number == run.settings.maxSteps;
    return isLast || (every > 0 && number % every == 0);
  }

  const Session &session;
  CheckpointStore &store;
  TrainRun &run;
  TrainStep step;
  Progress progress;
  AppendFile metrics;
  EventFile events;
  Curves curves;
  RunSummary summary;
  int64_t savedStep = 0;
  bool saidEmptyLoss = false;
  Clock::time_point started = Clock::now();
};

Status TrainLoop::prepare() {
  const std::string &out = session.options.out;
  int64_t lastEval = run.startStep - (run.record.evalPending ? 1 : 0);
  BMRT_TRY(openMetrics(out + "/metrics.jsonl", run.startStep, lastEval,
                       session.config.metrics, curves, metrics));
  BMRT_TRY(events.open(out, run.startStep));
  BMRT_TRY(writeRunFile(session, run));
  // Metrics of another future that have been dropped must not come back beside
  // checkpoints of this one.
  BMRT_TRY(syncDirectory(out));
  savedStep = summary.steps = run.startStep;
  if (!curves.train.points().empty())
    summary.lastLoss = curves.train.points().back().loss;
  announce();
  return {};
}

/// Where the kernels run: "2 threads (x86-64 avx512)".
std::string TrainLoop::place() const {
  const char *target = session.description().target;
  if (session.device.image->kind == kBmrtCuda)
    return fmt::format("{}, code for {}", run.program.getDevice().name(),
                       target);
  const char *plural = threadCount() == 1 ? "" : "s";
  return fmt::format("{} thread{} ({})", threadCount(), plural, target);
}

void TrainLoop::announce() {
  const Settings &settings = run.settings;
  const BmrtProgram &program = session.description();
  MemoryNeed need = memoryNeed(program, kTrainingFunctions);
  const char *unit = run.data->unit();
  int64_t rows = settings.batchSize * settings.accumulate;
  int64_t perRow = run.data->unitsPerRow();
  progress.message(
      fmt::format("{}: {} parameters, {}, {}, {}", session.config.model,
                  formatCount(static_cast<double>(parameterCount(run.program))),
                  session.config.dtype, formatBytes(need.total()), place()));
  progress.message(fmt::format(
      "data: {}, {} {} to train on, {} to validate", run.data->path(),
      formatCount(static_cast<double>(run.data->rows(Split::Train) * perRow)),
      unit,
      formatCount(static_cast<double>(run.data->rows(Split::Val) * perRow))));
  if (!session.device.reason.empty())
    progress.message("note: on the CPU: " + session.device.reason);
  for (const std::string &note : run.notes)
    progress.message("note: " + note);
  if (run.startStep > 0)
    progress.message(fmt::format("resuming {} after step {}", run.resumedFrom,
                                 run.startStep));
  progress.message(fmt::format("{} steps of {} {}, into {}", settings.maxSteps,
                               rows * perRow, unit, session.options.out));
}

/// Answers "is my loss normal?" for models that predict tokens.
void TrainLoop::judgeFirstLoss(double loss) {
  const Config &config = session.config;
  if (config.vocabSize < 2 || !config.loss.starts_with("cross_entropy"))
    return;
  double even = std::log(static_cast<double>(config.vocabSize));
  progress.message(fmt::format(
      "note: the first loss is {}; guessing evenly among {} tokens gives {}",
      formatLoss(loss), config.vocabSize, formatLoss(even)));
}

/// Said once: such batches may be many.
void TrainLoop::noteEmptyLoss(int64_t n) {
  if (!saidEmptyLoss)
    progress.message(fmt::format(
        "note: nothing in the batch of step {} counts in the loss (no target, "
        "or weights of 0); its loss and its gradients are 0",
        n));
  saidEmptyLoss = true;
}

Status TrainLoop::execute() {
  BMRT_TRY(prepare());
  return finish(steps());
}

Status TrainLoop::steps() {
  if (run.record.evalPending && evaluates())
    BMRT_TRY(evaluateAndSave(run.startStep, /*isSaved=*/true));
  if (hasStopped()) {
    progress.message(fmt::format(
        "nothing to do: the run has stopped early; --set patience={} would let "
        "it go on",
        run.record.stopping.stale + run.settings.patience));
    return {};
  }
  if (run.startStep >= run.settings.maxSteps) {
    progress.message(fmt::format(
        "nothing to do: the run is at step {} of {}; raise --steps to go on",
        run.startStep, run.settings.maxSteps));
    return {};
  }
  for (int64_t n = run.startStep + 1; n <= run.settings.maxSteps; ++n) {
    // Until its update a step has changed nothing that is saved.
    BMRT_TRY(step.start(n, [&] { return answerRequest(n - 1); }));
    // What has to see the state after step n must not see that of the next.
    BMRT_TRY(settle(isSaved(n) || isEvaluated(n) ? n : n - 1));
    if (hasStopped() && n < run.settings.maxSteps) {
      stopEarly(n);
      break;
    }
  }
  return {};
}

void TrainLoop::stopEarly(int64_t n) {
  summary.outcome = "stopped early";
  const std::string &name = run.record.bestOf;
  progress.message(fmt::format("step {}: {} has not improved for {} "
                               "evaluations: stopped early; the best "
                               "weights are those of step {}, in {}/best",
                               n, name == "loss" ? "the validation loss" : name,
                               run.settings.patience, run.record.bestStep,
                               session.options.out));
}

/// Does what follows steps up to n, and later ones that have ended. A device
/// that works on its own is given the next step before the numbers of the last
/// one are looked at, so that it never waits for the host.
Status TrainLoop::settle(int64_t n) {
  while (step.underWay() && (step.underWay() <= n || step.isDone())) {
    StepReport report;
    Status status = step.finish(report);
    if (status.code() == Code::Diverged)
      return diverge(status, report.step);
    BMRT_TRY(status);
    BMRT_TRY(afterStep(report));
  }
  return {};
}

/// If a signal has asked for it, saves step n, the last one done, and ends the
/// run if it has asked for that. However many signals ask to save, the work
/// they come in goes on from where it is.
Status TrainLoop::answerRequest(int64_t n) {
  Request request = requested();
  if (request != Request::None)
    BMRT_TRY(settle(n));
  if (request == Request::Stop)
    return interrupt(n);
  if (request == Request::None)
    return {};
  forgetSave();
  return n > 0 && savedStep != n ? save(n, /*isBest=*/false) : Status();
}

Status TrainLoop::afterStep(const StepReport &report) {
  int64_t n = report.step;
  summary.steps = n;
  summary.lastLoss = report.loss;
  summary.units += static_cast<int64_t>(report.units);
  curves.train.add(n, report.loss);
  if (report.countsNothing)
    noteEmptyLoss(n);
  else if (n == 1)
    judgeFirstLoss(report.loss);
  std::string line = stepLine(report);
  BMRT_TRY(metrics.append(line));
  BMRT_TRY(events.addStep(report));
  progress.step(report);
  progress.json(line);
  if (isEvaluated(n))
    return evaluateAndSave(n, isSaved(n));
  return isSaved(n) ? save(n, /*isBest=*/false) : Status();
}

bool TrainLoop::isSaved(int64_t n) const {
  return isDue(n, run.settings.checkpointEvery);
}

/// A checkpoint is also evaluated: `best` is chosen among those that exist.
bool TrainLoop::isEvaluated(int64_t n) const {
  return evaluates() && (isSaved(n) || isDue(n, run.settings.evalEvery));
}

bool TrainLoop::evaluates() const {
  return run.settings.evalEvery > 0 && run.data->rows(Split::Val) > 0 &&
         run.program.function("eval");
}

/// An evaluation may take long. Until it is done, step n is saved as one that
/// is still to be evaluated, by the run that resumes it. A checkpoint made that
/// way is made again afterwards.
Status TrainLoop::evaluateAndSave(int64_t n, bool isSaved) {
  bool isBest = false;
  run.record.evalPending = true;
  BMRT_TRY(evaluateAt(n, isBest));
  run.record.evalPending = false;
  bool mustSave = isSaved || isBest || hasStopped() || savedStep == n;
  return mustSave ? save(n, isBest) : Status();
}

void TrainLoop::noteCurves(int64_t n, const EvalResult &result) {
  summary.lastMetrics = result.metrics;
  curves.val.add(n, result.loss);
  for (const MetricValue &metric : result.metrics)
    if (metric.isNumber())
      curves.addMetric(metric.name, n, metric.number());
}

/// Logs the validation loss and the metrics. `isBest` is set, and the record
/// updated, only if step n is about to be saved.
Status TrainLoop::evaluateAt(int64_t n, bool &isBest) {
  const Settings &settings = run.settings;
  Clock::time_point start = Clock::now();
  EvalResult result;
  BMRT_TRY(evaluate(
      session.config, run.program, *run.data, Split::Val, settings.evalBatches,
      settings.batchSize, [&] { return answerRequest(n); }, result));
  summary.hasValLoss = true;
  summary.lastValLoss = result.loss;
  // A run that stops early goes back to its best step, so that is saved.
  bool mayBeSaved = settings.patience > 0 || isDue(n, settings.checkpointEvery);
  isBest = judgeEvaluation(session.config.best, result, mayBeSaved ? n : 0,
                           run.settings, run.record);
  noteCurves(n, result);
  std::string line =
      evalLine(n, result.loss, result.metrics, secondsSince(start) * 1000);
  BMRT_TRY(metrics.append(line));
  BMRT_TRY(events.addEval(n, result.loss, result.metrics));
  progress.json(line);
  std::vector<std::string> parts = describe(result.metrics);
  std::string measured = formatLoss(result.loss);
  for (const std::string &part : parts)
    measured += ", " + part;
  parts.insert(parts.begin(), "val " + formatLoss(result.loss));
  progress.evaluated(std::move(parts));
  progress.message(fmt::format("step {}: validation loss {}{}", n, measured,
                               isBest ? " (best so far)" : ""));
  if (result.countsNothing)
    progress.message("note: nothing in the validation rows counts in the loss");
  if (!std::isfinite(result.loss))
    progress.message("note: " + result.cause.describe());
  BMRT_TRY(events.flush());
  return metrics.flush(/*durable=*/false);
}

/// The metrics of the saved steps must not be lost: they go to disk first.
Status TrainLoop::save(int64_t n, bool isBest) {
  BMRT_TRY(metrics.flush(/*durable=*/true));
  run.record.lr = run.settings.lr.at(n, run.settings.maxSteps);
  BMRT_TRY(
      store
          .save(run.program, n, *run.record.toJson(), isBest, run.settings.keep)
          .withContext(fmt::format("checkpoint of step {}", n)));
  savedStep = n;
  progress.message(fmt::format("step {}: saved {}", n, store.directory(n)));
  return writePlots(session, curves);
}

Status TrainLoop::interrupt(int64_t n) {
  summary.outcome = "interrupted";
  if (n == 0)
    return {Code::Interrupted,
            "interrupted before the first step was done; nothing to save"};
  if (savedStep != n)
    BMRT_TRY(save(n, /*isBest=*/false));
  return {Code::Interrupted,
          fmt::format("interrupted after step {} of {}, everything is saved; "
                      "continue with '{} train --out {} --resume'",
                      n, run.settings.maxSteps, session.options.programName,
                      session.options.out)};
}

/// The parameters are still those of the last good step: keep them.
Status TrainLoop::diverge(const Status &cause, int64_t n) {
  summary.outcome = "diverged";
  int64_t good = n - 1;
  if (good > savedStep)
    BMRT_TRY(save(good, /*isBest=*/false));
  std::string kept =
      good > 0
          ? fmt::format("step {} is saved in {}", good, store.directory(good))
          : std::string("the first step failed: check the data and the "
                        "initial weights");
  return {Code::Diverged, cause.message() + "\nnote: " + kept +
                              "\nhelp: try a lower learning rate, a longer "
                              "warmup or gradient clipping"};
}

/// Writes what belongs to the end of a run, however it ended. The first error
/// is the one reported.
Status TrainLoop::finish(const Status &status) {
  if (!status.ok() && status.code() != Code::Interrupted &&
      status.code() != Code::Diverged)
    summary.outcome = "failed";
  summary.seconds = secondsSince(started);
  Status written = metrics.flush(/*durable=*/true);
  if (written.ok())
    written = events.flush();
  if (written.ok())
    written = writeReport(session, run, summary);
  if (written.ok())
    written = writePlots(session, curves);
  if (written.ok())
    written = syncDirectory(session.options.out);
  if (!status.ok())
    return status;
  BMRT_TRY(written);
  progress.message(fmt::format(
      "done: {} steps in {}, loss {}{}", summary.steps,
      formatDuration(summary.seconds), formatLoss(summary.lastLoss),
      run.record.bestStep > 0
          ? fmt::format(", best validation {} {} at step {}", run.record.bestOf,
                        formatLoss(run.record.bestValue), run.record.bestStep)
          : std::string()));
  return {};
}

} // namespace

Status runTrain(Session &session) {
  CheckpointStore store(session.options.out);
  TrainRun run;
  std::unique_ptr<Profile> profile;
  BMRT_TRY(setUpTraining(session, store, run));
  BMRT_TRY(startProfile(session, run.program, profile));
  if (session.options.checkData)
    return checkData(session, run);
  if (session.options.dryRun) {
    BMRT_TRY(runDry(session, run));
    return reportProfile(session, profile.get());
  }
  if (session.options.findRate) {
    BMRT_TRY(findRate(run));
    return reportProfile(session, profile.get());
  }
  // Until now there was nothing to save: these signals ended the program.
  catchStop();
  BMRT_TRY(store.prepare(run.program));
  // Going back to an earlier step may have removed it.
  int64_t &best = run.record.bestStep;
  best = pathExists(store.directory(best)) ? best : 0;
  // Sets links right, too, that a kill has left on older checkpoints.
  BMRT_TRY(store.rewind(run.startStep, best));
  Status status = TrainLoop(session, store, run).execute();
  Status reported = reportProfile(session, profile.get());
  return status.ok() ? reported : status;
}

} // namespace bmc
