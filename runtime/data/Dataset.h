//===- Dataset.h - Where batches come from ----------------------*- C++ -*-===//
//
// A data set maps (cursor, rows) to a batch and keeps no position of its own:
// what a training step sees depends on seed and step only, so that a resumed
// run sees what the uninterrupted one would have.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_DATA_DATASET_H
#define BMC_RUNTIME_DATA_DATASET_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/core/Tensor.h"
#include "runtime/data/Vocabulary.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bmc {

enum class Split {
  Train,
  Val,
  All, ///< everything, in file order
};

/// Tensors named and typed as the program's inputs, first extent = rows.
struct Batch {
  int64_t rows = 0;
  std::vector<HostTensor> tensors;
  /// What rows are called beside their numbers; empty if they are not.
  std::vector<std::string> names;

  std::vector<TensorView> views() const;
};

struct DataOptions {
  /// Replaces data.path of the configuration when not empty.
  std::string path;
  /// The only row of a table, "x0=1,x1=2", instead of a file; the path is what
  /// messages call it.
  std::string record;
  uint64_t seed = 0;
  /// Only bindings of this function's inputs are read ("predict" leaves out
  /// targets), or of all functions for "train" and for one that is not there.
  std::string function = "train";
  /// identity() of an earlier run: vocabulary and categories are taken from it
  /// and text or rows outside them are errors. May be nullptr.
  const Json *identity = nullptr;
  /// Fold `fold` of `folds` is for validation, instead of data.split; 0: none.
  int64_t fold = 0, folds = 0;
  /// Leave out rows of tables that are bad, and remember where rows are.
  bool keepsGoing = false;
  /// Whether files that data.split names are read beside the path.
  bool readsSplitFile = true;
  /// Whether names of categories that `identity` does not number may be
  /// numbered by this data: in training only.
  bool mayNumber = true;
};

class Dataset {
public:
  virtual ~Dataset() = default;

  /// Rows of a split: CSV rows, or text windows without overlap. An epoch is
  /// rows(Split::Train) rows. 0 when the split is not configured.
  virtual int64_t rows(Split split) const = 0;
  /// Tokens (or rows, for CSV) one row stands for; for throughput figures.
  virtual int64_t unitsPerRow() const = 0;
  /// "tokens" or "rows".
  virtual const char *unit() const = 0;

  /// Batch number `cursor` of training, counted from 0 over micro-batches; the
  /// same cursor always gives the same rows. Always exactly `rows` rows: CSV
  /// epochs follow each other without a gap, text windows are drawn at random
  /// or, where state is carried, follow each other in each row.
  virtual Status trainBatch(int64_t cursor, int64_t rows, Batch &batch) = 0;

  /// Batch `index` of `count` that cover a split evenly: text windows are
  /// spaced evenly; of CSV rows, which may be sorted or periodic, each of as
  /// many equal parts of the split gives one at random, the same for a seed.
  /// count = 0 means all of the split, in order. Where state is carried,
  /// windows follow each other in each row of the batches. The last batch may
  /// have fewer rows, later ones have none: weigh by batch.rows, stop at 0.
  virtual Status evalBatch(Split split, int64_t index, int64_t count,
                           int64_t rows, Batch &batch) = 0;

  /// Whether the rows of training batch `cursor`, `rows` many, go on where
  /// those of the batch before ended.
  virtual bool goesOn(int64_t /*cursor*/, int64_t /*rows*/) const {
    return false;
  }

  /// What was wrong with rows that were left out, where DataOptions asks for
  /// it.
  virtual std::vector<std::string> badRows() const { return {}; }
  /// Lines about the data that a user should know before training.
  virtual std::vector<std::string> report() const { return {}; }
  /// What was guessed about the file, for the user to know.
  virtual std::vector<std::string> notes() const { return {}; }
  /// What the run depends on: kind, sizes, checksum, vocabulary, categories.
  /// Goes into state.json.
  virtual Json identity() const = 0;
  /// Kind None for CSV and token files.
  virtual const Vocabulary &vocabulary() const = 0;
  /// The path in use.
  virtual const std::string &path() const = 0;
};

/// Rows that `count` evaluation batches of `rows` rows read of `available`; all
/// of them if count = 0.
int64_t evaluatedRows(int64_t available, int64_t count, int64_t rows);

/// Reads "2/5": fold 2 of 5. Usage error for anything else.
Status parseFold(const std::string &text, int64_t &fold, int64_t &folds);

/// Opens the data set `config["data"]` describes (keys: runtime/README.md) and
/// checks all of it that can be checked without reading token files whole.
/// BadInput with file:line:column where the data is at fault.
Status openDataset(const Json &config, const BmrtProgram &program,
                   const DataOptions &options, std::unique_ptr<Dataset> &out);

/// The part of an identity() that says what ids and numbers mean: vocabulary,
/// categories and how pixels were normalised. It goes with weights, into their
/// safetensors file.
Json namesOf(const Json &identity);
/// Names of the categories of a column, by number, if `names` (null: nothing is
/// known) has any.
std::vector<std::string> categoryNames(const Json *names,
                                       const std::string &column);
/// Whether an identity() numbers names, so that ids alone mean nothing.
bool numbersNames(const Json &identity);

/// BadInput listing every field in which two identity() values differ.
Status compareIdentity(const Json &saved, const Json &current);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_DATASET_H
