//===- Process.cpp - bmc among signals and limits -------------------------===//

#include "tools/bmc/Process.h"
#include "tools/bmc/Output.h"

#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/Signals.h"

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <new>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

namespace bmc {

/// What LLVM's passes need at least, with room.
static constexpr rlim_t kLeastStack = 1 << 20;

/// The input, for messages that can no longer take memory.
static char subject[512];

void setSubject(llvm::StringRef path) {
  std::snprintf(subject, sizeof subject, "%s", path.str().c_str());
}

/// Ends with a message of two parts, by means that no state of the process can
/// spoil.
[[noreturn]] static void end(ExitCode code, const char *message,
                             const char *detail) {
  leaveNothing();
  char line[1024];
  int length =
      std::snprintf(line, sizeof line, "bmc: error: %s%s\n", message, detail);
  size_t size = std::min<size_t>(static_cast<size_t>(length), sizeof line - 1);
  (void)!write(STDERR_FILENO, line, size);
  _exit(code);
}

//===----------------------------------------------------------------------===//
// Ends that LLVM or the C++ library call for
//===----------------------------------------------------------------------===//

[[noreturn]] static void endOutOfMemory() {
  if (*subject)
    end(kExitEnvironment, "out of memory while compiling ", subject);
  end(kExitEnvironment, "out of memory", "");
}

static void endOnBadAlloc(void *, const char *, bool) { endOutOfMemory(); }

/// Libraries take memory before main does: this runs before any of their
/// initializers. InitLLVM puts LLVM's handler in front of ours.
static void expectNoMemory(int, char **, char **) {
  std::set_new_handler(endOutOfMemory);
  llvm::install_bad_alloc_error_handler(endOnBadAlloc);
}
__attribute__((section(".preinit_array"),
               used)) static void (*const expectsNoMemory)(int, char **,
                                                           char **) =
    expectNoMemory;

/// LLVM's last words. A standard stream that cannot be written is found when it
/// is closed, at the very end, and threads that cannot be started are a matter
/// of limits; everything else is a bug.
static void endOnFatalError(void *, const char *reason, bool) {
  llvm::StringRef text = reason;
  if (text.consume_front("IO failure on output stream: "))
    end(kExitEnvironment, "cannot write to standard output: ", text.data());
  if (text.starts_with("pthread_"))
    end(kExitEnvironment, "cannot start a thread: ", text.data());
  auto *guard = llvm::CrashRecoveryContext::GetCurrent();
  if (!guard)
    end(kExitInternal, "internal error: ", text.data());
  llvm::errs() << "bmc: error: internal error: " << text << '\n';
  guard->HandleExit(kExitInternal);
}

/// A stack that cannot grow, and libraries that do not expect it, answer
/// exhausted memory with a crash. Before LLVM prints where.
static void endIfExhausted(void *) {
  constexpr size_t kLittle = 8 << 20;
  if (mmap(nullptr, kLittle, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
    endOutOfMemory();
}

/// After LLVM has printed where it crashed.
static void endOnCrash(void *) {
  end(kExitInternal, "internal error: this is a bug in bmc; please report it",
      *subject ? " with the model" : "");
}

//===----------------------------------------------------------------------===//
// Start and end
//===----------------------------------------------------------------------===//

/// A closed standard stream leaves its number to the next file that is opened,
/// which messages would then be written into. Closed standard output becomes
/// one that fails, since results belong there.
static void occupyStandardStreams() {
  for (int stream = 0; stream <= 2; ++stream)
    if (fcntl(stream, F_GETFD) < 0)
      (void)open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

Process::Crashes::Crashes() {
  llvm::sys::AddSignalHandler(endIfExhausted, nullptr);
}

Process::Process(int &argc, char **&argv)
    : init(argc, argv, /*InstallPipeSignalExitHandler=*/false) {
  occupyStandardStreams();
  signals.install();
  // A reader that went away and a file that reaches the limit of its size are
  // failed writes. After LLVM, which would die of them.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  llvm::install_fatal_error_handler(endOnFatalError);
  llvm::setBugReportMsg("");
  llvm::sys::AddSignalHandler(endOnCrash, nullptr);
}

Process::~Process() {
  // Messages that nobody takes do not change the outcome.
  llvm::errs().clear_error();
}

int checkStack() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= kLeastStack)
    return kExitDone;
  return reportEnvironment("the stack is limited to " +
                           std::to_string(limit.rlim_cur / 1024) +
                           " KiB, 1024 are needed (ulimit -s)");
}

bool runGuarded(llvm::function_ref<void()> work) {
  llvm::CrashRecoveryContext::Enable();
  bool good = llvm::CrashRecoveryContext().RunSafely(work);
  llvm::CrashRecoveryContext::Disable();
  return good;
}

} // namespace bmc
