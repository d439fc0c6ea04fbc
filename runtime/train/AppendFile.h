//===- AppendFile.h - A log that grows --------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_APPENDFILE_H
#define BMC_RUNTIME_TRAIN_APPENDFILE_H

#include "runtime/core/Files.h"

namespace bmc {

/// Appends whole records; what is appended is buffered for up to a second. A
/// failed write leaves no part of a record behind.
class AppendFile {
public:
  /// Opens or creates; Resource errors start with the path.
  Status open(const std::string &path);
  Status append(std::string_view record);
  /// Hands the buffer to the system; `durable` also waits for the disk.
  Status flush(bool durable);

private:
  FileAppender file;
  std::string buffer;
  double lastFlush = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_APPENDFILE_H
