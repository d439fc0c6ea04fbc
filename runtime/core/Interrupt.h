//===- Interrupt.h - Signals as requests ------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_INTERRUPT_H
#define BMC_RUNTIME_CORE_INTERRUPT_H

namespace bmc {

/// What a signal has asked for.
enum class Request {
  None,
  Save, ///< and go on: SIGUSR1
  Stop, ///< after saving: SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGUSR2
};

/// From now on signals only leave a request, to be answered soon: a cluster
/// gives half a minute. A second one that asks to stop ends the process at once
/// with 130. SIGHUP stays ignored where nohup ignores it.
void catchSignals();

/// The strongest request so far.
Request requested();

/// Takes back a request to save once it is answered.
void forgetSave();

} // namespace bmc

#endif // BMC_RUNTIME_CORE_INTERRUPT_H
