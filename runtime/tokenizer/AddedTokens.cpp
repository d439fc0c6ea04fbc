//===- AddedTokens.cpp - Tokens beside those of the model -----------------===//
#include "runtime/tokenizer/AddedTokens.h"

#include "runtime/tokenizer/CharacterClass.h"
#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

AddedTokens::AddedTokens(std::vector<AddedToken> tokens)
    : list(std::move(tokens)) {
  std::ranges::sort(list, {}, &AddedToken::content);
  for (const AddedToken &token : list)
    firstBytes.set(static_cast<unsigned char>(token.content.front()));
}

const AddedToken *AddedTokens::longestAt(std::string_view text,
                                         size_t offset) const {
  if (offset >= text.size() ||
      !firstBytes[static_cast<unsigned char>(text[offset])])
    return nullptr;
  // The tokens that begin as the text does, for more and more bytes.
  const AddedToken *found = nullptr;
  auto low = list.begin(), high = list.end();
  for (size_t depth = 0; low != high; ++depth) {
    if (low->content.size() == depth)
      found = &*low++;
    if (offset + depth >= text.size())
      break;
    auto byte = static_cast<unsigned char>(text[offset + depth]);
    auto at = [depth](const AddedToken &token) {
      return static_cast<unsigned char>(token.content[depth]);
    };
    auto range = std::ranges::equal_range(low, high, byte, {}, at);
    low = range.begin();
    high = range.end();
  }
  return found;
}

/// The offset behind the spaces at `offset`.
static size_t skipSpaces(std::string_view text, size_t offset) {
  for (size_t behind = offset;
       isWhiteSpace(decodeUtf8(text, behind)) && behind > offset;)
    offset = behind;
  return offset;
}

/// The offset of the spaces that end at `offset`, not before `from`.
static size_t skipSpacesBack(std::string_view text, size_t from,
                             size_t offset) {
  while (offset > from) {
    size_t begin = offset - 1;
    while (begin > from && (text[begin] & 0xC0) == 0x80)
      --begin;
    size_t behind = begin;
    if (!isWhiteSpace(decodeUtf8(text, behind)) || behind != offset)
      break;
    offset = begin;
  }
  return offset;
}

/// Whether no letter, digit or the like stands in front of or behind a place.
bool AddedTokens::standsAlone(std::string_view text, TextSpan place) const {
  size_t behind = place.end;
  if (behind < text.size() && isWordCharacter(decodeUtf8(text, behind)))
    return false;
  size_t before = place.begin;
  while (before > 0 && (text[--before] & 0xC0) == 0x80)
    continue;
  return before == place.begin || !isWordCharacter(decodeUtf8(text, before));
}

AddedMatch AddedTokens::find(std::string_view text, size_t from) const {
  for (size_t at = from; !list.empty() && at < text.size(); ++at) {
    const AddedToken *token = longestAt(text, at);
    if (!token)
      continue;
    if (token->isWord && !standsAlone(text, {at, at + token->content.size()})) {
      at += token->content.size() - 1;
      continue;
    }
    AddedMatch match{at, at + token->content.size(), token};
    if (token->stripsLeft)
      match.begin = skipSpacesBack(text, from, match.begin);
    if (token->stripsRight)
      match.end = skipSpaces(text, match.end);
    return match;
  }
  return {text.size(), text.size(), nullptr};
}

bool AddedTokens::keepsLines() const {
  return std::ranges::none_of(list, [](const AddedToken &token) {
    return token.stripsLeft || token.stripsRight || token.isWord ||
           token.content.find('\n') != token.content.npos;
  });
}

Status bmc::readAddedTokens(const Json &document,
                            std::vector<AddedToken> &tokens) {
  const Json *list = findMember(document, "added_tokens");
  if (!list || list->is_null())
    return {};
  if (!list->is_array())
    return badInput("added_tokens: expected a list");
  for (const Json &entry : *list) {
    std::string place = fmt::format("added_tokens: entry {}", tokens.size());
    AddedToken token;
    int64_t id = 0;
    BMRT_TRY(getString(entry, "content", token.content).withContext(place));
    BMRT_TRY(getInt(entry, "id", id).withContext(place));
    if (id < 0 || id >= kMaxTokens || token.content.empty())
      return badInput("{}: expected a text and an id in [0, {})", place,
                      kMaxTokens);
    token.id = static_cast<int32_t>(id);
    token.isWord = readFlag(entry, "single_word");
    token.stripsLeft = readFlag(entry, "lstrip");
    token.stripsRight = readFlag(entry, "rstrip");
    token.isNormalized = readFlag(entry, "normalized");
    token.isSpecial = readFlag(entry, "special");
    tokens.push_back(std::move(token));
  }
  return {};
}

Json bmc::toJson(const std::vector<AddedToken> &tokens) {
  Json list = Json::array();
  for (const AddedToken &token : tokens)
    list.push_back({{"id", token.id},
                    {"content", token.content},
                    {"single_word", token.isWord},
                    {"lstrip", token.stripsLeft},
                    {"rstrip", token.stripsRight},
                    {"normalized", token.isNormalized},
                    {"special", token.isSpecial}});
  return list;
}
