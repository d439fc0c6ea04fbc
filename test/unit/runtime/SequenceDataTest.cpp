//===- SequenceDataTest.cpp - Lines and conversations as rows -------------===//
#include "DataProgram.h"
#include "TempFolder.h"
#include "runtime/data/Dataset.h"

#include <algorithm>
#include <map>
#include <random>

using namespace bmc;

namespace {

constexpr int64_t kWindow = 24;

class SequenceDataTest : public testing::Test {
protected:
  SequenceDataTest() {
    DataProgram::describe(inputs, tensors, 5);
    inputs.dims[1].max = kWindow;
  }

  static Json config(const char *kind) {
    Json bindings = Json::array();
    for (const char *field :
         {"tokens", "targets", "segments", "positions", "lengths"})
      bindings.push_back({{"field", field}, {"input", field}});
    return Json{{"data",
                 {{"name", "rows"},
                  {"kind", kind},
                  {"path", ""},
                  {"tokenizer", "byte"},
                  {"vocab_size", 256},
                  {"length", kWindow},
                  {"template",
                   {{"begin", "^"},
                    {"system", "[{message}]"},
                    {"user", "<{message}>"},
                    {"assistant", "A:{message};"}}},
                  {"split", {{"train", 1.0}, {"val", 0.0}}},
                  {"bindings", bindings}}}};
  }
  Status open(const Json &config, const std::string &path,
              std::unique_ptr<Dataset> &out) {
    options.path = path;
    return openDataset(config, inputs.program, options, out);
  }
  Status read(const Json &config, const std::string &text) {
    BMRT_TRY(open(config, folder.file("rows", text), data));
    return data->evalBatch(Split::All, 0, 0, 1000, batch);
  }
  /// Row `row` of an input, as it is.
  std::span<const int32_t> values(size_t input, int64_t row) {
    int64_t width = batch.tensors[input].shape[1];
    return {batch.tensors[input].as<int32_t>() + row * width,
            static_cast<size_t>(width)};
  }
  int64_t lengthOf(int64_t row) { return batch.tensors[4].as<int32_t>()[row]; }
  /// Tokens as text; '.' where there is none.
  std::string text(size_t input, int64_t row) {
    std::string result;
    for (int32_t value :
         values(input, row).first(static_cast<size_t>(lengthOf(row))))
      result += value < 0 ? '.' : static_cast<char>(value);
    return result;
  }

