//===- SequenceTable.h - Rows that are sequences of tokens ------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_SEQUENCETABLE_H
#define BMC_RUNTIME_DATA_SEQUENCETABLE_H

#include "runtime/data/BadRows.h"
#include "runtime/data/RowDataset.h"
#include "runtime/data/RowTexts.h"
#include "runtime/data/TokenNoise.h"

namespace bmc {

class TextLines;

/// Tokens in a row, and which of them are to be learnt.
struct Sequence {
  std::vector<int32_t> tokens;
  std::vector<bool> isTarget; ///< one for each token
  void clear() { *this = Sequence(); }
  void add(std::span<const int32_t> more, bool areTargets) {
    tokens.insert(tokens.end(), more.begin(), more.end());
    isTarget.resize(tokens.size(), areTargets);
  }
};

/// Rows whose `tokens` are all but the last of a sequence, and whose `targets`
/// are all but the first; -1 where a token is not to be learnt, and behind the
/// end. Where tokens are masked, `tokens` are all of the sequence, and targets
/// those that were chosen. Packed, a row is as many sequences as it has room
/// for: `segments` says from 1 on which of them a token belongs to, 0 behind
/// the end, and `positions` begin at 0 in each.
class SequenceTable : public RowSource {
public:
  Status load(const DatasetSource &source);

  int64_t rows() const override;
  std::vector<const BmrtTensor *> inputs() const override;
  Status fit(std::span<const int64_t> train) override;
  void group(std::span<std::vector<int64_t> *const> parts) override;
  int64_t rowLength(int64_t row, size_t input) const override;
  void copyRow(int64_t row, size_t input, std::span<char> to,
               const Occasion *occasion) const override;
  bool isText(size_t input) const override {
    return fields[input] == Field::Tokens;
  }
  int64_t fullLength(int64_t row, size_t input) const override;
  const Vocabulary *vocabulary() const override { return &texts.vocabulary(); }
  void describe(std::vector<std::string> &lines) const override;
  std::vector<std::string> badRows() const override { return bad.messages; }
  Json identity() const override;

protected:
  /// What else `data` says.
  virtual Status configure(const DatasetSource &source) { return {}; }
  /// Adds the sequence of a line that is not blank to `texts`.
  virtual Status addLine(std::string_view line, TextPlace place) = 0;
  virtual int64_t sequences() const = 0;
  /// The texts of these sequences, which are learnt from.
  virtual std::vector<int64_t>
  textsOf(std::span<const int64_t> sequences) const = 0;
  /// Whether the vocabulary will do.
  virtual Status checkVocabulary() const { return {}; }
  /// Tokens of a sequence without its last.
  virtual int64_t lengthOf(int64_t sequence) const = 0;
  virtual void read(int64_t sequence, Sequence &out) const = 0;

  std::string path; ///< as given
  RowTexts texts;   ///< one column

private:
  enum class Field { Tokens, Targets, Lengths, Segments, Positions };

  Status checkInputs(const DatasetSource &source);
  Status readFile(size_t file);
  Status readLine(const TextLines &lines, std::string_view line, size_t file);
  void packRows(std::vector<int64_t> &rows);
  void makeExample(int64_t sequence, const Occasion *occasion,
                   std::vector<int32_t> &tokens,
                   std::vector<int32_t> &targets) const;
  std::span<const int64_t> membersOf(const int64_t &row) const;
  /// Tokens of an example: all of its sequence where some are to be found
  /// again, else all but the last.
  int64_t exampleLength(int64_t sequence) const {
    return lengthOf(sequence) + noise.masks();
  }
  int64_t keptLength(int64_t sequence) const {
    return std::min(exampleLength(sequence), longest);
  }

  std::vector<std::string> files; ///< that the path names
  std::string kind;
  std::vector<Binding> bindings;
  std::vector<Field> fields; ///< of the bindings
  int64_t longest = 0;       ///< tokens of a row, at most
  bool isPacked = false;
  TokenNoise noise;
  BadRows bad;
  /// Packed: the sequences of rows one after the other, and where rows end.
  std::vector<int64_t> members, memberEnds;
  uint32_t crc = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_SEQUENCETABLE_H
