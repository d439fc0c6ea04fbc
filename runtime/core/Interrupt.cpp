//===- Interrupt.cpp - Signals as requests --------------------------------===//
#include "runtime/core/Interrupt.h"

#include <climits>
#include <csignal>
#include <cstring>
#include <unistd.h>

using namespace bmc;

static volatile std::sig_atomic_t stopArrived = 0;
static volatile std::sig_atomic_t insisted = 0;
static volatile std::sig_atomic_t saveArrived = 0;

static bool isIgnored(int number) {
  struct sigaction before = {};
  return sigaction(number, nullptr, &before) == 0 &&
         before.sa_handler == SIG_IGN;
}

static void setHandler(int number, void (*handler)(int), int flags = 0) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  // System calls restart: a save in progress must not fail with EINTR.
  action.sa_flags = SA_RESTART | flags;
  sigaction(number, &action, nullptr);
}

//===----------------------------------------------------------------------===//
// Requests
//===----------------------------------------------------------------------===//

static void handleSave(int) { saveArrived = 1; }

static void handleWarning(int) { stopArrived = 1; }

static void handleStop(int) {
  if (insisted)
    _exit(static_cast<int>(Code::Interrupted));
  insisted = 1;
  stopArrived = 1;
}

void bmc::catchSave() { setHandler(SIGUSR1, handleSave); }

void bmc::catchStop() {
  for (int number : {SIGUSR2, SIGXCPU})
    setHandler(number, handleWarning);
  for (int number : {SIGINT, SIGTERM})
    setHandler(number, handleStop);
  // A closed terminal saves as well, unless nohup said to go on.
  if (!isIgnored(SIGHUP))
    setHandler(SIGHUP, handleStop);
}

Request bmc::requested() {
  return stopArrived   ? Request::Stop
         : saveArrived ? Request::Save
                       : Request::None;
}

void bmc::forgetSave() { saveArrived = 0; }

//===----------------------------------------------------------------------===//
// Removal
//===----------------------------------------------------------------------===//

/// Signals that end a process which does not catch them, without a core dump of
/// a program that is wrong.
static constexpr int kEnding[] = {SIGHUP,  SIGINT,    SIGQUIT, SIGTERM, SIGUSR2,
                                  SIGXCPU, SIGVTALRM, SIGALRM, SIGPROF};
static char doomed[PATH_MAX];

/// The default action was restored as this was called; it follows at the end.
static void removeAndEnd(int number) {
  unlink(doomed);
  raise(number);
}

RemovedOnSignal::RemovedOnSignal(const std::string &path) {
  // A longer path has been refused when the file was opened.
  strncpy(doomed, path.c_str(), sizeof doomed - 1);
  for (int number : kEnding)
    if (!isIgnored(number))
      setHandler(number, removeAndEnd, SA_RESETHAND);
}

RemovedOnSignal::~RemovedOnSignal() {
  for (int number : kEnding)
    if (!isIgnored(number))
      setHandler(number, SIG_DFL);
}
