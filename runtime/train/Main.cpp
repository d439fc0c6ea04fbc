//===- Main.cpp - main() of every generated program -----------------------===//
#include "runtime/infer/Eval.h"
#include "runtime/infer/Generate.h"
#include "runtime/infer/Info.h"
#include "runtime/infer/Predict.h"
#include "runtime/infer/Step.h"
#include "runtime/train/Session.h"
#include "runtime/train/TrainLoop.h"

#include <cstdio>
#include <exception>

namespace bmc {
namespace {

Status dispatch(const Session &session) {
  switch (session.options.verb) {
  case Verb::Train:
    return runTrain(session);
  case Verb::Eval:
    return runEval(session);
  case Verb::Predict:
    return runPredict(session);
  case Verb::Generate:
    return runGenerate(session);
  case Verb::Step:
    return runStep(session);
  case Verb::Info:
    return runInfo(session);
  case Verb::None:
    break; // --help and --version have printed already.
  }
  return {};
}

/// A result that never reached its file or pipe is not a success.
Status flushOutput() {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout))
    return {};
  return resourceError("cannot write to standard output");
}

Status runProgram(int argc, char **argv, Options &options) {
  Config config;
  BMRT_TRY(parseConfig(bmrt_program, config));
  BMRT_TRY(parseOptions(argc, argv, bmrt_program, config, options));
  BMRT_TRY(dispatch({bmrt_program, config, options}));
  return flushOutput();
}

int report(const Status &status, const Options &options) {
  if (status.ok())
    return 0;
  const char *label = status.code() == Code::Interrupted ? "" : "error: ";
  fmt::print(stderr, "{}: {}{}\n", options.programName, label,
             status.message());
  if (status.code() == Code::Internal)
    fmt::print(stderr, "note: this is a bug in {}, not in your model or data\n",
               bmrt_program.compiler);
  return status.exitCode();
}

} // namespace
} // namespace bmc

int main(int argc, char **argv) {
  bmc::Options options;
  bmc::Status status;
  // Libraries' exceptions end where they are called; what is left is memory.
  try {
    status = bmc::runProgram(argc, argv, options);
  } catch (const std::bad_alloc &) {
    status = bmc::resourceError("out of memory");
  } catch (const std::exception &error) {
    status = bmc::internalError("unexpected exception: {}", error.what());
  }
  return bmc::report(status, options);
}
