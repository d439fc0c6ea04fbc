//===- Options.h - The command line -----------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_OPTIONS_H
#define BMC_RUNTIME_TRAIN_OPTIONS_H

#include "runtime/core/Status.h"
#include "runtime/tokenizer/Tokenize.h"
#include "runtime/train/Config.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

enum class Verb { None, Train, Eval, Predict, Generate, Tokenize, Step, Info };

/// How `train` treats checkpoints of its run directory.
enum class Resume {
  No,       ///< refuse a directory that has some
  Required, ///< --resume: continue, fail if there is none
  Auto,     ///< --resume=auto: continue or start
  Path,     ///< --resume=DIR
};

/// Whether the name of a file asks for JSON.
inline bool namesJson(std::string_view path) {
  return path.ends_with(".jsonl") || path.ends_with(".json");
}

/// Everything a user can say. Empty strings and nullopt mean "not given".
struct Options {
  Verb verb = Verb::None;
  std::string programName; ///< last component of argv[0]
  std::vector<std::string> arguments;

  std::string data;
  std::string out = "run";
  std::string init;
  std::string checkpoint;
  int threads = 0;             ///< 0 = all CPUs
  std::string device = "auto"; ///< see device/OpenDevice.h
  bool jsonLog = false;
  bool quiet = false;
  bool profile = false;
  std::string profilePath; ///< of the trace; may be empty
  std::optional<uint64_t> seed;
  std::optional<int64_t> batchSize;

  // train
  Resume resume = Resume::No;
  std::string resumePath;
  Overrides overrides; ///< of --steps, --lr, ... and --set, in that order
  bool dryRun = false;
  bool checkData = false;
  bool findRate = false;
  std::vector<std::string> initMap; ///< of --init-map, in that order
  int64_t fold = 0, folds = 0;      ///< of --fold; 0: not given

  // predict, eval, generate
  std::string output; ///< "" = standard output
  std::string format; ///< csv, jsonl or text; "" = that of what is read
  bool asJson() const {
    return format == "jsonl" || (format.empty() && namesJson(output));
  }

  // eval
  std::string split = "val";
  int64_t batches = 0;     ///< 0: all
  bool exactMatch = false; ///< generate the targets, too

  // predict
  std::string row;     ///< "x0=1,x1=2" instead of a file
  bool stream = false; ///< lines of standard input instead, step by step
  bool raw = false;    ///< scores of a classifier as they are

  // generate
  GenerateSettings generate; ///< those of the program under the flags
  std::string prompts;       ///< file; "" = that of `generate`
  int64_t samples = 1;       ///< continuations of a prompt
  int64_t sequences = 0;     ///< continued at once, at most; 0: all
  bool chat = false;
  std::optional<int64_t> logprobs; ///< likeliest tokens beside each
  bool recompute = false;          ///< each token from its whole window

  // tokenize
  TokenizeRequest tokenize;

  // step
  std::string batch;
  std::string gradients;
  std::string outputs;

  // info
  bool jsonInfo = false;
};

/// The function of this name, null if there is none, and whether there is one.
const BmrtFunction *findFunction(const BmrtProgram &program,
                                 std::string_view name);
bool hasFunction(const BmrtProgram &program, std::string_view name);

/// Which verbs the program has functions for.
bool supports(const BmrtProgram &program, const Config &config, Verb verb);

/// Parses argv. Help and --version print to standard output and leave
/// options.verb at None. Everything wrong is a usage error. The caller has set
/// options.programName.
Status parseOptions(int argc, char **argv, const BmrtProgram &program,
                    const Config &config, Options &options);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_OPTIONS_H
