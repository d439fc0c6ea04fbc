//===- Tokenizer.cpp - Fuzz target: files of tokenizers -------------------===//

#include "runtime/core/Json.h"
#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/Examples.h"
#include "runtime/tokenizer/HuggingFace.h"
#include "runtime/tokenizer/SentencePiece.h"
#include "runtime/tokenizer/Utf8.h"
#include "runtime/tokenizer/VocabularyFiles.h"
#include "test/fuzz/Target.h"

#include <nlohmann/json.hpp>

using namespace bmc;

/// A text of what tokenizers treat apart, and a part of the file.
static std::string sampleText(std::string_view file) {
  std::string text = "The  lowest 1234 don't\n\n <unk></s>[MASK] \u00E9\u4E2D"
                     "\u2581 e\u0301\uFB01 \xF0\x9F\x98\x80\t ";
  for (char byte : file.substr(file.size() / 2, 100))
    text += byte & 0x7F ? static_cast<char>(byte & 0x7F) : ' ';
  return text;
}

/// Nothing where an expression takes too long.
static std::vector<int32_t> encodeSample(const Tokenizer &tokenizer,
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
static void checkPlaces(const Tokenizer &tokenizer, std::string_view text,
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
static void check(const Tokenizer &tokenizer, std::string_view text) {
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
}

/// merges.txt, beside a vocabulary.
static Status readMerges(std::string_view text, TokenizerPtr &out) {
  static const Json vocabulary = [] {
    Json tokens = Json::object();
    for (int32_t byte = 0; byte < 256; ++byte) {
      std::string letter;
      appendUtf8(letter, byteLetters()[static_cast<size_t>(byte)]);
      tokens[letter] = byte;
    }
    tokens["th"] = 256;
    tokens["the"] = 257;
    tokens["<|endoftext|>"] = 258;
    return tokens;
  }();
  return readVocabularyAndMerges("vocab.json", vocabulary, "merges.txt", text,
                                 out);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view file(reinterpret_cast<const char *>(data), size);
  std::string text = sampleText(file);
  TokenizerPtr tokenizer;
  Json document;
  auto use = [&](const Status &status) {
    if (status.ok())
      check(*tokenizer, text);
    else
      require(!status.message().empty(), "an error has words");
  };
  if (file.starts_with('{')) {
    if (parseJson(file, document).ok())
      use(readHuggingFace(document, tokenizer));
    return 0;
  }
  use(readMerges(file, tokenizer));
  use(readTiktoken(file, SplitPattern::Tiktoken, tokenizer));
  use(readWordPieceList(file, tokenizer));
  use(readSentencePiece(std::string(file), tokenizer));
  return 0;
}
