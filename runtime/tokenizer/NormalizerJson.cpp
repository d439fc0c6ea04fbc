//===- NormalizerJson.cpp - Normalisers in tokenizer.json -----------------===//
#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/Normalizer.h"

#include <nlohmann/json.hpp>

using namespace bmc;

using Kind = Normalizer::Kind;

namespace {

/// Steps that are a name and nothing else.
struct PlainStep {
  Kind kind;
  const char *name;
};
constexpr PlainStep kPlainSteps[] = {
    {Kind::Nfc, "NFC"},
    {Kind::Nfd, "NFD"},
    {Kind::Nfkc, "NFKC"},
    {Kind::Nfkd, "NFKD"},
    {Kind::Lowercase, "Lowercase"},
    {Kind::StripAccents, "StripAccents"},
    {Kind::ByteLevel, "ByteLevel"},
};

Json stepJson(const Normalizer::Step &step) {
  for (const PlainStep &plain : kPlainSteps)
    if (plain.kind == step.kind)
      return Json{{"type", plain.name}};
  switch (step.kind) {
  case Kind::Bert:
    return Json{{"type", "BertNormalizer"},
                {"clean_text", step.cleansText},
                {"handle_chinese_chars", step.spacesChinese},
                {"strip_accents", step.stripsAccents},
                {"lowercase", step.lowers}};
  case Kind::CharsMap:
    return Json{{"type", "Precompiled"},
                {"precompiled_charsmap", encodeBase64(step.rules.toBlob())}};
  case Kind::Prepend:
    return Json{{"type", "Prepend"}, {"prepend", step.to}};
  case Kind::Strip:
    return Json{{"type", "Strip"},
                {"strip_left", step.stripsLeft},
                {"strip_right", step.stripsRight}};
  default:
    return Json{{"type", "Replace"},
                {"pattern", step.expression.empty()
                                ? Json{{"String", step.from}}
                                : Json{{"Regex", step.expression.source()}}},
                {"content", step.to}};
  }
}

Status readBert(const Json &value, Normalizer &out) {
  bool lowers = readFlag(value, "lowercase", true);
  out.add({.kind = Kind::Bert,
           .cleansText = readFlag(value, "clean_text", true),
           .spacesChinese = readFlag(value, "handle_chinese_chars", true),
           .stripsAccents = readFlag(value, "strip_accents", lowers),
           .lowers = lowers});
  return {};
}

Status readPrecompiled(const Json &value, Normalizer &out) {
  std::string text, blob;
  BMRT_TRY(readOptional(value, "precompiled_charsmap", text));
  if (!decodeBase64(text, blob))
    return badInput("precompiled_charsmap: expected base64");
  Normalizer::Step step{.kind = Kind::CharsMap};
  BMRT_TRY(CharsMap::parse(blob, step.rules));
  out.add(std::move(step));
  return {};
}

Status readReplace(const Json &value, Normalizer &out) {
  Normalizer::Step step{.kind = Kind::Replace};
  BMRT_TRY(readContent(value, step.to));
  BMRT_TRY(readPattern(value, step.from, step.expression));
  out.add(std::move(step));
  return {};
}

Status readStep(const Json &value, Normalizer &out) {
  std::string type;
  BMRT_TRY(getString(value, "type", type));
  for (const PlainStep &plain : kPlainSteps) {
    if (type != plain.name)
      continue;
    out.add({.kind = plain.kind});
    return {};
  }
  if (type == "BertNormalizer")
    return readBert(value, out);
  if (type == "Precompiled")
    return readPrecompiled(value, out);
  if (type == "Replace")
    return readReplace(value, out);
  if (type == "Strip") {
    out.add({.kind = Kind::Strip,
             .stripsLeft = readFlag(value, "strip_left", true),
             .stripsRight = readFlag(value, "strip_right", true)});
    return {};
  }
  if (type != "Prepend")
    return badInput("type: '{}' is not supported", type);
  Normalizer::Step step{.kind = Kind::Prepend};
  BMRT_TRY(getString(value, "prepend", step.to));
  if (step.to.size() > kMostContent)
    return badInput("prepend: expected at most {} bytes", kMostContent);
  out.add(std::move(step));
  return {};
}

} // namespace

Json Normalizer::toJson() const {
  Json list = Json::array();
  for (const Step &step : steps)
    list.push_back(stepJson(step));
  if (list.empty())
    return nullptr;
  if (list.size() == 1)
    return list.front();
  return Json{{"type", "Sequence"}, {"normalizers", std::move(list)}};
}

Status bmc::readNormalizer(const Json &value, Normalizer &out) {
  out = {};
  if (value.is_null())
    return {};
  const Json *steps = findMember(value, "normalizers");
  if (steps && !steps->is_array())
    return badInput("normalizers: expected a list");
  for (const Json &step : steps ? *steps : Json::array({value}))
    BMRT_TRY(readStep(step, out));
  return {};
}
