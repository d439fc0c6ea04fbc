//===- AppendFile.h - A log that grows --------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_APPENDFILE_H
#define BMC_RUNTIME_TRAIN_APPENDFILE_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace bmc {

/// Appends whole records; what is appended is buffered for up to a second. A
/// failed write leaves no part of a record behind.
class AppendFile {
public:
  AppendFile() = default;
  AppendFile(const AppendFile &) = delete;
  AppendFile &operator=(const AppendFile &) = delete;
  ~AppendFile();

  /// Opens or creates; Resource errors start with the path.
  Status open(const std::string &filePath);
  Status append(std::string_view record);
  /// Hands the buffer to the system; `durable` also waits for the disk.
  Status flush(bool durable);

private:
  Status systemError(const char *what) const;

  std::string path;
  std::string buffer;
  int descriptor = -1;
  int64_t length = 0;
  double lastFlush = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_APPENDFILE_H
