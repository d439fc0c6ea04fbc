//===- TrainStep.cpp - One optimizer step ---------------------------------===//
#include "runtime/train/TrainStep.h"

#include <algorithm>
#include <cmath>

namespace bmc {

double scalarOutput(const std::vector<HostTensor> &outputs,
                    std::string_view name) {
  for (const HostTensor &output : outputs)
    if (output.name == name)
      return output.element(0);
  return NAN;
}

HostTensor rngTensor(uint64_t seed, int64_t draw) {
  HostTensor rng("rng", kBmrtI64, {2});
  rng.as<int64_t>()[0] = static_cast<int64_t>(seed);
  rng.as<int64_t>()[1] = draw;
  return rng;
}

HostTensor carryTensor(bool goesOn) {
  return HostTensor::scalar("carry", goesOn ? 1 : 0);
}

const char *nonFiniteName(double value) {
  return std::isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

static Status diverged(int64_t step, std::string_view what, double value,
                       const std::string &cause) {
  return {Code::Diverged,
          fmt::format("training diverged at step {}: {} is {}\nnote: {}", step,
                      what, nonFiniteName(value), cause)};
}

TrainStep::TrainStep(TrainRun &run)
    : trainRun(run), train(*run.program.function("train")),
      accumulate(run.program.function("train_accumulate")),
      updateFunction(*run.program.function("update")), totals(run.program) {}

Status TrainStep::loadMicroBatch(int64_t step, int64_t micro) {
  const Settings &settings = trainRun.settings;
  int64_t draw = (step - 1) * settings.accumulate + micro;
  if (draw == loadedDraw)
    return {};
  int64_t cursor = settings.overfitBatch ? micro : draw;
  BMRT_TRY(trainRun.data->trainBatch(cursor, settings.batchSize, batch));
  rng = rngTensor(settings.seed, draw);
  carry = carryTensor(trainRun.data->goesOn(cursor, settings.batchSize));
  loadedDraw = draw;
  return {};
}

Status TrainStep::countMicroBatches(int64_t step, const Poll &poll) {
  const Settings &settings = trainRun.settings;
  totals.clear();
  if (!totals.needsData()) {
    totals.addRows(settings.batchSize * settings.accumulate);
    return {};
  }
  for (int64_t micro = 0; micro < settings.accumulate; ++micro) {
    BMRT_TRY(poll());
    BMRT_TRY(loadMicroBatch(step, micro));
    BMRT_TRY(totals.add(batch.views(), batch.rows));
  }
  return {};
}

/// The inputs of the micro-batch that is loaded.
void TrainStep::bindInputs() {
  inputs = batch.views();
  inputs.push_back(rng.view());
  inputs.push_back(carry.view());
  totals.append(inputs, batch.rows);
}

Status TrainStep::runGradient(int64_t step, double &loss) {
  BMRT_TRY(loadMicroBatch(step, 0));
  totals.clear();
  BMRT_TRY(totals.add(batch.views(), batch.rows));
  bindInputs();
  BMRT_TRY(trainRun.program.call(train, inputs, outputs));
  loss = scalarOutput(outputs, "loss");
  return {};
}

//===----------------------------------------------------------------------===//
// Starting a step
//===----------------------------------------------------------------------===//

/// What is known of a step before it has run.
void TrainStep::describe(int64_t step, StepReport &report) const {
  const Settings &settings = trainRun.settings;
  report = {};
  report.step = step;
  report.maxSteps = settings.maxSteps;
  report.countsNothing = totals.countNothing();
  report.lr = settings.lr.at(step, settings.maxSteps);
  report.unit = trainRun.data->unit();
  report.units = static_cast<double>(settings.batchSize * settings.accumulate *
                                     trainRun.data->unitsPerRow());
}

Status TrainStep::startMicroBatches(int64_t step, const Poll &poll,
                                    Started &started) {
  int64_t count = trainRun.settings.accumulate;
  started.micros.resize(static_cast<size_t>(count));
  for (int64_t micro = 0; micro < count && !started.hasBadLoss; ++micro) {
    BMRT_TRY(poll());
    BMRT_TRY(loadMicroBatch(step, micro));
    bindInputs();
    StartedCall &call = started.micros[static_cast<size_t>(micro)];
    BMRT_TRY(
        trainRun.program.start(micro > 0 ? *accumulate : train, inputs, call));
    started.hasBadLoss =
        call.isDone() && !std::isfinite(scalarOutput(call.outputs, "loss"));
  }
  return {};
}

Status TrainStep::startUpdate(Started &started) {
  HostTensor lr = HostTensor::scalar("lr", started.report.lr);
  HostTensor number =
      HostTensor::scalar("step", static_cast<double>(started.report.step));
  HostTensor product = HostTensor::scalar(
      "mu_product", trainRun.settings.mu.productUntil(started.report.step));
  const TensorView scalars[] = {lr.view(), number.view(), product.view()};
  return trainRun.program.start(updateFunction, scalars, started.update);
}

Status TrainStep::start(int64_t step, const Poll &poll) {
  Started &started = stepUnderWay(step);
  started.begin = Clock::now();
  started.hasBadLoss = false;
  BMRT_TRY(countMicroBatches(step, poll));
  describe(step, started.report);
  BMRT_TRY(startMicroBatches(step, poll, started));
  if (!started.hasBadLoss)
    BMRT_TRY(startUpdate(started));
  oldest = underWay() ? oldest : step;
  newest = step;
  return {};
}

//===----------------------------------------------------------------------===//
// Finishing a step
//===----------------------------------------------------------------------===//

bool TrainStep::isDone() const {
  if (!underWay())
    return true;
  const Started &started = stepUnderWay(oldest);
  return started.hasBadLoss || started.update.isDone();
}

Status TrainStep::finish(StepReport &report) {
  Started &started = stepUnderWay(oldest);
  report = started.report;
  int64_t step = oldest++;
  for (size_t micro = 0; micro < started.micros.size(); ++micro) {
    BMRT_TRY(trainRun.program.finish(started.micros[micro]));
    double loss = scalarOutput(started.micros[micro].outputs, "loss");
    if (!std::isfinite(loss))
      return explainLoss(step, static_cast<int64_t>(micro), loss);
    report.loss += loss;
  }
  BMRT_TRY(trainRun.program.finish(started.update));
  report.gradNorm = scalarOutput(started.update.outputs, "grad_norm");
  if (!std::isfinite(report.gradNorm))
    return explainNorm(step, report.gradNorm);
  // A step that was started early takes from the end of the one before.
  Clock::time_point now = Clock::now();
  report.milliseconds = std::chrono::duration<double, std::milli>(
                            now - std::max(started.begin, lastFinish))
                            .count();
  lastFinish = now;
  return {};
}

static Status goOn() { return {}; }

/// Repeats the micro-batch launch by launch.
Status TrainStep::explainLoss(int64_t step, int64_t micro, double loss) {
  NonFinite found;
  BMRT_TRY(countMicroBatches(step, goOn));
  BMRT_TRY(loadMicroBatch(step, micro));
  bindInputs();
  BMRT_TRY(trainRun.program.findNonFinite(train, inputs, found));
  return diverged(step, "the loss", loss, found.describe());
}

/// The losses were finite: look at the gradients of every micro-batch.
Status TrainStep::explainNorm(int64_t step, double norm) {
  NonFinite found;
  BMRT_TRY(countMicroBatches(step, goOn));
  for (int64_t micro = 0; micro < trainRun.settings.accumulate; ++micro) {
    BMRT_TRY(loadMicroBatch(step, micro));
    bindInputs();
    BMRT_TRY(trainRun.program.findNonFinite(train, inputs, found));
    if (found.source != NonFinite::Source::None)
      return diverged(step, "the gradient norm", norm, found.describe());
  }
  return diverged(step, "the gradient norm", norm,
                  "every gradient is finite, but their squares or their sum "
                  "over micro-batches overflow");
}

} // namespace bmc
