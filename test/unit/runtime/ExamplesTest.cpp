//===- ExamplesTest.cpp - Texts as a model is given them --------*- C++ -*-===//
//
// What is expected is what Hugging Face's library makes of 5,000 texts
// (test/Inputs/golden/tokenizers/make_examples.py).
//
//===----------------------------------------------------------------------===//
#include "runtime/tokenizer/Examples.h"
#include "TokenizerGoldens.h"
#include "runtime/core/Rng.h"
#include "runtime/tokenizer/Expression.h"

using namespace bmc;

namespace {

constexpr size_t kBatch = 8;

/// What make_examples.py sums up of an example.
void flatten(const Example &example, const CharacterPlaces (&characters)[2],
             std::vector<int32_t> &numbers) {
  numbers.push_back(static_cast<int32_t>(example.tokens.size()));
  for (const ExampleToken &token : example.tokens) {
    TextSpan place;
    if (token.sequence >= 0)
      place = characters[token.sequence].of(token.place);
    for (int64_t number :
         {int64_t{token.id}, int64_t{token.type},
          static_cast<int64_t>(place.begin), static_cast<int64_t>(place.end),
          int64_t{token.isSpecial}, int64_t{!token.isPadding}})
      numbers.push_back(static_cast<int32_t>(number));
  }
  for (const Example &other : example.overflow)
    flatten(other, characters, numbers);
}

struct Texts {
  std::string_view first;
  std::optional<std::string_view> second;
};

/// The sums of a batch.
std::vector<uint16_t> sumsOf(const Tokenizer &tokenizer,
                             const std::vector<Texts> &texts) {
  std::vector<Example> examples(texts.size());
  std::vector<Status> statuses;
  for (size_t i = 0; i < texts.size(); ++i)
    statuses.push_back(encodeExample(tokenizer, tokenizer.examples(),
                                     texts[i].first, texts[i].second,
                                     examples[i]));
  padExamples(tokenizer.examples(), examples);
  std::vector<uint16_t> sums;
  for (size_t i = 0; i < texts.size(); ++i) {
    CharacterPlaces characters[] = {
        CharacterPlaces(texts[i].first),
        CharacterPlaces(texts[i].second.value_or(""))};
    std::vector<int32_t> numbers;
    if (statuses[i].ok())
      flatten(examples[i], characters, numbers);
    else
      numbers.push_back(-1);
    sums.push_back(sumOf(numbers));
  }
  return sums;
}

void compareExamples(const Tokenizer &tokenizer, const std::string &name) {
  std::vector<std::string> texts = readTexts();
  std::string expected = readGolden("example-" + name + ".crc");
  ASSERT_EQ(expected.size(), 2 * texts.size());
  int different = 0;
  for (size_t at = 0; at < texts.size(); at += kBatch) {
    std::vector<Texts> batch;
    for (size_t i = at; i < std::min(at + kBatch, texts.size()); ++i) {
      batch.push_back({texts[i], std::nullopt});
      if (i % 2)
        batch.back().second = texts[(i + 1) % texts.size()];
    }
    std::vector<uint16_t> sums = sumsOf(tokenizer, batch);
    for (size_t i = 0; i < sums.size(); ++i) {
      uint16_t sum = 0;
      std::memcpy(&sum, &expected[2 * (at + i)], 2);
      if (sum != sums[i] && ++different <= 3)
        ADD_FAILURE() << name << ": text " << at + i << ": '" << texts[at + i]
                      << "'";
    }
  }
  EXPECT_EQ(different, 0) << name;
}

/// The same tokens without their places, which is another way through the code.
void comparePlaced(const Tokenizer &tokenizer, const std::string &name) {
  for (const std::string &text : readTexts()) {
    std::vector<int32_t> ids, placed;
    std::vector<TextSpan> places;
    ASSERT_OK(tokenizer.encode(text, ids, nullptr));
    ASSERT_OK(tokenizer.encodePlaced(text, placed, places));
    ASSERT_EQ(ids, placed) << name << ": '" << text << "'";
    ASSERT_EQ(ids.size(), places.size());
  }
}

TEST(Examples, AreThoseOfTheLibrary) {
  Json cases;
  ASSERT_OK(parseJson(readGolden("examples.json"), cases));
  ASSERT_GE(cases.size(), 20u);
  for (const Json &one : cases) {
    auto name = one["name"].get<std::string>();
    Json document = readDocument(one["file"].get<std::string>());
    document.update(one["changes"]);
    TokenizerPtr tokenizer, again;
    SCOPED_TRACE(name);
    ASSERT_OK(readHuggingFace(document, tokenizer));
    compareExamples(*tokenizer, name);
    comparePlaced(*tokenizer, name);
    ASSERT_OK(tokenizerFromJson(tokenizer->toJson(), again));
    EXPECT_EQ(again->toJson(), tokenizer->toJson()) << name;
  }
}

/// Sums are those of the library, two bytes each.
void compareSums(const std::vector<uint16_t> &sums, const std::string &file) {
  std::string expected = readGolden(file);
  ASSERT_EQ(expected.size(), 2 * sums.size()) << file;
  int different = 0;
  for (size_t i = 0; i < sums.size(); ++i) {
    uint16_t sum = 0;
    std::memcpy(&sum, &expected[2 * i], 2);
    if (sum != sums[i] && ++different <= 3)
      ADD_FAILURE() << file << ": number " << i;
  }
  EXPECT_EQ(different, 0) << file;
}

/// The lists of make_examples.py, whose ids are drawn by chance.
std::vector<std::vector<int32_t>> drawLists(uint64_t size) {
  uint64_t state = size;
  auto below = [&](uint64_t limit) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) * limit >> 31;
  };
  std::vector<std::vector<int32_t>> lists(1000);
  for (std::vector<int32_t> &list : lists) {
    list.resize(1 + below(30));
    for (int32_t &id : list)
      id = static_cast<int32_t>(below(size));
  }
  return lists;
}

