//===- RowReport.cpp - What should be known of rows before training -------===//
#include "runtime/data/RowReport.h"

#include "runtime/core/Crc32c.h"
#include "runtime/data/Vocabulary.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace bmc {

namespace {

/// Classes that are listed, and examples that are named, at most.
constexpr size_t kMostClasses = 100, kListed = 10, kExamples = 3;
/// Numbers of a row whose columns are compared, at most.
constexpr int64_t kMostColumns = 4096;

/// "12.5 %".
std::string percent(double part, double whole) {
  return fmt::format("{:.1f} %", whole > 0 ? 100 * part / whole : 0.0);
}

class RowReport {
public:
  RowReport(const RowSource &rows, std::span<const int64_t> train,
            std::span<const int64_t> val)
      : rows(rows), train(train), val(val), inputs(rows.inputs()) {}

  std::vector<std::string> write() {
    rows.describe(lines);
    for (size_t input = 0; input < inputs.size(); ++input)
      if (!rows.isText(input) && inputs[input]->rank == 1 &&
          !isFloat(inputs[input]->dtype))
        countClasses(input);
    findIdleColumns();
    findEqualRows();
    for (size_t input = 0; input < inputs.size(); ++input)
      if (rows.isText(input))
        measureTexts(input);
    return std::move(lines);
  }

private:
  void add(std::string_view what, const std::string &text) {
    lines.push_back(fmt::format("{:<12}{}", what, text));
  }
  std::vector<char> valuesOf(int64_t row, size_t input) const;
  void countClasses(size_t input);
  void findIdleColumns();
  uint64_t hashOf(int64_t row) const;
  void findEqualRows();
  void measureTexts(size_t input);

