//===- Unigram.cpp - The likeliest tokens of a word -----------------------===//
#include "runtime/tokenizer/Unigram.h"

#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

using namespace bmc;

/// How much less likely an unknown character is than any token.
static constexpr double kUnknownPenalty = 10;

static bool isFound(PieceType type) {
  return type == PieceType::Normal || type == PieceType::UserDefined;
}

std::vector<int32_t> bmc::findByteTokens(const TokenTable &tokens) {
  std::vector<int32_t> ids;
  for (int byte = 0; byte < 256; ++byte)
    ids.push_back(tokens.find(fmt::format("<0x{:02X}>", byte)));
  return ids;
}

int bmc::byteOfToken(std::string_view token) {
  int byte = -1;
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>')
    return -1;
  auto [end, error] = std::from_chars(&token[3], &token[5], byte, 16);
  return error == std::errc() && end == &token[5] ? byte : -1;
}

void bmc::decodePiece(std::string_view token, std::string &text,
                      bool dropsSpace) {
  constexpr std::string_view kSpace = "\u2581";
  if (int byte = byteOfToken(token); byte >= 0) {
    text.push_back(static_cast<char>(byte));
    return;
  }
  if (dropsSpace && token.starts_with(kSpace))
    token.remove_prefix(kSpace.size());
  while (!token.empty()) {
    size_t space = std::min(token.find(kSpace), token.size());
    text += token.substr(0, space);
    token.remove_prefix(space);
    if (token.empty())
      break;
    text += ' ';
    token.remove_prefix(kSpace.size());
  }
}

Unigram::Unigram(TokenTable table, std::vector<Piece> list,
                 const UnigramOptions &options)
    : SubwordModel(std::move(table)), pieces(std::move(list)),
      options(options) {
  std::vector<Trie::Entry> entries;
  bool isFirst = true;
  for (int32_t id = 0; id < tokens.size(); ++id) {
    const Piece &piece = pieces[static_cast<size_t>(id)];
    if (!options.isSentencePiece || isFound(piece.type))
      entries.emplace_back(tokens[id], id);
    if (options.isSentencePiece && piece.type != PieceType::Normal)
      continue;
    least = isFirst ? piece.score : std::min(least, piece.score);
    most = std::max(most, piece.score);
    isFirst = false;
  }
  unknownScore = least - kUnknownPenalty;
  // Scores of SentencePiece are in f32.
  if (options.isSentencePiece)
    unknownScore = static_cast<double>(static_cast<float>(unknownScore));
  trie = Trie(std::move(entries));
  byteTokens = findByteTokens(tokens);
}

double Unigram::scoreOf(int32_t token, size_t bytes) const {
  const Piece &piece = pieces[static_cast<size_t>(token)];
  // What users define is better than anything that it could be made of.
  if (piece.type == PieceType::UserDefined)
    return static_cast<double>(static_cast<float>(bytes) *
                               static_cast<float>(most)) -
           0.1;
  return piece.score;
}

/// Goes on from `at`, where a character begins.
void Unigram::extend(std::string_view word, size_t at, size_t characterEnd,
                     std::vector<Place> &places) const {
  double before = places[at].score;
  bool hasCharacter = false;
  auto offer = [&](int32_t token, size_t end, double tokenScore) {
    Place &place = places[end];
    double score = tokenScore + before;
    // Which of two ways is better depends on it.
    if (options.isSentencePiece)
      score = static_cast<double>(static_cast<float>(score));
    if (place.begin == SIZE_MAX || score > place.score)
      place = {score, token, at};
  };
  trie.each(word.substr(at), [&](int32_t token, size_t length) {
    hasCharacter |= at + length == characterEnd;
    offer(token, at + length, scoreOf(token, length));
  });
  if (!hasCharacter)
    offer(options.unknown, characterEnd, unknownScore);
}

bool Unigram::appendBytes(std::string_view text,
                          std::vector<int32_t> &ids) const {
  bool isKnown = options.byteFallback;
  for (char byte : text)
    isKnown = isKnown && byteTokens[static_cast<unsigned char>(byte)] >= 0;
  for (size_t i = 0; isKnown && i < text.size(); ++i)
    ids.push_back(byteTokens[static_cast<unsigned char>(text[i])]);
  return isKnown;
}

