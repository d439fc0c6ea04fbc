//===- Input.cpp - Where bmc reads ----------------------------------------===//

#include "tools/bmc/Input.h"

#include "frontend/Frontend.h"
#include "tools/bmc/Output.h"

#include "llvm/Support/WithColor.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bmc {

static int refuse(llvm::StringRef path, const llvm::Twine &why) {
  llvm::WithColor::error(llvm::errs(), "bmc")
      << "cannot read '" << path << "': " << why << '\n';
  return kExitBadInput;
}

/// errno as an error: of the environment, or of the path that was given.
static int refuse(llvm::StringRef path) {
  int error = errno;
  bool isEnvironment = error == EMFILE || error == ENFILE || error == ENOMEM;
  refuse(path, std::strerror(error));
  return isEnvironment ? kExitEnvironment : kExitBadInput;
}

/// Reads to the end or just beyond the limit. A descriptor that does not block
/// is waited for.
static bool readAll(int descriptor, std::string &text) {
  while (text.size() <= kMaxModelBytes) {
    size_t old = text.size();
    text.resize(std::min(old + 65536, kMaxModelBytes + 1));
    ssize_t got = read(descriptor, text.data() + old, text.size() - old);
    text.resize(old + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0)
      return true;
    if (got < 0 && errno == EAGAIN) {
      pollfd ready = {descriptor, POLLIN, 0};
      poll(&ready, 1, -1);
    } else if (got < 0 && errno != EINTR) {
      return false;
    }
  }
  return true;
}

int readInput(llvm::StringRef path, std::string &text) {
  bool isStandard = path == "-";
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  int descriptor =
      isStandard ? STDIN_FILENO
                 : open(path.str().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return refuse(path);
  struct stat info = {};
  int code = kExitDone;
  if (fstat(descriptor, &info) != 0)
    code = refuse(path);
  else if (S_ISDIR(info.st_mode))
    code = refuse(path, "it is a folder");
  else if (!readAll(descriptor, text))
    code = refuse(path);
  if (!isStandard)
    close(descriptor);
  return code;
}

} // namespace bmc
