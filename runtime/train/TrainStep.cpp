//===- TrainStep.cpp - One optimizer step ---------------------------------===//
#include "runtime/train/TrainStep.h"

#include <chrono>
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
  totals.append(inputs, batch.rows);
}

Status TrainStep::callTrain(bool add, double &loss) {
  bindInputs();
  BMRT_TRY(trainRun.program.call(add ? *accumulate : train, inputs, outputs));
  loss = scalarOutput(outputs, "loss");
  return {};
}

Status TrainStep::runGradient(int64_t step, double &loss) {
  BMRT_TRY(loadMicroBatch(step, 0));
  totals.clear();
  BMRT_TRY(totals.add(batch.views(), batch.rows));
  return callTrain(/*accumulate=*/false, loss);
}

Status TrainStep::run(int64_t step, const Poll &poll, StepReport &report) {
  using Clock = std::chrono::steady_clock;
  Clock::time_point start = Clock::now();
  const Settings &settings = trainRun.settings;
  BMRT_TRY(countMicroBatches(step, poll));
  report.loss = 0;
  for (int64_t micro = 0; micro < settings.accumulate; ++micro) {
    BMRT_TRY(poll());
    double loss = 0;
    BMRT_TRY(loadMicroBatch(step, micro));
    BMRT_TRY(callTrain(micro > 0, loss));
    if (!std::isfinite(loss))
      return explainLoss(step, loss);
    report.loss += loss;
  }
  report.step = step;
  report.maxSteps = settings.maxSteps;
  report.countsNothing = totals.countNothing();
  report.lr = settings.lr.at(step, settings.maxSteps);
  report.unit = trainRun.data->unit();
  report.units = static_cast<double>(settings.batchSize * settings.accumulate *
                                     trainRun.data->unitsPerRow());
  BMRT_TRY(update(step, report));
  report.milliseconds =
      std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  return {};
}

Status TrainStep::update(int64_t step, StepReport &report) {
  HostTensor lr = HostTensor::scalar("lr", report.lr);
  HostTensor number = HostTensor::scalar("step", static_cast<double>(step));
  const TensorView scalars[] = {lr.view(), number.view()};
  BMRT_TRY(trainRun.program.call(updateFunction, scalars, outputs));
  report.gradNorm = scalarOutput(outputs, "grad_norm");
  if (!std::isfinite(report.gradNorm))
    return explainNorm(step, report.gradNorm);
  return {};
}

/// Repeats the micro-batch in `inputs` launch by launch.
Status TrainStep::explainLoss(int64_t step, double loss) {
  NonFinite found;
  BMRT_TRY(trainRun.program.findNonFinite(train, inputs, found));
  return diverged(step, "the loss", loss, found.describe());
}

/// The losses were finite: look at the gradients of every micro-batch.
Status TrainStep::explainNorm(int64_t step, double norm) {
  NonFinite found;
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
