//===- SubwordTrainer.h - Learning tokenizers of texts ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_SUBWORDTRAINER_H
#define BMC_RUNTIME_TOKENIZER_SUBWORDTRAINER_H

#include "runtime/tokenizer/SubwordTokenizer.h"

#include <string>

namespace bmc {

/// What a tokenizer is learnt by.
struct SubwordTraining {
  /// Bpe (byte-level), WordPiece or Unigram.
  TokenizerKind kind = TokenizerKind::Bpe;
  /// Tokens at most: special ones, those of bytes or characters, others.
  int64_t vocabularySize = 0;
  SplitPattern pattern = SplitPattern::Gpt2; ///< Bpe
  bool lowercase = false; ///< WordPiece: without capitals and accents
  /// They get the first ids; of WordPiece and Unigram some are needed, which
  /// are BERT's and T5's if there are none here.
  std::vector<std::string> special = {};
  /// Bpe, WordPiece: a pair that occurs less often is not merged.
  int64_t leastCount = 0;
};

/// Words and how often each occurs.
struct CountedWords {
  TokenTable words;
  std::vector<int64_t> counts;
  /// BadInput for a word that is too long to learn of.
  Status add(std::string_view word);
};

/// Counts the words of texts, and learns a tokenizer of them.
class SubwordTrainer {
public:
  explicit SubwordTrainer(SubwordTraining training);

  /// BadInput for what is not UTF-8, unless bytes are learnt.
  Status add(std::string_view text);
  /// BadInput where vocabularySize has no room for what is needed.
  Status train(TokenizerPtr &out) const;

private:
  SubwordTraining training;
  Normalizer normalizer;
  PreTokenizer preTokenizer;
  CountedWords counted;
};

// What is learnt: the model, and the tokens that are special.

/// As Hugging Face's BpeTrainer with the alphabet of all bytes: again and again
/// the pair of neighbours that occurs most becomes a token, of equally frequent
/// ones that of the lowest ids.
Status learnBpe(const CountedWords &counted, const SubwordTraining &training,
                SubwordParts &parts);
/// As its WordPieceTrainer: the same of characters, which have a prefix inside
/// words and stand in the order of their code points.
Status learnWordPiece(const CountedWords &counted,
                      const SubwordTraining &training, SubwordParts &parts);
/// As SentencePiece: of all parts of words that occur twice those stay without
/// which the words would be least likely.
Status learnUnigram(const CountedWords &counted,
                    const SubwordTraining &training, SubwordParts &parts);

/// Gives special tokens their ids; BadInput for two of a name.
Status addSpecialTokens(const std::vector<std::string> &names,
                        TokenTable &tokens, SubwordParts &parts);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_SUBWORDTRAINER_H
