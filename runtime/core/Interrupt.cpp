//===- Interrupt.cpp - Signals as requests --------------------------------===//
#include "runtime/core/Interrupt.h"

#include "runtime/core/Status.h"

#include <csignal>
#include <unistd.h>

using namespace bmc;

static volatile std::sig_atomic_t stopArrived = 0;
static volatile std::sig_atomic_t saveArrived = 0;

static void handleStop(int) {
  if (stopArrived)
    _exit(static_cast<int>(Code::Interrupted));
  stopArrived = 1;
}

static void handleSave(int) { saveArrived = 1; }

static void setHandler(int number, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  // System calls restart: a save in progress must not fail with EINTR.
  action.sa_flags = SA_RESTART;
  sigaction(number, &action, nullptr);
}

void bmc::catchSignals() {
  for (int number : {SIGINT, SIGTERM, SIGXCPU, SIGUSR2})
    setHandler(number, handleStop);
  setHandler(SIGUSR1, handleSave);
  // A closed terminal saves as well, unless nohup said to go on.
  struct sigaction before = {};
  if (sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
    setHandler(SIGHUP, handleStop);
}

Request bmc::requested() {
  return stopArrived   ? Request::Stop
         : saveArrived ? Request::Save
                       : Request::None;
}

void bmc::forgetSave() { saveArrived = 0; }
