//===- CheckOptions.cpp - What must hold of a command line ----------------===//

#include "runtime/core/Files.h"
#include "runtime/core/Suggest.h"
#include "runtime/data/Dataset.h"
#include "runtime/train/OptionsParser.h"

#include <algorithm>

namespace bmc {

Status OptionsParser::parse(int argc, char **argv) {
  define();
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success &success) {
    app.exit(success);
    return {};
  } catch (const CLI::ExtrasError &) {
    return unexpectedArgument();
  } catch (const CLI::RequiredError &error) {
    // Without a verb the parser complains of that before unknown words.
    if (!app.remaining(true).empty())
      return unexpectedArgument();
    return app.get_subcommands().empty()
               ? usageError("expected a verb; see '{}'", helpCommand())
               : usageError("{}; see '{}'", lowered(error.what()),
                            helpCommand());
  } catch (const CLI::Error &error) {
    return usageError("{}; see '{}'", lowered(error.what()), helpCommand());
  }
  return finish();
}

Status OptionsParser::finish() {
  options.jsonLog |= raw.logFormat == "json";
  finishResume();
  finishProfile();
  BMRT_TRY(finishOverrides());
  BMRT_TRY(finishStreams());
  BMRT_TRY(finishRows());
  BMRT_TRY(finishTokenize());
  return finishGenerate();
}

void OptionsParser::finishResume() {
  if (options.verb != Verb::Train ||
      app.get_subcommand("train")->count("--resume") == 0)
    return;
  options.resume = raw.resume.empty()     ? Resume::Required
                   : raw.resume == "auto" ? Resume::Auto
                                          : Resume::Path;
  if (options.resume == Resume::Path)
    options.resumePath = raw.resume;
}

void OptionsParser::finishProfile() {
  for (const CLI::App *sub : app.get_subcommands())
    if (const CLI::Option *option = sub->get_option_no_throw("--profile"))
      options.profile = option->count() > 0;
  options.profilePath = raw.profile;
}

/// Checks an override by `checked`, which has those before it, and keeps it.
Status OptionsParser::addOverride(const std::string &flag,
                                  const std::string &key,
                                  const std::string &value, Settings &checked) {
  std::string origin = flag == "--set" ? "--set " + key : flag;
  for (size_t i = 0; i < origins.size(); ++i) {
    if (!saySame(options.overrides[i].first, key))
      continue;
    if (origins[i] == origin)
      return usageError("{} is given twice", origin);
    return usageError("{} and {} exclude each other", origins[i], origin);
  }
  origins.push_back(origin);
  options.overrides.emplace_back(key, value);
  return applyOverride(key, value, config.source, checked).withContext(flag);
}

Status OptionsParser::finishOverrides() {
  struct Flag {
    const char *name, *key;
    const std::optional<std::string> &value;
  };
  const Flag flags[] = {{"--steps", "max_steps", raw.steps},
                        {"--epochs", "epochs", raw.epochs},
                        {"--batch-size", "batch_size", raw.batchSize},
                        {"--lr", "lr", raw.lr},
                        {"--seed", "seed", raw.seed}};
  Settings checked = config.train;
  for (const Flag &flag : flags)
    if (flag.value)
      BMRT_TRY(addOverride(flag.name, flag.key, *flag.value, checked));
  if (raw.overfitBatch)
    BMRT_TRY(addOverride("--overfit-batch", "overfit_batch", "true", checked));
  Overrides set;
  for (const std::string &text : raw.set)
    BMRT_TRY(parseOverride(text, set));
  for (const auto &[key, value] : set)
    BMRT_TRY(addOverride("--set", key, value, checked));
  if (raw.batchSize)
    options.batchSize = checked.batchSize;
  if (raw.seed)
    options.seed = checked.seed;
  return {};
}

/// A stream is read or written once, and no folder.
Status OptionsParser::finishStreams() const {
  auto countStreams = [](std::initializer_list<const std::string *> paths) {
    return std::ranges::count_if(paths, [](const std::string *path) {
      return *path == kStandardStream;
    });
  };
  if (countStreams({&options.data, &options.init, &options.batch}) > 1)
    return usageError("'-' (standard input) stands for two files");
  if (countStreams(
          {&options.gradients, &options.outputs, &options.profilePath}) > 1)
    return usageError("'-' (standard output) stands for two files");
  if (countStreams({&options.out, &options.checkpoint, &options.resumePath}) >
      0)
    return usageError("'-' is a stream, expected a folder");
  return {};
}

Status OptionsParser::finishRows() {
  bool readsRows = options.verb == Verb::Predict ||
                   (options.verb == Verb::Generate && hasRows(config.dataKind));
  if (readsRows && options.data.empty() && options.row.empty() &&
      !options.stream)
    return usageError("--data or --row is required; see '{}'", helpCommand());
  return raw.fold.empty() ? Status()
                          : parseFold(raw.fold, options.fold, options.folds);
}

Status OptionsParser::finishTokenize() const {
  if (options.verb == Verb::Tokenize && !options.tokenize.text &&
      options.tokenize.input.empty())
    return usageError("--text or --input is required; see '{}'", helpCommand());
  return {};
}

Status OptionsParser::finishGenerate() {
  if (raw.seed)
    options.generate.seed = options.seed.value_or(options.generate.seed);
  if (options.logprobs && !options.asJson())
    return usageError("--logprobs requires --json");
  const int64_t beams = options.generate.decoding.beams;
  if (beams > 1 && options.samples > beams)
    return usageError("--samples asks for {} texts of {} beams",
                      options.samples, beams);
  if (beams > 1 && options.chat)
    return usageError("--chat does not search by beams; add --beams 1");
  return {};
}

std::string OptionsParser::helpCommand() const {
  std::string command = options.programName;
  for (const CLI::App *sub : app.get_subcommands())
    command += " " + sub->get_name();
  return command + " --help";
}

Status OptionsParser::unexpectedArgument() const {
  const CLI::App *where = &app;
  if (!app.get_subcommands().empty())
    where = app.get_subcommands().front();
  std::vector<std::string> extras = app.remaining(true);
  std::string word = extras.empty() ? "" : extras.front();
  std::string flag = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const CLI::Option *option : where->get_options())
    names.push_back(option->get_name());
  if (where == &app)
    for (const CLI::App *sub : app.get_subcommands(nullptr))
      names.push_back(sub->get_name());
  bool hasTextSources = config.generate && !config.generate->sources.empty() &&
                        !hasRows(config.dataKind);
  if (where == &app && word == "predict" && hasTextSources)
    return usageError("{} generates targets: '{} generate --prompts FILE "
                      "--output FILE' writes one for each line of a file",
                      config.model, options.programName);
  for (const VerbInfo &info : kVerbs)
    if (where == &app && word == info.name)
      return usageError("{} has no function for '{}'; see '{}'", config.model,
                        word, helpCommand());
  std::vector<std::string_view> views(names.begin(), names.end());
  return usageError("unexpected argument '{}'{}; see '{}'", flag,
                    suggestion(flag, views), helpCommand());
}

std::string OptionsParser::lowered(std::string text) {
  if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])))
    text[0] = static_cast<char>(std::tolower(text[0]));
  while (!text.empty() && (text.back() == '\n' || text.back() == '.'))
    text.pop_back();
  return text;
}

} // namespace bmc
