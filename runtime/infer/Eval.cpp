//===- Eval.cpp - Loss and metrics over a split ---------------------------===//
#include "runtime/infer/Eval.h"

#include "runtime/infer/ExactMatch.h"
#include "runtime/infer/MetricTotals.h"
#include "runtime/train/TrainStep.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace bmc {

namespace {

/// The batches of one evaluation, in order.
class EvalBatches {
public:
  EvalBatches(Dataset &data, const BmrtFunction &function, Split split,
              int64_t batches, int64_t batchSize, const Poll &poll)
      : data(data), split(split), count(batches), batchSize(batchSize),
        poll(poll), fixed(fixedRows(function)) {}

  /// Calls `use` with each whole batch until it is false or fails.
  template <typename Use> Status forEach(Use use) {
    bool goOn = true;
    for (int64_t index = 0; goOn && (count == 0 || index < count); ++index) {
      BMRT_TRY(data.evalBatch(split, index, count, batchSize, batch));
      if (batch.rows == 0)
        break;
      BMRT_TRY(poll());
      if (fixed == 0 || batch.rows == fixed)
        BMRT_TRY(use(batch, goOn));
    }
    return {};
  }

private:
  Dataset &data;
  Split split;
  int64_t count, batchSize;
  const Poll &poll;
  int64_t fixed; ///< rows that the program takes; 0 if it takes any number
  Batch batch;
};

} // namespace

Status evaluate(const Config &config, Program &program, Dataset &data,
                Split split, int64_t batches, int64_t batchSize,
                const Poll &poll, EvalResult &result) {
  const BmrtFunction &function = *program.function("eval");
  EvalBatches all(data, function, split, batches, batchSize, poll);
  LossTotals totals(program);
  result = {};
  BMRT_TRY(all.forEach([&](const Batch &batch, bool &) {
    result.rows += batch.rows;
    return totals.add(batch.views(), batch.rows);
  }));
  if (result.rows == 0)
    return badInput("{}: the split has no rows to evaluate", data.path());
  result.countsNothing = totals.countNothing();
  std::vector<HostTensor> outputs;
  MetricTotals metrics(program, config.metrics);
  int64_t number = 0; // of the batch: each draws other numbers
  BMRT_TRY(all.forEach([&](const Batch &batch, bool &goOn) -> Status {
    std::vector<TensorView> inputs = batch.views();
    totals.append(inputs, batch.rows);
    HostTensor carry = carryTensor(number > 0);
    HostTensor rng = rngTensor(config.train.seed, number++);
    inputs.push_back(rng.view());
    inputs.push_back(carry.view());
    BMRT_TRY(program.call(function, inputs, outputs));
    result.loss += scalarOutput(outputs, "loss");
    metrics.add(outputs);
    if (std::isfinite(result.loss))
      return {};
    goOn = false;
    return program.findNonFinite(function, inputs, result.cause);
  }));
  return std::isfinite(result.loss) ? metrics.finish(result.metrics) : Status();
}

static Split splitNamed(const std::string &name) {
  return name == "train" ? Split::Train
         : name == "val" ? Split::Val
                         : Split::All;
}

static ClassNames classNames(const Config &config, const Json *names) {
  ClassNames classes;
  for (const MetricInfo &metric : config.metrics)
    classes[metric.name] = categoryNames(names, metric.targets);
  return classes;
}

static void printResult(const Session &session, const EvalResult &result,
                        const ClassNames &classes, const std::string &weights) {
  const Options &options = session.options;
  bool isText = !hasRows(session.config.dataKind);
  if (options.asJson() || options.jsonLog) {
    Json json = {{"loss", result.loss},
                 {"rows", result.rows},
                 {"split", options.split},
                 {"weights", weights}};
    if (isText)
      json["perplexity"] = std::exp(result.loss);
    for (const MetricValue &metric : result.metrics)
      json["metrics"][metric.name] = toJson(metric);
    std::printf("%s\n", dumpJson(json).c_str());
    return;
  }
  if (!options.quiet)
    std::fputs(fmt::format("{}: {} rows of split '{}'\n", weights, result.rows,
                           options.split)
                   .c_str(),
               stderr);
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("loss", fmt::format("{:.9g}", result.loss));
  bool isMetric =
      std::ranges::count(result.metrics, "perplexity", &MetricValue::name) > 0;
  if (isText && !isMetric)
    lines.emplace_back("perplexity",
                       fmt::format("{:.6g}", std::exp(result.loss)));
  std::fputs(metricTable(lines, result.metrics, classes).c_str(), stdout);
}

/// Generates the targets of the rows that were evaluated.
static Status addExactMatch(const Session &session, const RunRecord &record,
                            Program &program, Dataset &data, int64_t batchSize,
                            EvalResult &result) {
  const Options &options = session.options;
  Generation generation;
  BMRT_TRY(generation.initialize(session, record, program, /*sequences=*/0));
  ExactMatch match(session, generation);
  const Poll goOn = [] { return Status(); };
  EvalBatches batches(data, *program.function("eval"),
                      splitNamed(options.split), options.batches, batchSize,
                      goOn);
  BMRT_TRY(batches.forEach(
      [&](const Batch &batch, bool &) { return match.add(batch); }));
  result.metrics.push_back({"exact_match", Shape(), {match.share()}});
  return {};
}

Status runEval(Session &session) {
  const Options &options = session.options;
  const Settings &standard = session.config.train;
  Program program;
  RunRecord record;
  std::string weights;
  std::vector<std::string_view> functions = {"totals", "eval", "metrics"};
  if (options.exactMatch)
    std::ranges::copy(kGeneratingFunctions, std::back_inserter(functions));
  BMRT_TRY(
      startProgram(session, functions, options.batchSize.value_or(0), program));
  BMRT_TRY(loadWeights(session, program, record, weights));
  // The split of a table follows from the seed of the run.
  uint64_t seed = record.identity ? record.seed : standard.seed;
  std::unique_ptr<Dataset> data;
  BMRT_TRY(
      openRunData(session, record, "eval", seed, /*mustMatch=*/false, data));
  int64_t batchSize = options.batchSize.value_or(
      record.batchSize > 0 ? record.batchSize : standard.batchSize);
  BMRT_TRY(checkBatchSize(session, *program.function("eval"), batchSize));
  EvalResult result;
  BMRT_TRY(evaluate(
      session.config, program, *data, splitNamed(options.split),
      options.batches, batchSize, [] { return Status(); }, result));
  if (!std::isfinite(result.loss))
    return {Code::Diverged,
            fmt::format("the loss of {} over split '{}' of {} is {}\nnote: {}",
                        weights, options.split, data->path(),
                        nonFiniteName(result.loss), result.cause.describe())};
  if (options.exactMatch)
    BMRT_TRY(addExactMatch(session, record, program, *data, batchSize, result));
  if (result.countsNothing && !options.quiet)
    std::fputs("note: nothing in these rows counts in the loss\n", stderr);
  Json identity = data->identity();
  printResult(session, result, classNames(session.config, &identity), weights);
  return {};
}

} // namespace bmc
