//===- RowDataset.h - A data set of numbered rows ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_ROWDATASET_H
#define BMC_RUNTIME_DATA_ROWDATASET_H

#include "runtime/data/Binding.h"

#include <span>

namespace bmc {

/// When a row is read for training. What is changed at random in it follows
/// from this and its number alone.
struct Occasion {
  uint64_t seed = 0;
  int64_t epoch = 0;
};

/// Rows by number, from wherever they come.
class RowSource {
public:
  virtual ~RowSource() = default;

  virtual int64_t rows() const = 0;
  /// The inputs of the program that a row fills.
  virtual std::vector<const BmrtTensor *> inputs() const = 0;
  /// Called once, before rows are copied: what is learnt from the data is
  /// learnt from these rows, those for training.
  virtual Status fit(std::span<const int64_t> train) { return {}; }
  /// Called after `fit`: may make fewer rows of those that stand together in a
  /// part, whose numbers are replaced, and all of which are in one.
  virtual void group(std::span<std::vector<int64_t> *const> parts) {}
  /// Whether copying a row takes so long that threads should share the work.
  virtual bool isCostly() const { return false; }
  /// How long a row is in an input that has a run-time dim beside the batch; a
  /// batch is as long as its longest row.
  virtual int64_t rowLength(int64_t row, size_t input) const { return 1; }
  /// That of texts; null if there is none.
  virtual const Vocabulary *vocabulary() const { return nullptr; }
  /// What a row is called beside its number, a file for example; may be empty.
  virtual std::string rowName(int64_t row) const { return ""; }
  /// Writes what row `row` has for input number `input`, dense and in that
  /// input's element type; for training on an occasion, else as it is.
  virtual void copyRow(int64_t row, size_t input, std::span<char> to,
                       const Occasion *occasion) const = 0;
  /// What an element of a row's input is called, in tables its column.
  virtual std::string elementName(size_t input, int64_t position) const;
  /// What a number of an input stands for, the name of a category.
  virtual std::string valueName(size_t input, int64_t value) const {
    return std::to_string(value);
  }
  /// Where a row was found, as messages say it.
  virtual std::string placeOf(int64_t row) const {
    return "row " + std::to_string(row + 1);
  }
  /// Whether an input holds the tokens of a text, and how many a row would have
  /// if none were cut.
  virtual bool isText(size_t input) const { return false; }
  virtual int64_t fullLength(int64_t row, size_t input) const {
    return rowLength(row, input);
  }
  /// Adds lines to a report (RowReport.h).
  virtual void describe(std::vector<std::string> &lines) const {}
  /// See Dataset::badRows().
  virtual std::vector<std::string> badRows() const { return {}; }
  /// What rows are split by (RowSplit.h), one for each; empty if nothing.
  virtual std::span<const int64_t> splitKeys() const { return {}; }
  /// How likely rows are to be drawn for training, one for each; empty where
  /// each epoch has every row once.
  virtual std::vector<double>
  drawWeights(std::span<const int64_t> train) const {
    return {};
  }
  /// See Dataset::notes().
  virtual std::vector<std::string> notes() const { return {}; }
  /// See Dataset::identity().
  virtual Json identity() const = 0;
};

/// Splits the rows as data.split says and draws batches from them.
Status makeRowDataset(const DatasetSource &source,
                      std::unique_ptr<RowSource> rows,
                      std::unique_ptr<Dataset> &out);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_ROWDATASET_H
