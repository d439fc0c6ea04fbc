//===- Options.h - BMC_EMULATOR ---------------------------------*- C++ -*-===//
#ifndef EMULATOR_DEVICE_OPTIONS_H
#define EMULATOR_DEVICE_OPTIONS_H

#include "runtime/cuda/CudaTypes.h"
#include "tools/cuda-emulator/exec/Grid.h"

#include <string>
#include <string_view>
#include <vector>

namespace emulator {

/// A chip: what devices of this kind say of themselves.
struct Chip {
  const char *name; ///< sm_80
  int major, minor;
  int multiprocessors;
  uint32_t sharedPerBlock, sharedPerMultiprocessor; ///< opt-in limit, total
  bool isArchSpecific; ///< takes PTX of `name` itself, with the letter
};

/// A call that is to fail.
struct PlannedFailure {
  std::string call;          ///< without version suffix
  uint64_t from = 0, to = 0; ///< numbers of the calls, from 1
  bmc::cuda::Result code = bmc::cuda::Result::Unknown;
};

struct Options {
  const Chip *chip = nullptr;
  Order order;
  uint64_t memory = uint64_t{4} << 30;
  int driver = 13000;     ///< cuDriverGetVersion
  uint32_t timeout = 600; ///< seconds a launch may take
  bool check = false;
  bool report = false; ///< say on stderr what was wrong; check does too
  bool late = true;    ///< work is done when somebody waits for it
  std::vector<PlannedFailure> failures;
  unsigned host = 4; ///< use x86-64-v2, v3 or v4 of the host at most
  std::string trace; ///< file that gets a line for each call; empty: none
};

/// Parts separated by commas. `error` is empty if all were understood.
Options parseOptions(std::string_view text, std::string &error);

/// The newest PTX (80 for 8.0) that a driver of this version takes.
unsigned newestPtx(int driver);

} // namespace emulator

#endif // EMULATOR_DEVICE_OPTIONS_H
