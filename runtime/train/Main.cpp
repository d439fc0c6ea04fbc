//===- Main.cpp - main() of every generated program -----------------------===//
#include "runtime/core/Interrupt.h"
#include "runtime/core/Memory.h"
#include "runtime/device/OpenDevice.h"
#include "runtime/infer/Eval.h"
#include "runtime/infer/Generate.h"
#include "runtime/infer/Info.h"
#include "runtime/infer/Predict.h"
#include "runtime/infer/Step.h"
#include "runtime/infer/Tokens.h"
#include "runtime/train/Session.h"
#include "runtime/train/TrainLoop.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace bmc {
namespace {

Status dispatch(Session &session) {
  switch (session.options.verb) {
  case Verb::Train:
    return runTrain(session);
  case Verb::Eval:
    return runEval(session);
  case Verb::Predict:
    return runPredict(session);
  case Verb::Generate:
    return runGenerate(session);
  case Verb::Tokenize:
    return runTokenize(session);
  case Verb::Step:
    return runStep(session);
  case Verb::Info:
    return runInfo(session, bmrt_images);
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

/// Kernels may use 1 MiB, and there are callers above them.
constexpr rlim_t kLeastStack = 2 << 20;

Status checkStack() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= kLeastStack)
    return {};
  return resourceError("the stack is limited to {} KiB, {} are needed (ulimit "
                       "-s)",
                       limit.rlim_cur / 1024, kLeastStack / 1024);
}

Status runProgram(int argc, char **argv, Options &options) {
  std::string path = argc > 0 ? argv[0] : "program";
  // Before anything can fail: every message starts with it.
  options.programName = path.substr(path.rfind('/') + 1);
  BMRT_TRY(checkStack());
  Config config;
  // What the command line needs is the same in all images.
  const BmrtProgram &any = *bmrt_images.images[0].program;
  BMRT_TRY(parseConfig(any, config));
  BMRT_TRY(parseOptions(argc, argv, any, config, options));
  if (options.verb == Verb::None)
    return flushOutput();
  Session session{{&bmrt_images.images[0], 0, {}, nullptr}, config, options};
  if (options.verb != Verb::Info && options.verb != Verb::Tokenize)
    BMRT_TRY(chooseDevice(bmrt_images, options.device, session.device));
  BMRT_TRY(dispatch(session));
  return flushOutput();
}

int report(const Status &status, const Options &options) {
  if (status.ok())
    return 0;
  const char *label = status.code() == Code::Interrupted ? "" : "error: ";
  std::string text =
      fmt::format("{}: {}{}\n", options.programName, label, status.message());
  if (status.code() == Code::Internal)
    text +=
        fmt::format("note: this is a bug in {}, not in your model or data\n",
                    bmrt_images.images[0].program->compiler);
  // Names and fields quoted from a file must not control the terminal.
  for (char &c : text)
    if ((static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f')
      c = '?';
  // fmt::print would throw where standard error cannot be written.
  std::fputs(text.c_str(), stderr);
  return status.exitCode();
}

/// A closed standard stream leaves its number to the next file that is opened,
/// a checkpoint for example, which messages would then be written into. Closed
/// standard output becomes one that fails, since results belong there.
void occupyStandardStreams() {
  for (int stream = 0; stream <= 2; ++stream)
    if (fcntl(stream, F_GETFD) < 0)
      (void)open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

} // namespace
} // namespace bmc

int main(int argc, char **argv) {
  // Setting up may take long, and a cluster's wish to save must not end it.
  bmc::catchSave();
  bmc::occupyStandardStreams();
  // A reader that went away is an error of the write, not a silent end.
  std::signal(SIGPIPE, SIG_IGN);
  // So is a file that reaches the limit of its size.
  std::signal(SIGXFSZ, SIG_IGN);
  bmc::Options options;
  bmc::Status status;
  // Libraries' exceptions end where they are called; what is left is memory.
  try {
    status = bmc::runProgram(argc, argv, options);
  } catch (const std::bad_alloc &) {
    status = bmc::outOfMemory();
  } catch (const std::system_error &error) {
    status = bmc::resourceError("cannot write to standard output: {}",
                                error.code().message());
  } catch (const std::exception &error) {
    status = bmc::internalError("unexpected exception: {}", error.what());
  }
  return bmc::report(status, options);
}
