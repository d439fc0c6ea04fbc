//===- UnigramLearner.h - Which pieces are likely ---------------*- C++ -*-===//
//
// Taku Kudo's algorithm: from too many pieces on, their probabilities are
// estimated by expectation and maximisation, and a quarter of them dropped,
// again and again, those first whose loss makes the words least unlikely.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TOKENIZER_UNIGRAMLEARNER_H
#define BMC_RUNTIME_TOKENIZER_UNIGRAMLEARNER_H

#include "runtime/tokenizer/SeedPieces.h"
#include "runtime/tokenizer/Trie.h"

namespace bmc {

/// Pieces, and how likely they make fragments of words.
class UnigramLearner {
public:
  /// Seeds are with how often they occur.
  UnigramLearner(const Fragments &fragments, std::vector<UnigramPiece> seeds);

  /// Drops pieces until there are few more than wanted.
  Status run(size_t wanted);
  /// So many pieces, the likeliest first: all characters, then others.
  std::vector<UnigramPiece> finish(size_t wanted) const;

private:
  struct Edge;
  void rebuild();
  void findEdges(std::string_view text, int32_t without,
                 std::vector<Edge> &edges) const;
  void expectOne(const Fragment &fragment, std::vector<Edge> &edges,
                 std::vector<double> &expected) const;
  Status expect(std::vector<double> &expected) const;
  void maximize(const std::vector<double> &expected);
  bool bestPath(std::string_view text, int32_t without,
                std::vector<int32_t> &path) const;
  void prune(size_t wanted);

  const Fragments &fragments;
  std::vector<UnigramPiece> pieces;
  Trie trie;
  double least = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_UNIGRAMLEARNER_H
