//===- ResultSink.cpp - Where predict and generate write ------------------===//
#include "runtime/infer/ResultSink.h"

#include <cstdio>
#include <filesystem>

namespace bmc {

Status ResultSink::open(const std::string &path) {
  if (path.empty() || path == kStandardStream)
    return {};
  output.emplace(path);
  return file.open(output->temporary());
}

Status ResultSink::write(std::string_view text) {
  if (output)
    return file.write(text.data(), text.size());
  bool isWritten =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return isWritten ? Status()
                   : resourceError("cannot write to standard output");
}

Status ResultSink::show(std::string_view text) {
  BMRT_TRY(write(text));
  return output || std::fflush(stdout) == 0
             ? Status()
             : resourceError("cannot write to standard output");
}

Status ResultSink::finish() {
  if (!output)
    return {};
  BMRT_TRY(file.finish());
  return output->publish();
}

Status refuseInput(const std::string &output, const std::string &input) {
  std::error_code absent;
  return std::filesystem::equivalent(input, output, absent)
             ? usageError("--output would replace the data file '{}'", input)
             : Status();
}

} // namespace bmc
