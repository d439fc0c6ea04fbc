//===- Eval.cpp - Mean loss over a split ----------------------------------===//
#include "runtime/infer/Eval.h"

#include "runtime/train/TrainStep.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace bmc {

Status evaluate(Program &program, Dataset &data, Split split, int64_t batches,
                int64_t batchSize, EvalResult &result) {
  const BmrtFunction &function = *program.function("eval");
  int64_t fixed = fixedRows(function);
  Batch batch;
  std::vector<HostTensor> outputs;
  double sum = 0;
  result = {};
  for (int64_t index = 0; batches == 0 || index < batches; ++index) {
    BMRT_TRY(data.evalBatch(split, index, batches, batchSize, batch));
    if (batch.rows == 0)
      break;
    if (fixed > 0 && batch.rows != fixed)
      continue;
    BMRT_TRY(program.call(function, batch.views(), outputs));
    double loss = scalarOutput(outputs, "loss");
    sum += loss * static_cast<double>(batch.rows);
    result.rows += batch.rows;
    ++result.batches;
    if (!std::isfinite(loss)) {
      result.loss = loss;
      return program.findNonFinite(function, batch.views(), result.cause);
    }
  }
  if (result.rows == 0)
    return badInput("{}: the split has no rows to evaluate", data.path());
  result.loss = sum / static_cast<double>(result.rows);
  return {};
}

static Split splitNamed(const std::string &name) {
  return name == "train" ? Split::Train
         : name == "val" ? Split::Val
                         : Split::All;
}

static void printResult(const Session &session, const EvalResult &result,
                        const std::string &weights) {
  const Options &options = session.options;
  bool isText = session.config.dataKind != DataKind::Csv;
  if (options.jsonLog) {
    Json json = {{"loss", result.loss},
                 {"rows", result.rows},
                 {"split", options.split},
                 {"weights", weights}};
    if (isText)
      json["perplexity"] = std::exp(result.loss);
    std::printf("%s\n", dumpJson(json).c_str());
    return;
  }
  if (!options.quiet)
    std::fputs(fmt::format("{}: {} rows of split '{}'\n", weights, result.rows,
                           options.split)
                   .c_str(),
               stderr);
  std::printf("loss %.9g\n", result.loss);
  if (isText)
    std::printf("perplexity %.6g\n", std::exp(result.loss));
}

Status runEval(const Session &session) {
  const Options &options = session.options;
  const Settings &standard = session.config.train;
  Program program;
  RunRecord record;
  std::string weights;
  constexpr std::string_view kFunctions[] = {"eval"};
  BMRT_TRY(startProgram(session, kFunctions, program));
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
  BMRT_TRY(evaluate(program, *data, splitNamed(options.split),
                    options.batches.value_or(standard.evalBatches), batchSize,
                    result));
  if (!std::isfinite(result.loss))
    return {Code::Diverged,
            fmt::format("the loss of {} over split '{}' of {} is {}\nnote: {}",
                        weights, options.split, data->path(),
                        nonFiniteName(result.loss), result.cause.describe())};
  printResult(session, result, weights);
  return {};
}

} // namespace bmc
