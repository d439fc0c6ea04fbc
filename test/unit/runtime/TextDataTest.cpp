//===- TextDataTest.cpp - Text and token files as batches -------*- C++ -*-===//
#include "DataProgram.h"
#include "TempFolder.h"
#include "runtime/data/Dataset.h"
#include "runtime/data/TokenSource.h"
#include "runtime/tokenizer/Words.h"

#include <algorithm>
#include <cstring>
#include <set>

using namespace bmc;

namespace {

class TextDataTest : public testing::Test {
protected:
  void SetUp() override { DataProgram::describe(inputs, inputs.text, 2); }

  Json config(const char *kind, const char *tokenizer, int64_t vocabulary) {
    return Json{{"data",
                 {{"name", "corpus"},
                  {"kind", kind},
                  {"path", ""},
                  {"tokenizer", tokenizer},
                  {"vocab_size", vocabulary},
                  {"window", "S"},
                  {"split", {{"train", 0.5}, {"val", 0.5}}},
                  {"bindings",
                   {{{"field", "tokens"}, {"input", "tokens"}},
                    {{"field", "targets"}, {"input", "targets"}}}}}}};
  }
  Status open(const Json &config, const std::string &path,
              const Json *identity = nullptr) {
    options.path = path;
    options.identity = identity;
    return openDataset(config, inputs.program, options, data);
  }
  std::string row(int64_t index) {
    std::string text;
    for (int64_t i = 0; i < 4; ++i)
      data->vocabulary().decode(batch.tensors[0].as<int32_t>()[index * 4 + i],
                                text);
    data->vocabulary().decode(
        static_cast<int32_t>(batch.tensors[1].as<int64_t>()[index * 4 + 3]),
        text);
    return text;
  }

