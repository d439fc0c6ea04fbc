//===- Interrupt.cpp - Ctrl-C as a flag -------------------------*- C++ -*-===//
#include "runtime/core/Interrupt.h"

#include "runtime/core/Status.h"

#include <csignal>
#include <unistd.h>

using namespace bmc;

static volatile std::sig_atomic_t arrived = 0;

static void handleSignal(int) {
  if (arrived)
    _exit(static_cast<int>(Code::Interrupted));
  arrived = 1;
}

void bmc::catchInterrupts() {
  struct sigaction action = {};
  action.sa_handler = handleSignal;
  sigemptyset(&action.sa_mask);
  // System calls restart: a save in progress must not fail with EINTR.
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  // A closed terminal saves as well, unless nohup said to go on.
  struct sigaction before = {};
  if (sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
    sigaction(SIGHUP, &action, nullptr);
}

bool bmc::interrupted() { return arrived != 0; }

void bmc::clearInterrupt() { arrived = 0; }
