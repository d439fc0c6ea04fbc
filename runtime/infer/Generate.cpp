//===- Generate.cpp - The verb generate -----------------------------------===//
#include "runtime/infer/Generate.h"

#include "runtime/infer/Chat.h"
#include "runtime/infer/FindVocabulary.h"
#include "runtime/infer/GenerateOutput.h"
#include "runtime/infer/Prompts.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace bmc {
namespace {

Status parseIds(const std::string &text, int64_t limit,
                std::vector<int32_t> &ids) {
  const char *cursor = text.data(), *end = cursor + text.size();
  while (true) {
    while (cursor != end && (*cursor == ' ' || *cursor == ','))
      ++cursor;
    if (cursor == end)
      return {};
    int32_t id = 0;
    auto [next, error] = std::from_chars(cursor, end, id);
    if (error != std::errc() || id < 0 || id >= limit)
      return badInput("expected token ids in [0, {}), got '{}'", limit,
                      std::string_view(cursor, end));
    ids.push_back(id);
    cursor = next;
  }
}

/// A model needs one token to start from: the line break, where there is one.
int32_t startToken(const Vocabulary &vocabulary) {
  return std::max(vocabulary.lineEnd(), 0);
}

/// Continues prompts and writes what follows them.
class PromptRunner {
public:
  PromptRunner(const Session &session, const Vocabulary &vocabulary,
               const Decoder &decoder, Generator &generator)
      : options(session.options), vocabulary(vocabulary), decoder(decoder),
        generator(generator),
        beginsAsRow(session.config.dataKind == DataKind::Lines) {}

  Status run(const std::vector<std::string> &prompts);
  /// The tokens of a prompt, before them one to start from where that is
  /// needed.
  Status encode(const std::string &text, Prompt &prompt) const;

private:
  Status sample(const std::vector<std::string> &prompts);
  Status search(const std::string &text);
  Status write(const Continuation &found, const std::string &before,
               const ContinuationLabel &label);

  const Options &options;
  const Vocabulary &vocabulary;
  const Decoder &decoder;
  Generator &generator;
  bool beginsAsRow; ///< a prompt is the begin of a row
  TextPrinter printer;
};

} // namespace

Status PromptRunner::encode(const std::string &text, Prompt &prompt) const {
  Status status = vocabulary.kind() == Vocabulary::Kind::None
                      ? parseIds(text, decoder.width(), prompt.ids)
                      : vocabulary.encode(text, prompt.ids);
  BMRT_TRY(status.withContext(options.prompts.empty() ? "--prompt"
                                                      : options.prompts));
  prompt.start = prompt.ids.empty() || beginsAsRow ? 1 : 0;
  if (prompt.start > 0)
    prompt.ids.insert(prompt.ids.begin(), startToken(vocabulary));
  return {};
}

Status PromptRunner::run(const std::vector<std::string> &prompts) {
  if (options.generate.decoding.beams <= 1)
    return sample(prompts);
  for (const std::string &text : prompts)
    BMRT_TRY(search(text));
  return {};
}

Status PromptRunner::sample(const std::vector<std::string> &texts) {
  std::vector<Prompt> prompts;
  std::vector<ContinuationLabel> labels;
  for (const std::string &text : texts) {
    Prompt prompt;
    BMRT_TRY(encode(text, prompt));
    for (int64_t n = 0; n < options.samples; ++n) {
      prompt.sequence = static_cast<uint64_t>(n);
      prompts.push_back(prompt);
      labels.push_back({text, n});
    }
  }
  ContinuationPrinter listener(std::move(labels), vocabulary, options.jsonLines,
                               options.logprobs.has_value());
  return generator.sample(prompts, listener);
}

Status PromptRunner::search(const std::string &text) {
  Prompt prompt;
  BMRT_TRY(encode(text, prompt));
  std::vector<Continuation> found;
  BMRT_TRY(generator.search(prompt.ids, prompt.start, found));
  const StopRules none;
  Transcript before(vocabulary, none);
  before.addPrompt(std::span(prompt.ids).subspan(prompt.start));
  auto count =
      std::min<size_t>(found.size(), static_cast<size_t>(options.samples));
  for (size_t n = 0; n < count; ++n)
    BMRT_TRY(write(found[n], before.text(), {text, static_cast<int64_t>(n)}));
  return {};
}

Status PromptRunner::write(const Continuation &found, const std::string &before,
                           const ContinuationLabel &label) {
  if (options.jsonLines)
    return printJson(label.prompt, label.sample, vocabulary, found,
                     options.logprobs.has_value());
  BMRT_TRY(printer.beginText());
  BMRT_TRY(printer.show(before + found.text));
  return printer.endText();
}

/// How many texts are worked on at once, if that is possible.
static int64_t sequencesOf(const Options &options, size_t prompts) {
  const int64_t beams = options.generate.decoding.beams;
  auto texts = beams > 1 ? beams
                         : static_cast<int64_t>(prompts) *
                               std::min<int64_t>(options.samples, INT32_MAX);
  return options.sequences > 0 ? std::min(texts, options.sequences) : texts;
}

Status runGenerate(Session &session) {
  const Options &options = session.options;
  std::vector<std::string> prompts = {options.generate.prompt};
  if (!options.prompts.empty()) {
    prompts.clear();
    BMRT_TRY(readPrompts(options.prompts, prompts));
  }
  const int64_t sequences = sequencesOf(options, prompts.size());
  Program program;
  RunRecord record;
  std::string weights;
  constexpr std::string_view kFunctions[] = {"generate", "decode"};
  BMRT_TRY(startProgram(session, kFunctions, sequences, program));
  BMRT_TRY(loadWeights(session, program, record, weights));
  Vocabulary vocabulary;
  BMRT_TRY(findVocabulary(session, record, vocabulary));
  // Beams and turns go back to what texts have in common.
  bool goesBack = options.chat || options.generate.decoding.beams > 1;
  Decoder decoder(program, {options.recompute, sequences, goesBack});
  BMRT_TRY(decoder.initialize());
  StopRules rules;
  BMRT_TRY(StopRules::parse(vocabulary, options.generate.stops, rules));
  std::optional<int64_t> likeliest = options.logprobs;
  if (options.jsonLines)
    likeliest = likeliest.value_or(0);
  Generator generator(decoder, vocabulary, rules, options.generate, likeliest);
  PromptRunner runner(session, vocabulary, decoder, generator);
  if (!options.chat)
    return runner.run(prompts);
  Prompt said;
  // A message begins a conversation as those that were learnt of begin.
  if (session.config.dataKind != DataKind::Chat ||
      !options.generate.prompt.empty())
    BMRT_TRY(runner.encode(options.generate.prompt, said));
  return runChat(generator, vocabulary, options.generate, std::move(said.ids));
}

} // namespace bmc
