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

  Status run(const std::string &prompt);
  /// The tokens of a prompt, before them one to start from where that is
  /// needed. `start`: where those of the prompt begin.
  Status encode(const std::string &prompt, std::vector<int32_t> &ids,
                size_t &start) const;

private:
  Status sample(const std::string &prompt, const std::vector<int32_t> &ids,
                size_t start);
  Status search(const std::string &prompt, const std::vector<int32_t> &ids,
                size_t start);

  const Options &options;
  const Vocabulary &vocabulary;
  const Decoder &decoder;
  Generator &generator;
  bool beginsAsRow; ///< a prompt is the begin of a row
  TextPrinter printer;
};

} // namespace

Status PromptRunner::encode(const std::string &prompt,
                            std::vector<int32_t> &ids, size_t &start) const {
  if (vocabulary.kind() == Vocabulary::Kind::None)
    BMRT_TRY(parseIds(prompt, decoder.width(), ids));
  else
    BMRT_TRY(vocabulary.encode(prompt, ids));
  start = ids.empty() || beginsAsRow ? 1 : 0;
  if (start > 0)
    ids.insert(ids.begin(), startToken(vocabulary));
  return {};
}

Status PromptRunner::run(const std::string &prompt) {
  std::vector<int32_t> ids;
  size_t start = 0;
  BMRT_TRY(
      encode(prompt, ids, start)
          .withContext(options.prompts.empty() ? "--prompt" : options.prompts));
  return options.generate.decoding.beams > 1 ? search(prompt, ids, start)
                                             : sample(prompt, ids, start);
}

Status PromptRunner::sample(const std::string &prompt,
                            const std::vector<int32_t> &ids, size_t start) {
  for (int64_t n = 0; n < options.samples; ++n) {
    if (!options.jsonLines)
      BMRT_TRY(printer.beginText());
    auto show = [&](const Transcript &transcript) {
      return options.jsonLines ? Status() : printer.show(transcript);
    };
    std::vector<int32_t> extended = ids;
    Continuation found;
    BMRT_TRY(generator.sample(extended, start, static_cast<uint64_t>(n), show,
                              found));
    BMRT_TRY(options.jsonLines ? printJson(prompt, n, vocabulary, found,
                                           options.logprobs.has_value())
                               : printer.endText());
  }
  return {};
}

Status PromptRunner::search(const std::string &prompt,
                            const std::vector<int32_t> &ids, size_t start) {
  std::vector<Continuation> found;
  BMRT_TRY(generator.search(ids, start, found));
  const StopRules none;
  Transcript before(vocabulary, none);
  before.addPrompt(std::span(ids).subspan(start));
  auto count =
      std::min<size_t>(found.size(), static_cast<size_t>(options.samples));
  for (size_t n = 0; n < count; ++n) {
    if (options.jsonLines) {
      BMRT_TRY(printJson(prompt, static_cast<int64_t>(n), vocabulary, found[n],
                         options.logprobs.has_value()));
      continue;
    }
    BMRT_TRY(printer.beginText());
    BMRT_TRY(printer.show(before.text() + found[n].text));
    BMRT_TRY(printer.endText());
  }
  return {};
}

Status runGenerate(Session &session) {
  const Options &options = session.options;
  Program program;
  RunRecord record;
  std::string weights;
  constexpr std::string_view kFunctions[] = {"generate", "decode"};
  BMRT_TRY(startProgram(session, kFunctions, /*rows=*/1, program));
  BMRT_TRY(loadWeights(session, program, record, weights));
  Vocabulary vocabulary;
  BMRT_TRY(findVocabulary(session, record, vocabulary));
  Decoder decoder(program, session.options.recompute);
  BMRT_TRY(decoder.initialize());
  StopRules rules;
  BMRT_TRY(StopRules::parse(vocabulary, options.generate.stops, rules));
  std::optional<int64_t> likeliest = options.logprobs;
  if (options.jsonLines)
    likeliest = likeliest.value_or(0);
  Generator generator(decoder, vocabulary, rules, options.generate, likeliest);
  PromptRunner runner(session, vocabulary, decoder, generator);
  if (options.chat) {
    std::vector<int32_t> ids;
    size_t start = 0;
    // A message begins a conversation as those that were learnt of begin.
    if (session.config.dataKind != DataKind::Chat ||
        !options.generate.prompt.empty())
      BMRT_TRY(runner.encode(options.generate.prompt, ids, start)
                   .withContext("--prompt"));
    return runChat(generator, vocabulary, options.generate, ids);
  }
  std::vector<std::string> prompts = {options.generate.prompt};
  if (!options.prompts.empty()) {
    prompts.clear();
    BMRT_TRY(readPrompts(options.prompts, prompts));
  }
  for (const std::string &prompt : prompts)
    BMRT_TRY(runner.run(prompt));
  return {};
}

} // namespace bmc
