//===- Predict.cpp - The verb predict -------------------------------------===//
#include "runtime/infer/Predict.h"

#include "runtime/core/Files.h"
#include "runtime/core/OutputFile.h"
#include "runtime/data/Csv.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace bmc {
namespace {

/// Rows go to standard output, or to a file if the path is not empty.
class Sink {
public:
  Status open(const std::string &path) {
    if (path.empty())
      return {};
    output.emplace(path);
    return file.open(output->temporary());
  }

  Status write(const std::string &text) {
    if (output)
      return file.write(text.data(), text.size());
    bool isWritten =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    return isWritten ? Status()
                     : resourceError("cannot write to standard output");
  }

  Status finish() {
    if (!output)
      return {};
    BMRT_TRY(file.finish());
    return output->publish();
  }

private:
  std::optional<OutputFile> output;
  FileWriter file;
};

int64_t columnsOf(const HostTensor &output, int64_t rows) {
  return rows > 0 ? output.shape.elements() / rows : 0;
}

std::string headerLine(const std::vector<HostTensor> &outputs, int64_t rows) {
  std::string line;
  for (const HostTensor &output : outputs) {
    int64_t columns = columnsOf(output, rows);
    for (int64_t c = 0; c < columns; ++c) {
      std::string name = output.name + (columns > 1 ? std::to_string(c) : "");
      line += (line.empty() ? "" : ",") + csvQuote(name);
    }
  }
  return line + "\n";
}

/// The shortest text that reads back as the same number.
std::string numberText(const HostTensor &output, int64_t index) {
  if (std::isnan(output.element(index)))
    return "nan";
  if (output.dtype == kBmrtF32)
    return fmt::format("{}", output.as<float>()[index]);
  if (output.dtype == kBmrtF64)
    return fmt::format("{}", output.as<double>()[index]);
  return fmt::format("{}", static_cast<int64_t>(output.element(index)));
}

std::string rowLines(const std::vector<HostTensor> &outputs, int64_t rows) {
  std::string text;
  for (int64_t row = 0; row < rows; ++row) {
    const char *separator = "";
    for (const HostTensor &output : outputs) {
      int64_t columns = columnsOf(output, rows);
      for (int64_t c = 0; c < columns; ++c) {
        text += separator + numberText(output, row * columns + c);
        separator = ",";
      }
    }
    text += "\n";
  }
  return text;
}

} // namespace

Status runPredict(Session &session) {
  const Options &options = session.options;
  std::error_code absent;
  if (std::filesystem::equivalent(options.data, options.output, absent))
    return usageError("--output would replace the data file '{}'",
                      options.data);
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
  const BmrtFunction &predict = *program.function("predict");
  int64_t batchSize =
      options.batchSize.value_or(session.config.train.batchSize);
  BMRT_TRY(checkBatchSize(session, predict, batchSize));
  Sink sink;
  BMRT_TRY(sink.open(options.output == kStandardStream ? "" : options.output));
  Batch batch;
  std::vector<HostTensor> outputs;
  for (int64_t index = 0;; ++index) {
    BMRT_TRY(data->evalBatch(Split::All, index, 0, batchSize, batch));
    if (batch.rows == 0)
      break;
    BMRT_TRY(program.call(predict, batch.views(), outputs));
    if (index == 0)
      BMRT_TRY(sink.write(headerLine(outputs, batch.rows)));
    BMRT_TRY(sink.write(rowLines(outputs, batch.rows)));
  }
  return sink.finish();
}

} // namespace bmc
