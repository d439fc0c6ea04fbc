//===- ExamplesJson.cpp - Examples in tokenizer.json ----------------------===//
#include "runtime/tokenizer/Examples.h"
#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/Utf8.h"

#include <nlohmann/json.hpp>

using namespace bmc;

using Strategy = Truncation::Strategy;

namespace {

/// Pieces of a template, and tokens of one.
constexpr size_t kMostPieces = 64;

Status checkId(int64_t id, int64_t size) {
  if (id < 0 || id >= size)
    return badInput("found token {}, expected one of {}", id, size);
  return {};
}

/// The ids of a special token of a template.
Status readSpecial(const Json &value, const std::string &name, int64_t size,
                   std::vector<int32_t> &ids) {
  const Json *all = findMember(value, "special_tokens");
  auto found =
      all && all->is_object() ? all->find(name) : Json::const_iterator();
  const Json *list = all && all->is_object() && found != all->end()
                         ? findMember(*found, "ids")
                         : nullptr;
  if (!list || !list->is_array() || list->size() > kMostPieces)
    return badInput("special_tokens: expected the ids of '{}'", name);
  for (const Json &id : *list) {
    if (!id.is_number_integer())
      return badInput("special_tokens: expected the ids of '{}'", name);
    BMRT_TRY(checkId(id.get<int64_t>(), size).withContext("special_tokens"));
    ids.push_back(id.get<int32_t>());
  }
  return {};
}

Status readPiece(const Json &value, const Json &entry, int64_t size,
                 TemplatePiece &piece) {
  int64_t type = 0;
  std::string name;
  bool isSpecial = findMember(entry, "SpecialToken") != nullptr;
  std::string key = isSpecial ? "SpecialToken" : "Sequence";
  BMRT_TRY(getString(entry, (key + ".id").c_str(), name));
  BMRT_TRY(getInt(entry, (key + ".type_id").c_str(), type));
  if (type < 0 || type > INT32_MAX)
    return badInput("type_id: expected one from 0 to {}", INT32_MAX);
  piece.type = static_cast<int32_t>(type);
  if (isSpecial)
    return readSpecial(value, name, size, piece.ids);
  if (name != "A" && name != "B")
    return badInput("Sequence: found '{}', expected 'A' or 'B'", name);
  piece.sequence = name == "B";
  return {};
}

/// A template has the text, or both, once.
Status readTemplate(const Json &value, const char *key, int64_t size, int texts,
                    std::vector<TemplatePiece> &out) {
  const Json *list = findMember(value, key);
  if (!list || !list->is_array() || list->size() > kMostPieces)
    return badInput("{}: expected a list of at most {} pieces", key,
                    kMostPieces);
  out.clear();
  int counts[2] = {};
  for (const Json &entry : *list) {
    TemplatePiece piece;
    BMRT_TRY(readPiece(value, entry, size, piece).withContext(key));
    if (piece.sequence >= 0)
      ++counts[piece.sequence];
    out.push_back(std::move(piece));
  }
  if (counts[0] != 1 || counts[1] != texts - 1)
    return badInput("{}: expected {} once", key,
                    texts == 1 ? "the text 'A'" : "each of 'A' and 'B'");
  return {};
}

/// "sep" and "cls": a token and its id.
Status readEnd(const Json &value, const char *key, int64_t size, int32_t &id) {
  const Json *pair = findMember(value, key);
  if (!pair || !pair->is_array() || pair->size() != 2 ||
      !(*pair)[1].is_number_integer())
    return badInput("{}: expected a token and its id", key);
  BMRT_TRY(checkId((*pair)[1].get<int64_t>(), size).withContext(key));
  id = (*pair)[1].get<int32_t>();
  return {};
}

/// BERT's template, or RoBERTa's, which tells two texts apart by two tokens.
Status readEnds(const Json &value, int64_t size, bool isRoberta,
                ExampleRules &out) {
  int32_t begin = 0, end = 0;
  BMRT_TRY(readEnd(value, "cls", size, begin));
  BMRT_TRY(readEnd(value, "sep", size, end));
  int32_t second = isRoberta ? 0 : 1;
  out.single = {{.ids = {begin}}, {.sequence = 0}, {.ids = {end}}};
  out.pair = out.single;
  if (isRoberta)
    out.pair.push_back({.ids = {end}});
  out.pair.push_back({.sequence = 1, .type = second});
  out.pair.push_back({.type = second, .ids = {end}});
  return {};
}

void readTrimming(const Json &value, ExampleRules &out) {
  if (!readFlag(value, "trim_offsets", true))
    return;
  out.trimsPlaces = true;
  out.addsSpace = readFlag(value, "add_prefix_space", true);
}

Status readProcessor(const Json &value, int64_t size, int depth,
                     ExampleRules &out) {
  std::string type;
  BMRT_TRY(getString(value, "type", type));
  if (type == "TemplateProcessing") {
    BMRT_TRY(readTemplate(value, "single", size, 1, out.single));
    return readTemplate(value, "pair", size, 2, out.pair);
  }
  if (type == "BertProcessing")
    return readEnds(value, size, false, out);
  if (type == "RobertaProcessing") {
    readTrimming(value, out);
    return readEnds(value, size, true, out);
  }
  if (type == "ByteLevel") {
    readTrimming(value, out);
    return {};
  }
  const Json *list = findMember(value, "processors");
  if (type != "Sequence" || !list || !list->is_array() || depth > 0)
    return badInput("type: '{}' is not supported, expected "
                    "TemplateProcessing, BertProcessing, RobertaProcessing, "
                    "ByteLevel, or a Sequence of them",
                    type);
  for (const Json &one : *list)
    BMRT_TRY(readProcessor(one, size, depth + 1, out));
  return {};
}

Status readCount(const Json &value, const char *key, int64_t &out) {
  BMRT_TRY(getInt(value, key, out));
  if (out < 0 || out > kMaxExampleTokens)
    return badInput("{}: found {}, expected 0 to {}", key, out,
                    kMaxExampleTokens);
  return {};
}

Status readSide(const Json &value, Side &out) {
  std::string name;
  BMRT_TRY(readOptional(value, "direction", name));
  return name.empty() ? Status() : parseSide(name, out);
}

Status readTruncation(const Json &value, Truncation &out) {
  std::string strategy;
  BMRT_TRY(readCount(value, "max_length", out.most));
  BMRT_TRY(readCount(value, "stride", out.stride));
  BMRT_TRY(getString(value, "strategy", strategy));
  BMRT_TRY(parseStrategy(strategy, out.strategy));
  return readSide(value, out.side);
}

Status readPadding(const Json &value, int64_t size, Padding &out) {
  const Json *strategy = findMember(value, "strategy");
  if (strategy && strategy->is_object()) {
    BMRT_TRY(readCount(value, "strategy.Fixed", out.length));
    if (out.length == 0)
      return badInput("strategy.Fixed: expected at least 1");
  } else if (!strategy || *strategy != "BatchLongest")
    return badInput("strategy: expected 'BatchLongest' or an object 'Fixed'");
  const Json *multiple = findMember(value, "pad_to_multiple_of");
  if (multiple && !multiple->is_null())
    BMRT_TRY(readCount(value, "pad_to_multiple_of", out.multiple));
  int64_t id = 0, type = 0;
  BMRT_TRY(getInt(value, "pad_id", id));
  BMRT_TRY(checkId(id, size).withContext("pad_id"));
  BMRT_TRY(readCount(value, "pad_type_id", type));
  out.id = static_cast<int32_t>(id);
  out.type = static_cast<int32_t>(type);
  BMRT_TRY(getString(value, "pad_token", out.token));
  return readSide(value, out.side);
}

constexpr std::pair<Strategy, const char *> kStrategies[] = {
    {Strategy::LongestFirst, "LongestFirst"},
    {Strategy::OnlyFirst, "OnlyFirst"},
    {Strategy::OnlySecond, "OnlySecond"}};

const char *nameOf(Side side) { return side == Side::Left ? "Left" : "Right"; }

} // namespace

