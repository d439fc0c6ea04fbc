//===- PairDataTest.cpp - Texts and their translations as rows ------------===//
#include "DataProgram.h"
#include "TempFolder.h"
#include "runtime/data/Dataset.h"

#include <random>

using namespace bmc;

namespace {

class PairDataTest : public testing::Test {
protected:
  PairDataTest() {
    DataProgram::describe(inputs, tensors, 5);
    inputs.program.numDims = 3;
    inputs.program.dims = dims;
  }

  static Json config() {
    Json bindings = Json::array();
    for (const char *field :
         {"source", "target", "targets", "source_lengths", "target_lengths"})
      bindings.push_back({{"field", field}, {"input", field}});
    return Json{{"data",
                 {{"name", "talks"},
                  {"kind", "pairs"},
                  {"path", ""},
                  {"tokenizer", "byte"},
                  {"vocab_size", 256},
                  {"source_length", 8},
                  {"target_length", 6},
                  {"split", {{"train", 0.5}, {"val", 0.5}}},
                  {"bindings", bindings}}}};
  }
  Status open(const Json &config, const std::string &path) {
    options.path = path;
    BMRT_TRY(openDataset(config, inputs.program, options, data));
    return data->evalBatch(Split::All, 0, 0, 1000, batch);
  }
  /// A row of an input as text, '.' where a target counts not.
  std::string text(size_t input, int64_t row) {
    int64_t width = batch.tensors[input].shape[1];
    std::string result;
    for (int64_t i = 0; i < width; ++i) {
      int32_t value = batch.tensors[input].as<int32_t>()[row * width + i];
      result += value < 0 ? '.' : value == 0 ? '_' : static_cast<char>(value);
    }
    return result;
  }

