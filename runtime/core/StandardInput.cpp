//===- StandardInput.cpp - Standard input as a file -----------------------===//
#include "runtime/core/StandardInput.h"

#include "runtime/core/Memory.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace bmc {

static Status writeWhole(int descriptor, const char *data, size_t bytes) {
  while (bytes) {
    ssize_t put = ::write(descriptor, data, bytes);
    if (put < 0 && errno != EINTR)
      return resourceError("cannot hold standard input in memory: {}",
                           std::strerror(errno));
    data += std::max<ssize_t>(put, 0);
    bytes -= static_cast<size_t>(std::max<ssize_t>(put, 0));
  }
  return {};
}

static Status readAll(int &descriptor) {
  descriptor = memfd_create("standard input", MFD_CLOEXEC);
  if (descriptor < 0)
    return resourceError("cannot hold standard input in memory: {}",
                         std::strerror(errno));
  // An endless stream must not end in a kill by the system.
  uint64_t limit = availableMemory() / 2, total = 0;
  std::vector<char> buffer(size_t{1} << 20);
  while (true) {
    ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got == 0)
      return {};
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return badInput("standard input: {}", std::strerror(errno));
    total += static_cast<uint64_t>(got);
    if (limit && total > limit)
      return resourceError("standard input has more than {}, which memory does "
                           "not hold; save it to a file",
                           formatBytes(limit));
    BMRT_TRY(writeWhole(descriptor, buffer.data(), static_cast<size_t>(got)));
  }
}

Status openStandardInput(int &descriptor) {
  static int whole = -1;
  if (whole < 0)
    BMRT_TRY(readAll(whole));
  descriptor = fcntl(whole, F_DUPFD_CLOEXEC, 0);
  if (descriptor < 0)
    return resourceError("standard input: {}", std::strerror(errno));
  return {};
}

} // namespace bmc