  TempFolder folder;
  DataProgram inputs;
  DataOptions options;
  std::unique_ptr<Dataset> data;
  Batch batch;
};

TEST_F(TextDataTest, CharactersAreSortedCodePoints) {
  std::string text = "zä€😀\nzzzz abcdefghijklmnopqrst";
  ASSERT_OK(open(config("text", "char", 40), folder.file("t", text)));
  const Vocabulary &vocabulary = data->vocabulary();
  EXPECT_EQ(vocabulary.size(), 26);
  std::vector<int32_t> ids;
  ASSERT_OK(vocabulary.encode("\n az😀€", ids));
  EXPECT_EQ(ids, (std::vector<int32_t>{0, 1, 2, 22, 25, 24}));
  std::string back;
  for (int32_t id : ids)
    vocabulary.decode(id, back);
  EXPECT_EQ(back, "\n az😀€");
  vocabulary.decode(26, back);
  EXPECT_EQ(back.substr(back.size() - 3), "\xEF\xBF\xBD");
  EXPECT_ERROR(vocabulary.encode("aX", ids), Code::BadInput,
               "character 2: found 'X' (U+0058), which the training text does "
               "not contain");
  EXPECT_ERROR(vocabulary.encode("a\xff", ids), Code::BadInput,
               "invalid UTF-8 at byte 1");
}

TEST_F(TextDataTest, WindowsComeFromTheirSplit) {
  std::string first(100, 'a'), second(100, 'b');
  for (const char *tokenizer : {"char", "byte"}) {
    ASSERT_OK(
        open(config("text", tokenizer, 256), folder.file("t", first + second)));
    EXPECT_EQ(data->rows(Split::Train), 24);
    EXPECT_EQ(data->rows(Split::Val), 24);
    EXPECT_EQ(data->rows(Split::All), 49);
    EXPECT_EQ(data->unitsPerRow(), 4);
    for (int64_t cursor = 0; cursor < 20; ++cursor) {
      ASSERT_OK(data->trainBatch(cursor, 8, batch));
      EXPECT_EQ(batch.tensors[0].shape, (Shape{8, 4}));
      for (int64_t i = 0; i < 8; ++i)
        ASSERT_EQ(row(i), "aaaaa");
    }
    for (int64_t index = 0; index < 3; ++index) {
      ASSERT_OK(data->evalBatch(Split::Val, index, 0, 8, batch));
      for (int64_t i = 0; i < 8; ++i)
        ASSERT_EQ(row(i), "bbbbb");
    }
  }
}

TEST_F(TextDataTest, BatchesDependOnSeedAndCursorOnly) {
  std::string text;
  for (int i = 0; i < 4000; ++i)
    text += static_cast<char>('a' + i * 7919 % 26);
  ASSERT_OK(open(config("text", "char", 26), folder.file("t", text)));
  ASSERT_OK(data->trainBatch(7, 8, batch));
  std::vector<std::string> rows;
  for (int64_t i = 0; i < 8; ++i)
    rows.push_back(row(i));
  EXPECT_GT(std::set<std::string>(rows.begin(), rows.end()).size(), 4u);
  ASSERT_OK(data->trainBatch(3, 2, batch));
  EXPECT_NE(row(0), rows[0]);
  // Fewer rows of the same cursor are the same rows.
  ASSERT_OK(data->trainBatch(7, 3, batch));
  for (int64_t i = 0; i < 3; ++i)
    EXPECT_EQ(row(i), rows[static_cast<size_t>(i)]);
  ASSERT_OK(data->trainBatch(7 + (INT64_C(1) << 32), 1, batch));
  EXPECT_NE(row(0), rows[0]);
  options.seed = 1;
  ASSERT_OK(open(config("text", "char", 26), options.path));
  ASSERT_OK(data->trainBatch(7, 1, batch));
  EXPECT_NE(row(0), rows[0]);
}

TEST_F(TextDataTest, SeveralFilesAreOneText) {
  folder.file("a.txt", "\xEF\xBB\xBFone two\n");
  folder.file("b.txt", "\xEF\xBB\xBFthree");
  for (const char *tokenizer : {"char", "bpe"}) {
    ASSERT_OK(open(config("text", tokenizer, 256), folder.path("[ab].txt")));
    std::string all;
    for (int64_t i = 0; i < data->rows(Split::All); ++i) {
      ASSERT_OK(data->evalBatch(Split::All, i, 0, 1, batch));
      all += row(0).substr(0, 4);
    }
    EXPECT_EQ(all, "one two\nthre");
  }
  folder.file("b.txt", "x\ny\xff and more");
  EXPECT_ERROR(open(config("text", "char", 300), folder.path("[ab].txt")),
               Code::BadInput, "b.txt:2:2: invalid UTF-8 (byte 0xFF)");
  ASSERT_OK(open(config("text", "byte", 256), folder.path("[ab].txt")));
  EXPECT_EQ(data->rows(Split::All), 5);
  EXPECT_ERROR(open(config("text", "byte", 256), folder.path("[cd].txt")),
               Code::BadInput, "[cd].txt: no file matches");
  // What a pattern stands for is bounded before anything is looked for.
  std::string braces, stars;
  for (int i = 0; i < 40; ++i) {
    braces += "{a,b}";
    stars += "*/";
  }
  for (const std::string &bomb : {braces, stars})
    EXPECT_ERROR(open(config("text", "byte", 256), folder.path(bomb)),
                 Code::BadInput,
                 "expected wildcards in at most 6 folders, and at most 4096");
  EXPECT_ERROR(open(config("text", "byte", 256), folder.path("*/../*.txt")),
               Code::BadInput, "found '..' behind a wildcard");
}

TEST_F(TextDataTest, TrainingReachesBothEndsOfTheSplit) {
  // 6 training tokens: windows start at 0 or 1.
  ASSERT_OK(open(config("text", "char", 26), folder.file("t", "abcdefghijkl")));
  std::set<std::string> seen;
  for (int64_t cursor = 0; cursor < 64; ++cursor) {
    ASSERT_OK(data->trainBatch(cursor, 1, batch));
    seen.insert(row(0));
  }
  EXPECT_EQ(seen, (std::set<std::string>{"abcde", "bcdef"}));
}

TEST_F(TextDataTest, EvaluationCoversTheSplitEvenly) {
  std::string text;
  for (int i = 0; i < 82; ++i)
    text += static_cast<char>('0' + i);
  Json settings = config("text", "byte", 256);
  settings["data"]["split"] = {{"train", 1.0}, {"val", 0.0}};
  ASSERT_OK(open(settings, folder.file("t", text)));
  EXPECT_EQ(data->rows(Split::Val), 0);
  ASSERT_OK(data->evalBatch(Split::Val, 0, 5, 4, batch));
  EXPECT_EQ(batch.rows, 0);
  // 3 windows: both ends and the middle.
  ASSERT_OK(data->evalBatch(Split::All, 0, 1, 3, batch));
  EXPECT_EQ(row(0), text.substr(0, 5));
  EXPECT_EQ(row(1), text.substr(38, 5));
  EXPECT_EQ(row(2), text.substr(77, 5));
  // All of it: 20 windows without overlap, the last batch is short.
  std::vector<int64_t> sizes;
  for (int64_t index = 0; index < 4; ++index) {
    ASSERT_OK(data->evalBatch(Split::All, index, 0, 8, batch));
    sizes.push_back(batch.rows);
  }
  EXPECT_EQ(sizes, (std::vector<int64_t>{8, 8, 4, 0}));
}

TEST_F(TextDataTest, CarriedWindowsFollowEachOther) {
  // 41 tokens: 10 windows, of which 3 rows have 3 in training.
  std::string text;
  for (int i = 0; i < 41; ++i)
    text += static_cast<char>('0' + i);
  Json settings = config("text", "byte", 256);
  settings["data"]["split"] = {{"train", 1.0}, {"val", 0.0}};
  settings["data"]["consecutive"] = true;
  ASSERT_OK(open(settings, folder.file("t", text)));
  for (int64_t cursor = 0; cursor < 7; ++cursor) {
    ASSERT_OK(data->trainBatch(cursor, 3, batch));
    EXPECT_EQ(data->goesOn(cursor, 3), cursor % 3 != 0);
    for (int64_t i = 0; i < 3; ++i)
      EXPECT_EQ(row(i),
                text.substr(static_cast<size_t>((i * 3 + cursor % 3) * 4), 5));
  }
  EXPECT_ERROR(data->trainBatch(0, 11, batch), Code::BadInput,
               "has 10 windows of 4 tokens, expected at least one for each of "
               "the 11 rows");
  // An evaluation sees each once: the first row has the tenth.
  std::vector<int64_t> sizes;
  std::set<std::string> seen;
  for (int64_t index = 0; index < 5; ++index) {
    ASSERT_OK(data->evalBatch(Split::All, index, 0, 3, batch));
    sizes.push_back(batch.rows);
    if (batch.rows > 0)
      EXPECT_EQ(row(0), text.substr(static_cast<size_t>(index * 4), 5));
    for (int64_t i = 0; i < batch.rows; ++i)
      seen.insert(row(i));
  }
  EXPECT_EQ(sizes, (std::vector<int64_t>{3, 3, 3, 1, 0}));
  EXPECT_EQ(seen.size(), 10u);
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 64, batch));
  EXPECT_EQ(batch.rows, 10);
  // Without the setting nothing goes on.
  ASSERT_OK(open(config("text", "byte", 256), options.path));
  EXPECT_FALSE(data->goesOn(1, 3));
}

