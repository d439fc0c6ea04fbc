//===- TokenizerTest.cpp - Subword tokenizers -------------------*- C++ -*-===//
//
// What is expected is what the libraries that define each kind make of 5,000
// texts (test/Inputs/golden/tokenizers).
//
//===----------------------------------------------------------------------===//
#include "TempFolder.h"
#include "TokenizerGoldens.h"
#include "runtime/core/Files.h"
#include "runtime/core/Rng.h"
#include "runtime/core/ThreadPool.h"
#include "runtime/tokenizer/Examples.h"
#include "runtime/tokenizer/HuggingFace.h"
#include "runtime/tokenizer/SubwordTrainer.h"
#include "runtime/tokenizer/WordCache.h"

#include <nlohmann/json.hpp>
#include <zlib.h>

using namespace bmc;

namespace {

std::vector<int32_t> idsOf(const Tokenizer &tokenizer, std::string_view text) {
  std::vector<int32_t> ids;
  EXPECT_OK(tokenizer.encode(text, ids, nullptr));
  return ids;
}

std::string textOf(const Tokenizer &tokenizer,
                   const std::vector<int32_t> &ids) {
  std::string text;
  for (int32_t id : ids)
    tokenizer.decode(id, text);
  return text;
}

/// Compares the ids of every text with the library's.
void compareWithLibrary(const Tokenizer &tokenizer, const std::string &name) {
  std::vector<std::string> texts = readTexts();
  ASSERT_EQ(texts.size(), 5000u);
  std::string sums = readGolden(name + ".crc");
  ASSERT_EQ(sums.size(), texts.size() * 2);
  WordCache cache;
  int different = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    std::vector<int32_t> ids;
    ASSERT_OK(tokenizer.encode(texts[i], ids, &cache));
    uint16_t expected = 0;
    std::memcpy(&expected, sums.data() + 2 * i, 2);
    if (sumOf(ids) == expected)
      continue;
    if (++different <= 5)
      ADD_FAILURE() << name << ": text " << i << ": '" << texts[i] << "'";
  }
  EXPECT_EQ(different, 0) << name;
}

/// Written and read back it is the same.
void checkWritten(const Tokenizer &tokenizer, const std::string &name) {
  TempFolder folder;
  std::string path = folder.path("written.json");
  ASSERT_OK(saveTokenizer(tokenizer, path));
  TokenizerPtr again = load(path);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->size(), tokenizer.size());
  compareWithLibrary(*again, name);
}

class GoldenTokenizer : public testing::TestWithParam<const char *> {};

TEST_P(GoldenTokenizer, GivesTheTokensOfTheLibrary) {
  std::string file = GetParam(), name = file.substr(0, file.find('.'));
  TokenizerPtr tokenizer = loadGolden(file);
  ASSERT_TRUE(tokenizer);
  compareWithLibrary(*tokenizer, name);
  // What a checkpoint carries.
  TokenizerPtr again;
  ASSERT_OK(tokenizerFromJson(tokenizer->toJson(), again));
  EXPECT_EQ(again->kind(), tokenizer->kind());
  EXPECT_EQ(again->size(), tokenizer->size());
  compareWithLibrary(*again, name);
  if (!file.ends_with(".spm"))
    checkWritten(*tokenizer, name);
}

INSTANTIATE_TEST_SUITE_P(
    Libraries, GoldenTokenizer,
    testing::Values("bpe-gpt2.json", "bpe-llama3.json", "bpe-latin.json",
                    "bpe-qwen2.json", "bpe-llama2.json", "ranks.tiktoken",
                    "wordpiece.json", "wordpiece-cased.json", "unigram-t5.json",
                    "unigram-xlmr.json", "sp-unigram.spm", "sp-unknown.spm",
                    "sp-bpe.spm"));

TEST(Tiktoken, FilesHaveThePatternOfTheirName) {
  TempFolder folder;
  TokenizerPtr tokenizer =
      load(folder.file("o200k_base.tiktoken", readGolden("ranks.tiktoken")));
  ASSERT_TRUE(tokenizer);
  compareWithLibrary(*tokenizer, "ranks-o200k");
}

