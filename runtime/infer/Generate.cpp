//===- Generate.cpp - The verb generate -----------------------------------===//
#include "runtime/infer/Generate.h"

#include "runtime/infer/Decoder.h"
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
  constexpr std::string_view kFunctions[] = {"generate", "decode"};
  BMRT_TRY(startProgram(session, kFunctions, /*rows=*/1, program));
  BMRT_TRY(loadWeights(session, program, record, weights));
  Vocabulary vocabulary;
  BMRT_TRY(findVocabulary(session, record, vocabulary));
  Decoder decoder(program);
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