TEST_F(TextDataTest, SavedVocabularyIsUsed) {
  ASSERT_OK(open(config("text", "char", 26), folder.file("t", "abcdefghijkl")));
  Json identity = data->identity();
  EXPECT_OK(compareIdentity(identity, data->identity()));
  ASSERT_OK(open(config("text", "char", 26), folder.file("u", "llllllllllllll"),
                 &identity));
  EXPECT_EQ(data->vocabulary().size(), 12);
  EXPECT_ERROR(compareIdentity(identity, data->identity()), Code::BadInput,
               "tokens (was 12, is 14)");
  EXPECT_ERROR(
      open(config("text", "char", 26), folder.file("u", "ab\ncz"), &identity),
      Code::BadInput, "u:1:3: '\n' is not in the vocabulary");
  EXPECT_ERROR(
      open(config("text", "char", 10), folder.file("u", "abc"), &identity),
      Code::BadInput, "has 12 tokens, expected at most vocab_size = 10");
}

/// Texts that are read in several parts, of characters of one to four bytes.
TEST_F(TextDataTest, LongTextsComeBack) {
  constexpr std::string_view pieces[] = {"the quick brown fox jumps over it ",
                                         "ä",
                                         "Жизнь ",
                                         "€\n",
                                         "😀",
                                         "1234567"};
  std::string text;
  for (uint32_t state = 1; text.size() < 700'000;) {
    state = state * 1664525 + 1013904223;
    text += pieces[(state >> 16) % std::size(pieces)];
  }
  TokenizerSettings settings;
  settings.kind = Vocabulary::Kind::Char;
  settings.vocabularySize = 60;
  std::string path = folder.file("t", text);
  std::unique_ptr<TokenSource> source;
  auto read = [&](std::vector<int32_t> &ids, std::string &back) {
    ASSERT_OK(openText(path, settings, source));
    ids.resize(static_cast<size_t>(source->size()));
    ASSERT_OK(source->read(0, source->size(), ids.data()));
    for (int32_t id : ids)
      source->vocabulary().decode(id, back);
  };
  std::vector<int32_t> ids, again;
  std::string back;
  read(ids, back);
  EXPECT_TRUE(back == text);
  EXPECT_EQ(*std::ranges::max_element(ids), source->vocabulary().size() - 1);
  Vocabulary saved = source->vocabulary();
  settings.saved = &saved;
  read(again, back.erase());
  EXPECT_TRUE(back == text);
  EXPECT_EQ(again, ids);
  auto lines = std::ranges::count(text, '\n');
  folder.file("t", text + "\nä ~ the quick \xff");
  EXPECT_ERROR(openText(path, settings, source), Code::BadInput,
               fmt::format("t:{}:3: '~' is not in the vocabulary", lines + 2));
  settings.saved = nullptr;
  EXPECT_ERROR(openText(path, settings, source), Code::BadInput,
               fmt::format("t:{}:15: invalid UTF-8 (byte 0xFF)", lines + 2));
}

