//===- Generate.cpp - The verb generate -----------------------------------===//
#include "runtime/infer/Generate.h"

#include "runtime/infer/Sampler.h"
#include "runtime/infer/Transcript.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>

namespace bmc {
namespace {

/// The flags on top of the program's generate section.
GenerateSettings effectiveSettings(const Session &session) {
  const Options &options = session.options;
  GenerateSettings settings =
      session.config.generate.value_or(GenerateSettings());
  settings.prompt = options.prompt.value_or(settings.prompt);
  settings.maxNewTokens = options.maxNewTokens.value_or(settings.maxNewTokens);
  settings.temperature = options.temperature.value_or(settings.temperature);
  settings.topK = options.topK.value_or(settings.topK);
  settings.seed = options.seed.value_or(settings.seed);
  settings.stop = options.stop.value_or(settings.stop);
  return settings;
}

/// From the weights; if they do not say, from the data.
Status findVocabulary(const Session &session, const RunRecord &record,
                      Vocabulary &vocabulary) {
  const Json *saved =
      record.names ? findMember(*record.names, "vocabulary") : nullptr;
  if (saved)
    return Vocabulary::fromJson(*saved, vocabulary);
  std::unique_ptr<Dataset> data;
  BMRT_TRY(
      openRunData(session, record, "generate", 0, /*mustMatch=*/false, data));
  vocabulary = data->vocabulary();
  bool isOfData = vocabulary.kind() == Vocabulary::Kind::Char ||
                  vocabulary.kind() == Vocabulary::Kind::Words;
  if (isOfData && !session.options.quiet)
    std::fputs(fmt::format("note: the weights do not say which {} "
                           "their ids are; those of {} are taken\n",
                           vocabulary.kind() == Vocabulary::Kind::Char
                               ? "characters"
                               : "words",
                           data->path())
                   .c_str(),
               stderr);
  return {};
}

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
      return badInput("--prompt: expected token ids in [0, {}), got '{}'",
                      limit, std::string_view(cursor, end));
    ids.push_back(id);
    cursor = next;
  }
}

/// Feeds one sequence through the function `generate`.
class Decoder {
public:
  Decoder(const Session &session, Program &program)
      : session(session), program(program),
        function(*program.function("generate")) {}

  Status initialize();
  /// Logits of the token after `ids`; only the last window() ids are seen.
  Status next(const std::vector<int32_t> &ids, std::vector<double> &logits);
  /// Number of logits per call.
  int64_t width() const { return vocabularySize; }

private:
  int64_t bound(int64_t extent) const {
    return extent >= 0 ? extent : session.description().dims[-1 - extent].max;
  }

  const Session &session;
  Program &program;
  const BmrtFunction &function;
  int64_t rows = 1, window = 0, vocabularySize = 0;
  bool isWindowFixed = false;
  HostTensor tokens;
  std::vector<HostTensor> outputs;
};

Status Decoder::initialize() {
  for (uint32_t i = 0; i < function.numInputs; ++i) {
    const BmrtTensor &input = function.inputs[i];
    if (std::string_view(input.name) != "tokens" || input.rank != 2)
      continue;
    rows = std::max<int64_t>(1, input.extents[0]);
    window = bound(input.extents[1]);
    isWindowFixed = input.extents[1] >= 0;
  }
  const BmrtTensor &logits = function.outputs[0];
  if (window == 0 || logits.rank != 2)
    return internalError("function 'generate' has unexpected types");
  vocabularySize = bound(logits.extents[1]);
  tokens = HostTensor("tokens", kBmrtI32, {rows, window});
  return {};
}

Status Decoder::next(const std::vector<int32_t> &ids,
                     std::vector<double> &logits) {
  auto seen = std::min<int64_t>(window, static_cast<int64_t>(ids.size()));
  // Positions after the last token do not influence it: models with a generate
  // function are causal. So a fixed window is filled up with zeros.
  int64_t length = isWindowFixed ? window : seen;
  tokens.reshape({rows, length});
  for (int64_t row = 0; row < rows; ++row) {
    int32_t *to = tokens.as<int32_t>() + row * length;
    std::fill(std::copy(ids.end() - seen, ids.end(), to), to + length, 0);
  }
  HostTensor position =
      HostTensor::scalar("position", static_cast<int32_t>(seen - 1));
  const TensorView inputs[] = {tokens.view(), position.view()};
  BMRT_TRY(program.call(function, inputs, outputs));
  logits.resize(static_cast<size_t>(vocabularySize));
  for (int64_t i = 0; i < vocabularySize; ++i)
    logits[static_cast<size_t>(i)] = outputs[0].element(i);
  return {};
}

/// A model needs one token to start from: the line break, where there is one.
int32_t startToken(const Vocabulary &vocabulary) {
  return std::max(vocabulary.lineEnd(), 0);
}

/// What no text has is not generated.
void hidePlaceholders(const Vocabulary &vocabulary,
                      std::vector<double> &logits) {
  for (size_t id = 0; id < logits.size(); ++id)
    if (vocabulary.isPlaceholder(static_cast<int32_t>(id)))
      logits[id] = -std::numeric_limits<double>::infinity();
}

Status encodePrompt(const Vocabulary &vocabulary, const std::string &prompt,
                    int64_t limit, std::vector<int32_t> &ids) {
  if (vocabulary.kind() == Vocabulary::Kind::None)
    return parseIds(prompt, limit, ids);
  return vocabulary.encode(prompt, ids).withContext("--prompt");
}

} // namespace

Status runGenerate(Session &session) {
  GenerateSettings settings = effectiveSettings(session);
  Program program;
  RunRecord record;
  std::string weights;
  constexpr std::string_view kFunctions[] = {"generate"};
  BMRT_TRY(startProgram(session, kFunctions, /*rows=*/1, program));
  BMRT_TRY(loadWeights(session, program, record, weights));
  Vocabulary vocabulary;
  BMRT_TRY(findVocabulary(session, record, vocabulary));
  Decoder decoder(session, program);
  BMRT_TRY(decoder.initialize());
  std::vector<int32_t> ids;
  BMRT_TRY(encodePrompt(vocabulary, settings.prompt, decoder.width(), ids));
  Transcript transcript;
  BMRT_TRY(transcript.open(vocabulary, settings.stop));
  for (int32_t id : ids)
    BMRT_TRY(transcript.prompt(id));
  // As rows of lines begin.
  if (ids.empty() || session.config.dataKind == DataKind::Lines)
    ids.insert(ids.begin(), startToken(vocabulary));
  Sampler sampler{settings.temperature, settings.topK, settings.seed};
  std::vector<double> logits;
  bool isDone = false;
  for (int64_t n = 0; n < settings.maxNewTokens && !isDone; ++n) {
    BMRT_TRY(decoder.next(ids, logits));
    // A vocabulary may be smaller than the model was compiled for.
    if (vocabulary.size() > 0 && vocabulary.size() < decoder.width())
      logits.resize(static_cast<size_t>(vocabulary.size()));
    hidePlaceholders(vocabulary, logits);
    ids.push_back(sampler.sample(logits, static_cast<uint64_t>(n)));
    BMRT_TRY(transcript.add(ids.back(), isDone));
  }
  return transcript.finish();
}

} // namespace bmc
