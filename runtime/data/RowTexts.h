//===- RowTexts.h - Texts of rows as tokens ---------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_ROWTEXTS_H
#define BMC_RUNTIME_DATA_ROWTEXTS_H

#include "runtime/core/Tensor.h"
#include "runtime/data/TokenSource.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// Where a text of a row was found.
struct TextPlace {
  int64_t line = 0;
  int64_t column = 0; ///< in bytes; 0 for the whole line
  size_t file = 0;    ///< by its number among those that are read
};

/// Columns of texts, one text of each for every row, that share a vocabulary.
/// Texts are kept until it is known, and then as tokens.
class RowTexts {
public:
  /// How `data` says that texts become tokens; by the vocabulary of `identity`
  /// (see Dataset::identity; may be nullptr) if it has one.
  Status configure(const Json &data, const Json *identity);

  size_t addColumn();
  size_t columns() const { return texts.size(); }
  /// The text of the next row.
  void add(size_t column, std::string_view text, TextPlace place);

  /// Forgets the texts behind the first `rows` of each column.
  void truncate(size_t rows);

  /// Finds the vocabulary, of words and merges in the rows `train` only, of
  /// characters in all of them and the line break, and encodes everything.
  /// BadInput with a position in one of `files` for what the vocabulary lacks.
  Status encode(std::span<const std::string> files,
                std::span<const int64_t> train);

  std::span<const int32_t> row(size_t column, int64_t row) const;
  /// How many tokens the rows from `first` to before `end` have.
  int64_t tokensOf(size_t column, int64_t first, int64_t end) const;
  const Vocabulary &vocabulary() const { return known; }

private:
  /// Texts, or later tokens, one after the other; a row begins where the one
  /// before it ends.
  struct Column {
    std::string text;
    std::vector<uint64_t> textEnds, tokenEnds;
    std::vector<int32_t> tokens;
    std::vector<TextPlace> places;

    std::string_view textOf(size_t row) const {
      uint64_t begin = row ? textEnds[row - 1] : 0;
      return std::string_view(text).substr(begin, textEnds[row] - begin);
    }
  };

  Status learn(std::span<const int64_t> train);
  Status learnSubwords(std::span<const int64_t> train);
  void learnWords(std::span<const int64_t> train);
  Status learnCharacters();
  Status encodeColumn(std::span<const std::string> files, Column &column) const;

  TokenizerSettings settings;
  Vocabulary known;
  bool isKnown = false; ///< the vocabulary is that of a checkpoint or a file
  std::vector<Column> texts;
};

/// Writes tokens into a row that has room for to.size(); what is left over
/// becomes `filling`, what is too much is left out.
void writeTokens(std::span<const int32_t> tokens, int32_t filling,
                 BmrtDType dtype, std::span<char> to);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_ROWTEXTS_H
