//===- Vocabulary.cpp - What the ids of a data set mean -------------------===//
#include "runtime/data/Vocabulary.h"

#include <nlohmann/json.hpp>

using namespace bmc;

Json Vocabulary::toJson() const {
  return tokenizer ? tokenizer->toJson() : Json{{"kind", "none"}};
}

static Status refuseText() {
  return badInput("this model has no tokenizer, expected token ids");
}

Status Vocabulary::encode(std::string_view text, std::vector<int32_t> &ids,
                          WordCache *cache) const {
  return tokenizer ? tokenizer->encode(text, ids, cache) : refuseText();
}

Status Vocabulary::encodeLong(std::string_view text, TokenIds &ids) const {
  return tokenizer ? tokenizer->encodeLong(text, ids) : refuseText();
}

void Vocabulary::decode(int32_t id, std::string &text) const {
  if (tokenizer)
    tokenizer->decode(id, text);
  else
    appendUtf8(text, kReplacement);
}
