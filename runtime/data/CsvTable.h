//===- CsvTable.h - The columns a model reads, in memory --------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_CSVTABLE_H
#define BMC_RUNTIME_DATA_CSVTABLE_H

#include "runtime/data/CsvColumn.h"
#include "runtime/data/ImageStore.h"
#include "runtime/data/RowDataset.h"
#include "runtime/data/RowReader.h"
#include "runtime/data/RowTexts.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace bmc {

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
  bool isLength = false; ///< it takes the length of the text
  int64_t longest = 0;   ///< tokens of the text, at most

  size_t rowBytes() const {
    return static_cast<size_t>(width) * elementSize(input->dtype);
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

private:
  Json categoriesJson() const;

  using ColumnIndex = std::unordered_map<std::string, const CsvColumn *>;
  /// Where a column's values go.
  struct Slot {
    size_t input;
    int64_t position;    ///< in the row of the input
    size_t part = 0;     ///< of a date
    bool isFlag = false; ///< it takes whether the value is missing
  };
  /// A value of a category, and where it was first seen.
  struct Value {
    std::string text;
    TextPlace place;
  };
  struct Source {
    CsvColumn column;
    size_t index = 0; ///< in the file's rows
    std::vector<Slot> slots;
    /// Categories only: value -> provisional id, and the values in that order.
    std::map<std::string, int64_t, std::less<>> ids;
    std::vector<Value> firstSeen;
    CsvCategories categories;
    bool fixed = false;           ///< categories come from the checkpoint
    std::optional<size_t> media;  ///< the number of a text or image column
    std::vector<int64_t> missing; ///< rows whose value the fit finds
    CsvFit fit;
    bool isFitted = false; ///< by the checkpoint, later by the data
  };
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
  Status useSaved(const Json *identity);
  Status useSavedCategories(Source &source, const Json &saved);
  Status matchHeader(std::vector<CsvField> &header, char separator);
  Status addRow(const std::vector<CsvField> &row, size_t width);
  Status addField(Source &source, const CsvField &field);

  // CsvValues.cpp
  Status read(const Source &source, const CsvField &field,
              std::string_view &text, bool &isMissing) const;
  Status parse(Source &source, const CsvField &field, std::string_view text,
               double &value);
  Status checkUtf8(const CsvField &field) const;
  Status parseInteger(const Source &source, const CsvField &field,
                      std::string_view text, double &value) const;
  Status parseFloat(const Source &source, const CsvField &field,
                    std::string_view text, double &value);
  void guessDecimal(const Source &source, std::string_view text);
  Status parseDate(const Source &source, const CsvField &field,
                   std::string_view text);

  // CsvCategories.cpp
  Status parseSavedId(const Source &source, const CsvField &field,
                      std::string_view text, double &value) const;
  Status parseCategory(Source &source, const CsvField &field,
                       std::string_view text, double &value);
  void addConstants(Source &source);
  Status readIds(const Source &source, std::vector<int64_t> &ids) const;
  Status resolveCategories(Source &source);
  void renumber(const Source &source, const std::vector<int64_t> &ids);

  // CsvFit.cpp
  Status fitColumns(std::span<const int64_t> train);
  void learn(Source &source, std::span<const int64_t> train) const;
  void apply(const Source &source);
  double element(const Slot &slot, int64_t row) const;
  void setElement(const Slot &slot, int64_t row, double value);

  Status error(TextPlace place, const std::string &message) const;
  Status error(const CsvField &field, const std::string &message) const {
    return error(TextPlace{field.line, field.column}, message);
  }

  std::string path;
  std::vector<Source> sources;
  std::unordered_map<std::string, size_t> sourceIndex; ///< by column name
  std::vector<CsvInput> inputList;
  RowTexts texts;
  std::vector<ImageColumn> imageColumns;
  bool isRecord = false; ///< the row of a command line
  bool mayNumber = true; ///< see DataOptions
  int64_t rowCount = 0;
  uint32_t crc = 0;
  DateTime date;        ///< the last one that was parsed
  char separator = ','; ///< of the file; 0 if it has none
  char decimal = 0;     ///< what is before a fraction; 0: not known yet
  std::vector<std::string> noteList;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_CSVTABLE_H
