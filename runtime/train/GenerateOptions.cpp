//===- GenerateOptions.cpp - The flags of generate ------------------------===//

#include "runtime/train/OptionsParser.h"

#include <algorithm>

namespace bmc {

void OptionsParser::addDecoding(CLI::App &sub) {
  DecodingSettings &decoding = options.generate.decoding;
  for (const DecodingNumber &number : kDecodingNumbers) {
    std::string flag = std::string("--") + number.key;
    std::ranges::replace(flag, '_', '-');
    sub.add_option(flag, decoding.*number.member, number.help)
        ->type_name("X")
        ->check(isNumberIn(number.least, number.most))
        ->default_str(CLI::detail::to_string(decoding.*number.member));
  }
  sub.add_option("--top-k", decoding.topK,
                 "Sample among the K likeliest tokens; 0 = all")
      ->type_name("K")
      ->check(isIn(kTopKRange))
      ->default_str(std::to_string(decoding.topK));
  addBeams(sub);
}

CLI::Option *OptionsParser::addBeams(CLI::App &sub) {
  int64_t &beams = options.generate.decoding.beams;
  return sub
      .add_option("--beams", beams,
                  "Search for the likeliest text with N beams; nothing is "
                  "drawn if there is more than one")
      ->type_name("N")
      ->check(isIn(kBeamsRange))
      ->default_str(std::to_string(beams));
}

/// Of eval, where the data says what is to be generated.
void OptionsParser::addExactMatch(CLI::App &sub) {
  if (!config.generate || config.generate->targets.empty() ||
      !hasFunction(program, "generate"))
    return;
  options.generate = *config.generate;
  CLI::Option *generate =
      sub.add_flag("--generate", options.exactMatch,
                   "Generate the target of each row, too; exact_match is the "
                   "share of those that are right as a whole");
  addBeams(sub)->needs(generate);
}

/// Texts that are continued, or whose targets are generated. Returns the flag
/// --prompts.
CLI::Option *OptionsParser::addPrompts(CLI::App &sub) {
  GenerateSettings &settings = options.generate;
  bool areSources = !settings.sources.empty();
  CLI::Option *prompt =
      sub.add_option("--prompt", settings.prompt,
                     areSources ? "Source whose target is generated"
                                : "Text to continue")
          ->type_name("TEXT")
          ->default_str(!settings.prompt.empty()
                            ? fmt::format("{:?}", settings.prompt)
                        : areSources ? ""
                                     : "empty");
  return addPath(sub, "--prompts", "PATH", options.prompts,
                 fmt::format("File with a {} on each line, or, *.jsonl, with "
                             "objects that have a member 'prompt'",
                             areSources ? "source" : "prompt")
                     .c_str())
      ->excludes(prompt);
}

/// Returns the flag --chat.
CLI::Option *OptionsParser::addChat(CLI::App &sub, CLI::Option *prompts) {
  GenerateSettings &settings = options.generate;
  CLI::Option *chat =
      sub.add_flag("--chat", options.chat,
                   "Answer the lines of standard input, each after all that "
                   "was said before")
          ->excludes(prompts);
  auto hasPlace = [](const std::string &text) {
    return text.find(kMessagePlace) == std::string::npos
               ? fmt::format("expected a text with '{}', got '{}'",
                             kMessagePlace, text)
               : std::string();
  };
  sub.add_option("--turn", settings.turn, "With --chat, what a message becomes")
      ->type_name("TEXT")
      ->check(CLI::Validator(hasPlace, ""))
      ->needs(chat)
      ->default_str(fmt::format("{:?}", settings.turn));
  return chat;
}

/// How many texts, of how many tokens, and where each ends.
void OptionsParser::addLengths(CLI::App &sub) {
  GenerateSettings &settings = options.generate;
  sub.add_option("--samples", options.samples,
                 settings.sources.empty() ? "Texts to write for each prompt"
                                          : "Targets to write for each source")
      ->type_name("N")
      ->check(isIn({1, INT32_MAX}))
      ->default_str(std::to_string(options.samples));
  sub.add_option("--max-new-tokens", settings.maxNewTokens, "Tokens to add")
      ->type_name("N")
      ->check(isIn(orZero(kMaxNewTokensRange)))
      ->default_str(std::to_string(settings.maxNewTokens));
  sub.add_option("--stop", settings.stops,
                 "End before this text, or special token such as <EOS>; may "
                 "be repeated")
      ->type_name("TEXT")
      ->allow_extra_args(false)
      ->default_str(settings.stops.empty()
                        ? "none"
                        : fmt::format("{:?}", fmt::join(settings.stops, " ")));
}

/// How texts are written, and how many at once.
void OptionsParser::addTexts(CLI::App &sub) {
  addOutput(sub);
  addFormat(sub, "text|jsonl",
            "Form of the texts; jsonl is a line for each, with its tokens and "
            "log-probability")
      ->default_str("text");
  sub.add_option("--logprobs", options.logprobs,
                 "With --json, the log-probability of each token and of the "
                 "K likeliest at its place")
      ->type_name("K")
      ->check(isIn({0, 1000}));
  sub.add_option("--batch-size", options.sequences,
                 "Texts to continue at once, which then share what is read "
                 "of the weights; 0 = as many as there are, at most 8")
      ->type_name("N")
      ->check(isIn({0, INT32_MAX}))
      ->default_str(std::to_string(options.sequences));
  sub.add_flag("--recompute", options.recompute,
               "Compute the window again for each token, keep nothing");
}

void OptionsParser::addGenerate(CLI::App &sub) {
  GenerateSettings &settings = options.generate;
  settings = config.generate.value_or(GenerateSettings());
  const bool hasSources = !settings.sources.empty();
  const bool readsRows = hasSources && hasRows(config.dataKind);
  if (hasSources)
    sub.description("Generate the targets of sources");
  CLI::Option *chat = nullptr;
  if (readsRows)
    addRows(sub, "CSV file, or JSON objects, with the columns of the sources");
  else if (CLI::Option *prompts = addPrompts(sub); !hasSources)
    chat = addChat(sub, prompts);
  addLengths(sub);
  addDecoding(sub);
  addTexts(sub);
  if (chat)
    for (const char *flag :
         {"--samples", "--format", "--json", "--output", "--batch-size"})
      sub.get_option(flag)->excludes(chat);
  addSeed(sub, settings.seed);
  addWeights(sub);
  if (!readsRows)
    addPath(sub, "--data", "PATH", options.data,
            hasSources
                ? "Training pairs to take the vocabularies from, with --init"
                : "Training text to take the vocabulary from, with --init");
  addThreads(sub);
}

} // namespace bmc