TEST(Decoders, GiveTheTextsOfTheLibrary) {
  Json cases;
  ASSERT_OK(parseJson(readGolden("decoders.json"), cases));
  ASSERT_GE(cases.size(), 8u);
  for (const Json &one : cases) {
    Json document = readDocument(one["file"].get<std::string>());
    document.update(one["changes"]);
    TokenizerPtr tokenizer, again;
    SCOPED_TRACE(one["name"]);
    ASSERT_OK(readHuggingFace(document, tokenizer));
    ASSERT_OK(tokenizerFromJson(tokenizer->toJson(), again));
    std::vector<std::vector<int32_t>> lists;
    for (const std::string &text : readTexts())
      ASSERT_OK(tokenizer->encode(text, lists.emplace_back(), nullptr));
    for (std::vector<int32_t> &list :
         drawLists(static_cast<uint64_t>(tokenizer->size())))
      lists.push_back(std::move(list));
    std::vector<uint16_t> sums;
    for (const std::vector<int32_t> &list : lists)
      sums.push_back(sumOf(again->decodeAll(list)));
    compareSums(sums, "decode-" + one["name"].get<std::string>() + ".crc");
  }
}

TEST(SentencePiece, PlacesAreThoseOfTheLibrary) {
  for (const char *name : {"sp-unigram", "sp-unknown", "sp-bpe"}) {
    TokenizerPtr tokenizer = loadGolden(std::string(name) + ".spm");
    ASSERT_TRUE(tokenizer);
    comparePlaced(*tokenizer, name);
    std::vector<uint16_t> sums;
    for (const std::string &text : readTexts()) {
      std::vector<int32_t> ids, numbers;
      std::vector<TextSpan> places;
      ASSERT_OK(tokenizer->encodePlaced(text, ids, places));
      for (TextSpan place : places)
        for (size_t end : {place.begin, place.end})
          numbers.push_back(static_cast<int32_t>(end));
      sums.push_back(sumOf(numbers));
    }
    compareSums(sums, std::string("places-") + name + ".crc");
  }
}

} // namespace
