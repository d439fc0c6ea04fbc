//===- Interrupt.h - Ctrl-C as a flag ---------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_INTERRUPT_H
#define BMC_RUNTIME_CORE_INTERRUPT_H

namespace bmc {

/// From now on the first SIGINT, SIGTERM or SIGHUP only sets the flag, so that
/// the step can finish and be saved; a second one ends the process at once with
/// 130.
void catchInterrupts();

/// Whether a signal has arrived.
bool interrupted();

/// Forgets a signal; for tests.
void clearInterrupt();

} // namespace bmc

#endif // BMC_RUNTIME_CORE_INTERRUPT_H
