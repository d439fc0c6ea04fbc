//===- PreTokenizerJson.cpp - Words in tokenizer.json ---------------------===//
#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/PreTokenizer.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

using Step = PreTokenizer::Step;
using Kind = PreTokenizer::Kind;
using Behavior = PreTokenizer::Behavior;
using Prefix = PreTokenizer::Prefix;

namespace {

/// Steps of a list; each goes over the words of those before it.
constexpr size_t kMostSteps = 32;

template <typename T> struct Named {
  T value;
  const char *name;
};

constexpr Named<Kind> kKinds[] = {
    {Kind::Bert, "BertPreTokenizer"},
    {Kind::Whitespace, "Whitespace"},
    {Kind::WhitespaceSplit, "WhitespaceSplit"},
    {Kind::Punctuation, "Punctuation"},
    {Kind::Digits, "Digits"},
    {Kind::Delimiter, "CharDelimiterSplit"},
    {Kind::Metaspace, "Metaspace"},
    {Kind::UnicodeScripts, "UnicodeScripts"},
    {Kind::Split, "Split"},
    {Kind::ByteLevel, "ByteLevel"},
};

constexpr Named<Behavior> kBehaviors[] = {
    {Behavior::Removed, "Removed"},
    {Behavior::Isolated, "Isolated"},
    {Behavior::MergedWithPrevious, "MergedWithPrevious"},
    {Behavior::MergedWithNext, "MergedWithNext"},
    {Behavior::Contiguous, "Contiguous"},
};

constexpr Named<Prefix> kPrefixes[] = {
    {Prefix::Always, "always"},
    {Prefix::First, "first"},
    {Prefix::Never, "never"},
};

/// The value that is named so; BadInput with the names that there are.
template <typename T, size_t N>
Status valueOf(const Named<T> (&all)[N], const char *key, std::string_view name,
               T &value) {
  std::string names;
  for (const Named<T> &one : all) {
    if (name == one.name) {
      value = one.value;
      return {};
    }
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", one.name);
  }
  return badInput("{}: '{}' is not supported, expected one of {}", key, name,
                  names);
}

template <typename T, size_t N>
const char *nameOf(const Named<T> (&all)[N], T value) {
  return std::ranges::find(all, value, &Named<T>::value)->name;
}

Status readBehavior(const Json &value, Step &step) {
  std::string name;
  BMRT_TRY(readOptional(value, "behavior", name));
  return name.empty() ? Status()
                      : valueOf(kBehaviors, "behavior", name, step.behavior);
}

Status readSplit(const Json &value, Step &step) {
  BMRT_TRY(readBehavior(value, step));
  step.inverts = readFlag(value, "invert");
  std::string expression;
  BMRT_TRY(readPattern(value, step.literal, expression));
  step.pattern = patternOf(expression);
  if (!step.literal.empty() || step.pattern != SplitPattern::None)
    return {};
  return Expression::compile(expression, step.expression)
      .withContext("pattern");
}

Status readMetaspace(const Json &value, Step &step) {
  std::string replacement, scheme;
  BMRT_TRY(getString(value, "replacement", replacement));
  if (replacement != "\u2581")
    return badInput("replacement: '{}' is not supported, expected '\u2581'",
                    replacement);
  step.splitsWords = readFlag(value, "split", true);
  BMRT_TRY(readOptional(value, "prepend_scheme", scheme));
  if (scheme.empty()) // as older files have it
    scheme = readFlag(value, "add_prefix_space", true) ? "always" : "never";
  return valueOf(kPrefixes, "prepend_scheme", scheme, step.prefix);
}

Status readDelimiter(const Json &value, Step &step) {
  BMRT_TRY(getString(value, "delimiter", step.literal));
  size_t end = 0;
  if (decodeUtf8(step.literal, end) < 0 || end != step.literal.size())
    return badInput("delimiter: found '{}', expected a character",
                    step.literal);
  return {};
}

Status readStep(const Json &value, std::vector<Step> &steps) {
  std::string type;
  BMRT_TRY(getString(value, "type", type));
  if (!steps.empty() && steps.back().kind == Kind::ByteLevel)
    return badInput("type: found '{}' behind ByteLevel, which has to be last",
                    type);
  if (steps.size() == kMostSteps)
    return badInput("pretokenizers: expected at most {}", kMostSteps);
  Step step{};
  BMRT_TRY(valueOf(kKinds, "type", type, step.kind));
  if (step.kind == Kind::Split)
    BMRT_TRY(readSplit(value, step));
  else if (step.kind == Kind::Metaspace)
    BMRT_TRY(readMetaspace(value, step));
  else if (step.kind == Kind::Delimiter)
    BMRT_TRY(readDelimiter(value, step));
  else if (step.kind == Kind::Punctuation)
    BMRT_TRY(readBehavior(value, step));
  else if (step.kind == Kind::Digits && !readFlag(value, "individual_digits"))
    step.behavior = Behavior::Contiguous;
  else if (step.kind == Kind::ByteLevel) {
    step.addsSpace = readFlag(value, "add_prefix_space", true);
    if (readFlag(value, "use_regex", true))
      step.pattern = SplitPattern::Gpt2;
  }
  steps.push_back(std::move(step));
  return {};
}

Json splitJson(const Step &step) {
  Json pattern{{"String", step.literal}};
  if (step.literal.empty())
    pattern = Json{{"Regex", step.expression.empty()
                                 ? std::string(expressionOf(step.pattern))
                                 : step.expression.source()}};
  return Json{{"type", "Split"},
              {"pattern", std::move(pattern)},
              {"behavior", nameOf(kBehaviors, step.behavior)},
              {"invert", step.inverts}};
}

Json stepJson(const Step &step) {
  Json value{{"type", nameOf(kKinds, step.kind)}};
  switch (step.kind) {
  case Kind::Bert:
  case Kind::Whitespace:
  case Kind::WhitespaceSplit:
  case Kind::UnicodeScripts:
    break;
  case Kind::Punctuation:
    value["behavior"] = nameOf(kBehaviors, step.behavior);
    break;
  case Kind::Digits:
    value["individual_digits"] = step.behavior == Behavior::Isolated;
    break;
  case Kind::Delimiter:
    value["delimiter"] = step.literal;
    break;
  case Kind::Metaspace:
    value["replacement"] = "\u2581";
    value["prepend_scheme"] = nameOf(kPrefixes, step.prefix);
    value["split"] = step.splitsWords;
    break;
  case Kind::Split:
    return splitJson(step);
  case Kind::ByteLevel:
    value["add_prefix_space"] = step.addsSpace;
    value["trim_offsets"] = true;
    value["use_regex"] = step.pattern == SplitPattern::Gpt2;
    break;
  }
  return value;
}

} // namespace

Status bmc::readPreTokenizer(const Json &value, PreTokenizer &out) {
  std::vector<Step> steps;
  if (!value.is_null())
    BMRT_TRY(readSteps(value, "pretokenizers", [&](const Json &step) {
      return readStep(step, steps);
    }));
  out = PreTokenizer(std::move(steps));
  return {};
}

Json PreTokenizer::toJson() const {
  if (steps.empty())
    return nullptr;
  if (steps.size() == 1)
    return stepJson(steps.front());
  Json list = Json::array();
  for (const Step &step : steps)
    list.push_back(stepJson(step));
  return Json{{"type", "Sequence"}, {"pretokenizers", std::move(list)}};
}