/// The tokens on the best way to the end, and where they stand, if asked for.
void Unigram::trace(std::string_view word, std::vector<int32_t> &ids,
                    std::vector<TextSpan> *spans) const {
  std::vector<Place> places(word.size() + 1);
  for (size_t at = 0; at < word.size();) {
    size_t end = at;
    if (decodeUtf8(word, end) < 0)
      ++end;
    extend(word, at, end, places);
    at = end;
  }
  struct Part {
    TextSpan span;
    int32_t token;
  };
  std::vector<Part> parts;
  for (size_t end = word.size(); end > 0;) {
    const Place &place = places[end];
    bool goesOn = !parts.empty() && place.token == options.unknown &&
                  parts.back().token == options.unknown;
    if (goesOn)
      parts.back().span.begin = place.begin;
    else
      parts.push_back({{place.begin, end}, place.token});
    end = place.begin;
  }
  for (size_t i = parts.size(); i-- > 0;) {
    const Part &part = parts[i];
    size_t before = ids.size();
    bool isBytes =
        part.token == options.unknown &&
        appendBytes(word.substr(part.span.begin, part.span.size()), ids);
    if (!isBytes)
      ids.push_back(part.token);
    if (!spans)
      continue;
    // SentencePiece's bytes stand for themselves, others for all of it.
    for (size_t k = 0; k < ids.size() - before; ++k)
      spans->push_back(
          isBytes && options.isSentencePiece
              ? TextSpan{part.span.begin + k, part.span.begin + k + 1}
              : part.span);
  }
}

void Unigram::encodeWord(std::string_view word,
                         std::vector<int32_t> &ids) const {
  trace(word, ids, nullptr);
}

void Unigram::placeWord(std::string_view word, std::vector<int32_t> &ids,
                        std::vector<TextSpan> &places) const {
  trace(word, ids, &places);
}

void Unigram::decodeToken(int32_t id, std::string &text) const {
  PieceType type = pieces[static_cast<size_t>(id)].type;
  if (type == PieceType::Control)
    return;
  if (type == PieceType::Unknown)
    text += " \u2047 ";
  else
    decodePiece(tokens[id], text, text.empty());
}

Json Unigram::toJson() const {
  Json vocabulary = Json::array();
  for (int32_t id = 0; id < tokens.size(); ++id)
    vocabulary.push_back(
        {std::string(tokens[id]), pieces[static_cast<size_t>(id)].score});
  return Json{{"type", "Unigram"},
              {"unk_id", options.unknown},
              {"byte_fallback", options.byteFallback},
              {"vocab", std::move(vocabulary)}};
}

Status bmc::readUnigram(const Json &model, std::unique_ptr<SubwordModel> &out) {
  UnigramOptions options;
  int64_t unknown = 0;
  const Json *list = findMember(model, "vocab");
  if (!list || !list->is_array())
    return badInput("vocab: expected a list");
  BMRT_TRY(getInt(model, "unk_id", unknown));
  if (unknown < 0 || unknown >= static_cast<int64_t>(list->size()))
    return badInput("unk_id: found {}, expected one of {} tokens", unknown,
                    list->size());
  options.unknown = static_cast<int32_t>(unknown);
  options.byteFallback = readFlag(model, "byte_fallback");
  TokenTable tokens;
  std::vector<Piece> pieces;
  size_t bytes = 0;
  for (const Json &entry : *list) {
    bool isPiece = entry.is_array() && entry.size() == 2 &&
                   entry[0].is_string() && entry[1].is_number();
    std::string text = isPiece ? entry[0].get<std::string>() : "";
    if (text.empty() || !tokens.set(tokens.size(), text))
      return badInput("vocab: entry {}: expected a text of its own and a score",
                      pieces.size());
    pieces.push_back({entry[1].get<double>(), PieceType::Normal});
    bytes += text.size();
    if (bytes > kMaxTrieBytes)
      return badInput("vocab: found more than {} bytes of tokens",
                      kMaxTrieBytes);
  }
  out =
      std::make_unique<Unigram>(std::move(tokens), std::move(pieces), options);
  return {};
}
