//===- PreTokenizerJson.cpp - Words in tokenizer.json ---------------------===//
#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/PreTokenizer.h"

#include <nlohmann/json.hpp>

using namespace bmc;

using Prefix = PreTokenizer::Prefix;

static Status readSplit(const Json &value, PreTokenizer &out) {
  std::string expression, behavior;
  BMRT_TRY(getString(value, "pattern.Regex", expression));
  BMRT_TRY(getString(value, "behavior", behavior));
  out.pattern = patternOf(expression);
  if (out.pattern == SplitPattern::None)
    return badInput("pattern: '{}' is not supported, expected that of GPT-2, "
                    "GPT-4, Llama 3 or Qwen2",
                    expression);
  bool inverts = readFlag(value, "invert");
  bool isIsolated = behavior == "Isolated" && !inverts;
  if (!isIsolated && !(behavior == "Removed" && inverts))
    return badInput("behavior: '{}'{} is not supported, expected 'Isolated'",
                    behavior, inverts ? " with invert" : "");
  return {};
}

static Status readByteLevel(const Json &value, PreTokenizer &out) {
  out.kind = PreTokenizer::Kind::ByteLevel;
  out.addsSpace = readFlag(value, "add_prefix_space", true);
  bool isSplit = out.pattern != SplitPattern::None;
  if (readFlag(value, "use_regex", true)) {
    if (isSplit)
      return badInput("use_regex: texts are split twice, expected false");
    out.pattern = SplitPattern::Gpt2;
  } else if (isSplit && out.addsSpace) {
    return badInput("add_prefix_space: found it behind a split, expected "
                    "false");
  }
  return {};
}

static Status readMetaspace(const Json &value, PreTokenizer &out) {
  std::string replacement, scheme;
  BMRT_TRY(getString(value, "replacement", replacement));
  if (replacement != "\u2581")
    return badInput("replacement: '{}' is not supported, expected '\u2581'",
                    replacement);
  out.kind = PreTokenizer::Kind::Metaspace;
  out.splitsWords = readFlag(value, "split", true);
  BMRT_TRY(readOptional(value, "prepend_scheme", scheme));
  if (scheme.empty()) // as older files have it
    scheme = readFlag(value, "add_prefix_space", true) ? "always" : "never";
  out.prefix = scheme == "always"  ? Prefix::Always
               : scheme == "first" ? Prefix::First
                                   : Prefix::Never;
  if (out.prefix == Prefix::Never && scheme != "never")
    return badInput("prepend_scheme: found '{}', expected 'always', 'first' or "
                    "'never'",
                    scheme);
  if (out.splitsSpaces && out.prefix == Prefix::First)
    return badInput("prepend_scheme: 'first' is not supported behind "
                    "WhitespaceSplit");
  return {};
}

static Status readStep(const Json &value, PreTokenizer &out) {
  std::string type;
  BMRT_TRY(getString(value, "type", type));
  if (out.kind != PreTokenizer::Kind::Whole)
    return badInput("type: found '{}' behind another that splits all", type);
  bool isSecond = out.pattern != SplitPattern::None || out.splitsSpaces;
  if (type == "Split" && !isSecond)
    return readSplit(value, out);
  if (type == "ByteLevel" && !out.splitsSpaces)
    return readByteLevel(value, out);
  if (type == "Metaspace" && out.pattern == SplitPattern::None)
    return readMetaspace(value, out);
  out.splitsSpaces = type == "WhitespaceSplit";
  if (out.splitsSpaces && !isSecond)
    return {};
  if (type == "BertPreTokenizer" && !isSecond) {
    out.kind = PreTokenizer::Kind::Bert;
    return {};
  }
  return badInput("type: '{}' is not supported here, expected ByteLevel, Split "
                  "and ByteLevel, BertPreTokenizer, Metaspace, or "
                  "WhitespaceSplit and Metaspace",
                  type);
}

Status bmc::readPreTokenizer(const Json &value, PreTokenizer &out) {
  out = {};
  if (value.is_null())
    return {};
  const Json *steps = findMember(value, "pretokenizers");
  if (steps && !steps->is_array())
    return badInput("pretokenizers: expected a list");
  for (const Json &step : steps ? *steps : Json::array({value}))
    BMRT_TRY(readStep(step, out));
  if (out.kind == PreTokenizer::Kind::Whole)
    return badInput("expected a ByteLevel behind Split, or a Metaspace behind "
                    "WhitespaceSplit");
  return {};
}

static Json sequence(Json first, Json second) {
  return Json{
      {"type", "Sequence"},
      {"pretokenizers", Json::array({std::move(first), std::move(second)})}};
}

static Json metaspaceJson(const PreTokenizer &preTokenizer) {
  const char *scheme = preTokenizer.prefix == Prefix::Always  ? "always"
                       : preTokenizer.prefix == Prefix::First ? "first"
                                                              : "never";
  Json metaspace{{"type", "Metaspace"},
                 {"replacement", "\u2581"},
                 {"prepend_scheme", scheme},
                 {"split", preTokenizer.splitsWords}};
  return preTokenizer.splitsSpaces
             ? sequence(Json{{"type", "WhitespaceSplit"}}, metaspace)
             : metaspace;
}

Json bmc::toJson(const PreTokenizer &preTokenizer) {
  switch (preTokenizer.kind) {
  case PreTokenizer::Kind::Whole:
    return nullptr;
  case PreTokenizer::Kind::Bert:
    return Json{{"type", "BertPreTokenizer"}};
  case PreTokenizer::Kind::Metaspace:
    return metaspaceJson(preTokenizer);
  case PreTokenizer::Kind::ByteLevel:
    break;
  }
  bool isGpt2 = preTokenizer.pattern == SplitPattern::Gpt2;
  Json bytes{{"type", "ByteLevel"},
             {"add_prefix_space", preTokenizer.addsSpace},
             {"trim_offsets", true},
             {"use_regex", isGpt2}};
  if (isGpt2 || preTokenizer.pattern == SplitPattern::None)
    return bytes;
  Json split{
      {"type", "Split"},
      {"pattern", {{"Regex", std::string(expressionOf(preTokenizer.pattern))}}},
      {"behavior", "Isolated"},
      {"invert", false}};
  return sequence(std::move(split), std::move(bytes));
}
