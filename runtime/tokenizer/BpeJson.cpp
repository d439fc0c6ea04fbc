//===- BpeJson.cpp - Byte-pair encoding in tokenizer.json -----------------===//
#include "runtime/tokenizer/Bpe.h"
#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/ModelJson.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

Json Bpe::toJson() const {
  auto written = [&](std::string_view token) {
    return options.isByteLevel ? toByteLetters(token) : std::string(token);
  };
  auto mark = [&](const std::string &text) {
    return text.empty() ? Json() : Json(written(text));
  };
  struct Row {
    Merge merge;
    int32_t left, right;
  };
  std::vector<Row> rows;
  merges.each([&](int32_t left, int32_t right, Merge merge) {
    rows.push_back({merge, left, right});
  });
  // Ranks may be equal where a file numbers tokens, not merges.
  std::ranges::sort(rows, [](const Row &a, const Row &b) {
    return std::tie(a.merge.rank, a.left, a.right) <
           std::tie(b.merge.rank, b.left, b.right);
  });
  Json list = Json::array();
  for (const Row &row : rows)
    list.push_back({written(tokens[row.left]), written(tokens[row.right])});
  Json vocabulary = Json::object();
  for (int32_t id = 0; id < tokens.size(); ++id)
    if (!tokens[id].empty())
      vocabulary[written(tokens[id])] = id;
  Json unknown;
  if (options.unknown >= 0)
    unknown = std::string(tokens[options.unknown]);
  return Json{{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token", unknown},
              {"continuing_subword_prefix", mark(options.prefix)},
              {"end_of_word_suffix", mark(options.suffix)},
              {"fuse_unk", options.fuseUnknown},
              {"byte_fallback", options.byteFallback},
              {"ignore_merges", options.ignoreMerges},
              {"vocab", std::move(vocabulary)},
              {"merges", std::move(list)}};
}

Status bmc::readVocabulary(const Json &vocabulary, bool isByteLevel,
                           TokenTable &tokens) {
  if (!vocabulary.is_object() || vocabulary.empty())
    return badInput("expected an object of tokens and their ids");
  auto most = std::min<int64_t>(
      kMaxTokens, static_cast<int64_t>(vocabulary.size()) + kMaxGap);
  std::string text;
  for (const auto &[key, value] : vocabulary.items()) {
    if (!value.is_number_integer() || value < 0 || value >= most)
      return badInput("token '{}': expected an id in [0, {})", key, most);
    // What is no byte letters is an added token.
    if (!isByteLevel || !fromByteLetters(key, text))
      text = key;
    if (text.empty() || !tokens.set(value.get<int32_t>(), text))
      return badInput("token '{}': expected a text and an id of its own", key);
  }
  return {};
}

/// A member that is a string, or not there.
Status bmc::readOptional(const Json &value, const char *name,
                         std::string &text) {
  text.clear();
  const Json *member = findMember(value, name);
  if (!member || member->is_null())
    return {};
  return getString(value, name, text);
}

Status bmc::readContent(const Json &value, std::string &text) {
  BMRT_TRY(getString(value, "content", text));
  return text.size() > kMostContent
             ? badInput("content: expected at most {} bytes", kMostContent)
             : Status();
}

Status bmc::readPattern(const Json &value, std::string &text,
                        std::string &expression) {
  if (!findMember(value, "pattern.String"))
    return getString(value, "pattern.Regex", expression);
  BMRT_TRY(getString(value, "pattern.String", text));
  return text.empty() ? badInput("pattern: expected a text that is not empty")
                      : Status();
}

Status bmc::readPattern(const Json &value, std::string &text,
                        Expression &expression) {
  std::string written;
  BMRT_TRY(readPattern(value, text, written));
  return text.empty()
             ? Expression::compile(written, expression).withContext("pattern")
             : Status();
}

Status bmc::readSteps(const Json &value, const char *list,
                      const std::function<Status(const Json &)> &read) {
  const Json *steps = findMember(value, list);
  if (!steps)
    return read(value);
  if (!steps->is_array())
    return badInput("{}: expected a list", list);
  for (const Json &step : *steps)
    BMRT_TRY(readSteps(step, list, read));
  return {};
}

bool bmc::readFlag(const Json &value, const char *name, bool otherwise) {
  const Json *member = findMember(value, name);
  return member && member->is_boolean() ? member->get<bool>() : otherwise;
}

/// "a b", or ["a", "b"].
static bool readPair(const Json &entry, std::string &left, std::string &right) {
  if (entry.is_array() && entry.size() == 2 && entry[0].is_string() &&
      entry[1].is_string()) {
    left = entry[0].get<std::string>();
    right = entry[1].get<std::string>();
    return true;
  }
  if (!entry.is_string())
    return false;
  const auto &text = entry.get_ref<const std::string &>();
  size_t space = text.find(' ');
  if (space == text.npos)
    return false;
  left = text.substr(0, space);
  right = text.substr(space + 1);
  return true;
}

Status bmc::addMerge(const TokenTable &tokens, bool isByteLevel, int32_t rank,
                     std::string left, std::string right, size_t prefix,
                     MergeTable &merges) {
  std::string bytes;
  for (std::string *part : {&left, &right})
    if (isByteLevel && fromByteLetters(*part, bytes))
      *part = bytes;
  int32_t first = tokens.find(left), second = tokens.find(right),
          both =
              tokens.find(left + right.substr(std::min(prefix, right.size())));
  if (first < 0 || second < 0 || both < 0)
    return badInput("'{}' and '{}' and both together have to be tokens", left,
                    right);
  merges.set(first, second, {rank, both});
  return {};
}

Status bmc::checkBytes(const Bpe &model) {
  const BpeOptions &options = model.settings();
  for (int byte = 0; options.isByteLevel && byte < 256; ++byte) {
    std::string text(1, static_cast<char>(byte));
    for (const std::string &form :
         {text, options.prefix + text, text + options.suffix,
          options.prefix + text + options.suffix})
      if (model.table().find(form) < 0)
        return badInput(
            "there is no token for the byte 0x{:02X}{}; a "
            "byte-level tokenizer needs all 256",
            byte, form == text ? "" : " as '" + toByteLetters(form) + "'");
  }
  return {};
}

static Status readMerges(const Json &model, const TokenTable &tokens,
                         const BpeOptions &options, MergeTable &merges) {
  const Json *list = findMember(model, "merges");
  if (!list || !list->is_array())
    return badInput("merges: expected a list");
  std::string left, right;
  int32_t number = 0;
  for (const Json &entry : *list) {
    if (!readPair(entry, left, right))
      return badInput("merges: entry {} is no pair of tokens", number);
    BMRT_TRY(addMerge(tokens, options.isByteLevel, number, left, right,
                      options.prefix.size(), merges)
                 .withContext(fmt::format("merges: entry {}", number)));
    ++number;
  }
  return {};
}

/// What marks where in a word a token stands, as its bytes.
static Status readMark(const Json &model, const char *name, bool isByteLevel,
                       std::string &mark) {
  std::string written;
  BMRT_TRY(readOptional(model, name, written));
  if (!isByteLevel)
    mark = written;
  else if (!fromByteLetters(written, mark))
    return badInput("{}: '{}' is not supported, expected letters of bytes",
                    name, written);
  return {};
}

Status bmc::readBpe(const Json &model, bool isByteLevel,
                    std::unique_ptr<SubwordModel> &out) {
  BpeOptions options{.isByteLevel = isByteLevel};
  const Json *dropout = findMember(model, "dropout");
  if (dropout && !dropout->is_null() && *dropout != 0.0)
    return badInput("dropout: a tokenizer that changes at random is not "
                    "supported, expected null");
  std::string text;
  BMRT_TRY(readMark(model, "continuing_subword_prefix", isByteLevel,
                    options.prefix));
  BMRT_TRY(readMark(model, "end_of_word_suffix", isByteLevel, options.suffix));
  options.ignoreMerges = readFlag(model, "ignore_merges");
  options.byteFallback = !isByteLevel && readFlag(model, "byte_fallback");
  options.fuseUnknown = readFlag(model, "fuse_unk");
  TokenTable tokens;
  MergeTable merges;
  const Json *vocabulary = findMember(model, "vocab");
  BMRT_TRY(
      readVocabulary(vocabulary ? *vocabulary : Json(), isByteLevel, tokens)
          .withContext("vocab"));
  BMRT_TRY(readMerges(model, tokens, options, merges));
  BMRT_TRY(readOptional(model, "unk_token", text));
  if (!isByteLevel && !text.empty())
    options.unknown = tokens.find(text);
  auto bpe =
      std::make_unique<Bpe>(std::move(tokens), std::move(merges), options);
  BMRT_TRY(checkBytes(*bpe).withContext("vocab"));
  out = std::move(bpe);
  return {};
}
