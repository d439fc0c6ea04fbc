//===- VocabularyFiles.cpp - Tokenizers in plain lists --------------------===//
#include "runtime/tokenizer/VocabularyFiles.h"

#include "runtime/tokenizer/CharsMap.h"
#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/SubwordTokenizer.h"
#include "runtime/tokenizer/Utf8.h"
#include "runtime/tokenizer/WordPiece.h"

#include <charconv>
#include <nlohmann/json.hpp>

using namespace bmc;

/// The next line of a text, without its end; false behind the last.
static bool takeLine(std::string_view &text, std::string_view &line) {
  if (text.empty())
    return false;
  size_t end = std::min(text.find('\n'), text.size());
  line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  return true;
}

static TokenizerPtr makeByteLevel(std::unique_ptr<SubwordModel> model,
                                  SplitPattern pattern,
                                  std::vector<AddedToken> added) {
  SubwordParts parts;
  parts.model = std::move(model);
  parts.added = std::move(added);
  parts.preTokenizer = byteLevelPreTokenizer(pattern);
  return std::make_shared<SubwordTokenizer>(std::move(parts));
}

static Status readMergeLines(const std::string &path, std::string_view text,
                             const TokenTable &tokens, MergeTable &merges) {
  std::string_view line;
  int32_t rank = 0;
  for (int64_t number = 1; takeLine(text, line); ++number) {
    if (line.empty() || (number == 1 && line.starts_with("#version")))
      continue;
    size_t space = line.find(' ');
    if (space == line.npos)
      return badInput("{}:{}: found '{}', expected two tokens", path, number,
                      line.substr(0, 100));
    BMRT_TRY(addMerge(tokens, true, rank++, std::string(line.substr(0, space)),
                      std::string(line.substr(space + 1)), 0, merges)
                 .withContext(fmt::format("{}:{}", path, number)));
  }
  return {};
}

Status bmc::readVocabularyAndMerges(const std::string &path,
                                    const Json &vocabulary,
                                    const std::string &mergesPath,
                                    std::string_view text, TokenizerPtr &out) {
  TokenTable tokens;
  MergeTable merges;
  BMRT_TRY(readVocabulary(vocabulary, true, tokens).withContext(path));
  BMRT_TRY(readMergeLines(mergesPath, text, tokens, merges));
  std::vector<AddedToken> added;
  constexpr std::string_view kEnd = "<|endoftext|>";
  if (int32_t id = tokens.find(kEnd); id >= 0)
    added.push_back({.id = id, .content = std::string(kEnd)});
  auto model =
      std::make_unique<Bpe>(std::move(tokens), std::move(merges), BpeOptions{});
  BMRT_TRY(checkBytes(*model).withContext(path));
  out = makeByteLevel(std::move(model), SplitPattern::Gpt2, std::move(added));
  return {};
}

/// A merge for each way to cut a token into two others.
static void addCuts(const TokenTable &tokens, MergeTable &merges) {
  for (int32_t id = 0; id < tokens.size(); ++id) {
    std::string_view token = tokens[id];
    for (size_t cut = 1; cut < token.size(); ++cut) {
      int32_t left = tokens.find(token.substr(0, cut));
      int32_t right = left < 0 ? -1 : tokens.find(token.substr(cut));
      if (right >= 0)
        merges.set(left, right, {id, id});
    }
  }
}

Status bmc::readTiktoken(std::string_view text, SplitPattern pattern,
                         TokenizerPtr &out) {
  TokenTable tokens;
  std::string_view line;
  std::string bytes;
  for (int64_t number = 1; takeLine(text, line); ++number) {
    if (line.empty())
      continue;
    size_t space = std::min(line.find(' '), line.size());
    int32_t rank = -1;
    std::string_view digits = line.substr(std::min(space + 1, line.size()));
    auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), rank);
    bool isRank = error == std::errc() && end == digits.data() + digits.size();
    if (!isRank || !decodeBase64(line.substr(0, space), bytes) || bytes.empty())
      return badInput("{}: found '{}', expected a token in base64 and its rank",
                      number, line.substr(0, 100));
    if (bytes.size() > kMaxTokenBytes || rank < 0 ||
        rank >= tokens.size() + kMaxGap || !tokens.set(rank, bytes))
      return badInput("{}: rank {}: expected a token of at most {} bytes and a "
                      "rank of its own",
                      number, rank, kMaxTokenBytes);
  }
  if (tokens.size() == 0)
    return badInput("found no tokens");
  MergeTable merges;
  addCuts(tokens, merges);
  auto model = std::make_unique<Bpe>(
      std::move(tokens), std::move(merges),
      BpeOptions{.isByteLevel = true, .ignoreMerges = true});
  BMRT_TRY(checkBytes(*model));
  out = makeByteLevel(std::move(model), pattern, {});
  return {};
}

/// The tokens of BERT that are no text.
static std::vector<AddedToken> bertSpecials(const TokenTable &tokens) {
  std::vector<AddedToken> added;
  for (const char *name : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"})
    if (int32_t id = tokens.find(name); id >= 0)
      added.push_back({.id = id, .content = name});
  return added;
}

/// Whether all tokens but the special ones are in lower case.
static bool isLowerCase(const TokenTable &tokens) {
  for (int32_t id = 0; id < tokens.size(); ++id)
    if (!tokens[id].starts_with('[') && lowerCase(tokens[id]) != tokens[id])
      return false;
  return true;
}

Status bmc::readWordPieceList(std::string_view text, TokenizerPtr &out) {
  TokenTable tokens;
  std::string_view line;
  for (int64_t number = 1; takeLine(text, line); ++number) {
    if (line.empty() || findInvalidUtf8(line) != line.npos ||
        tokens.size() >= kMaxTokens || !tokens.set(tokens.size(), line))
      return badInput("{}: found '{}', expected a token of its own in UTF-8",
                      number, line.substr(0, 100));
  }
  WordPieceOptions options{.unknown = tokens.find("[UNK]")};
  if (options.unknown < 0)
    return badInput("found no token '[UNK]', expected the vocabulary of a "
                    "WordPiece model");
  SubwordParts parts;
  parts.added = bertSpecials(tokens);
  parts.normalizer = bertNormalizer(isLowerCase(tokens));
  parts.preTokenizer = bertPreTokenizer();
  BMRT_TRY(parts.decodeBy(wordPieceDecoder()));
  parts.model =
      std::make_unique<WordPiece>(std::move(tokens), std::move(options));
  out = std::make_shared<SubwordTokenizer>(std::move(parts));
  return {};
}