TEST_F(TextDataTest, ReportsBadText) {
  EXPECT_ERROR(open(config("text", "char", 26), folder.path("none")),
               Code::BadInput, "none: No such file");
  EXPECT_ERROR(open(config("text", "char", 26), ""), Code::Usage,
               "expected --data PATH");
  EXPECT_ERROR(open(config("text", "char", 26), folder.file("t", "")),
               Code::BadInput, "found an empty file");
  EXPECT_ERROR(open(config("text", "char", 26), folder.file("t", "ok\nä\xc3(")),
               Code::BadInput, "t:2:2: invalid UTF-8 (byte 0xC3)");
  EXPECT_ERROR(open(config("text", "char", 3), folder.file("t", "abcd")),
               Code::BadInput,
               "found 4 different characters, expected at most vocab_size = 3");
  EXPECT_ERROR(open(config("text", "char", 26), folder.file("t", "abcdefg")),
               Code::BadInput,
               "split 'train' has 3 of 7 tokens, expected at least 5 (one "
               "window of 4 and its last target); 10 tokens in all would do, "
               "or a window of at most 2");
  EXPECT_ERROR(open(config("text", "char", 26), folder.file("t", "\xFE\xFF"
                                                                 "ab")),
               Code::BadInput, "t: found UTF-16, expected UTF-8");
  EXPECT_ERROR(open(config("text", "byte", 255), folder.file("t", "abcdefg")),
               Code::BadInput, "expected at least 256");
  EXPECT_ERROR(open(config("text", "none", 255), folder.file("t", "abcdefg")),
               Code::BadInput, "text needs a tokenizer");
  EXPECT_ERROR(
      open(config("text", "wordpiece", 6), folder.file("t", "abcdefg")),
      Code::BadInput, "t: found vocab_size = 6, expected at least");
  EXPECT_ERROR(open(config("text", "bbpe", 255), folder.file("t", "abcdefg")),
               Code::BadInput, "found tokenizer 'bbpe'");
  EXPECT_ERROR(open(config("sounds", "none", 255), folder.file("t", "abcdefg")),
               Code::BadInput, "found 'sounds', expected 'text'");
}

