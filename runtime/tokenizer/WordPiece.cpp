//===- WordPiece.cpp - The longest token a word begins with ---------------===//
#include "runtime/tokenizer/WordPiece.h"

#include "runtime/tokenizer/ModelJson.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

/// The longest token at `at`, and where it ends; -1 if there is none.
int32_t WordPiece::longestAt(std::string_view word, size_t at,
                             size_t &end) const {
  std::string key = at ? options.prefix : "";
  size_t before = key.size();
  key += word.substr(at, std::min(word.size() - at, table().longest()));
  for (; key.size() > before; key.pop_back()) {
    // Between two characters.
    size_t behind = at + key.size() - before;
    if (behind < word.size() && (word[behind] & 0xC0) == 0x80)
      continue;
    end = behind;
    if (int32_t id = tokens.find(key); id >= 0)
      return id;
  }
  return -1;
}

void WordPiece::encodeWord(std::string_view word,
                           std::vector<int32_t> &ids) const {
  size_t first = ids.size();
  auto characters = std::ranges::count_if(
      word, [](char byte) { return (byte & 0xC0) != 0x80; });
  bool isKnown = characters <= options.mostCharacters;
  for (size_t at = 0; isKnown && at < word.size();) {
    int32_t id = longestAt(word, at, at);
    isKnown = id >= 0;
    ids.push_back(id);
  }
  if (isKnown)
    return;
  ids.resize(first);
  ids.push_back(options.unknown);
}

void WordPiece::placeWord(std::string_view word, std::vector<int32_t> &ids,
                          std::vector<TextSpan> &places) const {
  size_t first = ids.size(), at = 0;
  encodeWord(word, ids);
  for (size_t i = first; i < ids.size(); ++i) {
    // What is unknown is so as a whole.
    size_t size = tokens[ids[i]].size() - (at ? options.prefix.size() : 0);
    bool isWhole = ids.size() == first + 1;
    places.push_back({at, isWhole ? word.size() : at + size});
    at = places.back().end;
  }
}

void WordPiece::decodeToken(int32_t id, std::string &text) const {
  std::string token(tokens[id]);
  if (!text.empty() && token.starts_with(options.prefix)) {
    text += token.substr(options.prefix.size());
    return;
  }
  if (!text.empty() && !text.ends_with('\n'))
    token = " " + token;
  // Where English has no space.
  constexpr std::pair<std::string_view, std::string_view> kRules[] = {
      {" .", "."},     {" ?", "?"},     {" !", "!"},   {" ,", ","},
      {" ' ", "'"},    {" n't", "n't"}, {" 'm", "'m"}, {" 's", "'s"},
      {" 've", "'ve"}, {" 're", "'re"}};
  for (auto [from, to] : kRules)
    if (size_t at = token.find(from); at != token.npos)
      token.replace(at, from.size(), to);
  text += token;
}

Json WordPiece::toJson() const {
  Json vocabulary = Json::object();
  for (int32_t id = 0; id < tokens.size(); ++id)
    if (!tokens[id].empty())
      vocabulary[std::string(tokens[id])] = id;
  return Json{{"type", "WordPiece"},
              {"unk_token", std::string(tokens[options.unknown])},
              {"continuing_subword_prefix", options.prefix},
              {"max_input_chars_per_word", options.mostCharacters},
              {"vocab", std::move(vocabulary)}};
}

Status bmc::readWordPiece(const Json &model,
                          std::unique_ptr<SubwordModel> &out) {
  WordPieceOptions options;
  std::string unknown;
  BMRT_TRY(getString(model, "unk_token", unknown));
  BMRT_TRY(getString(model, "continuing_subword_prefix", options.prefix));
  BMRT_TRY(getInt(model, "max_input_chars_per_word", options.mostCharacters));
  TokenTable tokens;
  const Json *vocabulary = findMember(model, "vocab");
  BMRT_TRY(readVocabulary(vocabulary ? *vocabulary : Json(), false, tokens)
               .withContext("vocab"));
  options.unknown = tokens.find(unknown);
  if (options.unknown < 0)
    return badInput("unk_token: '{}' is not in vocab", unknown);
  out = std::make_unique<WordPiece>(std::move(tokens), std::move(options));
  return {};
}
