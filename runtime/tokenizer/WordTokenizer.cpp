//===- WordTokenizer.cpp - Whole words as tokens --------------------------===//
#include "runtime/tokenizer/Tokenizer.h"
#include "runtime/tokenizer/Utf8.h"
#include "runtime/tokenizer/Words.h"

#include <nlohmann/json.hpp>
#include <unordered_map>

using namespace bmc;

namespace {

class WordTokenizer : public Tokenizer {
public:
  WordTokenizer(std::vector<std::string> words, bool lowercase)
      : list(std::move(words)), isLowercase(lowercase) {
    for (size_t i = 0; i < list.size(); ++i)
      ids.emplace(list[i], kSpecialTokens + static_cast<int32_t>(i));
  }

  TokenizerKind kind() const override { return TokenizerKind::Words; }
  int64_t size() const override {
    return kSpecialTokens + static_cast<int64_t>(list.size());
  }
  Status encode(std::string_view text, std::vector<int32_t> &to,
                WordCache *) const override {
    std::string_view word;
    for (WordReader reader(text); reader.next(word);)
      to.push_back(tokenOf(word));
    return {};
  }
  Status encodeLong(std::string_view text, TokenIds &to) const override {
    std::string_view word;
    for (WordReader reader(text); reader.next(word);) {
      int32_t id = tokenOf(word);
      to.append({&id, 1});
    }
    return {};
  }
  Status encodePlaced(std::string_view text, std::vector<int32_t> &to,
                      std::vector<TextSpan> &places) const override {
    std::string_view word;
    for (WordReader reader(text); reader.next(word);) {
      auto begin = static_cast<size_t>(word.data() - text.data());
      to.push_back(tokenOf(word));
      places.push_back({begin, begin + word.size()});
    }
    return {};
  }
  void decode(int32_t id, std::string &text) const override;
  std::string nameOf(int32_t id) const override;
  int32_t specialNamed(std::string_view name) const override {
    return specialToken(name);
  }
  int32_t lineEnd() const override { return kEndToken; }
  bool isPlaceholder(int32_t id) const override {
    return id == kPadToken || id == kUnknownToken;
  }
  Json toJson() const override {
    return Json{{"kind", "words"}, {"words", list}, {"lowercase", isLowercase}};
  }
  bool isDistinct() const { return ids.size() == list.size(); }

private:
  int32_t tokenOf(std::string_view word) const;

  std::vector<std::string> list; ///< without special tokens
  std::unordered_map<std::string, int32_t> ids;
  bool isLowercase;
};

int32_t WordTokenizer::tokenOf(std::string_view word) const {
  if (word == "\n")
    return kEndToken;
  if (int32_t special = specialToken(word); special >= 0)
    return special;
  auto found = ids.find(isLowercase ? lowerCase(word) : std::string(word));
  return found == ids.end() ? kUnknownToken : found->second;
}

/// A word behind others, with a space between where English has one.
void appendWord(std::string_view word, std::string &text) {
  constexpr std::string_view opening = "([{\n", closing = ".,;:!?)]}%";
  bool isClose =
      text.empty() || opening.find(text.back()) != opening.npos ||
      (word.size() == 1 && closing.find(word.front()) != closing.npos);
  if (!isClose)
    text += ' ';
  text += word;
}

std::string WordTokenizer::nameOf(int32_t id) const {
  if (id < 0 || id >= size())
    return "";
  return id < kSpecialTokens ? std::string(kSpecialNames[id])
                             : list[static_cast<size_t>(id - kSpecialTokens)];
}

void WordTokenizer::decode(int32_t id, std::string &text) const {
  if (id < 0 || id >= size())
    appendUtf8(text, kReplacement);
  else if (id == kEndToken)
    text += '\n';
  else
    appendWord(nameOf(id), text);
}

/// Whether WordReader would find this word.
bool isWord(const std::string &word, bool lowercase) {
  std::string_view first;
  return WordReader(word).next(first) && first == word && word != "\n" &&
         specialToken(word) < 0 && (!lowercase || lowerCase(word) == word);
}

} // namespace

TokenizerPtr bmc::makeWordTokenizer(std::vector<std::string> words,
                                    bool lowercase) {
  return std::make_shared<WordTokenizer>(std::move(words), lowercase);
}

Status bmc::readWordTokenizer(const Json &value, TokenizerPtr &out) {
  const Json *list = findMember(value, "words");
  const Json *lowercase = findMember(value, "lowercase");
  if (!list || !list->is_array() || !lowercase || !lowercase->is_boolean())
    return badInput("vocabulary: expected 'words' and 'lowercase'");
  std::vector<std::string> words;
  for (const Json &entry : *list) {
    words.push_back(entry.is_string() ? entry.get<std::string>() : "");
    if (!isWord(words.back(), *lowercase == true))
      return badInput("vocabulary: entry {} is no word", words.size() - 1);
  }
  auto result =
      std::make_shared<WordTokenizer>(std::move(words), lowercase->get<bool>());
  if (!result->isDistinct())
    return badInput("vocabulary: a word occurs twice");
  out = std::move(result);
  return {};
}