TEST(Utf8, RefusesInvalidForms) {
  for (const char *text :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
        "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xff"}) {
    size_t offset = 0;
    EXPECT_EQ(decodeUtf8(text, offset), -1);
    EXPECT_EQ(offset, 0u);
  }
  for (int32_t codePoint : {0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff,
                            0x10000, 0x10ffff}) {
    std::string text;
    appendUtf8(text, codePoint);
    size_t offset = 0;
    EXPECT_EQ(decodeUtf8(text, offset), codePoint);
    EXPECT_EQ(offset, text.size());
  }
}

//===----------------------------------------------------------------------===//
// Token shards
//===----------------------------------------------------------------------===//

template <typename Token>
std::string makeShard(int32_t magic, int32_t version,
                      const std::vector<Token> &tokens, int32_t count) {
  int32_t header[256] = {magic, version, count};
  std::string text(reinterpret_cast<char *>(header), sizeof header);
  text.append(reinterpret_cast<const char *>(tokens.data()),
              tokens.size() * sizeof(Token));
  return text;
}

std::string gptShard(std::vector<uint16_t> tokens) {
  auto count = static_cast<int32_t>(tokens.size());
  return makeShard(20240520, 1, tokens, count);
}

TEST_F(TextDataTest, ShardsFollowEachOther) {
  folder.file("train_b.bin", gptShard({3, 4, 5, 6, 7, 8, 9, 10}));
  folder.file("train_a.bin", gptShard({0, 1, 2}));
  folder.file("train_c.bin", gptShard({}));
  folder.file("other.bin", "not a shard");
  ASSERT_OK(open(config("tokens", "none", 11), folder.path("train_*.bin")));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  ASSERT_EQ(batch.rows, 2);
  for (int64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(batch.tensors[0].as<int32_t>()[i], i);
    EXPECT_EQ(batch.tensors[1].as<int64_t>()[i], i + 1);
    EXPECT_EQ(batch.tensors[0].as<int32_t>()[4 + i], i + 6);
  }
  EXPECT_EQ(data->vocabulary().kind(), Vocabulary::Kind::None);
}

TEST_F(TextDataTest, WideShards) {
  std::vector<uint32_t> tokens{0, 128000, 70000, 3, 4, 5, 6, 7, 8, 9};
  std::string path = folder.file("t.bin", makeShard(20240801, 7, tokens, 10));
  ASSERT_OK(open(config("tokens", "none", 128256), path));
  ASSERT_OK(data->trainBatch(0, 1, batch));
  EXPECT_EQ(batch.tensors[0].as<int32_t>()[1], 128000);
}

TEST_F(TextDataTest, ReportsBadShards) {
  auto refuse = [&](const std::string &text, const char *message) {
    EXPECT_ERROR(open(config("tokens", "none", 11), folder.file("s.bin", text)),
                 Code::BadInput, message);
  };
  std::vector<uint16_t> tokens(10, 1);
  refuse("", "found 0 bytes, expected a token file");
  refuse(makeShard(1, 1, tokens, 10), "found magic 1 version 1");
  refuse(makeShard(20240520, 2, tokens, 10), "found magic 20240520 version 2");
  refuse(makeShard(20240520, 1, tokens, 11),
         "announces 11 tokens (1046 bytes), found a file of 1044 bytes");
  refuse(makeShard(20240520, 1, tokens, -1), "announces -1 tokens");
  EXPECT_ERROR(open(config("tokens", "none", 11), folder.path("no*.bin")),
               Code::BadInput, "no*.bin: no file matches");
  tokens[3] = 11;
  ASSERT_OK(open(config("tokens", "none", 11),
                 folder.file("s.bin", makeShard(20240520, 1, tokens, 10))));
  EXPECT_ERROR(data->trainBatch(0, 1, batch), Code::BadInput,
               "s.bin: token 11 at position 3, expected less than vocab_size");
}

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

