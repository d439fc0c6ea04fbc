//===- OptionsParser.h - What the command line is read with -----*- C++ -*-===//
//
// Only the files of this class see CLI11, and its exceptions end there:
// Options.cpp and GenerateOptions.cpp say which flags there are,
// CheckOptions.cpp what must hold of what was given.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TRAIN_OPTIONSPARSER_H
#define BMC_RUNTIME_TRAIN_OPTIONSPARSER_H

#include "runtime/train/Options.h"

#include <CLI/CLI.hpp>

namespace bmc {

/// A verb as users write it.
struct VerbInfo {
  Verb verb;
  const char *name;
  const char *purpose;
};
inline constexpr VerbInfo kVerbs[] = {
    {Verb::Train, "train", "Train the model and write a run directory"},
    {Verb::Eval, "eval",
     "Print loss and metrics of a checkpoint on held-out data"},
    {Verb::Predict, "predict", "Read rows (CSV, JSON), write predictions"},
    {Verb::Generate, "generate", "Continue a prompt"},
    {Verb::Tokenize, "tokenize",
     "Show the tokens of a text, or write those of a file"},
    {Verb::Step, "step",
     "Run forward and backward once on exactly one batch, to compare with "
     "another framework"},
    {Verb::Info, "info",
     "Describe this program: parameters, memory, functions, images"},
};

/// What the parser fills before it is checked and copied to Options. Numbers
/// that become overrides stay text: Settings.cpp checks them.
struct RawOptions {
  std::optional<std::string> steps, epochs, lr, seed, batchSize;
  std::string resume, profile, fold, logFormat = "text";
  std::vector<std::string> set;
  bool overfitBatch = false;
};

/// What a flag's text must be: an integer or a number of a range.
CLI::Validator isIn(IntegerRange range);
CLI::Validator isNumberIn(double least, double most);

/// A flag with a path, which must not be empty.
CLI::Option *addPath(CLI::App &sub, const char *flag, const char *type,
                     std::string &path, const char *purpose);

/// Reads one command line.
class OptionsParser {
public:
  OptionsParser(const BmrtProgram &program, const Config &config,
                Options &options)
      : program(program), config(config), options(options),
        app("The model " + config.model + " (" + config.source +
                ") as a program",
            options.programName) {}

  Status parse(int argc, char **argv);

private:
  void define();
  CLI::App *verb(Verb verb);
  void addData(CLI::App &sub);
  void addThreads(CLI::App &sub);
  void addSeed(CLI::App &sub, uint64_t standard);
  void addBatchSize(CLI::App &sub, bool isOverride);
  void addWeights(CLI::App &sub);
  void addLogFormat(CLI::App &sub);
  void addProfile(CLI::App &sub);
  void addTrain(CLI::App &sub);
  void addRunSettings(CLI::App &sub);
  void addEval(CLI::App &sub);
  void addPredict(CLI::App &sub);
  void addGenerate(CLI::App &sub);
  CLI::Option *addPrompts(CLI::App &sub);
  CLI::Option *addRows(CLI::App &sub, const char *purpose);
  CLI::Option *addChat(CLI::App &sub, CLI::Option *prompts);
  void addLengths(CLI::App &sub);
  CLI::Option *addOutput(CLI::App &sub);
  CLI::Option *addFormat(CLI::App &sub, const std::string &names,
                         const char *purpose);
  void addTexts(CLI::App &sub);
  void addDecoding(CLI::App &sub);
  CLI::Option *addBeams(CLI::App &sub);
  void addExactMatch(CLI::App &sub);
  void addTokenize(CLI::App &sub);
  void addStep(CLI::App &sub);
  Status finish();
  Status finishOverrides();
  Status addOverride(const std::string &flag, const std::string &key,
                     const std::string &value, Settings &checked);
  Status finishStreams() const;
  Status finishRows();
  Status finishGenerate();
  Status finishTokenize() const;
  void finishResume();
  void finishProfile();
  Status unexpectedArgument() const;
  std::string helpCommand() const;
  static std::string lowered(std::string text);

  const BmrtProgram &program;
  const Config &config;
  Options &options;
  CLI::App app;
  RawOptions raw;
  std::vector<std::string> origins; ///< what asked for each of the overrides
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_OPTIONSPARSER_H
