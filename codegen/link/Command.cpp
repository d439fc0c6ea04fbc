//===- Command.cpp - Running another program ------------------------------===//

#include "codegen/link/Command.h"
#include "codegen/link/EndingSignals.h"
#include "codegen/link/TemporaryFile.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bmc {

/// The process group of the running command, which is its process, or 0.
static std::atomic<pid_t> running{0};

//===----------------------------------------------------------------------===//
// Stopping
//===----------------------------------------------------------------------===//

/// Collects those of a group that have ended; whether others are left.
static bool isAlive(pid_t group) {
  pid_t ended;
  do
    ended = waitpid(-group, nullptr, WNOHANG);
  while (ended > 0);
  return ended == 0;
}

void stopCommand() {
  pid_t group = running.exchange(0);
  if (group == 0)
    return;
  // Asked first: compiler drivers remove their own temporary files.
  kill(-group, SIGTERM);
  for (int i = 0; i < 200 && isAlive(group); ++i)
    poll(nullptr, 0, 10);
  kill(-group, SIGKILL);
  while (isAlive(group))
    poll(nullptr, 0, 10);
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// Starts a command with its output in `log`. Signals wait meanwhile, since
/// they have to know what to stop. Returns an errno.
static int start(llvm::ArrayRef<llvm::StringRef> command, llvm::StringRef log,
                 pid_t &process) {
  llvm::SmallVector<std::string> words(command.begin(), command.end());
  llvm::SmallVector<char *> argv;
  for (std::string &word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);

  // What we did to signals is not the command's business.
  HeldSignals held;
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
                                            POSIX_SPAWN_SETSIGMASK |
                                            POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &held.before());
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY,
                                   0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.str().c_str(),
                                   O_WRONLY | O_APPEND, 0);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  int error =
      posix_spawn(&process, argv[0], &files, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (error == 0)
    running = process;
  return error;
}

/// Waits for the end of a command; what waitpid says of it, -1 if nothing.
static int finish(pid_t process) {
  // Left uncollected until a signal no longer looks at its number.
  siginfo_t ended;
  while (waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOWAIT) !=
             0 &&
         errno == EINTR) {
  }
  running = 0;
  int state = -1;
  return waitpid(process, &state, 0) == process ? state : -1;
}

/// The beginning of what a command printed, each line once: where everything
/// fails for one reason, a linker repeats it for every file.
static std::string firstLines(llvm::StringRef log) {
  constexpr size_t kLines = 12, kBytes = 16384;
  auto printed = llvm::MemoryBuffer::getFile(log);
  if (!printed)
    return printed.getError().message();
  llvm::StringSet<> seen;
  llvm::SmallVector<llvm::StringRef> lines;
  (*printed)->getBuffer().take_front(kBytes).rtrim().split(lines, '\n');
  llvm::erase_if(
      lines, [&](llvm::StringRef line) { return !seen.insert(line).second; });
  if (lines.size() > kLines) {
    lines.truncate(kLines);
    lines.push_back("..");
  }
  return llvm::join(lines, "\n");
}

llvm::Error runCommand(llvm::ArrayRef<llvm::StringRef> command) {
  TemporaryFile log;
  if (std::error_code code = log.create("bmc-link", ""))
    return llvm::createStringError(
        code, "cannot write to the temporary folder: " + code.message());
  // What a command leaves running is ours to wait for when it is stopped.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  // A caller that ignores its children would let them vanish unseen.
  std::signal(SIGCHLD, SIG_DFL);
  pid_t process = 0;
  if (int error = start(command, log.name(), process))
    return llvm::createStringError("cannot run '" + command.front() +
                                   "': " + std::strerror(error));
  int state = finish(process);
  if (state == 0)
    return llvm::Error::success();
  std::string message = firstLines(log.name());
  if (state != -1 && WIFSIGNALED(state))
    message += std::string(message.empty() ? "" : "\n") + "it was ended by " +
               strsignal(WTERMSIG(state));
  return llvm::createStringError(message);
}

} // namespace bmc
