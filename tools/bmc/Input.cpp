//===- Input.cpp - Where bmc reads ----------------------------------------===//

#include "tools/bmc/Input.h"

#include "frontend/Frontend.h"
#include "tools/bmc/Output.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>
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

/// How long a FIFO may take to find a writer.
static constexpr int kWriterSeconds = 3;

/// Waits for input, or some time. Whether somebody has been there and left
/// nothing.
static bool waitForInput(int descriptor, int milliseconds) {
  pollfd ready = {descriptor, POLLIN, 0};
  poll(&ready, 1, milliseconds);
  return ready.revents == POLLHUP;
}

namespace {
enum class Reading { Done, Failed, NoWriter };
} // namespace

/// Reads to the end or just beyond the limit. A descriptor that does not block
/// is waited for; a FIFO is at its end also before anybody has opened it.
static Reading readAll(int descriptor, bool isFifo, std::string &text) {
  constexpr int kWait = 50;
  int waits = isFifo ? kWriterSeconds * 1000 / kWait : 0;
  while (text.size() <= kMaxModelBytes) {
    size_t old = text.size();
    text.resize(std::min(old + 65536, kMaxModelBytes + 1));
    ssize_t got = read(descriptor, text.data() + old, text.size() - old);
    text.resize(old + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got != 0)
      isFifo = isFifo && got < 0 && errno == EINTR;
    if (got == 0) {
      if (!isFifo || waitForInput(descriptor, kWait))
        return Reading::Done;
      if (waits-- == 0)
        return Reading::NoWriter;
    } else if (got < 0 && errno == EAGAIN) {
      waitForInput(descriptor, -1);
    } else if (got < 0 && errno != EINTR) {
      return Reading::Failed;
    }
  }
  return Reading::Done;
}

/// Whether a path is a FIFO in a folder. What `<(command)` gives has its writer
/// from the start.
static bool isNamedPipe(int descriptor, const struct stat &info) {
  struct statfs system = {};
  return S_ISFIFO(info.st_mode) && fstatfs(descriptor, &system) == 0 &&
         system.f_type != PIPEFS_MAGIC;
}

static int readOpened(llvm::StringRef path, int descriptor, std::string &text) {
  struct stat info = {};
  if (fstat(descriptor, &info) != 0)
    return refuse(path);
  if (S_ISDIR(info.st_mode))
    return refuse(path, "it is a folder");
  bool isFifo = path != "-" && isNamedPipe(descriptor, info);
  switch (readAll(descriptor, isFifo, text)) {
  case Reading::Done:
    return kExitDone;
  case Reading::NoWriter:
    return refuse(path, "nobody opened this FIFO for writing within " +
                            llvm::Twine(kWriterSeconds) + " s");
  case Reading::Failed:
    break;
  }
  return refuse(path);
}

int readInput(llvm::StringRef path, std::string &text) {
  if (path == "-")
    return readOpened(path, STDIN_FILENO, text);
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  int descriptor = open(path.str().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return refuse(path);
  int code = readOpened(path, descriptor, text);
  close(descriptor);
  return code;
}

std::function<std::optional<std::string>(llvm::StringRef)>
importReader(llvm::StringRef path) {
  namespace fs = llvm::sys::fs;
  std::string folder = llvm::sys::path::parent_path(path).str();
  if (folder.empty())
    folder = ".";
  return [folder](llvm::StringRef name) -> std::optional<std::string> {
    llvm::SmallString<128> root, file(folder), target;
    llvm::sys::path::append(file, name);
    if (fs::real_path(folder, root) || fs::real_path(file, target) ||
        !fs::is_regular_file(target))
      return std::nullopt;
    if (!llvm::sys::path::is_separator(root.back()))
      root += '/';
    if (!target.starts_with(root))
      return std::nullopt;
    uint64_t size = 0;
    if (fs::file_size(target, size))
      return std::nullopt;
    if (size > kMaxModelBytes)
      return std::string(kMaxModelBytes + 1, ' ');
    auto buffer = llvm::MemoryBuffer::getFile(target, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false);
    if (!buffer)
      return std::nullopt;
    return (*buffer)->getBuffer().str();
  };
}

} // namespace bmc
