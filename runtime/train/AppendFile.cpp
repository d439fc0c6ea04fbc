//===- AppendFile.cpp - A log that grows ----------------------------------===//
#include "runtime/train/AppendFile.h"

#include <chrono>

namespace bmc {

static constexpr double kFlushSeconds = 1;

static double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

Status AppendFile::open(const std::string &path) {
  lastFlush = now();
  return file.open(path);
}

Status AppendFile::append(std::string_view record) {
  buffer += record;
  return now() - lastFlush < kFlushSeconds ? Status() : flush(false);
}

Status AppendFile::flush(bool durable) {
  lastFlush = now();
  BMRT_TRY(file.append(buffer));
  buffer.clear();
  return durable ? file.sync() : Status();
}

} // namespace bmc
