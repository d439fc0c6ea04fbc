//===- OutputFile.h - A file that a verb was asked for ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_OUTPUTFILE_H
#define BMC_RUNTIME_CORE_OUTPUTFILE_H

#include "runtime/core/Interrupt.h"
#include "runtime/core/Status.h"

#include <optional>
#include <string>
#include <string_view>

namespace bmc {

/// Where a result is written: under a temporary name until it is complete, so
/// that neither an error nor a signal leaves a part of it. Devices, pipes,
/// links and standard output are written through, since a rename would replace
/// them. One object at a time.
class OutputFile {
public:
  explicit OutputFile(std::string path);
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;
  /// Removes what was not published.
  ~OutputFile();

  /// What to open and write.
  const std::string &temporary() const { return written; }
  /// Gives what was written and closed its name.
  Status publish();

private:
  std::string path;
  std::string written;
  std::optional<RemovedOnSignal> removal;
};

/// Makes an output file of the text.
Status writeOutput(const std::string &path, std::string_view text);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_OUTPUTFILE_H
