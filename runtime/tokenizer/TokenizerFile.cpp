//===- TokenizerFile.cpp - Tokenizers in files ----------------------------===//
#include "runtime/tokenizer/TokenizerFile.h"

#include "runtime/core/Files.h"
#include "runtime/core/OutputFile.h"
#include "runtime/tokenizer/HuggingFace.h"
#include "runtime/tokenizer/SentencePiece.h"
#include "runtime/tokenizer/VocabularyFiles.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

/// The largest that are in use have half of it.
constexpr uint64_t kMaxBytes = uint64_t{64} << 20;
/// Values of a JSON document, each of which takes up to a hundred bytes of
/// memory. A vocabulary of 256,000 tokens and its merges have 1.8 million.
constexpr int64_t kMaxValues = 2'200'000;

/// No more than a little of a huge file is read.
Status readBounded(const std::string &path, std::string &text) {
  return readFile(path, text, kMaxBytes);
}

Status readDocument(const std::string &path, Json &document) {
  std::string text;
  BMRT_TRY(readBounded(path, text));
  auto values = std::ranges::count_if(
      text, [](char c) { return c == ',' || c == '[' || c == '{'; });
  if (values > kMaxValues)
    return badInput("{}: found more than {} values, expected a tokenizer", path,
                    kMaxValues);
  return parseJson(text, document).withContext(path);
}

std::string folderOf(const std::string &path) {
  return path.substr(0, path.rfind('/') + 1);
}

/// A document with "model", or an object of tokens and ids.
Status loadJson(const std::string &path, TokenizerPtr &out) {
  Json document;
  BMRT_TRY(readDocument(path, document));
  if (findMember(document, "model"))
    return readHuggingFace(document, out).withContext(path);
  bool isVocabulary = document.is_object() && !document.empty() &&
                      document.begin()->is_number_integer();
  if (!isVocabulary)
    return badInput("{}: expected a tokenizer.json with 'model', or a "
                    "vocab.json of tokens and their ids",
                    path);
  std::string merges = folderOf(path) + "merges.txt", text;
  BMRT_TRY(readBounded(merges, text));
  return readVocabularyAndMerges(path, document, merges, text, out);
}

/// Files of ranks do not say what a word is; by their names they are known.
SplitPattern patternOfFile(const std::string &path) {
  size_t name = path.rfind('/') + 1; // npos + 1 == 0
  return path.find("o200k", name) == path.npos ? SplitPattern::Tiktoken
                                               : SplitPattern::O200k;
}

/// What is neither JSON nor several files.
Status loadContents(const std::string &path, TokenizerPtr &out) {
  std::string text;
  BMRT_TRY(readBounded(path, text));
  if (path.ends_with(".tiktoken"))
    return readTiktoken(text, patternOfFile(path), out).withContext(path);
  if (path.ends_with(".txt"))
    return readWordPieceList(text, out).withContext(path);
  return readSentencePiece(std::move(text), out).withContext(path);
}

/// The file of a folder that holds its tokenizer.
Status findInFolder(const std::string &folder, std::string &path) {
  for (const char *name :
       {"tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt"}) {
    path = folder + "/" + name;
    if (pathExists(path))
      return {};
  }
  return badInput("{}: found no tokenizer.json, tokenizer.model, vocab.json or "
                  "vocab.txt in this folder",
                  folder);
}

} // namespace

Status bmc::loadTokenizer(const std::string &given, TokenizerPtr &out) {
  std::string path = given;
  if (isDirectory(given))
    BMRT_TRY(findInFolder(given, path));
  if (path.ends_with(".json"))
    return loadJson(path, out);
  for (const char *ending : {".tiktoken", ".txt", ".model", ".spm"})
    if (path.ends_with(ending))
      return loadContents(path, out);
  return badInput("{}: a tokenizer is read from .json, .txt, .tiktoken or "
                  ".model",
                  path);
}

Status bmc::saveTokenizer(const Tokenizer &tokenizer, const std::string &path) {
  Json document;
  BMRT_TRY(writeHuggingFace(tokenizer, document));
  return writeOutput(path, dumpJson(document, 1) + "\n");
}
