//===- WordPieceTrainer.cpp - Learning a WordPiece ------------------------===//
#include "runtime/tokenizer/CharacterClass.h"
#include "runtime/tokenizer/MergeLearner.h"
#include "runtime/tokenizer/SubwordTrainer.h"
#include "runtime/tokenizer/WordPiece.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

/// Characters that are tokens; rarer ones are unknown.
constexpr size_t kMostCharacters = 1000;
constexpr const char *kPrefix = "##";

/// The characters of words that occur most, in their order.
std::vector<int32_t> frequentCharacters(const CountedWords &counted) {
  std::map<int32_t, int64_t> counts;
  for (int32_t i = 0; i < counted.words.size(); ++i)
    eachCharacter(counted.words[i], [&](int32_t codePoint, size_t, size_t) {
      counts[codePoint] += counted.counts[static_cast<size_t>(i)];
    });
  std::vector<std::pair<int64_t, int32_t>> ranked;
  for (auto [codePoint, count] : counts)
    ranked.emplace_back(-count, codePoint);
  std::ranges::sort(ranked);
  ranked.resize(std::min(ranked.size(), kMostCharacters));
  std::vector<int32_t> kept;
  for (auto [count, codePoint] : ranked)
    kept.push_back(codePoint);
  std::ranges::sort(kept);
  return kept;
}

/// Adds the characters, then those that stand inside words with the prefix.
void addCharacters(const CountedWords &counted, TokenTable &tokens) {
  std::vector<int32_t> kept = frequentCharacters(counted);
  auto textOf = [](int32_t codePoint) {
    std::string text;
    appendUtf8(text, codePoint);
    return text;
  };
  for (int32_t codePoint : kept)
    tokens.add(textOf(codePoint));
  std::map<int32_t, bool> isInside;
  for (int32_t i = 0; i < counted.words.size(); ++i)
    eachCharacter(counted.words[i],
                  [&](int32_t codePoint, size_t begin, size_t) {
                    isInside[codePoint] |= begin > 0;
                  });
  for (int32_t codePoint : kept)
    if (isInside[codePoint])
      tokens.add(kPrefix + textOf(codePoint));
}

/// A word as characters, without those that are no tokens.
std::vector<int32_t> charactersOf(std::string_view word,
                                  const TokenTable &tokens) {
  std::vector<int32_t> ids;
  eachCharacter(word, [&](int32_t, size_t begin, size_t end) {
    std::string text(word.substr(begin, end - begin));
    if (tokens.find(text) >= 0)
      ids.push_back(tokens.find(begin ? kPrefix + text : text));
  });
  return ids;
}

/// BERT's template, where there are its tokens.
void setTemplate(const TokenTable &tokens, SubwordParts &parts) {
  int32_t begin = tokens.find("[CLS]"), end = tokens.find("[SEP]");
  if (begin < 0 || end < 0)
    return;
  parts.postProcessor = dumpJson(Json{{"type", "BertProcessing"},
                                      {"sep", {"[SEP]", end}},
                                      {"cls", {"[CLS]", begin}}});
  ExampleRules &rules = parts.examples;
  rules.single = {{.ids = {begin}}, {.sequence = 0}, {.ids = {end}}};
  rules.pair = rules.single;
  rules.pair.push_back({.sequence = 1, .type = 1});
  rules.pair.push_back({.type = 1, .ids = {end}});
}

} // namespace

Status bmc::learnWordPiece(const CountedWords &counted,
                           const SubwordTraining &training,
                           SubwordParts &parts) {
  TokenTable tokens;
  BMRT_TRY(addSpecialTokens(training.special, tokens, parts));
  WordPieceOptions options{.unknown = tokens.find("[UNK]")};
  if (options.unknown < 0)
    return badInput("special tokens: expected '[UNK]' among them");
  addCharacters(counted, tokens);
  if (training.vocabularySize < tokens.size())
    return badInput("found vocab_size = {}, expected at least {}: one for each "
                    "special token, and two for each character, at the "
                    "beginning of words and inside",
                    training.vocabularySize, tokens.size());
  MergeTable merges;
  MergeLearner learner(tokens, merges, kPrefix);
  for (int32_t i = 0; i < counted.words.size(); ++i)
    learner.addWord(charactersOf(counted.words[i], tokens),
                    counted.counts[static_cast<size_t>(i)]);
  learner.run(training.vocabularySize, training.leastCount);
  setTemplate(tokens, parts);
  BMRT_TRY(parts.decodeBy(wordPieceDecoder()));
  parts.model =
      std::make_unique<WordPiece>(std::move(tokens), std::move(options));
  return {};
}
