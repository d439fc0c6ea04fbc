//===- ResultSink.h - Where predict and generate write ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_RESULTSINK_H
#define BMC_RUNTIME_INFER_RESULTSINK_H

#include "runtime/core/Files.h"
#include "runtime/core/OutputFile.h"

#include <optional>
#include <string>
#include <string_view>

namespace bmc {

/// Standard output, or a file that is there as a whole or not at all.
class ResultSink {
public:
  /// Until then, and with an empty path or "-", standard output is written.
  Status open(const std::string &path);
  Status write(std::string_view text);
  /// Writes and, of standard output, shows it at once.
  Status show(std::string_view text);
  /// Gives the file its name.
  Status finish();

private:
  std::optional<OutputFile> output;
  FileWriter file;
};

/// Usage error if --output would replace a file that is read.
Status refuseInput(const std::string &output, const std::string &input);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_RESULTSINK_H
