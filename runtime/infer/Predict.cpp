//===- Predict.cpp - The verb predict -------------------------------------===//
#include "runtime/infer/Predict.h"

#include "runtime/core/Files.h"
#include "runtime/data/Csv.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace bmc {
namespace {

/// Rows go to standard output, to a device, pipe or link, or to a temporary
/// file that gets its name when it is complete.
class Sink {
public:
  explicit Sink(std::string path)
      : path(std::move(path)), temporary(this->path) {
    struct stat entry;
    // A rename would put a regular file in the place of a device or link.
    bool isSpecial = lstat(this->path.c_str(), &entry) == 0 &&
                     !S_ISREG(entry.st_mode) && !S_ISDIR(entry.st_mode);
    if (!isSpecial)
      temporary += ".tmp";
  }
  ~Sink() {
    if (isOpen && temporary != path)
      (void)removeFile(temporary);
  }

  Status open() {
    if (path.empty())
      return {};
    BMRT_TRY(file.open(temporary));
    isOpen = true;
    return {};
  }

  Status write(const std::string &text) {
    if (!path.empty())
      return file.write(text.data(), text.size());
    bool isWritten =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    return isWritten ? Status()
                     : resourceError("cannot write to standard output");
  }

  Status finish() {
    if (path.empty())
      return {};
    BMRT_TRY(file.finish());
    if (temporary != path)
      BMRT_TRY(renamePath(temporary, path));
    isOpen = false;
    return {};
  }

private:
  std::string path;
  std::string temporary;
  bool isOpen = false;
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

Status runPredict(const Session &session) {
  const Options &options = session.options;
  std::error_code absent;
  if (std::filesystem::equivalent(options.data, options.output, absent))
    return usageError("--output would replace the data file '{}'",
                      options.data);
  Program program;
  RunRecord record;
  std::string weights;
  constexpr std::string_view kFunctions[] = {"predict"};
  BMRT_TRY(startProgram(session, kFunctions, program));
  BMRT_TRY(loadWeights(session, program, record, weights));
  std::unique_ptr<Dataset> data;
  BMRT_TRY(openRunData(session, record, "predict", record.seed,
                       /*mustMatch=*/false, data));
  const BmrtFunction &predict = *program.function("predict");
  int64_t batchSize =
      options.batchSize.value_or(session.config.train.batchSize);
  BMRT_TRY(checkBatchSize(session, predict, batchSize));
  Sink sink(options.output == kStandardStream ? "" : options.output);
  BMRT_TRY(sink.open());
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
