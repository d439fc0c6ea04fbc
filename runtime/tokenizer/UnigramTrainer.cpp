//===- UnigramTrainer.cpp - Learning a Unigram model ----------------------===//
#include "runtime/tokenizer/SubwordTrainer.h"
#include "runtime/tokenizer/Unigram.h"
#include "runtime/tokenizer/UnigramLearner.h"

#include <nlohmann/json.hpp>

using namespace bmc;

/// T5's template, where there is its token.
static void setTemplate(const TokenTable &tokens, SubwordParts &parts) {
  constexpr const char *kEnd = "</s>";
  int32_t end = tokens.find(kEnd);
  if (end < 0)
    return;
  auto text = [](const char *name) {
    return Json{{"Sequence", {{"id", name}, {"type_id", 0}}}};
  };
  Json token{{"SpecialToken", {{"id", kEnd}, {"type_id", 0}}}};
  Json ids{{"id", kEnd}, {"ids", {end}}, {"tokens", {kEnd}}};
  parts.postProcessor =
      dumpJson(Json{{"type", "TemplateProcessing"},
                    {"single", Json::array({text("A"), token})},
                    {"pair", Json::array({text("A"), token, text("B"), token})},
                    {"special_tokens", {{kEnd, std::move(ids)}}}});
  parts.examples.single = {{.sequence = 0}, {.ids = {end}}};
  parts.examples.pair = {
      {.sequence = 0}, {.ids = {end}}, {.sequence = 1}, {.ids = {end}}};
}

Status bmc::learnUnigram(const CountedWords &counted,
                         const SubwordTraining &training, SubwordParts &parts) {
  TokenTable tokens;
  BMRT_TRY(addSpecialTokens(training.special, tokens, parts));
  UnigramOptions options{.unknown = tokens.find("<unk>")};
  if (options.unknown < 0)
    return badInput("special tokens: expected '<unk>' among them");
  // Where there are few characters, all of them are tokens.
  constexpr int64_t kCharacterShare = 8;
  Fragments fragments = cutWords(
      counted, static_cast<size_t>(training.vocabularySize) / kCharacterShare);
  auto least =
      tokens.size() + static_cast<int64_t>(fragments.characters.size());
  if (training.vocabularySize < least || fragments.list.empty())
    return badInput("found vocab_size = {}, expected at least {}: one for each "
                    "special token and character",
                    training.vocabularySize, least);
  auto wanted = static_cast<size_t>(training.vocabularySize - tokens.size());
  UnigramLearner learner(fragments, findSeeds(fragments));
  BMRT_TRY(learner.run(wanted));
  std::vector<Piece> pieces(static_cast<size_t>(tokens.size()));
  for (const UnigramPiece &piece : learner.finish(wanted)) {
    tokens.set(tokens.size(), piece.text);
    pieces.push_back({piece.score, PieceType::Normal});
  }
  setTemplate(tokens, parts);
  BMRT_TRY(parts.decodeBy({{"type", "Metaspace"},
                           {"replacement", "\u2581"},
                           {"prepend_scheme", "first"},
                           {"split", true}}));
  parts.model =
      std::make_unique<Unigram>(std::move(tokens), std::move(pieces), options);
  return {};
}
