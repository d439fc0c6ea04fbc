//===- PreTokenizer.cpp - From texts to words -----------------------------===//
#include "runtime/tokenizer/PreTokenizer.h"

#include "runtime/tokenizer/ModelJson.h"

#include <nlohmann/json.hpp>

using namespace bmc;

static Status readSplit(const Json &value, PreTokenizer &out) {
  std::string expression, behavior;
  const Json *pattern = findMember(value, "pattern.Regex");
  if (!pattern || !pattern->is_string())
    return badInput("pattern: expected a Regex");
  expression = pattern->get<std::string>();
  BMRT_TRY(getString(value, "behavior", behavior));
  out.pattern = patternOf(expression);
  if (out.pattern == SplitPattern::None)
    return badInput("pattern: '{}' is not supported, expected that of GPT-2, "
                    "GPT-4, Llama 3 or Qwen2",
                    expression);
  bool isRemoved = behavior != "Isolated" && behavior != "Removed";
  bool inverts = readFlag(value, "invert");
  if (isRemoved || inverts != (behavior == "Removed"))
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

static Status readStep(const Json &value, PreTokenizer &out) {
  std::string type;
  BMRT_TRY(getString(value, "type", type));
  if (out.kind != PreTokenizer::Kind::Whole)
    return badInput("type: found '{}' behind another that splits all", type);
  if (type == "Split")
    return readSplit(value, out);
  if (type == "ByteLevel")
    return readByteLevel(value, out);
  return badInput("type: '{}' is not supported, expected ByteLevel, or Split "
                  "and ByteLevel",
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
    return badInput("expected a ByteLevel behind Split");
  return {};
}

Json bmc::toJson(const PreTokenizer &preTokenizer) {
  if (preTokenizer.kind == PreTokenizer::Kind::Whole)
    return nullptr;
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
  return Json{{"type", "Sequence"},
              {"pretokenizers", Json::array({split, bytes})}};
}
