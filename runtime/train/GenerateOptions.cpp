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
  sub.add_option("--beams", decoding.beams,
                 "Search for the likeliest text with N beams; nothing is "
                 "drawn if there is more than one")
      ->type_name("N")
      ->check(isIn(kBeamsRange))
      ->default_str(std::to_string(decoding.beams));
}

/// What is continued, and into how many texts. Returns the flag --chat.
CLI::Option *OptionsParser::addPrompts(CLI::App &sub) {
  GenerateSettings &settings = options.generate;
  CLI::Option *prompt =
      sub.add_option("--prompt", settings.prompt, "Text to continue")
          ->type_name("TEXT")
          ->default_str(settings.prompt.empty()
                            ? "empty"
                            : fmt::format("{:?}", settings.prompt));
  CLI::Option *prompts =
      addPath(sub, "--prompts", "PATH", options.prompts,
              "File with a prompt on each line, or, *.jsonl, with objects "
              "that have a member 'prompt'")
          ->excludes(prompt);
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
  sub.add_option("--samples", options.samples, "Texts to write for each prompt")
      ->type_name("N")
      ->check(isIn({1, INT32_MAX}))
      ->default_str(std::to_string(options.samples))
      ->excludes(chat);
  return chat;
}

void OptionsParser::addGenerate(CLI::App &sub) {
  GenerateSettings &settings = options.generate;
  settings = config.generate.value_or(GenerateSettings());
  CLI::Option *chat = addPrompts(sub);
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
  addDecoding(sub);
  CLI::Option *json =
      sub.add_flag("--json", options.jsonLines,
                   "Write each text as a line of JSON, with its tokens and "
                   "log-probability")
          ->excludes(chat);
  sub.add_option("--logprobs", options.logprobs,
                 "With --json, the log-probability of each token and of the "
                 "K likeliest at its place")
      ->type_name("K")
      ->check(isIn({0, 1000}))
      ->needs(json);
  sub.add_option("--batch-size", options.sequences,
                 "Texts to continue at once, which then share what is read "
                 "of the weights; 0 = as many as there are, at most 8")
      ->type_name("N")
      ->check(isIn({0, INT32_MAX}))
      ->default_str(std::to_string(options.sequences))
      ->excludes(chat);
  sub.add_flag("--recompute", options.recompute,
               "Compute the window again for each token, keep nothing");
  addSeed(sub, settings.seed);
  addWeights(sub);
  addPath(sub, "--data", "PATH", options.data,
          "Training text to take the vocabulary from, with --init");
  addThreads(sub);
}

} // namespace bmc