  TempFolder folder;
  DataProgram inputs;
  BmrtTensor tensors[5] = {DataProgram::input("tokens", kBmrtI32, {-1, -2}),
                           DataProgram::input("targets", kBmrtI32, {-1, -2}),
                           DataProgram::input("segments", kBmrtI32, {-1, -2}),
                           DataProgram::input("positions", kBmrtI32, {-1, -2}),
                           DataProgram::input("lengths", kBmrtI32, {-1})};
  DataOptions options;
  std::unique_ptr<Dataset> data;
  Batch batch;
};

TEST_F(SequenceDataTest, OnlyAnswersAreTargets) {
  ASSERT_OK(read(
      config("chat"),
      R"({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "hi"}, {"role": "assistant", "content": "yo"}]}
{"prompt": "a", "completion": [{"type": "text", "text": "b"}, {"type": "text", "text": "c"}]}

{"instruction": "a", "input": "x", "output": ""}
{"conversations": [{"from": "gpt", "value": "1"}, {"from": "human", "value": "2"}, {"from": "gpt", "value": "3"}]}
{"messages": [{"role": "assistant", "content": "no", "weight": 0}, {"role": "user", "content": "q"}, {"role": "assistant", "content": "!"}]}
{"prompt": "a question that is long", "completion": "cut"}
)"));
  static constexpr std::pair<const char *, const char *> expected[] = {
      {"^[s]<hi>A:yo", "..........yo;"},
      {"^<a>A:bc", "......bc;"},
      {"^<a\nx>A:", "........;"},
      {"^A:1;<2>A:3", "...1;.....3;"},
      {"^A:no;<q>A:!", "...........!;"},
      {"^<a question that is lon", "........................"}};
  ASSERT_EQ(batch.rows, 6);
  for (int64_t row = 0; row < 6; ++row) {
    auto [tokens, targets] = expected[row];
    std::string all = text(0, row);
    EXPECT_TRUE(all.starts_with(tokens)) << all;
    std::string learnt = text(1, row);
    // Targets are one ahead of tokens.
    EXPECT_EQ(learnt, std::string(targets).substr(row == 5 ? 0 : 1)) << row;
  }
}

TEST_F(SequenceDataTest, LinesAreReadAPartAtATime) {
  // Longer than what is held at a time, with ends of all kinds.
  std::string file, line(700'000, 'a');
  for (int i = 0; i < 5; ++i)
    file += line + std::to_string(i) + (i % 2 ? "\r\n" : "\n\n");
  ASSERT_OK(read(config("lines"), "\xEF\xBB\xBF" + file + "end"));
  ASSERT_EQ(batch.rows, 6);
  EXPECT_EQ(text(0, 5), "\nend");
  EXPECT_ERROR(read(config("lines"), file + std::string(17 << 20, 'b')),
               Code::BadInput, "rows:9: line longer than 16 MiB");
}

TEST_F(SequenceDataTest, WhatIsWrongHasItsLine) {
  static constexpr std::pair<const char *, const char *> cases[] = {
      {"{", "rows:2: invalid JSON at byte"},
      {"[]", "rows:2: expected a JSON object"},
      {"{\"text\": \"a\"}", "rows:2: expected 'messages', 'conversations'"},
      {"{\"messages\": 3}", "rows:2: the messages are no list"},
      {"{\"messages\": [3]}", "rows:2: message 1: found no object"},
      {"{\"messages\": [{\"role\": \"user\"}]}",
       "rows:2: message 1: found no text 'content'"},
      {"{\"messages\": [{\"role\": \"tool\", \"content\": \"\"}]}",
       "rows:2: message 1: the template has no role 'tool', expected one of "
       "assistant, system, user"},
      {"{\"messages\": [{\"role\": \"user\", \"content\": \"\"}]}",
       "rows:2: found no answer"},
      {"{\"prompt\": \"a\", \"completion\": [{\"image\": 1}]}",
       "rows:2: a part of 'completion' is no text"},
      {"{\"messages\": [{\"role\": \"user\", \"content\": \"\", \"weight\": "
       "2}]}",
       "rows:2: message 1: 'weight' is 2, expected 0 or 1"},
      {"{\"prompt\": \"\xff\"}", "rows:2:13: invalid UTF-8 (byte 0xFF)"}};
  for (auto [line, message] : cases)
    EXPECT_ERROR(read(config("chat"), std::string("{\"prompt\": \"a\", "
                                                  "\"completion\": \"b\"}\n") +
                                          line),
                 Code::BadInput, message);
  options.keepsGoing = true;
  ASSERT_OK(
      read(config("chat"), "{\"prompt\": \"a\", \"completion\": \"b\"}\n{\n"));
  EXPECT_EQ(data->badRows().size(), 1u);
  EXPECT_EQ(data->rows(Split::All), 1);
}

TEST_F(SequenceDataTest, PackedRowsHaveEachLineOnce) {
  std::string lines;
  std::map<std::string, int> expected;
  for (int i = 0; i < 200; ++i) {
    std::string line(static_cast<size_t>(1 + i * 7 % 30),
                     static_cast<char>('a' + i % 26));
    lines += line + "\n";
    // Rows have room for the line end before and the first 23 characters.
    ++expected["\n" + line.substr(0, kWindow - 1)];
  }
  Json packed = config("lines");
  packed["data"]["pack"] = true;
  ASSERT_OK(read(packed, lines));
  std::map<std::string, int> found;
  int64_t filled = 0;
  for (int64_t row = 0; row < batch.rows; ++row) {
    std::string tokens = text(0, row), targets = text(1, row);
    filled += lengthOf(row);
    std::string line;
    int32_t segment = 1;
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (values(2, row)[i] != segment) {
        ++found[line];
        line.clear();
        ++segment;
      }
      ASSERT_EQ(values(2, row)[i], segment);
      ASSERT_EQ(values(3, row)[i], static_cast<int32_t>(line.size()));
      line += tokens[i];
      bool isLast = i + 1 == tokens.size() || values(2, row)[i + 1] != segment;
      if (!isLast)
        ASSERT_EQ(targets[i], tokens[i + 1]);
      else if (line.size() < kWindow)
        ASSERT_EQ(targets[i], '\n');
    }
    ++found[line];
    for (size_t i = tokens.size(); i < values(2, row).size(); ++i)
      ASSERT_TRUE(values(2, row)[i] == 0 && values(1, row)[i] == -1);
  }
  EXPECT_EQ(found, expected);
  EXPECT_GT(static_cast<double>(filled),
            0.95 * static_cast<double>(batch.rows * kWindow));
}

/// Of 80 lines of 24 tokens; the mask is 256.
TEST_F(SequenceDataTest, MasksAreThoseOfBert) {
  std::string lines;
  for (int i = 0; i < 2000; ++i)
    lines += std::string(kWindow - 2, static_cast<char>('a' + i % 26)) + "\n";
  Json settings = config("lines");
  settings["data"]["masking"] = 0.2;
  settings["data"]["mask_token"] = 256;
  ASSERT_OK(read(settings, lines));
  auto all = [&](size_t input) {
    return std::vector<int32_t>(batch.tensors[input].as<int32_t>(),
                                batch.tensors[input].as<int32_t>() +
                                    1000 * kWindow);
  };
  std::vector<int32_t> tokens = all(0), targets = all(1);
  double chosen = 0, masked = 0, replaced = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    auto line = static_cast<int32_t>(i / kWindow);
    bool isEnd = i % kWindow == 0 || i % kWindow == kWindow - 1;
    int32_t original = isEnd ? '\n' : 'a' + line % 26;
    ASSERT_EQ(targets[i] < 0 || isEnd ? tokens[i] : targets[i], original);
    ASSERT_TRUE(!isEnd || targets[i] < 0);
    chosen += targets[i] >= 0;
    masked += tokens[i] == 256;
    replaced += tokens[i] != original && tokens[i] != 256;
  }
  EXPECT_NEAR(chosen / (1000 * (kWindow - 2)), 0.2, 0.01);
  EXPECT_NEAR(masked / chosen, 0.8, 0.02);
  EXPECT_NEAR(replaced / chosen, 0.1, 0.02);
  // An evaluation always sees the same, each epoch of training something else.
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 1000, batch));
  EXPECT_EQ(all(0), tokens);
  std::vector<int32_t> epochs[2];
  for (int64_t epoch : {0, 1}) {
    ASSERT_OK(data->trainBatch(epoch, 2000, batch));
    epochs[epoch] = all(1);
    EXPECT_NEAR(static_cast<double>(std::ranges::count(epochs[epoch], -1)),
                1000 * kWindow - chosen, 300);
  }
  EXPECT_NE(epochs[0], epochs[1]);
}

