//===- BpeTrainer.cpp - Learning a byte-level BPE -------------------------===//
#include "runtime/tokenizer/Bpe.h"
#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/MergeLearner.h"
#include "runtime/tokenizer/SubwordTrainer.h"

#include <algorithm>
#include <numeric>

using namespace bmc;

/// The bytes, in the order of the letters that stand for them.
static std::vector<unsigned char> sortedBytes() {
  std::vector<unsigned char> bytes(256);
  std::iota(bytes.begin(), bytes.end(), 0);
  std::ranges::sort(bytes, {},
                    [](unsigned char byte) { return byteLetters()[byte]; });
  return bytes;
}

Status bmc::learnBpe(const CountedWords &counted,
                     const SubwordTraining &training, SubwordParts &parts) {
  TokenTable tokens;
  BMRT_TRY(addSpecialTokens(training.special, tokens, parts));
  if (training.vocabularySize < tokens.size() + 256)
    return badInput("found vocab_size = {}, expected at least {}: one for each "
                    "byte{}",
                    training.vocabularySize, tokens.size() + 256,
                    tokens.size() ? " and special token" : "");
  for (unsigned char byte : sortedBytes()) {
    auto one = static_cast<char>(byte);
    tokens.add({&one, 1});
  }
  MergeTable merges;
  MergeLearner learner(tokens, merges);
  for (int32_t i = 0; i < counted.words.size(); ++i) {
    std::vector<int32_t> word;
    for (const char &byte : counted.words[i])
      word.push_back(tokens.find({&byte, 1}));
    learner.addWord(std::move(word), counted.counts[static_cast<size_t>(i)]);
  }
  learner.run(training.vocabularySize, training.leastCount);
  parts.model =
      std::make_unique<Bpe>(std::move(tokens), std::move(merges), BpeOptions{});
  return {};
}