  const RowSource &rows;
  std::span<const int64_t> train, val;
  std::vector<const BmrtTensor *> inputs;
  std::vector<std::string> lines;
};

/// What a row has for an input, as long as it is.
std::vector<char> RowReport::valuesOf(int64_t row, size_t input) const {
  auto elements = static_cast<size_t>(1);
  for (uint32_t axis = 1; axis < inputs[input]->rank; ++axis) {
    int64_t extent = inputs[input]->extents[axis];
    elements *=
        static_cast<size_t>(extent < 0 ? rows.rowLength(row, input) : extent);
  }
  std::vector<char> values(elements * elementSize(inputs[input]->dtype));
  rows.copyRow(row, input, values, nullptr);
  return values;
}

void RowReport::countClasses(size_t input) {
  std::map<int64_t, std::pair<int64_t, int64_t>> counts; // in both parts
  auto count = [&](std::span<const int64_t> part, auto member) {
    for (int64_t row : part)
      if (counts.size() <= kMostClasses)
        ++(counts[static_cast<int64_t>(loadElement(
               inputs[input]->dtype, valuesOf(row, input).data(), 0))].*
           member);
  };
  using Pair = std::pair<int64_t, int64_t>;
  count(train, &Pair::first);
  count(val, &Pair::second);
  if (counts.size() > kMostClasses)
    return;
  std::vector<std::pair<int64_t, Pair>> sorted(counts.begin(), counts.end());
  std::ranges::sort(sorted, {}, [](const auto &entry) {
    return std::pair(-entry.second.first - entry.second.second, entry.first);
  });
  std::string text = fmt::format("{}:", inputs[input]->name);
  for (size_t i = 0; i < std::min(sorted.size(), kListed); ++i) {
    auto [value, both] = sorted[i];
    text +=
        fmt::format("{} {} {} + {} ({})", i ? "," : "",
                    rows.valueName(input, value), both.first, both.second,
                    percent(static_cast<double>(both.first + both.second),
                            static_cast<double>(train.size() + val.size())));
  }
  if (sorted.size() > kListed)
    text += fmt::format(", {} more", sorted.size() - kListed);
  add("classes", text);
}

/// Columns that are the same in each row, or in each row what another is.
void RowReport::findIdleColumns() {
  std::unordered_map<uint64_t, std::string> seen;
  for (size_t input = 0; input < inputs.size(); ++input) {
    const BmrtTensor &type = *inputs[input];
    int64_t width = type.rank == 1 ? 1 : type.rank == 2 ? type.extents[1] : 0;
    if (rows.isText(input) || width < 1 || width > kMostColumns)
      continue;
    std::vector<uint64_t> hashes(static_cast<size_t>(width));
    std::vector<double> first(hashes.size());
    std::vector<bool> varies(hashes.size());
    for (int64_t row = 0; row < rows.rows(); ++row) {
      std::vector<char> values = valuesOf(row, input);
      for (size_t i = 0; i < hashes.size(); ++i) {
        double value =
            loadElement(type.dtype, values.data(), static_cast<int64_t>(i));
        if (row == 0)
          first[i] = value;
        varies[i] = varies[i] || value != first[i];
        // One after the other: FNV-1a over words.
        hashes[i] =
            (hashes[i] ^ std::bit_cast<uint64_t>(value)) * 0x9E3779B97F4A7C15u;
        hashes[i] ^= hashes[i] >> 29;
      }
    }
    for (size_t i = 0; i < hashes.size(); ++i) {
      std::string name = rows.elementName(input, static_cast<int64_t>(i));
      if (!varies[i]) {
        add("constant", fmt::format("'{}' is {} in each row", name, first[i]));
        continue;
      }
      auto [other, isNew] = seen.emplace(hashes[i], name);
      if (!isNew && other->second != name)
        add("duplicate",
            fmt::format("'{}' is '{}' in each row", name, other->second));
    }
  }
}

uint64_t RowReport::hashOf(int64_t row) const {
  uint32_t low = 0, high = 0x12345678;
  for (size_t input = 0; input < inputs.size(); ++input) {
    std::vector<char> values = valuesOf(row, input);
    low = crc32c(low, values.data(), values.size());
    // Another polynomial would do; other bytes between them do as well.
    uint32_t length = static_cast<uint32_t>(values.size()) * 2654435761u;
    high = crc32c(high, &length, sizeof length);
    std::ranges::reverse(values);
    high = crc32c(high, values.data(), values.size());
  }
  return uint64_t{high} << 32 | low;
}

void RowReport::findEqualRows() {
  std::unordered_map<uint64_t, int64_t> known;
  int64_t twice = 0, shared = 0;
  for (int64_t row : train)
    twice += !known.emplace(hashOf(row), row).second;
  std::string examples;
  for (int64_t row : val) {
    auto found = known.find(hashOf(row));
    if (found == known.end())
      continue;
    if (shared++ < static_cast<int64_t>(kExamples))
      examples += fmt::format("{}{} is {}", examples.empty() ? ": " : ", ",
                              rows.placeOf(row), rows.placeOf(found->second));
  }
  add("repeated", fmt::format("{} rows for training are equal to an earlier "
                              "one",
                              twice));
  add("leakage",
      fmt::format("{} of {} validation rows are equal to one for training{}{}",
                  shared, val.size(), examples,
                  shared > static_cast<int64_t>(kExamples) ? ", .." : ""));
}

void RowReport::measureTexts(size_t input) {
  std::vector<int64_t> lengths;
  int64_t cut = 0, unknown = 0, tokens = 0;
  const Vocabulary *vocabulary = rows.vocabulary();
  int32_t unknownToken = -1;
  for (const char *name : {"<UNK>", "[UNK]", "<unk>"})
    if (vocabulary && unknownToken < 0)
      unknownToken = vocabulary->specialNamed(name);
  for (int64_t row = 0; row < rows.rows(); ++row) {
    int64_t length = rows.fullLength(row, input);
    int64_t kept = rows.rowLength(row, input);
    lengths.push_back(length);
    cut += length > kept;
    tokens += kept;
    std::vector<char> values = valuesOf(row, input);
    for (int64_t i = 0; i < kept && unknownToken >= 0; ++i)
      unknown += static_cast<int64_t>(loadElement(
                     inputs[input]->dtype, values.data(), i)) == unknownToken;
  }
  std::ranges::sort(lengths);
  auto at = [&](double share) {
    return lengths[static_cast<size_t>(
        share * static_cast<double>(lengths.size() - 1))];
  };
  auto count = static_cast<double>(lengths.size());
  add("length",
      fmt::format("{}: {} to {} tokens, half of the rows up to {}, 90 "
                  "% up to {}; {} rows are cut ({})",
                  inputs[input]->name, at(0), at(1), at(0.5), at(0.9), cut,
                  percent(static_cast<double>(cut), count)));
  if (unknownToken >= 0)
    add("unknown", fmt::format("{}: {} of {} tokens are unknown ({})",
                               inputs[input]->name, unknown, tokens,
                               percent(static_cast<double>(unknown),
                                       static_cast<double>(tokens))));
}

} // namespace

std::vector<std::string> reportRows(const RowSource &rows,
                                    std::span<const int64_t> train,
                                    std::span<const int64_t> val) {
  return RowReport(rows, train, val).write();
}

} // namespace bmc
