//===- Process.h - bmc among signals and limits -----------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_PROCESS_H
#define BMC_TOOLS_BMC_PROCESS_H

#include "codegen/link/EndingSignals.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/InitLLVM.h"

namespace bmc {

/// Makes every end of the process one of the exit contract: failed writes,
/// closed streams, exhausted memory, and what LLVM calls a fatal error. Only
/// the signals of EndingSignals.h end it as signals do. Lives as long as main.
class Process {
public:
  Process(int &argc, char **&argv);
  ~Process();

private:
  /// Is asked about a crash before LLVM is.
  struct Crashes {
    Crashes();
  };

  // Both before `init`.
  EndingSignals signals;
  Crashes crashes;
  llvm::InitLLVM init;
};

/// Reports a stack that is too small for LLVM; returns the exit code.
int checkStack();

/// What last words call the input.
void setSubject(llvm::StringRef path);

/// Runs `work`; false if it crashed or LLVM gave up in it. What it worked on is
/// then fit to be printed, not to be destroyed: see endInternal.
bool runGuarded(llvm::function_ref<void()> work);

} // namespace bmc

#endif // BMC_TOOLS_BMC_PROCESS_H
