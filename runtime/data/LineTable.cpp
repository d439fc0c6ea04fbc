//===- LineTable.cpp - One example a line -----------------------*- C++ -*-===//
//
// A line is preceded and followed by the token that ends lines: `tokens` are
// all but the last of these, `targets` all but the first, `lengths` says how
// many there are. Rows are filled up, or cut, to the same length.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Crc32c.h"
#include "runtime/core/Memory.h"
#include "runtime/data/ByteStream.h"
#include "runtime/data/FilePattern.h"
#include "runtime/data/RowDataset.h"
#include "runtime/data/RowTexts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

class LineTable : public RowSource {
public:
  Status load(const DatasetSource &source);

  int64_t rows() const override { return lineCount; }
  std::vector<const BmrtTensor *> inputs() const override;
  Status fit(std::span<const int64_t> train) override;
  int64_t rowLength(int64_t row, size_t input) const override;
  void copyRow(int64_t row, size_t input, std::span<char> to,
               const Occasion *occasion) const override;
  bool isText(size_t input) const override {
    return fields[input] == Field::Tokens;
  }
  int64_t fullLength(int64_t row, size_t) const override {
    return static_cast<int64_t>(texts.row(0, row).size()) + 1;
  }
  const Vocabulary *vocabulary() const override { return &texts.vocabulary(); }
  Json identity() const override;

private:
  enum class Field { Tokens, Targets, Lengths };

  Status checkInputs(const DatasetSource &source);
  Status split(std::string_view text, size_t column, size_t file);

  std::string path;               ///< as given
  std::vector<std::string> files; ///< that it names
  std::vector<Binding> bindings;
  std::vector<Field> fields; ///< of the bindings
  int64_t longest = 0;       ///< tokens of a row, at most
  RowTexts texts;
  int64_t lineCount = 0;
  uint32_t crc = 0;
};

/// What a target is that counts in no loss.
constexpr int32_t kNoTarget = -1;

Status LineTable::checkInputs(const DatasetSource &source) {
  BMRT_TRY(readBindings(source.data, source.program, source.options, bindings));
  for (const Binding &binding : bindings) {
    const BmrtTensor &input = *binding.input;
    const std::string &field = binding.fields.front();
    fields.push_back(field == "tokens"    ? Field::Tokens
                     : field == "targets" ? Field::Targets
                                          : Field::Lengths);
    if (isFloat(input.dtype) ||
        input.rank != (fields.back() == Field::Lengths ? 1u : 2u))
      return badInput(
          "input '{}' is bound to lines, expected integers of shape "
          "[batch, length], or [batch] for lengths",
          input.name);
  }
  return getInt(source.data, "length", longest).withContext("data");
}

/// Adds the lines; those of spaces alone are none.
Status LineTable::split(std::string_view text, size_t column, size_t file) {
  for (int64_t line = 1; !text.empty(); ++line) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view content = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (content.ends_with('\r'))
      content.remove_suffix(1);
    if (content.find_first_not_of(" \t") == content.npos)
      continue;
    if (size_t invalid = findInvalidUtf8(content); invalid != content.npos)
      return badInput("{}:{}:{}: invalid UTF-8 (byte 0x{:02X}), expected "
                      "UTF-8 text (convert Latin-1 with 'iconv -f LATIN1 -t "
                      "UTF-8')",
                      files[file], line, invalid + 1,
                      static_cast<unsigned char>(content[invalid]));
    texts.add(column, content, {line, 0, file});
    ++lineCount;
  }
  return {};
}

Status LineTable::load(const DatasetSource &source) {
  path = source.path;
  BMRT_TRY(checkInputs(source));
  BMRT_TRY(
      texts.configure(source.data, source.options.identity).withContext(path));
  BMRT_TRY(findFiles(path, files));
  size_t column = texts.addColumn();
  for (size_t file = 0; file < files.size(); ++file) {
    std::string contents;
    BMRT_TRY(readWhole(files[file], contents));
    BMRT_TRY(refuseUtf16(files[file], contents));
    MemoryUse use("reading", files[file], contents.size());
    crc = crc32c(crc, contents.data(), contents.size());
    std::string_view text = contents;
    if (text.starts_with("\xEF\xBB\xBF"))
      text.remove_prefix(3);
    BMRT_TRY(split(text, column, file));
  }
  return lineCount ? Status()
                   : badInput("{}: found no line, expected text", path);
}

Status LineTable::fit(std::span<const int64_t> train) {
  BMRT_TRY(texts.encode(files, train));
  if (texts.vocabulary().lineEnd() < 0)
    return badInput("{}: the vocabulary of the checkpoint has no line break",
                    path);
  return {};
}

std::vector<const BmrtTensor *> LineTable::inputs() const {
  std::vector<const BmrtTensor *> result;
  for (const Binding &binding : bindings)
    result.push_back(binding.input);
  return result;
}

int64_t LineTable::rowLength(int64_t row, size_t) const {
  auto tokens = static_cast<int64_t>(texts.row(0, row).size()) + 1;
  return std::min(tokens, longest);
}

void LineTable::copyRow(int64_t row, size_t input, std::span<char> to,
                        const Occasion *) const {
  BmrtDType dtype = bindings[input].input->dtype;
  if (fields[input] == Field::Lengths)
    return storeElement(dtype, to.data(), 0,
                        static_cast<double>(rowLength(row, input)));
  std::span<const int32_t> line = texts.row(0, row);
  std::vector<int32_t> tokens(line.begin(), line.end());
  int32_t end = texts.vocabulary().lineEnd();
  bool isTarget = fields[input] == Field::Targets;
  tokens.insert(isTarget ? tokens.end() : tokens.begin(), end);
  writeTokens(tokens, isTarget ? kNoTarget : 0, dtype, to);
}

Json LineTable::identity() const {
  return Json{{"kind", "lines"},
              {"rows", lineCount},
              {"checksum", fmt::format("{:08x}", crc)},
              {"vocabulary", texts.vocabulary().toJson()}};
}

} // namespace

Status bmc::openLineDataset(const DatasetSource &source,
                            std::unique_ptr<Dataset> &out) {
  auto table = std::make_unique<LineTable>();
  BMRT_TRY(table->load(source));
  return makeRowDataset(source, std::move(table), out);
}
