//===- TokenNoise.h - Tokens that are hidden or left out --------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_TOKENNOISE_H
#define BMC_RUNTIME_DATA_TOKENNOISE_H

#include "runtime/data/RowDataset.h"
#include "runtime/data/Vocabulary.h"

#include <vector>

namespace bmc {

/// Changes tokens at random. Masking (Devlin et al., "BERT", 2018) chooses
/// tokens to be found again: 80 % of them become the mask, 10 % any token, 10 %
/// stay. Word dropout (Bowman et al., "Generating Sentences from a Continuous
/// Space", 2016) hides tokens, in training only, that come after others.
class TokenNoise {
public:
  /// Reads `masking`, `word_dropout` and `mask_token` of a data section.
  /// Nothing is changed in what is predicted from.
  Status configure(const Json &data, const DataOptions &options);
  /// Finds the token that hides others. BadInput if there is none.
  Status fit(const Vocabulary &vocabulary);

  bool masks() const { return masking > 0; }
  /// Changes the tokens of a row, and says which were chosen. What happens
  /// follows from the row, the seed and the epoch; masks of an evaluation are
  /// the same in each. Special tokens are never chosen.
  void apply(int64_t row, const Occasion *occasion,
             std::vector<int32_t> &tokens, std::vector<bool> &chosen) const;

private:
  bool isOrdinary(int32_t token) const;
  int32_t anyToken(uint32_t word) const;

  double masking = 0, dropout = 0;
  int64_t mask = -1; ///< the token that hides others
  uint64_t seed = 0;
  Vocabulary vocabulary;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_TOKENNOISE_H
