//===- Tokens.h - What must hold of a tokenizer -----------------*- C++ -*-===//
#ifndef BMC_TEST_FUZZ_TOKENS_H
#define BMC_TEST_FUZZ_TOKENS_H

#include "runtime/tokenizer/Examples.h"
#include "test/fuzz/Target.h"

#include <nlohmann/json.hpp>

namespace bmc {

/// Nothing where an expression takes too long.
inline std::vector<int32_t> encodeSample(const Tokenizer &tokenizer,
                                         std::string_view text) {
  std::vector<int32_t> ids;
  Status status = tokenizer.encode(text, ids, nullptr);
  bool isCut = status.message().find("too many steps") != std::string::npos;
  require(status.ok() || isCut, "UTF-8 can be encoded");
  if (isCut)
    ids.clear();
  for (int32_t id : ids)
    require(id >= 0 && id < tokenizer.size(), "ids are within the vocabulary");
  return ids;
}

/// Places are within the text, and so are those of examples.
inline void checkPlaces(const Tokenizer &tokenizer, std::string_view text,
                        const std::vector<int32_t> &expected) {
  std::vector<int32_t> ids;
  std::vector<TextSpan> places;
  if (!tokenizer.encodePlaced(text, ids, places).ok())
    return;
  require(ids == expected, "places change no token");
  require(places.size() == ids.size(), "each token has a place");
  CharacterPlaces characters(text);
  auto checkPlace = [&](TextSpan place) {
    require(place.begin <= place.end && place.end <= text.size(),
            "a place is in the text");
    require(characters.of(place).end <= text.size(), "also in characters");
  };
  for (TextSpan place : places)
    checkPlace(place);
  std::vector<Example> batch(2);
  Status first =
      encodeExample(tokenizer, tokenizer.examples(), text, {}, batch[0]);
  Status second = encodeExample(tokenizer, tokenizer.examples(),
                                text.substr(0, 9), text, batch[1]);
  if (!first.ok() || !second.ok())
    return;
  // Fixed lengths may be large.
  if (tokenizer.examples().padding.value_or(Padding{}).length < 4096)
    padExamples(tokenizer.examples(), batch);
  for (const Example &example : batch)
    for (const ExampleToken &token : example.tokens) {
      require(token.id >= 0 && token.id < tokenizer.size(),
              "ids of examples are within the vocabulary");
      checkPlace(token.place);
    }
}

/// What must hold of a tokenizer that could be read.
inline void checkTokenizer(const Tokenizer &tokenizer, std::string_view text) {
  std::vector<int32_t> ids = encodeSample(tokenizer, text);
  std::string back;
  for (int32_t id : ids)
    tokenizer.decode(id, back);
  checkPlaces(tokenizer, text, ids);
  require(tokenizer.lineEnd() < tokenizer.size(), "a line end is a token");
  TokenizerPtr again;
  require(tokenizerFromJson(tokenizer.toJson(), again).ok(),
          "what is written can be read");
  require(encodeSample(*again, text) == ids, "and gives the same tokens");
  require(again->decodeAll(ids) == tokenizer.decodeAll(ids),
          "and the same text of them");
}

} // namespace bmc

#endif // BMC_TEST_FUZZ_TOKENS_H
