//===- Learn.cpp - Fuzz target: tokenizers that are learnt ----------------===//

#include "runtime/tokenizer/SubwordTrainer.h"
#include "runtime/tokenizer/Utf8.h"
#include "runtime/tokenizer/Words.h"
#include "test/fuzz/Tokens.h"

using namespace bmc;

/// Of the text itself; what is learnt of bytes gives it back.
static void checkLearnt(const SubwordTraining &training,
                        std::string_view text) {
  SubwordTrainer trainer(training);
  TokenizerPtr tokenizer;
  Status status = trainer.add(text);
  if (status.ok())
    status = trainer.train(tokenizer);
  if (!status.ok()) {
    require(!status.message().empty(), "errors have words");
    return;
  }
  require(tokenizer->size() <= training.vocabularySize,
          "there are no more tokens than asked for");
  if (findInvalidUtf8(text) == text.npos)
    checkTokenizer(*tokenizer, text);
  if (!tokenizer->takesAnyBytes())
    return;
  std::vector<int32_t> ids;
  std::string back;
  require(tokenizer->encode(text, ids, nullptr).ok(), "bytes can be encoded");
  for (int32_t id : ids)
    tokenizer->decode(id, back);
  require(back == text, "tokens are the text");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // The first two bytes say how much is learnt.
  if (size < 2)
    return 0;
  bool isLower = data[0] & 1;
  int64_t tokens = data[1];
  std::string_view text(reinterpret_cast<const char *>(data + 2),
                        std::min<size_t>(size - 2, 4096));
  for (SplitPattern pattern : {SplitPattern::Gpt2, SplitPattern::O200k})
    checkLearnt({.kind = TokenizerKind::Bpe,
                 .vocabularySize = 256 + tokens,
                 .pattern = pattern},
                text);
  for (TokenizerKind kind : {TokenizerKind::WordPiece, TokenizerKind::Unigram})
    checkLearnt({.kind = kind, .vocabularySize = tokens, .lowercase = isLower},
                text);
  WordCounts counts(isLower);
  counts.add(text);
  if (findInvalidUtf8(text) == text.npos)
    checkTokenizer(*makeWordTokenizer(counts.mostFrequent(tokens), isLower),
                   text);
  return 0;
}
