//===- Normalizer.cpp - Texts before they become words --------------------===//
#include "runtime/tokenizer/Normalizer.h"

#include <cstdlib>
#include <iterator>
#include <new>
#include <nlohmann/json.hpp>
#include <utf8proc.h>

using namespace bmc;

using Kind = Normalizer::Step::Kind;

namespace {

/// A form of Unicode, by its name in tokenizer.json.
struct Form {
  Kind kind;
  const char *name;
  int options; ///< of utf8proc
};

constexpr Form kForms[] = {
    {Kind::Nfc, "NFC", UTF8PROC_COMPOSE},
    {Kind::Nfd, "NFD", UTF8PROC_DECOMPOSE},
    {Kind::Nfkc, "NFKC", UTF8PROC_COMPOSE | UTF8PROC_COMPAT},
    {Kind::Nfkd, "NFKD", UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT},
};

std::string normalize(std::string_view text, int form) {
  utf8proc_uint8_t *result = nullptr;
  utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &result,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | form));
  // The text is UTF-8, so only memory can be missing.
  if (length < 0)
    throw std::bad_alloc();
  std::string normalized(reinterpret_cast<const char *>(result),
                         static_cast<size_t>(length));
  std::free(result);
  return normalized;
}

} // namespace

std::string Normalizer::apply(std::string_view text) const {
  std::string result(text);
  for (const Step &step : steps)
    result = normalize(result, kForms[static_cast<size_t>(step.kind)].options);
  return result;
}

Json Normalizer::toJson() const {
  Json list = Json::array();
  for (const Step &step : steps)
    list.push_back({{"type", kForms[static_cast<size_t>(step.kind)].name}});
  if (list.empty())
    return nullptr;
  if (list.size() == 1)
    return list.front();
  return Json{{"type", "Sequence"}, {"normalizers", std::move(list)}};
}

static Status readStep(const Json &value, Normalizer &out) {
  std::string type;
  BMRT_TRY(getString(value, "type", type));
  for (const Form &form : kForms) {
    if (type != form.name)
      continue;
    out.add({form.kind});
    return {};
  }
  return badInput("type: '{}' is not supported", type);
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
