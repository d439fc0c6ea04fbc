//===- RowTexts.cpp - Texts of rows as tokens -----------------------------===//
#include "runtime/data/RowTexts.h"

#include "runtime/tokenizer/SubwordTrainer.h"
#include "runtime/tokenizer/WordCache.h"
#include "runtime/tokenizer/Words.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

using namespace bmc;

Status RowTexts::configure(const Json &data, const Json *identity) {
  Vocabulary saved;
  BMRT_TRY(readTokenizerSettings(data, identity, saved, settings));
  isKnown = settings.saved != nullptr;
  if (isKnown)
    known = std::move(saved);
  settings.saved = nullptr;
  return {};
}

size_t RowTexts::addColumn() {
  texts.emplace_back();
  return texts.size() - 1;
}

void RowTexts::add(size_t column, std::string_view text, TextPlace place) {
  texts[column].text += text;
  texts[column].textEnds.push_back(texts[column].text.size());
  texts[column].places.push_back(place);
}

void RowTexts::truncate(size_t rows) {
  for (Column &column : texts) {
    if (column.textEnds.size() <= rows)
      continue;
    column.text.resize(rows ? column.textEnds[rows - 1] : 0);
    column.textEnds.resize(rows);
    column.places.resize(rows);
  }
}

static Status collectCharacters(std::string_view text,
                                std::set<int32_t> &codePoints) {
  for (size_t offset = 0; offset < text.size();) {
    size_t start = offset;
    int32_t codePoint = decodeUtf8(text, offset);
    if (codePoint < 0)
      return badInput("invalid UTF-8 (byte 0x{:02X}), expected UTF-8",
                      static_cast<unsigned char>(text[start]));
    codePoints.insert(codePoint);
  }
  return {};
}

Status RowTexts::learnSubwords(std::span<const int64_t> train) {
  SubwordTrainer trainer({.kind = settings.kind,
                          .vocabularySize = settings.vocabularySize,
                          .pattern = settings.pattern,
                          .lowercase = settings.lowercase});
  for (const Column &column : texts)
    for (int64_t row : train)
      BMRT_TRY(trainer.add(column.textOf(static_cast<size_t>(row))));
  TokenizerPtr tokenizer;
  BMRT_TRY(trainer.train(tokenizer));
  known = std::move(tokenizer);
  return {};
}

void RowTexts::learnWords(std::span<const int64_t> train) {
  WordCounts counts(settings.lowercase);
  for (const Column &column : texts)
    for (int64_t row : train)
      counts.add(column.textOf(static_cast<size_t>(row)));
  known = makeWordTokenizer(
      counts.mostFrequent(settings.vocabularySize - kSpecialTokens),
      settings.lowercase);
}

Status RowTexts::learnCharacters() {
  std::set<int32_t> found{'\n'};
  for (const Column &column : texts)
    BMRT_TRY(collectCharacters(column.text, found));
  known = makeCharTokenizer({found.begin(), found.end()});
  int64_t most = settings.vocabularySize;
  if (known.size() <= most)
    return {};
  return badInput("found {} different characters (with the line break), "
                  "expected at most vocab_size = {}",
                  known.size(), most);
}

Status RowTexts::learn(std::span<const int64_t> train) {
  switch (settings.kind) {
  case Vocabulary::Kind::Byte:
    known = makeByteTokenizer();
    return {};
  case Vocabulary::Kind::Words:
    learnWords(train);
    return {};
  case Vocabulary::Kind::Bpe:
  case Vocabulary::Kind::WordPiece:
  case Vocabulary::Kind::Unigram:
    return learnSubwords(train);
  default:
    return learnCharacters();
  }
}

Status RowTexts::encodeColumn(std::span<const std::string> files,
                              Column &column) const {
  column.tokenEnds.reserve(column.textEnds.size());
  WordCache cache;
  for (size_t row = 0; row < column.textEnds.size(); ++row) {
    TextPlace place = column.places[row];
    Status status = known.encode(column.textOf(row), column.tokens, &cache);
    if (!status.ok())
      return badInput("{}:{}{}: {}", files[place.file], place.line,
                      place.column ? ":" + std::to_string(place.column) : "",
                      status.message());
    column.tokenEnds.push_back(column.tokens.size());
  }
  column.text = {};
  column.textEnds = {};
  column.places = {};
  return {};
}

Status RowTexts::encode(std::span<const std::string> files,
                        std::span<const int64_t> train) {
  if (!isKnown)
    BMRT_TRY(learn(train).withContext(files.front()));
  for (Column &column : texts)
    BMRT_TRY(encodeColumn(files, column));
  return {};
}

std::span<const int32_t> RowTexts::row(size_t column, int64_t row) const {
  const Column &from = texts[column];
  auto index = static_cast<size_t>(row);
  uint64_t begin = index ? from.tokenEnds[index - 1] : 0;
  return std::span(from.tokens).subspan(begin, from.tokenEnds[index] - begin);
}

int64_t RowTexts::tokensOf(size_t column, int64_t first, int64_t end) const {
  const std::vector<uint64_t> &ends = texts[column].tokenEnds;
  auto before = [&](int64_t row) {
    return row ? ends[static_cast<size_t>(row) - 1] : 0;
  };
  return static_cast<int64_t>(before(end) - before(first));
}

void bmc::writeTokens(std::span<const int32_t> tokens, int32_t filling,
                      BmrtDType dtype, std::span<char> to) {
  size_t room = to.size() / elementSize(dtype);
  for (size_t i = 0; i < room; ++i)
    storeElement(dtype, to.data(), static_cast<int64_t>(i),
                 i < tokens.size() ? tokens[i] : filling);
}
