//===- SentencePiece.cpp - The format .model ------------------------------===//
#include "runtime/tokenizer/SentencePiece.h"

#include "runtime/tokenizer/AddedTokens.h"
#include "runtime/tokenizer/Bpe.h"
#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/SentencePieceProto.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

constexpr std::string_view kSpace = "\u2581";

/// Normalises a whole text, which then is one word of the model.
class SentencePiece : public Tokenizer {
public:
  SentencePiece(std::string contents, SentencePieceProto proto,
                std::unique_ptr<SubwordModel> model);

  TokenizerKind kind() const override { return model->kind(); }
  int64_t size() const override { return model->table().size(); }
  Status encode(std::string_view text, std::vector<int32_t> &ids,
                WordCache *) const override;
  Status encodePlaced(std::string_view text, std::vector<int32_t> &ids,
                      std::vector<TextSpan> &places) const override;
  void decode(int32_t id, std::string &text) const override {
    appendToken(id, hasSpaceInFront() && text.empty(), text);
  }
  std::string decodeAll(std::span<const int32_t> ids) const override;
  std::string nameOf(int32_t id) const override {
    return id >= 0 && id < size() ? std::string(model->table()[id]) : "";
  }
  int32_t specialNamed(std::string_view name) const override;
  int32_t lineEnd() const override { return specialNamed("</s>"); }
  bool isPlaceholder(int32_t id) const override;
  Json toJson() const override {
    return Json{{"kind", kindName(kind())},
                {"sentencepiece", encodeBase64(contents)}};
  }

private:
  struct Part {
    std::string_view text;
    size_t length = 0; ///< of what it is made of
  };
  bool hasSpaceInFront() const {
    return proto.addsSpace || proto.removesSpaces;
  }
  void appendToken(int32_t id, bool dropsSpace, std::string &text) const;
  Part normalizePart(std::string_view text) const;
  /// The text as the model takes it. `places`, which may be nullptr, gets where
  /// each of its bytes begins in what was given, and where that ends.
  std::string normalize(std::string_view text,
                        std::vector<size_t> *places) const;

  std::string contents;     ///< of the file
  SentencePieceProto proto; ///< its tokens are those of the model
  std::unique_ptr<SubwordModel> model;
  AddedTokens userDefined; ///< they stay as they are
};

AddedTokens userDefinedOf(const SentencePieceProto &proto,
                          const TokenTable &tokens) {
  std::vector<AddedToken> found;
  for (int32_t id = 0; id < tokens.size(); ++id)
    if (proto.pieces[static_cast<size_t>(id)].type == PieceType::UserDefined)
      found.push_back({.id = id, .content = std::string(tokens[id])});
  return AddedTokens(std::move(found));
}

SentencePiece::SentencePiece(std::string contents, SentencePieceProto given,
                             std::unique_ptr<SubwordModel> made)
    : contents(std::move(contents)), proto(std::move(given)),
      model(std::move(made)),
      userDefined(userDefinedOf(proto, model->table())) {}

int32_t SentencePiece::specialNamed(std::string_view name) const {
  int32_t id = model->table().find(name);
  bool isSpecial =
      id >= 0 &&
      (proto.pieces[static_cast<size_t>(id)].type == PieceType::Control ||
       proto.pieces[static_cast<size_t>(id)].type == PieceType::UserDefined);
  return isSpecial ? id : -1;
}

bool SentencePiece::isPlaceholder(int32_t id) const {
  if (id < 0 || id >= size())
    return true;
  PieceType type = proto.pieces[static_cast<size_t>(id)].type;
  return type == PieceType::Unknown || type == PieceType::Unused ||
         (type == PieceType::Control && id != lineEnd());
}

/// What a text begins with, normalised.
SentencePiece::Part SentencePiece::normalizePart(std::string_view text) const {
  if (const AddedToken *token = userDefined.longestAt(text, 0))
    return {token->content, token->content.size()};
  if (CharsMap::Rule rule = proto.rules.longest(text); rule.length)
    return {rule.replacement, rule.length};
  size_t length = 0;
  if (decodeUtf8(text, length) < 0)
    return {"\uFFFD", 1};
  return {text.substr(0, length), length};
}

std::string SentencePiece::normalize(std::string_view text,
                                     std::vector<size_t> *places) const {
  std::string_view space = proto.escapesSpaces ? kSpace : " ";
  std::string result;
  size_t at = 0;
  auto append = [&](std::string_view bytes) {
    result += bytes;
    if (places)
      places->insert(places->end(), bytes.size(), at);
  };
  while (proto.removesSpaces && at < text.size()) {
    Part part = normalizePart(text.substr(at));
    if (part.text != " ")
      break;
    at += part.length;
  }
  if (at < text.size() && proto.addsSpace)
    append(space);
  bool isBehindSpace = proto.removesSpaces;
  for (Part part; at < text.size(); at += part.length) {
    part = normalizePart(text.substr(at));
    while (isBehindSpace && part.text.starts_with(' '))
      part.text.remove_prefix(1);
    for (const char &byte : part.text)
      append(byte == ' ' ? space : std::string_view(&byte, 1));
    if (!part.text.empty())
      isBehindSpace = proto.removesSpaces && part.text.ends_with(' ');
  }
  while (proto.removesSpaces && result.ends_with(space)) {
    result.resize(result.size() - space.size());
    if (places)
      at = (*places)[result.size()];
  }
  if (places) {
    places->resize(result.size());
    places->push_back(at);
  }
  return result;
}

