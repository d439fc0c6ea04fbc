//===- Generate.cpp - The verb generate -----------------------------------===//
#include "runtime/infer/Generate.h"

#include "runtime/infer/Chat.h"
#include "runtime/infer/GenerateOutput.h"
#include "runtime/infer/Generation.h"
#include "runtime/infer/Prompts.h"
#include "runtime/infer/Sources.h"

#include <algorithm>
#include <charconv>
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

/// A prompt, and what the output calls it.
struct Item {
  Prompt prompt;
  ContinuationLabel label;
};

/// Continues prompts and writes what follows them.
class PromptRunner {
public:
  PromptRunner(const Options &options, Generation &generation, bool asLines,
               ResultSink &sink)
      : options(options), vocabulary(generation.vocabulary()),
        generator(generation.generator()),
        style{options.asJson(), options.logprobs.has_value(), asLines},
        sink(sink), printer(sink, asLines) {}

  Status run(const std::vector<Item> &items);

private:
  Status sample(const std::vector<Item> &items);
  Status search(const Item &item);
  Status write(const Continuation &found, const std::string &before,
               const ContinuationLabel &label);

  const Options &options;
  const Vocabulary &vocabulary;
  Generator &generator;
  OutputStyle style;
  ResultSink &sink;
  TextPrinter printer;
};

} // namespace

/// The tokens of a prompt, before them one to start from where that is needed.
static Status encode(const Session &session, const Generation &generation,
                     const std::string &text, Prompt &prompt) {
  const Vocabulary &vocabulary = generation.vocabulary();
  const std::string &file = session.options.prompts;
  Status status = vocabulary.kind() == Vocabulary::Kind::None
                      ? parseIds(text, generation.decoder().width(), prompt.ids)
                      : vocabulary.encode(text, prompt.ids);
  BMRT_TRY(status.withContext(file.empty() ? "--prompt" : file));
  // Of lines, a prompt is the begin of a row.
  bool beginsAsRow = session.config.dataKind == DataKind::Lines;
  prompt.start = prompt.ids.empty() || beginsAsRow ? 1 : 0;
  if (prompt.start > 0)
    prompt.ids.insert(prompt.ids.begin(), startToken(vocabulary));
  return {};
}

Status PromptRunner::run(const std::vector<Item> &items) {
  if (options.generate.decoding.beams <= 1)
    return sample(items);
  for (const Item &item : items)
    BMRT_TRY(search(item));
  return {};
}

Status PromptRunner::sample(const std::vector<Item> &items) {
  std::vector<Prompt> prompts;
  std::vector<ContinuationLabel> labels;
  for (const Item &item : items) {
    for (int64_t n = 0; n < options.samples; ++n) {
      prompts.push_back(item.prompt);
      prompts.back().sequence = static_cast<uint64_t>(n);
      labels.push_back(item.label);
      labels.back().sample = n;
    }
  }
  ContinuationPrinter listener(std::move(labels), vocabulary, style, sink);
  return generator.sample(prompts, listener);
}

Status PromptRunner::search(const Item &item) {
  const Prompt &prompt = item.prompt;
  std::vector<Continuation> found;
  BMRT_TRY(generator.search(prompt, found));
  const StopRules none;
  Transcript before(vocabulary, none);
  before.addPrompt(std::span(prompt.ids).subspan(prompt.start));
  std::string given = before.text();
  if (vocabulary.kind() == Vocabulary::Kind::None && !given.empty())
    given += ' ';
  ContinuationLabel label = item.label;
  auto count = std::min(static_cast<int64_t>(found.size()), options.samples);
  for (; label.sample < count; ++label.sample)
    BMRT_TRY(write(found[static_cast<size_t>(label.sample)], given, label));
  return {};
}

Status PromptRunner::write(const Continuation &found, const std::string &before,
                           const ContinuationLabel &label) {
  if (style.asJson)
    return sink.show(jsonLine(label, vocabulary, found, style.withTokens));
  BMRT_TRY(printer.beginText());
  BMRT_TRY(printer.show(before + found.text));
  return printer.endText();
}

/// Generates the target of every source, some at a time.
static Status runSources(const Session &session, const RunRecord &record,
                         const Generation &generation, PromptRunner &runner) {
  std::unique_ptr<SourceReader> reader;
  BMRT_TRY(openSources(session, record, generation.vocabulary(), reader));
  std::vector<Source> sources;
  while (true) {
    BMRT_TRY(reader->next(sources));
    if (sources.empty())
      return {};
    std::vector<Item> items;
    for (Source &source : sources)
      items.push_back({generation.targetOf(source.row),
                       {std::move(source.text), 0, source.number}});
    BMRT_TRY(runner.run(items));
  }
}

static Status runPrompts(const Session &session, const Generation &generation,
                         const std::vector<std::string> &texts,
                         PromptRunner &runner) {
  std::vector<Item> items;
  for (const std::string &text : texts) {
    Prompt prompt;
    BMRT_TRY(encode(session, generation, text, prompt));
    items.push_back({std::move(prompt), {text, 0, {}}});
  }
  return runner.run(items);
}

/// How many texts are worked on at once, if that is possible.
static int64_t sequencesOf(const Options &options, size_t prompts) {
  const int64_t beams = options.generate.decoding.beams;
  auto texts = beams > 1 ? beams
                         : static_cast<int64_t>(prompts) *
                               std::min<int64_t>(options.samples, INT32_MAX);
  return options.sequences > 0 ? std::min(texts, options.sequences) : texts;
}

/// The texts to continue.
static Status readTexts(const Options &options,
                        std::vector<std::string> &texts) {
  texts = {options.generate.prompt};
  if (options.prompts.empty())
    return {};
  texts.clear();
  return readPrompts(options.prompts, texts);
}

static Status answerMessages(const Session &session, Generation &generation) {
  const GenerateSettings &settings = session.options.generate;
  Prompt said;
  // A message begins a conversation as those that were learnt of begin.
  if (session.config.dataKind != DataKind::Chat || !settings.prompt.empty())
    BMRT_TRY(encode(session, generation, settings.prompt, said));
  return runChat(generation.generator(), generation.vocabulary(), settings,
                 std::move(said.ids));
}

Status runGenerate(Session &session) {
  const Options &options = session.options;
  const bool hasSources = !options.generate.sources.empty();
  std::vector<std::string> texts;
  BMRT_TRY(refuseInput(options.output, options.prompts));
  BMRT_TRY(refuseInput(options.output, options.data));
  if (!hasSources)
    BMRT_TRY(readTexts(options, texts));
  const int64_t sequences =
      sequencesOf(options, hasSources ? INT32_MAX : texts.size());
  Program program;
  RunRecord record;
  std::string weights;
  BMRT_TRY(startProgram(session, kGeneratingFunctions, sequences, program));
  BMRT_TRY(loadWeights(session, program, record, weights));
  Generation generation;
  BMRT_TRY(generation.initialize(session, record, program, sequences));
  if (options.chat)
    return answerMessages(session, generation);
  ResultSink sink;
  BMRT_TRY(sink.open(options.output));
  PromptRunner runner(options, generation, hasSources, sink);
  BMRT_TRY(hasSources ? runSources(session, record, generation, runner)
                      : runPrompts(session, generation, texts, runner));
  return sink.finish();
}

} // namespace bmc
