//===- SeedPieces.h - What a Unigram model is cut from ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_SEEDPIECES_H
#define BMC_RUNTIME_TOKENIZER_SEEDPIECES_H

#include "runtime/tokenizer/SubwordTrainer.h"

namespace bmc {

/// A part of a word without rare characters, and how often it occurs.
struct Fragment {
  std::string text;
  int64_t count = 0;
};

/// Words cut at characters that are too rare to be tokens, of which there are
/// at least `enough`, and at a length that is enough to learn of.
struct Fragments {
  std::vector<Fragment> list;
  std::vector<std::string> characters; ///< the others, most frequent first
};
Fragments cutWords(const CountedWords &counted, size_t enough);

/// A part of words, with how often it occurs or how likely it is.
struct UnigramPiece {
  std::string text;
  double score = 0;
};

/// All characters, and the parts of fragments that occur at least twice and not
/// always with the same character behind them: those that cover most.
std::vector<UnigramPiece> findSeeds(const Fragments &fragments);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_SEEDPIECES_H
