//===- CsvTable.h - The columns a model reads, in memory --------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_CSVTABLE_H
#define BMC_RUNTIME_DATA_CSVTABLE_H

#include "runtime/data/CsvColumn.h"
#include "runtime/data/ImageStore.h"
#include "runtime/data/KeyColumn.h"
#include "runtime/data/RowDataset.h"
#include "runtime/data/RowReader.h"
#include "runtime/data/RowSplit.h"
#include "runtime/data/RowTexts.h"
#include "runtime/data/TableChecksum.h"
#include "runtime/data/TokenNoise.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace bmc {

/// Member of an identity that says what the checksum of a table is of:
/// "numbers", whose bytes were summed, or texts alone where it is absent.
constexpr const char *kSummedKey = "summed";

/// Values of one input for all rows: row-major, `width` elements each, already
/// in the input's element type.
struct CsvInput {
  const BmrtTensor *input = nullptr;
  IndexRange range; ///< of integers
  int64_t width = 1;
  std::vector<char> values; ///< of columns of numbers
  /// Else the text or image column that fills it, by its number among those.
  CsvColumn::Type media = CsvColumn::Type::Float;
  size_t mediaColumn = 0;
  bool isLength = false;  ///< it takes the length of the text
  bool isTargets = false; ///< it takes what is hidden of the text
  int64_t longest = 0;    ///< tokens of the text, at most
  bool isOneHot = false;  ///< the values are ids of classes

  BmrtDType dtype() const { return isOneHot ? kBmrtI32 : input->dtype; }
  size_t rowBytes() const {
    return static_cast<size_t>(width) * elementSize(dtype());
  }
};

/// Names of the categories of a column in id order. `integers`: the file holds
/// the ids themselves.
struct CsvCategories {
  bool integers = false;
  std::vector<std::string> names;
};

/// What the training rows say about a column: what stands for a missing value,
/// and the x of (x - shift) / scale.
struct CsvFit {
  double missing = 0;
  double shift = 0, scale = 1;
  std::vector<double> weights; ///< of classes, by their ids

  Json toJson(const CsvColumn &column) const;
  /// False if it is not of this column.
  bool fromJson(const CsvColumn &column, const Json &json);
};

class CsvTable : public RowSource {
public:
  /// Reads the file. Category ids come from `identity` (a saved Json made by
  /// categoriesJson, or nullptr); without it they are the integers in the file
  /// if all values are integers, else ranks among the sorted distinct values.
  Status load(const DatasetSource &source);

  int64_t rows() const override { return rowCount; }
  std::vector<const BmrtTensor *> inputs() const override;
  Status fit(std::span<const int64_t> train) override;
  bool isCostly() const override { return !imageColumns.empty(); }
  int64_t rowLength(int64_t row, size_t input) const override;
  const Vocabulary *vocabulary() const override;
  void copyRow(int64_t row, size_t input, std::span<char> to,
               const Occasion *occasion) const override;
  Json identity() const override;
  std::vector<std::string> notes() const override { return noteList; }
  std::span<const int64_t> splitKeys() const override;
  std::string elementName(size_t input, int64_t position) const override;
  std::string valueName(size_t input, int64_t value) const override;
  std::string placeOf(int64_t row) const override;
  bool isText(size_t input) const override {
    return inputList[input].media == CsvColumn::Type::Text &&
           !inputList[input].isLength && !inputList[input].isTargets;
  }
  int64_t fullLength(int64_t row, size_t input) const override;
  void describe(std::vector<std::string> &lines) const override;
  std::vector<std::string> badRows() const override { return badRowList; }
  std::vector<double>
  drawWeights(std::span<const int64_t> train) const override;

private:
  Json categoriesJson() const;

