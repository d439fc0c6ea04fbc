//===- CsvTable.h - The columns a model reads, in memory --------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_CSVTABLE_H
#define BMC_RUNTIME_DATA_CSVTABLE_H

#include "runtime/data/Csv.h"
#include "runtime/data/ImageStore.h"
#include "runtime/data/RowDataset.h"
#include "runtime/data/RowTexts.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace bmc {

/// A column as data.columns declares it.
struct CsvColumn {
  enum class Type { Float, Integer, Category, Text, Image };
  std::string name;
  Type type = Type::Float;
  int64_t size = 0; ///< number of categories, or tokens of a text at most
  std::vector<int64_t> extents; ///< of an image

  /// Whether one column fills an input that is no column of numbers.
  bool isMedia() const { return type == Type::Text || type == Type::Image; }
};

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

private:
  Json categoriesJson() const;

  using ColumnIndex = std::unordered_map<std::string, const CsvColumn *>;
  /// Where a column's values go.
  struct Slot {
    size_t input;
    int64_t position; ///< in the row of the input
  };
  struct Source {
    CsvColumn column;
    size_t index = 0; ///< in the file's rows
    std::vector<Slot> slots;
    /// Categories only: value -> provisional id, and where it was first seen.
    std::map<std::string, int64_t, std::less<>> ids;
    std::vector<CsvField> firstSeen;
    CsvCategories categories;
    bool fixed = false; ///< categories come from the checkpoint
    size_t media = 0;   ///< the number of a text or image column
  };
  /// Files of images, until they are read, and the images.
  struct ImageColumn {
    std::string name;
    std::vector<std::string> paths;
    std::vector<TextPlace> places;
    ImageStore images;
  };

  Status readColumns(const DatasetSource &source,
                     std::vector<CsvColumn> &columns) const;
  Status bind(const DatasetSource &source);
  Status bindValues(const Binding &binding, const ColumnIndex &byName);
  Status bindMedia(const DatasetSource &source, const Binding &binding,
                   const CsvColumn &column);
  Status addMedia(const DatasetSource &source, const CsvColumn &column,
                  Source &added);
  Status addMediaRow(const Source &source, const CsvField &field);
  Status findImage(const Source &source, const CsvField &field,
                   std::string_view text, std::string &file) const;
  Status readImages();
  Status addSlot(const CsvColumn &column, const Slot &slot);
  Status useSavedCategories(const Json *identity);
  Status matchHeader(std::vector<CsvField> &header);
  Status addRow(const std::vector<CsvField> &row, size_t width);
  Status parse(Source &source, const CsvField &field, double &value);
  Status read(const Source &source, const CsvField &field,
              std::string_view &text) const;
  Status checkUtf8(const CsvField &field) const;
  Status parseInteger(const Source &source, const CsvField &field,
                      std::string_view text, double &value) const;
  Status parseFloat(const Source &source, const CsvField &field,
                    std::string_view text, double &value) const;
  Status parseSavedId(const Source &source, const CsvField &field,
                      std::string_view text, double &value) const;
  Status parseCategory(Source &source, const CsvField &field,
                       std::string_view text, double &value);
  Status readIds(const Source &source, std::vector<int64_t> &ids) const;
  Status resolveCategories(Source &source);
  void renumber(const Source &source, const std::vector<int64_t> &ids);
  Status error(const CsvField &field, const std::string &message) const;

  std::string path;
  std::vector<Source> sources;
  std::unordered_map<std::string, size_t> sourceOf; ///< by column name
  std::vector<CsvInput> inputList;
  RowTexts texts;
  std::vector<ImageColumn> imageColumns;
  bool isRecord = false; ///< the row of a command line
  bool mayNumber = true; ///< see DataOptions
  int64_t rowCount = 0;
  uint32_t crc = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_CSVTABLE_H