  TempFolder folder;
  BmrtDim dims[3] = {{"B", 64}, {"S", 8}, {"T", 6}};
  DataProgram inputs;
  BmrtTensor tensors[5] = {
      DataProgram::input("source", kBmrtI32, {-1, -2}),
      DataProgram::input("target", kBmrtI32, {-1, -3}),
      DataProgram::input("targets", kBmrtI32, {-1, -3}),
      DataProgram::input("source_lengths", kBmrtI32, {-1}),
      DataProgram::input("target_lengths", kBmrtI32, {-1})};
  DataOptions options;
  std::unique_ptr<Dataset> data;
  Batch batch;
};

TEST_F(PairDataTest, LinesOfTwoFilesBelongTogether) {
  folder.file("t.en", "\xEF\xBB\xBFone\r\n\ntwo and more\n");
  folder.file("t.de", "eins\n \nzwei und mehr");
  ASSERT_OK(open(config(), folder.path("t.{en,de}")));
  ASSERT_EQ(batch.rows, 2);
  EXPECT_EQ(text(0, 0), "one\n____");
  EXPECT_EQ(text(1, 0), "\neins_");
  EXPECT_EQ(text(2, 0), "eins\n.");
  EXPECT_EQ(text(0, 1), "two and ");
  EXPECT_EQ(text(1, 1), "\nzwei ");
  EXPECT_EQ(text(2, 1), "zwei u");
  EXPECT_EQ(batch.tensors[3].as<int32_t>()[0], 4);
  EXPECT_EQ(batch.tensors[4].as<int32_t>()[0], 5);
  EXPECT_EQ(batch.tensors[4].as<int32_t>()[1], 6);
}

TEST_F(PairDataTest, TabsDivideAFile) {
  folder.file("a.tsv", "one\teins\tsaid by me\n\n");
  folder.file("b.tsv", "two\tzwei\n");
  ASSERT_OK(open(config(), folder.path("?.tsv")));
  ASSERT_EQ(batch.rows, 2);
  EXPECT_EQ(text(1, 0), "\neins");
  EXPECT_EQ(text(0, 1), "two\n");
}

TEST_F(PairDataTest, SourcesMayHaveATokenizerOfTheirOwn) {
  Json settings = config();
  settings["data"]["source"] = {
      {"tokenizer", "words"}, {"vocab_size", 10}, {"lowercase", true}};
  settings["data"]["split"] = {{"train", 1.0}, {"val", 0.0}};
  std::string path = folder.file("t.tsv", "One one two\teins\n");
  ASSERT_OK(open(settings, path));
  auto *source = batch.tensors[0].as<int32_t>();
  EXPECT_EQ((std::vector<int32_t>(source, source + 4)),
            (std::vector<int32_t>{3, 3, 4, 2}));
  // Another text is read by what was learnt of the first.
  Json identity = data->identity();
  options.identity = &identity;
  ASSERT_OK(open(settings, folder.file("u.tsv", "two three\tzwei\n")));
  source = batch.tensors[0].as<int32_t>();
  EXPECT_EQ((std::vector<int32_t>(source, source + 3)),
            (std::vector<int32_t>{4, 1, 2}));
}

TEST_F(PairDataTest, WhatIsWrongHasItsPlace) {
  auto table = [&](const std::string &text) {
    return open(config(), folder.file("t.tsv", text));
  };
  EXPECT_ERROR(table("a\tb\none\n"), Code::BadInput,
               "t.tsv:2: found no tab, expected one between source and target");
  EXPECT_ERROR(table("a\t \n"), Code::BadInput, "t.tsv:1: the target is empty");
  EXPECT_ERROR(table("\tb\n"), Code::BadInput, "t.tsv:1: the source is empty");
  EXPECT_ERROR(table("a\tb\xff\n"), Code::BadInput,
               "t.tsv:1:4: invalid UTF-8 (byte 0xFF)");
  EXPECT_ERROR(table("\n"), Code::BadInput, "found no pair of texts");
  auto files = [&](const std::string &source, const std::string &target) {
    folder.file("x.en", source);
    folder.file("x.de", target);
    return open(config(), folder.path("x.{en,de}"));
  };
  EXPECT_ERROR(files("a\nb\nc\n", "a\nb\n"), Code::BadInput,
               "x.de ends after 2 lines, and ");
  EXPECT_ERROR(files("a\n\n", "a\nb\n"), Code::BadInput,
               "x.en:2: the source is empty");
  EXPECT_ERROR(files("a\n", "\xff\n"), Code::BadInput, "x.de:1:1: invalid");
  folder.file("x.fr", "a\n");
  EXPECT_ERROR(open(config(), folder.path("x.{en,de,fr}")), Code::BadInput,
               "found 3 files, expected as many of sources as of targets");
  options.keepsGoing = true;
  ASSERT_OK(table("a\tb\none\nc\td\n"));
  EXPECT_EQ(data->badRows().size(), 1u);
  EXPECT_EQ(batch.rows, 2);
}

TEST_F(PairDataTest, BatchesFollowFromSeedAndNumber) {
  std::mt19937 random(3);
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += std::string(1 + random() % 9, 'a') + "\t" +
            std::string(1 + random() % 9, 'b') + "\n";
  std::string path = folder.file("t.tsv", text);
  for (bool isBucketed : {false, true}) {
    Json settings = config();
    settings["data"]["bucket"] = isBucketed;
    std::vector<Batch> batches(30);
    ASSERT_OK(open(settings, path));
    for (size_t i = 0; i < batches.size(); ++i)
      ASSERT_OK(data->trainBatch(static_cast<int64_t>(i), 4, batches[i]));
    ASSERT_OK(open(settings, path));
    for (int64_t i : {29, 3, 17, 3, 0}) {
      ASSERT_OK(data->trainBatch(i, 4, batch));
      for (size_t input = 0; input < 5; ++input)
        EXPECT_EQ(batch.tensors[input].storage,
                  batches[static_cast<size_t>(i)].tensors[input].storage);
    }
  }
}

/// Batches follow from the configuration, the seed and their number alone.
TEST_F(PairDataTest, AnyOrderOfBatchesGivesTheSame) {
  std::mt19937 random(5);
  auto below = [&](uint32_t limit) { return random() % limit; };
  const char *tokenizers[] = {"byte", "char", "words", "bpe"};
  for (int trial = 0; trial < 300; ++trial) {
    Json settings = config();
    Json &section = settings["data"];
    section["bucket"] = below(2) == 0;
    section["tokenizer"] = tokenizers[below(4)];
    section["vocab_size"] = 270;
    if (below(2))
      section["source"] = {{"tokenizer", tokenizers[below(3)]},
                           {"vocab_size", 256}};
    options.seed = below(5);
    options.folds = below(3) == 0 ? 3 : 0;
    options.fold = options.folds ? 1 + below(3) : 0;
    std::string text;
    for (uint32_t i = 0; i < 12 + below(40); ++i)
      text += std::string(1 + below(12), static_cast<char>('a' + below(26))) +
              "\t" +
              std::string(1 + below(9), static_cast<char>('A' + below(26))) +
              "\n";
    std::string path = folder.file("rows", text);
    ASSERT_OK(open(settings, path));
    auto rows = static_cast<int64_t>(1 + below(5));
    std::vector<Batch> batches(40);
    for (size_t cursor = 0; cursor < batches.size(); ++cursor)
      ASSERT_OK(data->trainBatch(static_cast<int64_t>(cursor), rows,
                                 batches[cursor]));
    ASSERT_OK(open(settings, path));
    for (int i = 0; i < 12; ++i) {
      size_t cursor = below(40);
      ASSERT_OK(data->trainBatch(static_cast<int64_t>(cursor), rows, batch));
      for (size_t input = 0; input < 5; ++input)
        ASSERT_EQ(batch.tensors[input].storage,
                  batches[cursor].tensors[input].storage)
            << settings.dump() << " batch " << cursor;
    }
  }
}

} // namespace
