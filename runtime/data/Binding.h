//===- Binding.h - Data fields -> inputs of the program ---------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_BINDING_H
#define BMC_RUNTIME_DATA_BINDING_H

#include "runtime/core/Tensor.h"
#include "runtime/data/Dataset.h"

#include <span>
#include <string>
#include <vector>

namespace bmc {

/// Integers that an input may hold: indices of a table, labels of a class.
struct IndexRange {
  int64_t min = INT64_MIN;
  int64_t below = INT64_MAX;

  bool contains(int64_t value) const { return value >= min && value < below; }
  /// "an integer in [0, 5)", "an integer below 5".
  std::string describe() const;
};

/// One element of data.bindings whose input the chosen function has.
struct Binding {
  std::vector<std::string> fields; ///< several fill the last dim of the input
  bool isLength = false;           ///< it takes the number of tokens of a text
  bool isMissing = false; ///< it takes whether a value of a table is missing
  bool isWeight = false;  ///< it takes the weight of the class of a category
  bool isTargets = false; ///< it takes the tokens of a text that are hidden
  bool isOneHot = false;  ///< it takes 1 at the place of a label, else 0
  const BmrtTensor *input = nullptr;
  IndexRange range;
};

/// Bindings for options.function (all of them if the program lacks it), in the
/// order of the configuration. `data` is config["data"].
Status readBindings(const Json &data, const BmrtProgram &program,
                    const DataOptions &options, std::vector<Binding> &bindings);

/// Writes 1 at the place of a class, and 0 at all others.
void writeOneHot(int64_t label, BmrtDType dtype, std::span<char> to);

/// Shares of a split, as `data.split` gives them.
struct SplitShares {
  double train = 1;
  double val = 0;
};
Status readSplit(const Json &data, SplitShares &shares);

/// How many of `count` items go to train and to val.
struct SplitCounts {
  int64_t train = 0;
  int64_t val = 0;
};
SplitCounts countSplit(const SplitShares &shares, int64_t count);

/// Everything a data set is opened from.
struct DatasetSource {
  const Json &data; ///< config["data"]
  const BmrtProgram &program;
  const DataOptions &options;
  std::string path;
};

/// WindowDataset.cpp: kinds "text" and "tokens".
Status openWindowDataset(const DatasetSource &source,
                         std::unique_ptr<Dataset> &out);
/// ImageTable.cpp: kind "images".
Status openImageDataset(const DatasetSource &source,
                        std::unique_ptr<Dataset> &out);
/// LineTable.cpp: kind "lines".
Status openLineDataset(const DatasetSource &source,
                       std::unique_ptr<Dataset> &out);
/// PairTable.cpp: kind "pairs".
Status openPairDataset(const DatasetSource &source,
                       std::unique_ptr<Dataset> &out);
/// ChatTable.cpp: kind "chat".
Status openChatDataset(const DatasetSource &source,
                       std::unique_ptr<Dataset> &out);
/// CsvTable.cpp: kind "csv".
Status openCsvDataset(const DatasetSource &source,
                      std::unique_ptr<Dataset> &out);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_BINDING_H
