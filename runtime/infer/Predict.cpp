//===- Predict.cpp - The verb predict -------------------------------------===//
#include "runtime/infer/Predict.h"

#include "runtime/data/RowReader.h"
#include "runtime/infer/Predictions.h"
#include "runtime/infer/ResultSink.h"
#include "runtime/infer/Stream.h"
#include "runtime/train/TrainStep.h"

namespace bmc {
namespace {

/// The format that is asked for: by a flag, the file to write, or what is read.
Status chooseFormat(const Session &session, const Dataset &data,
                    std::string &format) {
  const Options &options = session.options;
  format = options.format;
  if (!format.empty())
    return {};
  bool isTable = session.config.dataKind == DataKind::Csv;
  bool isOne = isTable ? !options.row.empty() : data.rows(Split::All) == 1;
  bool isJson = namesJson(options.output);
  if (options.output.empty() && options.row.empty() && isTable)
    BMRT_TRY(holdsJson(options.data, isJson));
  format = isJson ? "jsonl" : isOne && options.output.empty() ? "text" : "csv";
  return {};
}

/// Reads batch after batch and writes its predictions.
Status writePredictions(const Session &session, const RunRecord &record,
                        Program &program, Dataset &data, ResultSink &sink) {
  const Options &options = session.options;
  const BmrtFunction &predict = *program.function("predict");
  int64_t batchSize =
      options.batchSize.value_or(session.config.train.batchSize);
  if (!options.row.empty() && fixedRows(predict) == 0)
    batchSize = 1;
  BMRT_TRY(checkBatchSize(session, predict, batchSize));
  std::string name;
  BMRT_TRY(chooseFormat(session, data, name));
  std::unique_ptr<PredictionFormat> format = makePredictionFormat(name);
  Batch batch;
  std::vector<HostTensor> outputs;
  std::vector<OutputForm> forms;
  auto rowOf = [&](int64_t row) {
    auto index = static_cast<size_t>(row);
    return PredictedRow{outputs, forms, row,
                        batch.names.empty() ? "" : batch.names[index]};
  };
  for (int64_t index = 0;; ++index) {
    BMRT_TRY(data.evalBatch(Split::All, index, 0, batchSize, batch));
    if (batch.rows == 0)
      return {};
    std::vector<TensorView> inputs = batch.views();
    HostTensor rng = rngTensor(session.config.train.seed, index);
    inputs.push_back(rng.view());
    BMRT_TRY(program.call(predict, inputs, outputs));
    if (index == 0) {
      forms =
          outputForms(session.config, record.names.get(), options.raw, outputs);
      BMRT_TRY(sink.write(format->header(rowOf(0))));
    }
    std::string text;
    for (int64_t row = 0; row < batch.rows; ++row)
      text += format->row(rowOf(row));
    BMRT_TRY(sink.write(text));
  }
}

} // namespace

Status runPredict(Session &session) {
  const Options &options = session.options;
  if (options.stream)
    return runStream(session);
  BMRT_TRY(refuseInput(options.output, options.data));
  Program program;
  RunRecord record;
  std::string weights;
  constexpr std::string_view kFunctions[] = {"predict"};
  BMRT_TRY(startProgram(
      session, kFunctions,
      session.options.batchSize.value_or(session.config.train.batchSize),
      program));
  BMRT_TRY(loadWeights(session, program, record, weights));
  std::unique_ptr<Dataset> data;
  BMRT_TRY(openRunData(session, record, "predict", record.seed,
                       /*mustMatch=*/false, data));
  ResultSink sink;
  BMRT_TRY(sink.open(options.output));
  BMRT_TRY(writePredictions(session, record, program, *data, sink));
  return sink.finish();
}

} // namespace bmc
