//===- TokenizerGoldens.h - What libraries make of texts --------*- C++ -*-===//
#ifndef BMC_TEST_UNIT_RUNTIME_TOKENIZERGOLDENS_H
#define BMC_TEST_UNIT_RUNTIME_TOKENIZERGOLDENS_H

#include "TempFolder.h"
#include "runtime/core/Files.h"
#include "runtime/tokenizer/HuggingFace.h"
#include "runtime/tokenizer/SentencePieceProto.h"
#include "runtime/tokenizer/TokenizerFile.h"

#include <nlohmann/json.hpp>
#include <zlib.h>

namespace bmc {

inline std::string goldenPath(const std::string &name) {
  return std::string(GOLDEN_FOLDER) + "/tokenizers/" + name;
}

inline std::string readGolden(const std::string &name) {
  std::string text;
  EXPECT_OK(readFile(goldenPath(name), text));
  return text;
}

/// The texts, of which there are 5,000.
inline std::vector<std::string> readTexts() {
  std::string all = readGolden("texts.bin");
  std::vector<std::string> texts;
  for (size_t at = 0; at < all.size(); at += texts.back().size() + 1)
    texts.push_back(all.substr(at, all.find('\0', at) - at));
  return texts;
}

/// Texts of these scripts, which follow each other in turn.
inline std::vector<std::string> textsOf(std::initializer_list<size_t> scripts) {
  constexpr size_t kScripts = 23;
  std::vector<std::string> all = readTexts(), chosen;
  for (size_t i = 0; i < all.size(); ++i)
    if (std::ranges::find(scripts, i % kScripts) != scripts.end())
      chosen.push_back(all[i]);
  return chosen;
}

inline TokenizerPtr load(const std::string &path) {
  TokenizerPtr tokenizer;
  EXPECT_OK(loadTokenizer(path, tokenizer));
  return tokenizer;
}

/// The lower half of CRC-32 of numbers, as goldens have it.
inline uint16_t sumOf(const std::vector<int32_t> &numbers) {
  return static_cast<uint16_t>(
      crc32(0, reinterpret_cast<const Bytef *>(numbers.data()),
            static_cast<uInt>(numbers.size() * sizeof(int32_t))));
}

/// The same of a text.
inline uint16_t sumOf(const std::string &text) {
  return static_cast<uint16_t>(
      crc32(0, reinterpret_cast<const Bytef *>(text.data()),
            static_cast<uInt>(text.size())));
}

/// A file of the library. Rules of normalisation are in one file only.
inline Json readDocument(const std::string &file) {
  Json document;
  EXPECT_OK(parseJson(readGolden(file), document));
  if (!file.starts_with("unigram"))
    return document;
  SentencePieceProto proto;
  EXPECT_OK(readProto(readGolden("sp-unigram.spm"), proto));
  document["normalizer"]["normalizers"][0]["precompiled_charsmap"] =
      encodeBase64(proto.rules.toBlob());
  return document;
}

inline TokenizerPtr loadGolden(const std::string &file) {
  if (!file.starts_with("unigram"))
    return load(goldenPath(file));
  TokenizerPtr tokenizer;
  EXPECT_OK(readHuggingFace(readDocument(file), tokenizer));
  return tokenizer;
}

} // namespace bmc

#endif // BMC_TEST_UNIT_RUNTIME_TOKENIZERGOLDENS_H