  using ColumnIndex = std::unordered_map<std::string, const CsvColumn *>;
  /// What a number has to be above and below of; none by default.
  struct Bounds {
    double above = std::numeric_limits<double>::infinity();
    double below = above;
    bool contain(double value) const { return value > above && value < below; }
  };
  /// What a slot takes of a value.
  enum class Take {
    Value,
    Missing, ///< whether there is none
    Weight,  ///< the weight of its class; until the fit its id
  };
  /// Where a column's values go.
  struct Slot {
    size_t input;
    int64_t position; ///< in the row of the input
    size_t part = 0;  ///< of a date
    Take take = Take::Value;
  };
  /// A value of a category, and where it was first seen.
  struct Value {
    std::string text;
    TextPlace place;
  };
  struct Source {
    CsvColumn column;
    size_t index = 0; ///< in the file's rows, or kNoField
    std::vector<Slot> slots;
    /// Categories only: value -> provisional id, and the values in that order.
    std::map<std::string, int64_t, std::less<>> ids;
    std::vector<Value> firstSeen;
    /// Those of sources that hold numbers, by the bits of a value.
    std::unordered_map<uint64_t, double> numberIds;
    CsvCategories categories;
    bool fixed = false;           ///< categories come from the checkpoint
    std::optional<size_t> media;  ///< the number of a text or image column
    std::vector<int64_t> missing; ///< rows whose value the fit finds
    int64_t absent = 0;           ///< missing values
    int64_t absentKept = 0;       ///< of rows that were not left out
    CsvFit fit;
    bool isFitted = false; ///< by the checkpoint, later by the data
    Bounds bounds;
  };
  static constexpr size_t kNoField = SIZE_MAX;
  /// What taking a number of a source that holds numbers needs of a column, and
  /// no more, so that it is at hand for each number of a row.
  struct Shortcut {
    size_t field;  ///< of the row, or kNoField
    Bounds bounds; ///< none fits where a column needs more than this
    CsvInput *input = nullptr;
    bool isF32 = false;
    size_t rowBytes = 0, offset = 0; ///< of the input

    /// Stores what most numbers of arrays are; false for all others.
    bool take(const CsvField &field, int64_t row) const {
      if (!field.number || !bounds.contain(*field.number))
        return false;
      char *to =
          input->values.data() + static_cast<size_t>(row) * rowBytes + offset;
      if (isF32)
        *reinterpret_cast<float *>(to) = static_cast<float>(*field.number);
      else
        *reinterpret_cast<double *>(to) = *field.number;
      return true;
    }
  };
  /// Whether something about a column is learnt from the training rows.
  static bool isFitted(const Source &source) {
    return source.column.isFitted() ||
           std::ranges::count(source.slots, Take::Weight, &Slot::take) > 0;
  }
  /// Files of images, until they are read, and the images.
  struct ImageColumn {
    std::string name;
    std::vector<std::string> paths;
    std::vector<TextPlace> places;
    ImageStore images;
  };

  Status bind(const DatasetSource &source);
  Status bindOne(const DatasetSource &source, const Binding &binding,
                 const ColumnIndex &byName);
  Status bindValues(const Binding &binding, const ColumnIndex &byName);
  Status bindOneHot(const Binding &binding, const CsvColumn &column);
  Status bindMedia(const DatasetSource &source, const Binding &binding,
                   const CsvColumn &column);
  Status addMedia(const DatasetSource &source, Source &added);
  Status addMediaRow(const Source &source, const CsvField &field,
                     std::string_view text);
  Status findImage(const Source &source, const CsvField &field,
                   std::string_view text, std::string &file) const;
  Status readImages();
  Source &sourceOf(const CsvColumn &column);
  Status addSlot(const CsvColumn &column, const Slot &slot);
  void boundNumbers(Source &source) const;
  void findShortcuts();
  Status useSaved(const Json *identity);
  Status useSavedCategories(Source &source, const Json &saved);
  void useKeys(const DatasetSource &source);
  Status findFiles(const DatasetSource &source,
                   std::vector<std::string> &paths) const;
  Status readTable(const DatasetSource &source, const std::string &file);
  Status readRows(RowReader &reader, size_t width);
  Status matchHeader(std::vector<CsvField> &header, bool mayLack);
  Status addRowOrDrop(const std::vector<CsvField> &row, size_t width);
  void dropRow();
  const Source *sourceAt(size_t input, int64_t position) const;
  Status addKey(KeyColumn &column, const std::vector<CsvField> &row);
  Status addRow(const std::vector<CsvField> &row, size_t width);
  Status addField(Source &source, const CsvField &field);
  Status readField(Source &source, const CsvField &field, double &value,
                   bool &isMissing);
  void reserve(int64_t rows);
  void makeRoom(int64_t rows);