Status SentencePiece::encode(std::string_view text, std::vector<int32_t> &ids,
                             WordCache *) const {
  std::string normalized = normalize(text, nullptr);
  if (!normalized.empty())
    model->encodeWord(normalized, ids);
  return {};
}

/// What a token stands for ends where the next one begins; of the bytes of a
/// character the last one stands for all of it.
Status SentencePiece::encodePlaced(std::string_view text,
                                   std::vector<int32_t> &ids,
                                   std::vector<TextSpan> &places) const {
  std::vector<size_t> origins;
  std::string normalized = normalize(text, &origins);
  size_t first = places.size();
  if (!normalized.empty())
    model->placeWord(normalized, ids, places);
  for (size_t i = first; i < places.size(); ++i)
    places[i] = {origins[places[i].begin], origins[places[i].end]};
  return {};
}

void SentencePiece::appendToken(int32_t id, bool dropsSpace,
                                std::string &text) const {
  if (id < 0 || id >= size())
    appendUtf8(text, kReplacement);
  else if (PieceType type = proto.pieces[static_cast<size_t>(id)].type;
           type == PieceType::Unknown)
    text += " \u2047 ";
  else if (type != PieceType::Control)
    decodePiece(model->table()[id], text, dropsSpace);
}

/// All spaces in front go where the normaliser removes them, else the one that
/// it adds.
std::string SentencePiece::decodeAll(std::span<const int32_t> ids) const {
  std::string text;
  bool dropsSpace = hasSpaceInFront();
  for (int32_t id : ids) {
    appendToken(id, dropsSpace, text);
    dropsSpace = dropsSpace && text.empty() &&
                 (proto.removesSpaces || !nameOf(id).starts_with(kSpace));
  }
  return text;
}

/// The scores of normal pieces, each once, the highest first.
std::vector<double> sortedScores(const SentencePieceProto &proto) {
  std::vector<double> scores;
  for (const Piece &piece : proto.pieces)
    if (piece.type == PieceType::Normal)
      scores.push_back(piece.score);
  std::ranges::sort(scores, std::greater());
  scores.erase(std::ranges::unique(scores).begin(), scores.end());
  return scores;
}

/// Two tokens become one that is a token, those of the highest score first.
Status addCuts(const SentencePieceProto &proto, MergeTable &merges) {
  std::vector<double> scores = sortedScores(proto);
  auto isNormal = [&](int32_t id) {
    return id >= 0 &&
           proto.pieces[static_cast<size_t>(id)].type == PieceType::Normal;
  };
  for (int32_t id = 0; id < proto.tokens.size(); ++id) {
    const Piece &piece = proto.pieces[static_cast<size_t>(id)];
    std::string_view token = proto.tokens[id];
    if (piece.type == PieceType::Unused || token.size() > kMaxTokenBytes)
      return badInput("piece {}: a BPE with unused pieces, or with some above "
                      "{} bytes, is not supported",
                      id, kMaxTokenBytes);
    auto rank = std::ranges::lower_bound(scores, piece.score, std::greater());
    Merge merge{static_cast<int32_t>(rank - scores.begin()), id};
    for (size_t cut = 1; isNormal(id) && cut < token.size(); ++cut) {
      int32_t left = proto.tokens.find(token.substr(0, cut));
      int32_t right =
          isNormal(left) ? proto.tokens.find(token.substr(cut)) : -1;
      if (isNormal(right))
        merges.set(left, right, merge);
    }
  }
  return {};
}

Status makeBpe(SentencePieceProto &proto, std::unique_ptr<SubwordModel> &out) {
  BpeOptions options{.isByteLevel = false,
                     .byteFallback = proto.byteFallback,
                     .unknown = proto.unknown,
                     .fuseUnknown = true,
                     .wholes = userDefinedOf(proto, proto.tokens)};
  MergeTable merges;
  BMRT_TRY(addCuts(proto, merges));
  out = std::make_unique<Bpe>(std::move(proto.tokens), std::move(merges),
                              std::move(options));
  return {};
}

} // namespace

Status bmc::readSentencePiece(std::string contents, TokenizerPtr &out) {
  SentencePieceProto proto;
  BMRT_TRY(readProto(contents, proto));
  std::unique_ptr<SubwordModel> model;
  if (proto.isBpe)
    BMRT_TRY(makeBpe(proto, model));
  else
    model = std::make_unique<Unigram>(
        std::move(proto.tokens), proto.pieces,
        UnigramOptions{.unknown = proto.unknown,
                       .byteFallback = proto.byteFallback,
                       .isSentencePiece = true});
  out = std::make_shared<SentencePiece>(std::move(contents), std::move(proto),
                                        std::move(model));
  return {};
}
