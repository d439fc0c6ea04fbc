//===- AppendFile.cpp - A log that grows ----------------------------------===//
#include "runtime/train/AppendFile.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace bmc {

static constexpr double kFlushSeconds = 1;

static double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

AppendFile::~AppendFile() {
  if (descriptor >= 0)
    ::close(descriptor);
}

Status AppendFile::systemError(const char *what) const {
  return resourceError("{}: cannot {}: {}", path, what, std::strerror(errno));
}

Status AppendFile::open(const std::string &filePath) {
  path = filePath;
  descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0)
    return systemError("open for appending");
  length = ::lseek(descriptor, 0, SEEK_END);
  lastFlush = now();
  return length < 0 ? systemError("append") : Status();
}

Status AppendFile::append(std::string_view record) {
  buffer += record;
  return now() - lastFlush < kFlushSeconds ? Status() : flush(false);
}

Status AppendFile::flush(bool durable) {
  lastFlush = now();
  size_t done = 0;
  while (done < buffer.size()) {
    ssize_t count =
        ::write(descriptor, buffer.data() + done, buffer.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0) {
      Status status = systemError("write");
      // If cutting the file back fails too, readers have to skip the partial
      // record; the write error is what the user needs to hear.
      [[maybe_unused]] int ignored = ::ftruncate(descriptor, length);
      return status;
    }
    done += static_cast<size_t>(count);
  }
  length += static_cast<int64_t>(buffer.size());
  buffer.clear();
  if (durable && ::fsync(descriptor) != 0)
    return systemError("write");
  return {};
}

} // namespace bmc