Status bmc::parseStrategy(std::string_view name, Strategy &out) {
  std::string letters = lowerCase(name);
  std::erase(letters, '_');
  for (auto [strategy, written] : kStrategies) {
    if (letters != lowerCase(written))
      continue;
    out = strategy;
    return {};
  }
  return badInput("strategy: found '{}', expected 'longest_first', "
                  "'only_first' or 'only_second'",
                  name);
}

Status bmc::parseSide(std::string_view name, Side &out) {
  std::string letters = lowerCase(name);
  out = letters == "left" ? Side::Left : Side::Right;
  if (letters == "left" || letters == "right")
    return {};
  return badInput("direction: found '{}', expected 'left' or 'right'", name);
}

Status bmc::readExampleRules(const Json &document, int64_t size,
                             ExampleRules &out) {
  const Json *post = findMember(document, "post_processor");
  const Json *truncation = findMember(document, "truncation");
  const Json *padding = findMember(document, "padding");
  if (post && !post->is_null())
    BMRT_TRY(readProcessor(*post, size, 0, out).withContext("post_processor"));
  if (truncation && !truncation->is_null())
    BMRT_TRY(readTruncation(*truncation, out.truncation.emplace())
                 .withContext("truncation"));
  if (padding && !padding->is_null())
    BMRT_TRY(readPadding(*padding, size, out.padding.emplace())
                 .withContext("padding"));
  return {};
}

Json bmc::toJson(const std::optional<Truncation> &truncation) {
  if (!truncation)
    return nullptr;
  return Json{{"direction", nameOf(truncation->side)},
              {"max_length", truncation->most},
              {"strategy",
               kStrategies[static_cast<size_t>(truncation->strategy)].second},
              {"stride", truncation->stride}};
}

Json bmc::toJson(const std::optional<Padding> &padding) {
  if (!padding)
    return nullptr;
  Json strategy = "BatchLongest", multiple;
  if (padding->length)
    strategy = Json{{"Fixed", padding->length}};
  if (padding->multiple)
    multiple = padding->multiple;
  return Json{{"strategy", std::move(strategy)},
              {"direction", nameOf(padding->side)},
              {"pad_to_multiple_of", std::move(multiple)},
              {"pad_id", padding->id},
              {"pad_type_id", padding->type},
              {"pad_token", padding->token}};
}
