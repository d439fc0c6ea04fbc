//===- Text.cpp - Fuzz target: texts, vocabularies, token files -----------===//

#include "runtime/core/Json.h"
#include "runtime/data/TokenSource.h"
#include "test/fuzz/Target.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

/// All tokens of a source that opens; each lies within the vocabulary.
static std::vector<int32_t> readAll(TokenSource &source, int64_t size) {
  int64_t count = std::min<int64_t>(source.size(), 1 << 16);
  std::vector<int32_t> tokens(static_cast<size_t>(count));
  if (!source.read(0, count, tokens.data()).ok())
    return {};
  for (int32_t token : tokens)
    require(token >= 0 && token < size, "tokens are within the vocabulary");
  return tokens;
}

static void checkText(const std::string &path, std::string_view text) {
  std::unique_ptr<TokenSource> source;
  TokenizerSettings tokenizer{.kind = Vocabulary::Kind::Char,
                              .vocabularySize = 1 << 16};
  if (!openText(path, tokenizer, source).ok())
    return;
  require(findInvalidUtf8(text) == std::string_view::npos,
          "a text that opens is UTF-8");
  std::string back;
  for (int32_t token : readAll(*source, 1 << 16))
    source->vocabulary().decode(token, back);
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  require(back == text.substr(0, back.size()), "tokens decode to the text");
  // What a checkpoint remembers reads the same text as the same tokens.
  Vocabulary saved;
  require(Vocabulary::fromJson(source->vocabulary().toJson(), saved).ok(),
          "a vocabulary that is written can be read");
  std::unique_ptr<TokenSource> again;
  tokenizer.saved = &saved;
  require(openText(path, tokenizer, again).ok() &&
              readAll(*again, 1 << 16) == readAll(*source, 1 << 16),
          "a saved vocabulary gives the same tokens");
}

/// Words and their vocabulary, which is smaller than the text would like.
static void checkWords(const std::string &path) {
  std::unique_ptr<TokenSource> source, again;
  TokenizerSettings tokenizer{.kind = Vocabulary::Kind::Words,
                              .vocabularySize = 20,
                              .lowercase = true,
                              .trainShare = 0.7};
  if (!openText(path, tokenizer, source).ok())
    return;
  std::vector<int32_t> tokens = readAll(*source, 20);
  Vocabulary saved;
  require(Vocabulary::fromJson(source->vocabulary().toJson(), saved).ok(),
          "words that are written can be read");
  tokenizer.saved = &saved;
  require(openText(path, tokenizer, again).ok() &&
              readAll(*again, 20) == tokens,
          "saved words give the same tokens");
}

static void checkVocabulary(std::string_view text) {
  Json json;
  Vocabulary vocabulary;
  if (!parseJson(text, json).ok() ||
      !Vocabulary::fromJson(json, vocabulary).ok())
    return;
  for (int32_t id = 0; id < vocabulary.size(); ++id) {
    std::string word;
    std::vector<int32_t> ids;
    vocabulary.decode(id, word);
    require(vocabulary.encode(word, ids).ok() && ids.size() == 1 &&
                ids.front() == id,
            "ids decode to what encodes to them");
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  MemoryFile file(text);
  checkText(file.path(), text);
  checkWords(file.path());
  checkVocabulary(text);
  std::unique_ptr<TokenSource> shards;
  if (openTokenShards(file.path(), 300, Vocabulary(), shards).ok())
    readAll(*shards, 300);
  return 0;
}