TEST_F(SequenceDataTest, WordDropoutHidesTokensInTrainingOnly) {
  Json settings = config("lines");
  settings["data"]["word_dropout"] = 0.5;
  settings["data"]["mask_token"] = 256;
  std::string lines;
  for (int i = 0; i < 400; ++i)
    lines += std::string(kWindow - 1, 'a') + "\n";
  ASSERT_OK(read(settings, lines));
  auto hidden = [&] {
    return std::count(batch.tensors[0].as<int32_t>(),
                      batch.tensors[0].as<int32_t>() + 400 * kWindow, 256);
  };
  EXPECT_EQ(hidden(), 0);
  ASSERT_OK(data->trainBatch(0, 400, batch));
  EXPECT_NEAR(static_cast<double>(hidden()), 200 * (kWindow - 1), 200);
  EXPECT_EQ(std::count(batch.tensors[1].as<int32_t>(),
                       batch.tensors[1].as<int32_t>() + 400 * kWindow, 256),
            0);
}

/// Batches follow from the configuration, the seed and their number alone.
TEST_F(SequenceDataTest, AnyOrderOfBatchesGivesTheSame) {
  std::mt19937 random(7);
  auto below = [&](uint32_t limit) { return random() % limit; };
  for (int trial = 0; trial < 300; ++trial) {
    bool isChat = below(2) == 0;
    Json settings = config(isChat ? "chat" : "lines");
    Json &section = settings["data"];
    section["pack"] = below(2) == 0;
    section["bucket"] = section["pack"] == false && below(2) == 0;
    const char *noise[] = {"none", "word_dropout", "masking"};
    section[noise[below(isChat ? 2 : 3)]] = 0.3;
    section["mask_token"] = 256;
    section["split"] = {{"train", 0.75}, {"val", 0.25}};
    options.seed = below(5);
    options.folds = below(3) == 0 ? 3 : 0;
    options.fold = options.folds ? 1 + below(3) : 0;
    std::string text;
    for (uint32_t i = 0; i < 12 + below(40); ++i) {
      std::string word(1 + below(30), static_cast<char>('a' + below(26)));
      text += isChat ? R"({"prompt": ")" + word + R"(", "completion": "yes"})"
                     : word;
      text += "\n";
    }
    std::string path = folder.file("rows", text);
    ASSERT_OK(open(settings, path, data));
    auto rows = static_cast<int64_t>(1 + below(5));
    std::vector<Batch> batches(40);
    for (size_t cursor = 0; cursor < batches.size(); ++cursor)
      ASSERT_OK(data->trainBatch(static_cast<int64_t>(cursor), rows,
                                 batches[cursor]));
    std::unique_ptr<Dataset> again;
    ASSERT_OK(open(settings, path, again));
    for (int i = 0; i < 12; ++i) {
      size_t cursor = below(40);
      ASSERT_OK(again->trainBatch(static_cast<int64_t>(cursor), rows, batch));
      for (size_t input = 0; input < 5; ++input)
        ASSERT_EQ(batch.tensors[input].storage,
                  batches[cursor].tensors[input].storage)
            << settings.dump() << " batch " << cursor;
    }
  }
}

} // namespace