TEST(Normalizer, MakesNoMoreThanAFewBytesOfOne) {
  Json document = readDocument("bpe-llama3.json");
  Json step = {{"type", "Replace"},
               {"pattern", {{"String", "a"}}},
               {"content", "aaaaaaaa"}};
  document["normalizer"] = {{"type", "Sequence"},
                            {"normalizers", Json::array({step, step})}};
  TokenizerPtr tokenizer;
  ASSERT_OK(readHuggingFace(document, tokenizer));
  std::string text(1000, 'a');
  std::vector<int32_t> ids;
  ASSERT_OK(tokenizer->encode(text, ids, nullptr));
  EXPECT_EQ(textOf(*tokenizer, ids).size(), 64'000u);
  document["normalizer"]["normalizers"] = Json(30, step);
  ASSERT_OK(readHuggingFace(document, tokenizer));
  EXPECT_ERROR(tokenizer->encode(text, ids, nullptr), Code::BadInput,
               "the normalizer makes more than 256 bytes of one");
}

TEST(Expression, TakesNoMoreStepsThanATextHasRoomFor) {
  TokenizerPtr tokenizer;
  Json document = readDocument("bpe-llama3.json");
  auto use = [&](const char *expression) {
    document["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] =
        expression;
    EXPECT_OK(readHuggingFace(document, tokenizer));
  };
  std::vector<int32_t> ids;
  // With what the expression has to end with, though not behind the letters.
  std::string text = std::string(20'000, 'a') + " b";
  for (const char *bomb : {"(?:a+)+b", "(?:a|aa)+b", "(?:(?:a+)+|x)+b"}) {
    use(bomb);
    EXPECT_ERROR(tokenizer->encode(text, ids, nullptr), Code::BadInput,
                 "takes too many steps at byte 0");
  }
  // Looking ahead to the end of a text takes steps as well.
  text = std::string(200'000, 'a');
  for (const char *bomb :
       {"(?=[^z]*+[zZ]).|c", "(?:[^z]*+z|.)*b|c", "(?:.(?=.*+b))+b|c"}) {
    use(bomb);
    EXPECT_ERROR(tokenizer->encode(text, ids, nullptr), Code::BadInput,
                 "takes too many steps at byte");
  }
  // What is long without going back and forth is no bomb.
  use("\\p{L}+|\\s+(?!\\S)|\\s+|[^\\s\\p{L}]+");
  text = std::string(300'000, 'a') + std::string(300'000, ' ') + "b";
  ids.clear();
  EXPECT_OK(tokenizer->encode(text, ids, nullptr));
  EXPECT_EQ(textOf(*tokenizer, ids), text);
  // Bytes that are not UTF-8 are cut out of words, and kept.
  text = "ab\xFF\xE4\xB8 c\xF0\x9F";
  ids.clear();
  EXPECT_OK(tokenizer->encode(text, ids, nullptr));
  EXPECT_EQ(textOf(*tokenizer, ids), text);
}

/// A text of any bytes.
std::string randomBytes(const Rng &rng, uint64_t index) {
  std::string bytes(rng.below(index * 100, 80), '\0');
  // Some are mostly of few characters, as texts are.
  bool isNarrow = index % 3 == 0;
  constexpr std::string_view kFew = " \n\r'sltaB1\xC3\xA9\xE2\x80\xA8";
  for (size_t i = 0; i < bytes.size(); ++i) {
    uint64_t draw = rng.below(index * 100 + 1 + i, 256);
    bytes[i] = isNarrow ? kFew[draw % kFew.size()] : static_cast<char>(draw);
  }
  return bytes;
}

TEST(ByteLevelBpe, DecodesToTheBytesThatWereEncoded) {
  Rng rng(5, 0x12345678, 0);
  for (const char *file :
       {"bpe-gpt2.json", "bpe-llama3.json", "ranks.tiktoken"}) {
    TokenizerPtr tokenizer = load(goldenPath(file));
    for (uint64_t i = 0; i < 10'000; ++i) {
      std::string bytes = randomBytes(rng, i);
      ASSERT_EQ(textOf(*tokenizer, idsOf(*tokenizer, bytes)), bytes);
    }
  }
}

TEST(ByteLevelBpe, LongWordsAreMergedAsShortOnes) {
  TokenizerPtr tokenizer = load(goldenPath("bpe-gpt2.json"));
  // A long word is made of the same letters in front of and behind a place
  // where no merge crosses.
  for (const char *part : {"the", "and", "aaaaaaa", "withthat"}) {
    std::string word, spaced;
    std::vector<int32_t> expected;
    for (int i = 0; i < 40; ++i) {
      std::vector<int32_t> ids = idsOf(*tokenizer, part);
      std::vector<int32_t> mark = idsOf(*tokenizer, "\xC6\x80");
      expected.insert(expected.end(), ids.begin(), ids.end());
      expected.insert(expected.end(), mark.begin(), mark.end());
      word += std::string(part) + "\xC6\x80";
    }
    EXPECT_EQ(idsOf(*tokenizer, word), expected) << part;
  }
}

TEST(ByteLevelBpe, ThreadsGiveTheSameTokens) {
  std::string text;
  // More than is encoded at a time.
  for (int i = 0; text.size() < (size_t{18} << 20); ++i)
    for (const std::string &one : readTexts())
      text += one + (i % 2 ? "\n" : "<|endoftext|>");
  for (const char *file : {"bpe-gpt2.json", "bpe-llama3.json"}) {
    TokenizerPtr tokenizer = load(goldenPath(file));
    TokenIds ids;
    ASSERT_OK(startThreads(3));
    ASSERT_OK(tokenizer->encodeLong(text, ids));
    stopThreads();
    std::vector<int32_t> parallel(ids.size());
    ids.copy(0, ids.size(), parallel.data());
    EXPECT_EQ(parallel, idsOf(*tokenizer, text)) << file;
  }
}

/// Learns of texts and compares with what the library learnt.
void compareLearnt(const SubwordTraining &training,
                   const std::vector<std::string> &texts,
                   const std::string &file) {
  SubwordTrainer trainer(training);
  for (const std::string &text : texts)
    ASSERT_OK(trainer.add(text));
  TokenizerPtr tokenizer;
  ASSERT_OK(trainer.train(tokenizer));
  Json expected, found;
  ASSERT_OK(parseJson(readGolden(file), expected));
  ASSERT_OK(writeHuggingFace(*tokenizer, found));
  EXPECT_EQ(found["model"]["merges"], expected["model"]["merges"]) << file;
  EXPECT_EQ(found["model"]["vocab"], expected["model"]["vocab"]) << file;
  EXPECT_EQ(found["added_tokens"], expected["added_tokens"]) << file;
  EXPECT_EQ(found["pre_tokenizer"], expected["pre_tokenizer"]) << file;
}

/// Written and read back it gives the same tokens and examples.
void checkLearnt(const Tokenizer &tokenizer) {
  TempFolder folder;
  std::string path = folder.path("learnt.json");
  ASSERT_OK(saveTokenizer(tokenizer, path));
  TokenizerPtr again = load(path);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->toJson(), tokenizer.toJson());
  for (const std::string &text : textsOf({0, 4, 17, 20})) {
    Example first, second;
    ASSERT_EQ(idsOf(*again, text), idsOf(tokenizer, text));
    ASSERT_OK(
        encodeExample(tokenizer, tokenizer.examples(), text, text, first));
    ASSERT_OK(encodeExample(*again, again->examples(), text, text, second));
    ASSERT_EQ(first.tokens.size(), second.tokens.size());
    for (size_t i = 0; i < first.tokens.size(); ++i) {
      EXPECT_EQ(first.tokens[i].id, second.tokens[i].id);
      EXPECT_EQ(first.tokens[i].type, second.tokens[i].type);
      EXPECT_EQ(first.tokens[i].isSpecial, second.tokens[i].isSpecial);
    }
  }
}

TEST(SubwordTrainer, LearnsTheMergesOfTheLibrary) {
  compareLearnt({.vocabularySize = 1500, .special = {"<|endoftext|>", "</s>"}},
                readTexts(), "bpe-gpt2.json");
  compareLearnt({.vocabularySize = 1000, .pattern = SplitPattern::Cl100k},
                textsOf({1, 18, 19, 21}), "bpe-llama3.json");
  std::string latin;
  for (const std::string &text : textsOf({0, 2}))
    latin += text;
  compareLearnt({.vocabularySize = 700}, {latin}, "bpe-latin.json");
}

TEST(SubwordTrainer, LearnsTheWordPieceOfTheLibrary) {
  SubwordTrainer trainer({.kind = TokenizerKind::WordPiece,
                          .vocabularySize = 1600,
                          .lowercase = true});
  for (const std::string &text : textsOf({0, 2, 4, 17, 18}))
    ASSERT_OK(trainer.add(text));
  TokenizerPtr tokenizer;
  ASSERT_OK(trainer.train(tokenizer));
  std::string tokens;
  for (int32_t id = 0; id < tokenizer->size(); ++id)
    tokens += tokenizer->nameOf(id) + "\n";
  EXPECT_EQ(tokens, readGolden("wordpiece-learnt.txt"));
  checkLearnt(*tokenizer);
}

TEST(SubwordTrainer, LearnsAUnigramOfAnyNumberOfThreads) {
  std::vector<std::string> written;
  for (int threads : {1, 3}) {
    SubwordTrainer trainer(
        {.kind = TokenizerKind::Unigram, .vocabularySize = 1500});
    for (const std::string &text : textsOf({0, 2, 4, 17, 18, 19}))
      ASSERT_OK(trainer.add(text));
    TokenizerPtr tokenizer;
    ASSERT_OK(startThreads(threads));
    ASSERT_OK(trainer.train(tokenizer));
    stopThreads();
    EXPECT_EQ(tokenizer->size(), 1500);
    checkLearnt(*tokenizer);
    written.push_back(dumpJson(tokenizer->toJson()));
    // Frequent words are tokens, and texts are what their tokens say.
    std::string_view text = "that which\nfrom  will\n\n";
    std::vector<int32_t> ids = idsOf(*tokenizer, text);
    EXPECT_LE(ids.size(), 12u);
    EXPECT_EQ(textOf(*tokenizer, ids), text);
  }
  EXPECT_EQ(written[0], written[1]);
  TokenizerPtr tokenizer;
  SubwordTrainer small({.kind = TokenizerKind::Unigram, .vocabularySize = 9});
  ASSERT_OK(small.add("a b c d e f g h i"));
  EXPECT_ERROR(small.train(tokenizer), Code::BadInput,
               "found vocab_size = 9, expected at least 13: one for each");
}

TEST(SubwordTrainer, StopsWhereNothingRepeats) {
  SubwordTrainer trainer({.vocabularySize = 1000, .leastCount = 2});
  ASSERT_OK(trainer.add("abab abab"));
  TokenizerPtr tokenizer;
  ASSERT_OK(trainer.train(tokenizer));
  // ab, abab: " abab" occurs once.
  EXPECT_EQ(tokenizer->size(), 258);
  EXPECT_ERROR(SubwordTrainer({.vocabularySize = 200}).train(tokenizer),
               Code::BadInput, "found vocab_size = 200, expected at least 256");
}

TEST(TokenizerFile, ReadsVocabularyAndMerges) {
  Json document;
  ASSERT_OK(parseJson(readGolden("bpe-gpt2.json"), document));
  TempFolder folder;
  std::string merges = "#version: 0.2\n";
  for (const Json &pair : document["model"]["merges"])
    merges +=
        pair[0].get<std::string>() + " " + pair[1].get<std::string>() + "\n";
  folder.file("merges.txt", merges);
  std::string path =
      folder.file("vocab.json", dumpJson(document["model"]["vocab"]));
  TokenizerPtr tokenizer = load(path);
  ASSERT_TRUE(tokenizer);
  // </s> is a special token of the document only.
  std::vector<std::string> texts = readTexts();
  TokenizerPtr expected = load(goldenPath("bpe-gpt2.json"));
  for (size_t i = 0; i < texts.size(); i += 7)
    if (texts[i].find("</s>") == std::string::npos)
      ASSERT_EQ(idsOf(*tokenizer, texts[i]), idsOf(*expected, texts[i]));
  folder.file("merges.txt", "#version: 0.2\nt h\nh\n");
  EXPECT_ERROR(loadTokenizer(path, tokenizer), Code::BadInput,
               "merges.txt:3: found 'h', expected two tokens");
  folder.file("merges.txt", "t h\nq zzz\n");
  EXPECT_ERROR(loadTokenizer(path, tokenizer), Code::BadInput,
               "merges.txt:2: 'q' and 'zzz' and both together");
}

/// A file is refused where a member of it is another one.
void refuse(const char *pointer, Json value, const char *message) {
  Json changed = readDocument("bpe-llama3.json");
  changed[Json::json_pointer(pointer)] = std::move(value);
  TempFolder folder;
  TokenizerPtr tokenizer;
  EXPECT_ERROR(
      loadTokenizer(folder.file("t.json", dumpJson(changed)), tokenizer),
      Code::BadInput, message);
}

TEST(TokenizerFile, RefusesWhatItDoesNotKnow) {
  refuse("/model/type", "WordLevel", "model: type: found 'WordLevel'");
  refuse("/model/dropout", 0.1, "model: dropout: a tokenizer that changes");
  refuse("/model/end_of_word_suffix", "</w>",
         "there is no token for the byte 0x00 as '\u0100</w>'");
  refuse("/model/continuing_subword_prefix", "\u2581",
         "'\u2581' is not supported, expected letters of bytes");
  refuse("/model/vocab", 3, "model: vocab: expected an object");
  refuse("/model/vocab/the", 99999999, "token 'the': expected an id in [0");
  refuse("/model/vocab/the", 5, "expected a text and an id of its own");
  refuse("/model/vocab/the", -1, "token 'the': expected an id in [0");
  refuse("/model/merges/3", "x", "merges: entry 3 is no pair of tokens");
  refuse("/model/merges/3", {"x", "\u0120\u0120\u0120q"}, "merges: entry 3");
}

TEST(TokenizerFile, RefusesStepsThatItDoesNotKnow) {
  refuse("/normalizer", {{"type", "Precise"}}, "normalizer: type: 'Precise'");
  refuse("/pre_tokenizer/pretokenizers/0/pattern/Regex", "\\w+|(a",
         "pattern: '\\w+|(a': missing closing parenthesis");
  refuse("/pre_tokenizer/pretokenizers/0/pattern/Regex", "\\s*",
         "pattern: '\\s*' may match nothing");
  refuse("/pre_tokenizer/pretokenizers/0/pattern/Regex", "[a&&b]",
         "pattern: '&&' in an expression is not supported");
  refuse("/pre_tokenizer/pretokenizers/0/pattern/Regex", "(?m:a.b)",
         "pattern: '(?m' in an expression is not supported");
  refuse("/pre_tokenizer/pretokenizers/0/pattern/Regex", "(.)\\1",
         "pattern: '\\1' in an expression is not supported");
  refuse("/pre_tokenizer/pretokenizers/0/pattern/Regex", "a{1001}",
         "pattern: found a repetition of more than 1000 times");
  refuse("/pre_tokenizer/pretokenizers/0/behavior", "Merged",
         "behavior: 'Merged' is not supported, expected one of 'Removed', ");
  refuse("/pre_tokenizer/pretokenizers/0/type", "Scripts",
         "type: 'Scripts' is not supported, expected one of ");
  refuse("/post_processor", {{"type", "Other"}},
         "post_processor: type: 'Other' is not supported");
  refuse("/post_processor", {{"type", "BertProcessing"}, {"cls", {"a", 99999}}},
         "post_processor: cls: found token 99999, expected one of 1000");
  refuse("/decoder", {{"type", "CTC"}},
         "decoder: type: 'CTC' is not supported");
  refuse("/decoder", {{"type", "BPEDecoder"}}, "suffix: expected a text");
  refuse("/normalizer",
         {{"type", "Replace"},
          {"pattern", {{"String", "a"}}},
          {"content", std::string(300, 'a')}},
         "normalizer: content: expected at most 256 bytes");
  refuse("/truncation", {{"max_length", -1}},
         "truncation: max_length: found -1");
  refuse("/padding", {{"strategy", "Longest"}},
         "padding: strategy: expected 'BatchLongest'");
}

TEST(TokenizerFile, RefusesAddedTokensThatDoNotFit) {
  refuse("/added_tokens", Json::array({{{"id", 5}}}), "entry 0: missing key");
  refuse("/added_tokens", Json::array({{{"id", 1000000}, {"content", "x"}}}),
         "found id 1000000 of 'x', expected less than");
  refuse("/added_tokens", Json::array({{{"id", 5}, {"content", "zzz"}}}),
         "found id 5 of 'zzz', which is that of another token");
  refuse("/added_tokens", Json::array({{{"id", 5}, {"content", "!"}}}),
         "found id 5 of '!', expected 0, its id in the model");
}

TEST(TokenizerFile, RefusesDamage) {
  TempFolder folder;
  TokenizerPtr tokenizer;
  auto refuse = [&](const char *name, const std::string &text,
                    const char *message) {
    EXPECT_ERROR(loadTokenizer(folder.file(name, text), tokenizer),
                 Code::BadInput, message);
  };
  refuse("t.json", "{\"model\": {\"a\": ", "t.json: invalid JSON at byte");
  refuse("t.json", "{\"a\": \"\xFF\"}", "t.json: invalid JSON at byte");
  refuse("t.json", "[1, 2]", "t.json: expected a tokenizer.json with 'model'");
  refuse("t.json", "[" + std::string(2'300'000, ',') + "]",
         "t.json: found more than 2200000 values");
  refuse("t.json", std::string((64 << 20) + 1, ' '),
         "expected at most 67108864");
  refuse("t.tiktoken", "IQ== 0\nIg== 0\n", "t.tiktoken: 2: rank 0");
  refuse("t.tiktoken", "IQ== 0\n\nIg=! 1\n", "t.tiktoken: 3: found 'Ig=! 1'");
  refuse("t.tiktoken", "IQ== 16777216\n", "t.tiktoken: 1: rank 16777216");
  refuse("t.tiktoken", "IQ== 0\n", "no token for the byte 0x00");
  refuse("t.tiktoken", "", "t.tiktoken: found no tokens");
  refuse("t.bin", "", "t.bin: a tokenizer is read from");
  EXPECT_ERROR(loadTokenizer(folder.path("none.json"), tokenizer),
               Code::BadInput, "none.json");
  EXPECT_ERROR(loadTokenizer(folder.path(""), tokenizer), Code::BadInput,
               "found no tokenizer.json");
}

TEST(TokenizerFile, ReadsLists) {
  Json document;
  ASSERT_OK(parseJson(readGolden("wordpiece.json"), document));
  std::vector<std::string> tokens(document["model"]["vocab"].size());
  for (const auto &[token, id] : document["model"]["vocab"].items())
    tokens[id.get<size_t>()] = token;
  std::string list;
  for (const std::string &token : tokens)
    list += token + "\n";
  TempFolder folder;
  folder.file("vocab.txt", list);
  TokenizerPtr tokenizer = load(folder.path());
  ASSERT_TRUE(tokenizer);
  compareWithLibrary(*tokenizer, "wordpiece");
  EXPECT_EQ(tokenizer->lineEnd(), tokenizer->specialNamed("[SEP]"));
  EXPECT_TRUE(tokenizer->isPlaceholder(tokenizer->specialNamed("[UNK]")));
  EXPECT_FALSE(tokenizer->takesAnyBytes());
  std::vector<int32_t> ids;
  EXPECT_ERROR(tokenizer->encode("a \xFF", ids, nullptr), Code::BadInput,
               "invalid UTF-8 at byte 2");
  // A token in capitals: texts keep theirs.
  TokenizerPtr cased = load(folder.file("vocab.txt", "[UNK]\na\nA\n\u00E4\n"));
  EXPECT_EQ(idsOf(*cased, "a A \u00E4 b"), (std::vector<int32_t>{1, 2, 3, 0}));
  EXPECT_ERROR(loadTokenizer(folder.file("vocab.txt", "[UNK]\n\na\n"), cased),
               Code::BadInput, "vocab.txt: 2: found ''");
  EXPECT_ERROR(loadTokenizer(folder.file("vocab.txt", "a\n"), cased),
               Code::BadInput, "found no token '[UNK]'");
}

TEST(TokenizerFile, RefusesDamagedModels) {
  TempFolder folder;
  TokenizerPtr tokenizer;
  auto refuse = [&](const std::string &text, const char *message) {
    EXPECT_ERROR(loadTokenizer(folder.file("t.model", text), tokenizer),
                 Code::BadInput, message);
  };
  std::string piece = "\x0A\x0C\x0A\x03<u>\x15" + std::string(4, '\0') +
                      "\x18\x02"; // <u>, 0, unknown
  piece[1] = static_cast<char>(piece.size() - 2);
  EXPECT_OK(loadTokenizer(folder.file("t.model", piece), tokenizer));
  refuse("", "found no piece for what is unknown");
  refuse(piece + piece, "piece 1: expected a text of its own");
  refuse(piece.substr(0, piece.size() - 1), "byte 0: found no field");
  refuse(piece + "\x12\x02\x18\x03", "model_type 3 is not supported");
  refuse(piece + "\x12\x03\xC0\x01\x01", "treat_whitespace_as_suffix");
  refuse(piece + "\x1A\x06\x12\x04\xFF\xFF\xFF\x7F",
         "precompiled_charsmap: found 2147483647 bytes of rules in 4 bytes");
}

TEST(Pieces, DecodeToTheText) {
  for (const char *file :
       {"sp-unigram.spm", "sp-bpe.spm", "unigram-t5.json", "bpe-llama2.json"}) {
    TokenizerPtr tokenizer = loadGolden(file);
    // Characters that are no tokens become bytes, and text again.
    for (const char *text : {"The quick brown fox", "a \u4E2D\u6587 b \u0E01"})
      EXPECT_EQ(textOf(*tokenizer, idsOf(*tokenizer, text)), text) << file;
  }
  TokenizerPtr bert = load(goldenPath("wordpiece.json"));
  EXPECT_EQ(textOf(*bert, idsOf(*bert, "We will, she said.")),
            "we will, she said.");
  TokenizerPtr unknown = load(goldenPath("sp-unknown.spm"));
  EXPECT_EQ(textOf(*unknown, idsOf(*unknown, "the \U00012000 self")),
            "the  \u2047  self");
}

TEST(Pieces, ThoseThatUsersDefineComeFirst) {
  TokenizerPtr tokenizer = load(goldenPath("sp-unknown.spm"));
  std::vector<std::string> names;
  for (int32_t id : idsOf(*tokenizer, "another"))
    names.push_back(tokenizer->nameOf(id));
  // As sentencepiece has it, though 'an', 'other' would be likelier.
  EXPECT_EQ(names, (std::vector<std::string>{"\u2581an", "o", "the", "r"}));
}

/// A field of bytes of a .model, and a piece of one.
std::string fieldOf(int number, const std::string &bytes) {
  return std::string{static_cast<char>(number << 3 | 2),
                     static_cast<char>(bytes.size())} +
         bytes;
}
std::string pieceOf(const std::string &text, float score, char type = 1) {
  std::string bytes = fieldOf(1, text) + '\x15';
  bytes.append(reinterpret_cast<const char *>(&score), sizeof score);
  return fieldOf(1, bytes + '\x18' + type);
}

TEST(Pieces, AreThoseOfSumsInFloat) {
  TempFolder folder;
  std::string pieces = pieceOf("<u>", 0, 2) + pieceOf("p", -10.065f) +
                       pieceOf("a", -2.0855f) + pieceOf("aa", -3.3465f) +
                       pieceOf("\u2581", -20);
  auto load = [&](char addsSpace, char removesSpaces) {
    std::string settings{'\x18', addsSpace, '\x20', removesSpaces};
    TokenizerPtr tokenizer;
    EXPECT_OK(loadTokenizer(
        folder.file("t.model", pieces + fieldOf(3, settings)), tokenizer));
    return tokenizer;
  };
  // As sentencepiece has it; without rounding both ways are equal.
  EXPECT_EQ(idsOf(*load(0, 0), "paaa"), (std::vector<int32_t>{1, 3, 2}));
  // The spaces in front that its normaliser adds and removes.
  std::vector<int32_t> ids{4, 4, 2, 4};
  EXPECT_EQ(load(0, 0)->decodeAll(ids), "  a ");
  EXPECT_EQ(load(1, 0)->decodeAll(ids), " a ");
  EXPECT_EQ(load(0, 1)->decodeAll(ids), "a ");
  EXPECT_EQ(load(1, 1)->decodeAll(ids), "a ");
}

TEST(SubwordTokenizer, KnowsItsTokens) {
  TokenizerPtr tokenizer = load(goldenPath("bpe-gpt2.json"));
  EXPECT_EQ(tokenizer->kind(), TokenizerKind::Bpe);
  EXPECT_EQ(tokenizer->size(), 1500);
  EXPECT_EQ(tokenizer->specialNamed("</s>"), 1);
  EXPECT_EQ(tokenizer->specialNamed("the"), -1);
  EXPECT_EQ(idsOf(*tokenizer, "a</s></s>b").size(), 4u);
  EXPECT_EQ(textOf(*tokenizer, {tokenizer->lineEnd()}), "\n");
  EXPECT_EQ(textOf(*tokenizer, {0, -1, 1500}), "<|endoftext|>\uFFFD\uFFFD");
  EXPECT_EQ(tokenizer->nameOf(idsOf(*tokenizer, " the")[0]), "\u0120the");
  TokenizerPtr again;
  ASSERT_OK(tokenizerFromJson(tokenizer->toJson(), again));
  EXPECT_EQ(again->toJson(), tokenizer->toJson());
  Json json = tokenizer->toJson();
  json["kind"] = "unigram";
  EXPECT_ERROR(tokenizerFromJson(json, again), Code::BadInput,
               "found a tokenizer of kind 'bpe', expected 'unigram'");
}

} // namespace
