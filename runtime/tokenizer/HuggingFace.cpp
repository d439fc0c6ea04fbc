//===- HuggingFace.cpp - The format tokenizer.json ------------------------===//
#include "runtime/tokenizer/HuggingFace.h"

#include "runtime/tokenizer/Bpe.h"
#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/SubwordTokenizer.h"
#include "runtime/tokenizer/Unigram.h"
#include "runtime/tokenizer/WordPiece.h"

#include <nlohmann/json.hpp>

using namespace bmc;

static const Json &memberOf(const Json &value, const char *name) {
  static const Json none;
  const Json *member = findMember(value, name);
  return member ? *member : none;
}

static Status readModel(const Json &document, bool isByteLevel,
                        std::unique_ptr<SubwordModel> &out) {
  const Json &model = memberOf(document, "model");
  std::string type;
  BMRT_TRY(getString(model, "type", type));
  if (type == "BPE")
    return readBpe(model, isByteLevel, out);
  if (isByteLevel)
    return badInput("type: found '{}' behind ByteLevel, expected BPE", type);
  if (type == "WordPiece")
    return readWordPiece(model, out);
  if (type == "Unigram")
    return readUnigram(model, out);
  return badInput("type: '{}' is not supported, expected BPE, WordPiece or "
                  "Unigram",
                  type);
}

/// Added tokens have their id in the model, or one behind it.
static Status checkAdded(const SubwordParts &parts, bool isByteLevel) {
  const TokenTable &table = parts.model->table();
  auto most = static_cast<int64_t>(table.size()) +
              static_cast<int64_t>(parts.added.size()) + 65536;
  std::string bytes;
  for (const AddedToken &token : parts.added) {
    if (token.id >= most)
      return badInput("added_tokens: found id {} of '{}', expected less than "
                      "{}",
                      token.id, token.content, most);
    bool isBytes = isByteLevel && fromByteLetters(token.content, bytes);
    int32_t known = table.find(isBytes ? bytes : token.content);
    if (known >= 0 && known != token.id)
      return badInput("added_tokens: found id {} of '{}', expected {}, its id "
                      "in the model",
                      token.id, token.content, known);
    bool isTaken = token.id < table.size() && !table[token.id].empty();
    if (known < 0 && isTaken)
      return badInput("added_tokens: found id {} of '{}', which is that of "
                      "another token",
                      token.id, token.content);
  }
  return {};
}

Status SubwordParts::decodeBy(const Json &written) {
  writtenDecoder = dumpJson(written);
  return readDecoder(written, decoder).withContext("decoder");
}

Status bmc::readHuggingFace(const Json &document, TokenizerPtr &out) {
  SubwordParts parts;
  BMRT_TRY(readAddedTokens(document, parts.added));
  BMRT_TRY(readNormalizer(memberOf(document, "normalizer"), parts.normalizer)
               .withContext("normalizer"));
  BMRT_TRY(
      readPreTokenizer(memberOf(document, "pre_tokenizer"), parts.preTokenizer)
          .withContext("pre_tokenizer"));
  bool isByteLevel = parts.preTokenizer.isByteLevel();
  BMRT_TRY(readModel(document, isByteLevel, parts.model).withContext("model"));
  BMRT_TRY(checkAdded(parts, isByteLevel));
  int64_t size = parts.model->table().size();
  for (const AddedToken &token : parts.added)
    size = std::max<int64_t>(size, token.id + 1);
  BMRT_TRY(readExampleRules(document, size, parts.examples));
  parts.postProcessor = dumpJson(memberOf(document, "post_processor"));
  BMRT_TRY(parts.decodeBy(memberOf(document, "decoder")));
  out = std::make_shared<SubwordTokenizer>(std::move(parts));
  return {};
}

/// An added token is written as it is, not as bytes.
static void writeAddedAsTheyAre(const SubwordParts &parts, Json &vocabulary) {
  const TokenTable &table = parts.model->table();
  for (const AddedToken &token : parts.added) {
    if (token.id >= table.size() || table[token.id].empty())
      continue;
    vocabulary.erase(toByteLetters(table[token.id]));
    vocabulary[token.content] = token.id;
  }
}

Json SubwordTokenizer::toDocument() const {
  Json model = parts.model->toJson();
  if (parts.preTokenizer.isByteLevel())
    writeAddedAsTheyAre(parts, model["vocab"]);
  Json post, decoder{{"type", "ByteLevel"},
                     {"add_prefix_space", true},
                     {"trim_offsets", true},
                     {"use_regex", true}};
  (void)parseJson(parts.postProcessor, post);
  if (!parts.writtenDecoder.empty())
    (void)parseJson(parts.writtenDecoder, decoder);
  return Json{{"version", "1.0"},
              {"truncation", bmc::toJson(parts.examples.truncation)},
              {"padding", bmc::toJson(parts.examples.padding)},
              {"added_tokens", bmc::toJson(parts.added)},
              {"normalizer", parts.normalizer.toJson()},
              {"pre_tokenizer", parts.preTokenizer.toJson()},
              {"post_processor", std::move(post)},
              {"decoder", std::move(decoder)},
              {"model", std::move(model)}};
}

/// Merges as "a b", which older files have: a third of the lines in a
/// checkpoint. Tokens with spaces stay pairs.
static void shortenMerges(Json &model) {
  auto merges = model.find("merges");
  if (merges == model.end())
    return;
  for (Json &pair : *merges) {
    const auto &left = pair[0].get_ref<const std::string &>();
    const auto &right = pair[1].get_ref<const std::string &>();
    if (left.find(' ') == left.npos && right.find(' ') == right.npos)
      pair = left + " " + right;
  }
}

Json SubwordTokenizer::toJson() const {
  Json document = toDocument();
  shortenMerges(document["model"]);
  return Json{{"kind", kindName(kind())}, {"tokenizer", std::move(document)}};
}

Status bmc::writeHuggingFace(const Tokenizer &tokenizer, Json &document) {
  const auto *subwords = dynamic_cast<const SubwordTokenizer *>(&tokenizer);
  if (!subwords)
    return badInput("a tokenizer of kind '{}' that was not read from such a "
                    "file cannot be written as tokenizer.json",
                    kindName(tokenizer.kind()));
  document = subwords->toDocument();
  return {};
}