TEST(Words, AreRunsOfLettersAndSingleOthers) {
  auto split = [](std::string_view text) {
    std::vector<std::string> words;
    std::string_view word;
    for (WordReader reader(text); reader.next(word);)
      words.emplace_back(word);
    return words;
  };
  using List = std::vector<std::string>;
  EXPECT_EQ(
      split("Don't panic,  caf\u00e9!\n(42)"),
      (List{"Don't", "panic", ",", "caf\u00e9", "!", "\n", "(", "42", ")"}));
  EXPECT_EQ(split("a <unk> b<EOS>c <eo>"),
            (List{"a", "<unk>", "b", "<EOS>", "c", "<", "eo", ">"}));
  EXPECT_EQ(split(" \t\r"), List{});
}

TEST(Words, AreNumberedByFrequency) {
  WordCounts counts(/*lowercase=*/true);
  counts.add("b B a c <UNK> A a\n d");
  EXPECT_EQ(counts.mostFrequent(3), (std::vector<std::string>{"a", "b", "c"}));
  Vocabulary words = makeWordTokenizer(counts.mostFrequent(3), true);
  EXPECT_EQ(words.size(), 6);
  std::vector<int32_t> ids;
  ASSERT_OK(words.encode("C a\nzebra <pad> <eos>", ids));
  EXPECT_EQ(ids, (std::vector<int32_t>{5, 3, kEndToken, kUnknownToken,
                                       kPadToken, kEndToken}));
  Vocabulary again;
  ASSERT_OK(Vocabulary::fromJson(words.toJson(), again));
  std::vector<int32_t> same;
  ASSERT_OK(again.encode("C a\nzebra <pad> <eos>", same));
  EXPECT_EQ(ids, same);
  EXPECT_EQ(words.lineEnd(), kEndToken);
}

TEST(Words, AreWrittenAsEnglishIs) {
  Vocabulary words =
      makeWordTokenizer({"a", "b", ",", ".", "(", ")", "!"}, false);
  std::vector<int32_t> ids;
  std::string text;
  ASSERT_OK(words.encode("a , b(a b) .\nb ! zebra", ids));
  for (int32_t id : ids)
    words.decode(id, text);
  EXPECT_EQ(text, "a, b (a b).\nb! <UNK>");
}

TEST(Words, AreCheckedWhereTheyAreRead) {
  Vocabulary words;
  auto refuse = [&](Json list, const char *message) {
    Json json{{"kind", "words"}, {"words", std::move(list)}};
    json["lowercase"] = true;
    EXPECT_ERROR(Vocabulary::fromJson(json, words), Code::BadInput, message);
  };
  refuse({"a", "b c"}, "entry 1 is no word");
  refuse({"<UNK>"}, "entry 0 is no word");
  refuse({"a", ""}, "entry 1 is no word");
  refuse({"a", "B"}, "entry 1 is no word");
  refuse({"a", 3}, "entry 1 is no word");
  refuse({"a", "a"}, "a word occurs twice");
}

TEST_F(TextDataTest, WordsComeFromTheTrainingPart) {
  // Five of the ten tokens are for training.
  std::string path = folder.file("t", "a b\na c d e d d d");
  ASSERT_OK(open(config("text", "words", 5), path));
  EXPECT_EQ(dumpJson(data->identity()["vocabulary"]),
            R"({"kind":"words","lowercase":false,"words":["a","b"]})");
  ASSERT_OK(data->evalBatch(Split::Val, 0, 0, 1, batch));
  for (int64_t i = 0; i < 4; ++i)
    EXPECT_EQ(batch.tensors[0].element(i), kUnknownToken);
  ASSERT_OK(data->evalBatch(Split::Train, 0, 0, 1, batch));
  std::vector<double> tokens;
  for (int64_t i = 0; i < 4; ++i)
    tokens.push_back(batch.tensors[0].element(i));
  EXPECT_EQ(tokens, (std::vector<double>{3, 4, kEndToken, 3}));
}

} // namespace
