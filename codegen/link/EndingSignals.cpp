//===- EndingSignals.cpp - Ends that leave nothing behind -----------------===//

#include "codegen/link/EndingSignals.h"
#include "codegen/link/Command.h"

#include "llvm/Support/Signals.h"

#include <unistd.h>

namespace bmc {

static constexpr int kEndingSignals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM,
                                         SIGALRM, SIGUSR2, SIGXCPU};

static sigset_t allEnding() {
  sigset_t set;
  sigemptyset(&set);
  for (int number : kEndingSignals)
    sigaddset(&set, number);
  return set;
}

void leaveNothing() {
  stopCommand();
  llvm::sys::RunInterruptHandlers();
}

static void endBySignal(int number) {
  leaveNothing();
  std::signal(number, SIG_DFL);
  sigset_t self;
  sigemptyset(&self);
  sigaddset(&self, number);
  pthread_sigmask(SIG_UNBLOCK, &self, nullptr);
  raise(number);
  // The first process of a container survives its own signals.
  _exit(128 + number);
}

EndingSignals::EndingSignals() {
  sigemptyset(&ignored);
  for (int number : kEndingSignals) {
    struct sigaction action = {};
    if (sigaction(number, nullptr, &action) == 0 &&
        action.sa_handler == SIG_IGN)
      sigaddset(&ignored, number);
  }
}

void EndingSignals::install() const {
  for (int number : kEndingSignals) {
    struct sigaction action = {};
    action.sa_handler =
        sigismember(&ignored, number) == 1 ? SIG_IGN : endBySignal;
    // One end is enough.
    action.sa_mask = allEnding();
    sigaction(number, &action, nullptr);
  }
}

HeldSignals::HeldSignals() {
  sigset_t ending = allEnding();
  pthread_sigmask(SIG_BLOCK, &ending, &old);
}

HeldSignals::~HeldSignals() { pthread_sigmask(SIG_SETMASK, &old, nullptr); }

} // namespace bmc
