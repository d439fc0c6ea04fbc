//===- Tokenizer.cpp - Fuzz target: files of tokenizers -------------------===//

#include "runtime/core/Json.h"
#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/HuggingFace.h"
#include "runtime/tokenizer/SentencePiece.h"
#include "runtime/tokenizer/Utf8.h"
#include "runtime/tokenizer/VocabularyFiles.h"
#include "test/fuzz/Tokens.h"

using namespace bmc;

/// A text of what tokenizers treat apart, and a part of the file.
static std::string sampleText(std::string_view file) {
  std::string text = "The  lowest 1234 don't\n\n <unk></s>[MASK] \u00E9\u4E2D"
                     "\u2581 e\u0301\uFB01 \xF0\x9F\x98\x80\t ";
  for (char byte : file.substr(file.size() / 2, 100))
    text += byte & 0x7F ? static_cast<char>(byte & 0x7F) : ' ';
  return text;
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
      checkTokenizer(*tokenizer, text);
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
