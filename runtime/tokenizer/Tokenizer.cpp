//===- Tokenizer.cpp - Text <-> token ids ---------------------------------===//
#include "runtime/tokenizer/Tokenizer.h"

#include "runtime/tokenizer/CharsMap.h"
#include "runtime/tokenizer/Examples.h"
#include "runtime/tokenizer/HuggingFace.h"
#include "runtime/tokenizer/SentencePiece.h"

#include <iterator>
#include <nlohmann/json.hpp>

using namespace bmc;

/// In the order of TokenizerKind.
static constexpr const char *kKindNames[] = {
    "none", "byte", "char", "words", "bpe", "wordpiece", "unigram"};

const char *bmc::kindName(TokenizerKind kind) {
  return kKindNames[static_cast<size_t>(kind)];
}

Status bmc::parseTokenizerKind(std::string_view name, TokenizerKind &kind) {
  for (size_t i = 0; i < std::size(kKindNames); ++i) {
    if (name != kKindNames[i])
      continue;
    kind = static_cast<TokenizerKind>(i);
    return {};
  }
  return badInput("found tokenizer '{}', expected 'char', 'byte', 'words', "
                  "'bpe', 'wordpiece', 'unigram' or 'none'",
                  name);
}

Status Tokenizer::encodeLong(std::string_view text, TokenIds &ids) const {
  std::vector<int32_t> all;
  BMRT_TRY(encode(text, all, nullptr));
  ids.append(all);
  return {};
}

Status Tokenizer::encodePlaced(std::string_view, std::vector<int32_t> &,
                               std::vector<TextSpan> &) const {
  return badInput("a tokenizer of kind '{}' does not say where its tokens "
                  "stand",
                  kindName(kind()));
}

std::string Tokenizer::decodeAll(std::span<const int32_t> ids) const {
  std::string text;
  for (int32_t id : ids)
    decode(id, text);
  return text;
}

std::string Tokenizer::nameOf(int32_t id) const {
  std::string name;
  decode(id, name);
  return name;
}

const ExampleRules &Tokenizer::examples() const {
  static const ExampleRules plain;
  return plain;
}

int32_t Tokenizer::specialNamed(std::string_view) const { return -1; }

bool Tokenizer::isPlaceholder(int32_t) const { return false; }

/// As tokenizer.json, or as a SentencePiece model in base64.
static Status readSubwords(const Json &value, TokenizerPtr &out) {
  if (const Json *document = findMember(value, "tokenizer"))
    return readHuggingFace(*document, out);
  std::string text, contents;
  BMRT_TRY(getString(value, "sentencepiece", text));
  if (!decodeBase64(text, contents))
    return badInput("sentencepiece: expected base64");
  return readSentencePiece(std::move(contents), out);
}

Status bmc::tokenizerFromJson(const Json &value, TokenizerPtr &out) {
  std::string name;
  TokenizerKind kind = TokenizerKind::None;
  BMRT_TRY(getString(value, "kind", name).withContext("vocabulary"));
  BMRT_TRY(parseTokenizerKind(name, kind));
  out = nullptr;
  switch (kind) {
  case TokenizerKind::None:
    return {};
  case TokenizerKind::Byte:
    out = makeByteTokenizer();
    return {};
  case TokenizerKind::Char:
    return readCharTokenizer(value, out);
  case TokenizerKind::Words:
    return readWordTokenizer(value, out);
  case TokenizerKind::Bpe:
  case TokenizerKind::WordPiece:
  case TokenizerKind::Unigram:
    break;
  }
  BMRT_TRY(readSubwords(value, out).withContext("vocabulary"));
  if (out->kind() == kind)
    return {};
  return badInput("vocabulary: found a tokenizer of kind '{}', expected '{}'",
                  kindName(out->kind()), name);
}
