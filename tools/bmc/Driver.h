//===- Driver.h - From a .model file to any phase ---------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_DRIVER_H
#define BMC_TOOLS_BMC_DRIVER_H

#include "frontend/Frontend.h"
#include "tools/bmc/CostTable.h"

#include <optional>
#include <string>
#include <vector>

namespace bmc {

enum class Phase {
#define PHASE(NAME, PROMISE) NAME,
#include "tools/bmc/Phases.def"
};

/// Exit codes of DESIGN's contract; bmc and the programs it makes share them.
enum ExitCode {
  kExitDone = 0,
  kExitBadInput = 1,
  kExitUsage = 2,
  kExitEnvironment = 3,
  kExitInternal = 70,
};

/// What `bmc FILE` was asked to do.
struct DriverOptions {
  std::string input;
  /// Empty or "-": standard output. A program needs a path.
  std::string output;
  Phase emit = Phase::exe;
  FrontendOptions frontend;
  /// "cpu" and names of GPU architectures, each once; the program has an image
  /// for each.
  std::vector<std::string> targets = {"cpu"};
  std::string mcpu = "native";
  std::string precision = "f32";
  /// False compiles the model as written, without recognising fused ops.
  bool fuse = true;
  bool remarks = false;
  bool timePhases = false;
  /// Whether objects of kernels are kept between compilations.
  bool cache = true;
  std::string dumpDir;
  CostOptions cost;
  /// Phase whose pipeline gets a pass that fails; tests the reproducer.
  std::optional<Phase> injectFailure;
  /// It fails as LLVM does where it gives up.
  bool injectFatal = false;
  /// Path of this executable, to find the runtime library.
  std::string toolPath;
};

/// Version line of compiler and LLVM; also stored in programs.
std::string versionString();

/// True if messages on standard error may be coloured (terminal, NO_COLOR and
/// TERM respected).
bool useColour();

/// Compiles; returns the exit code after reporting everything on standard
/// error.
int compile(const DriverOptions &options);

} // namespace bmc

#endif // BMC_TOOLS_BMC_DRIVER_H