  // CsvValues.cpp
  bool readPlain(const Source &source, std::string_view text,
                 double &value) const;
  bool readNumber(const Source &source, double number, double &value) const;
  const IndexRange *rangeBeside(const Source &source, int64_t integer) const;
  Status read(const Source &source, const CsvField &field,
              std::string_view &text, bool &isMissing) const;
  Status parse(Source &source, const CsvField &field, std::string_view text,
               double &value);
  Status checkUtf8(const CsvField &field) const;
  Status parseInteger(const Source &source, const CsvField &field,
                      std::string_view text, double &value);
  Status parseFloat(const Source &source, const CsvField &field,
                    std::string_view text, double &value);
  void guessDecimal(const Source &source, std::string_view text);
  bool parseWritten(const Source &source, std::string_view text, double &value);
  Status parseDate(const Source &source, const CsvField &field,
                   std::string_view text);

  // CsvCategories.cpp
  Status parseSavedId(const Source &source, const CsvField &field,
                      std::string_view text, double &value) const;
  Status parseCategory(Source &source, const CsvField &field,
                       std::string_view text, double &value);
  void addConstants(Source &source);
  static void rememberId(Source &source, const CsvField &field, double id,
                         bool isMissing);
  Status readIds(const Source &source, std::vector<int64_t> &ids) const;
  Status resolveCategories(Source &source);
  void renumber(const Source &source, const std::vector<int64_t> &ids);

  // CsvFit.cpp
  Status fitColumns(std::span<const int64_t> train);
  void learn(Source &source, std::span<const int64_t> train) const;
  void weigh(Source &source, std::span<const int64_t> train) const;
  void apply(const Source &source);
  double element(const Slot &slot, int64_t row) const;
  void setElement(const Slot &slot, int64_t row, double value);

  TextPlace placeOf(const CsvField &field) const {
    return {field.line, field.column, files.size() - 1};
  }
  void copyText(int64_t row, const CsvInput &from, std::span<char> to,
                const Occasion *occasion) const;

  Status error(TextPlace place, const std::string &message) const;
  /// What is wrong with a field: if it is not UTF-8, that.
  Status error(const CsvField &field, const std::string &message) const;

  std::string path;               ///< as given
  std::vector<std::string> files; ///< those read so far
  SplitRule rule;
  bool isTraining = false;
  std::optional<KeyColumn> splitBy, drawBy;
  bool isBalanced = false;       ///< `drawBy` holds classes, not weights
  std::vector<int64_t> fileKeys; ///< whether a file is for training
  std::vector<Source> sources;
  std::vector<Shortcut> shortcuts;                     ///< of `sources`
  std::unordered_map<std::string, size_t> sourceIndex; ///< by column name
  std::vector<CsvInput> inputList;
  RowTexts texts;
  TokenNoise noise; ///< of texts
  std::vector<ImageColumn> imageColumns;
  bool isRecord = false; ///< the row of a command line
  bool mayNumber = true; ///< see DataOptions
  int64_t rowCount = 0;
  TableChecksum checksum;
  std::string written;  ///< a number as text
  DateTime date;        ///< the last one that was parsed
  char separator = ','; ///< of the file; 0 if it has none
  char decimal = 0;     ///< what is before a fraction; 0: not known yet
  DateOrder dateOrder = DateOrder::Unknown;
  std::vector<std::string> noteList;
  /// Columns of which a note says how numbers are read.
  std::set<std::string, std::less<>> noted;
  bool keepsGoing = false;       ///< see DataOptions
  std::vector<TextPlace> places; ///< of rows, where it does
  std::vector<std::string> badRowList;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_CSVTABLE_H
