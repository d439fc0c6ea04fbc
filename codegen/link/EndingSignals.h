//===- EndingSignals.h - Ends that leave nothing behind ---------*- C++ -*-===//
#ifndef BMC_CODEGEN_LINK_ENDINGSIGNALS_H
#define BMC_CODEGEN_LINK_ENDINGSIGNALS_H

#include <csignal>

namespace bmc {

/// The signals that ask a tool to end: SIGHUP, SIGINT, SIGQUIT, SIGTERM,
/// SIGALRM, SIGUSR2 and SIGXCPU. They stop the command that is running (see
/// Command.h), remove temporary files and then end the process as they would
/// have without us, with no word of LLVM's. Those that were ignored at the
/// start, as under nohup, stay ignored.
class EndingSignals {
public:
  /// Before InitLLVM, which forgets what was ignored.
  EndingSignals();
  /// After InitLLVM, whose handlers it replaces.
  void install() const;

private:
  sigset_t ignored;
};

/// Delays those signals in this thread, so that what must be cleaned up is
/// known before they are answered.
class HeldSignals {
public:
  HeldSignals();
  HeldSignals(const HeldSignals &) = delete;
  HeldSignals &operator=(const HeldSignals &) = delete;
  ~HeldSignals();

  /// What was blocked before.
  const sigset_t &before() const { return old; }

private:
  sigset_t old;
};

/// Stops what is running and removes temporary files, for ends that no signal
/// asked for. May be called in a signal handler.
void leaveNothing();

} // namespace bmc

#endif // BMC_CODEGEN_LINK_ENDINGSIGNALS_H
