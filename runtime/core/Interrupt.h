//===- Interrupt.h - Signals as requests ------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_INTERRUPT_H
#define BMC_RUNTIME_CORE_INTERRUPT_H

#include "runtime/core/Status.h"

#include <functional>
#include <string>

namespace bmc {

/// What a signal has asked for.
enum class Request {
  None,
  Save, ///< and go on: SIGUSR1
  Stop, ///< after saving: SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGUSR2
};

/// Called between two pieces of long work to answer requests. Its error, which
/// is Interrupted where it has answered a request to stop, ends the work.
using Poll = std::function<Status()>;

/// From now on a request to save ends nothing; whoever has something to save
/// answers it.
void catchSave();

/// From now on signals that ask to stop only leave a request, to be answered
/// soon: a cluster gives half a minute. SIGHUP stays ignored where nohup
/// ignores it. A second SIGINT, SIGTERM or SIGHUP is somebody who insists and
/// ends the process at once with 130. SIGUSR2 and SIGXCPU never do: the system
/// repeats SIGXCPU every second, and clusters send SIGTERM some time after
/// their warning.
void catchStop();

/// The strongest request so far.
Request requested();

/// Takes back a request to save once it is answered.
void forgetSave();

/// A file is removed if a signal ends the process during the lifetime of this
/// object; one object at a time. Signals that are ignored stay so.
class RemovedOnSignal {
public:
  explicit RemovedOnSignal(const std::string &path);
  RemovedOnSignal(const RemovedOnSignal &) = delete;
  RemovedOnSignal &operator=(const RemovedOnSignal &) = delete;
  ~RemovedOnSignal();
};

} // namespace bmc

#endif // BMC_RUNTIME_CORE_INTERRUPT_H
