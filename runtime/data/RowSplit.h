//===- RowSplit.h - Which rows are for training -----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_ROWSPLIT_H
#define BMC_RUNTIME_DATA_ROWSPLIT_H

#include "runtime/core/Rng.h"
#include "runtime/data/Binding.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bmc {

/// How rows are split, as `data.split` says.
struct SplitRule {
  enum class By {
    Chance,   ///< a permutation keyed by the seed
    Group,    ///< likewise of groups: rows of one stay together
    Stratify, ///< likewise, with the same share of each class on both sides
    Time,     ///< training is what comes first
    Given,    ///< a column, or a file of its own, says so
  };
  By by = By::Chance;
  SplitShares shares = {};
  std::string column = ""; ///< in the file; empty where none is needed
  std::string trainValue = "",
              valValue = ""; ///< By::Given: what the column holds
  std::string valFile = "";  ///< By::Given: beside the data
  /// Fold `fold` of `folds`, from 1 on, is for validation and the rest for
  /// training; 0: none are.
  int64_t fold = 0, folds = 0;
};

/// What a key of By::Given says.
enum SplitKey : int64_t { kNoSplit = -1, kTrainSplit = 0, kValSplit = 1 };

Status readSplitRule(const DatasetSource &source, SplitRule &rule);

/// The rows of both parts, in the order of their numbers. `keys` has one for
/// each row: equal ones are a group, a class or a time, which come in this
/// order; unused and empty where chance decides. Where equal keys stay together
/// a part ends between those that are nearest to what it should be.
void splitRows(const SplitRule &rule, uint64_t seed, int64_t rows,
               std::span<const int64_t> keys, std::vector<int64_t> &train,
               std::vector<int64_t> &val);

/// Fisher-Yates; the result depends on the generator only.
void shuffleRows(std::vector<int64_t> &items, const Rng &rng);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_ROWSPLIT_H
