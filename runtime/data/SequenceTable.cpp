//===- SequenceTable.cpp - Rows that are sequences of tokens --------------===//
#include "runtime/data/SequenceTable.h"

#include "runtime/data/FilePattern.h"
#include "runtime/data/TextLines.h"
#include "runtime/data/TokenFields.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

namespace bmc {

Status SequenceTable::checkInputs(const DatasetSource &source) {
  static constexpr TokenField<Field> known[] = {
      {"tokens", Field::Tokens},
      {"targets", Field::Targets},
      {"lengths", Field::Lengths, /*isLength=*/true},
      {"segments", Field::Segments},
      {"positions", Field::Positions}};
  BMRT_TRY(bindTokenFields(source, kind, known, bindings, fields));
  const Json *pack = findMember(source.data, "pack");
  isPacked = pack && *pack == true;
  return getInt(source.data, "length", longest).withContext("data");
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

Status SequenceTable::readLine(const TextLines &lines, std::string_view line,
                               size_t file) {
  BMRT_TRY(lines.checkUtf8(line));
  return addLine(line, {lines.number(), 0, file})
      .withContext(fmt::format("{}:{}", lines.path(), lines.number()));
}

/// Lines of spaces alone are none.
Status SequenceTable::readFile(size_t file) {
  return forEachLine(files[file], crc,
                     [&](const TextLines &lines, std::string_view line) {
                       return bad.keep(readLine(lines, line, file));
                     });
}

Status SequenceTable::load(const DatasetSource &source) {
  path = source.path;
  bad.keepsGoing = source.options.keepsGoing;
  BMRT_TRY(getString(source.data, "kind", kind).withContext("data"));
  BMRT_TRY(checkInputs(source));
  BMRT_TRY(
      texts.configure(source.data, source.options.identity).withContext(path));
  texts.addColumn();
  BMRT_TRY(noise.configure(source.data, source.options));
  BMRT_TRY(configure(source));
  BMRT_TRY(findFiles(path, files));
  for (size_t file = 0; file < files.size(); ++file)
    BMRT_TRY(readFile(file));
  return sequences() ? Status()
                     : badInput("{}: found no line, expected text", path);
}

Status SequenceTable::fit(std::span<const int64_t> train) {
  BMRT_TRY(texts.encode(files, textsOf(train)));
  BMRT_TRY(noise.fit(texts.vocabulary()).withContext(path));
  return checkVocabulary();
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

int64_t SequenceTable::rows() const {
  return memberEnds.empty() ? sequences()
                            : static_cast<int64_t>(memberEnds.size());
}

std::span<const int64_t> SequenceTable::membersOf(const int64_t &row) const {
  if (memberEnds.empty())
    return {&row, 1};
  auto index = static_cast<size_t>(row);
  auto begin = static_cast<size_t>(index ? memberEnds[index - 1] : 0);
  return std::span(members).subspan(
      begin, static_cast<size_t>(memberEnds[index]) - begin);
}

/// Makes rows of sequences: the longest first, each where it leaves the least
/// room, as best-fit decreasing does.
void SequenceTable::packRows(std::vector<int64_t> &rows) {
  std::ranges::sort(rows, {}, [&](int64_t sequence) {
    return std::pair(-keptLength(sequence), sequence);
  });
  std::vector<std::vector<int64_t>> packed;
  std::multimap<int64_t, size_t> open; // by the room that is left
  for (int64_t sequence : rows) {
    int64_t length = keptLength(sequence);
    auto best = open.lower_bound(length);
    size_t row = best == open.end() ? packed.size() : best->second;
    int64_t room = best == open.end() ? longest : best->first;
    if (best == open.end())
      packed.emplace_back();
    else
      open.erase(best);
    packed[row].push_back(sequence);
    if (room > length)
      open.emplace(room - length, row);
  }
  rows.resize(packed.size());
  std::iota(rows.begin(), rows.end(), static_cast<int64_t>(memberEnds.size()));
  for (const std::vector<int64_t> &row : packed) {
    members.insert(members.end(), row.begin(), row.end());
    memberEnds.push_back(static_cast<int64_t>(members.size()));
  }
}

void SequenceTable::group(std::span<std::vector<int64_t> *const> parts) {
  if (isPacked)
    for (std::vector<int64_t> *part : parts)
      packRows(*part);
}

std::vector<const BmrtTensor *> SequenceTable::inputs() const {
  std::vector<const BmrtTensor *> result;
  for (const Binding &binding : bindings)
    result.push_back(binding.input);
  return result;
}

int64_t SequenceTable::rowLength(int64_t row, size_t) const {
  int64_t length = 0;
  for (int64_t sequence : membersOf(row))
    length += keptLength(sequence);
  return length;
}

int64_t SequenceTable::fullLength(int64_t row, size_t) const {
  int64_t length = 0;
  for (int64_t sequence : membersOf(row))
    length += exampleLength(sequence);
  return length;
}

/// What a model sees of a sequence, and what it should say.
void SequenceTable::makeExample(int64_t sequence, const Occasion *occasion,
                                std::vector<int32_t> &tokens,
                                std::vector<int32_t> &targets) const {
  Sequence whole;
  read(sequence, whole);
  auto kept = static_cast<size_t>(keptLength(sequence));
  tokens.assign(whole.tokens.begin(),
                whole.tokens.begin() + static_cast<ptrdiff_t>(kept));
  std::vector<bool> chosen;
  noise.apply(sequence, occasion, tokens, chosen);
  targets.resize(kept);
  size_t ahead = noise.masks() ? 0 : 1;
  for (size_t i = 0; i < kept; ++i) {
    bool isTarget = ahead ? whole.isTarget[i + 1] : chosen[i];
    targets[i] = isTarget ? whole.tokens[i + ahead] : kNoTarget;
  }
}

void SequenceTable::copyRow(int64_t row, size_t input, std::span<char> to,
                            const Occasion *occasion) const {
  BmrtDType dtype = bindings[input].input->dtype;
  Field field = fields[input];
  if (field == Field::Lengths)
    return storeElement(dtype, to.data(), 0,
                        static_cast<double>(rowLength(row, input)));
  std::vector<int32_t> values, tokens, targets;
  int32_t segment = 0;
  for (int64_t member : membersOf(row)) {
    ++segment;
    if (field == Field::Tokens || field == Field::Targets) {
      makeExample(member, occasion, tokens, targets);
      const auto &of = field == Field::Tokens ? tokens : targets;
      values.insert(values.end(), of.begin(), of.end());
      continue;
    }
    auto kept = static_cast<int32_t>(keptLength(member));
    for (int32_t i = 0; i < kept; ++i)
      values.push_back(field == Field::Segments ? segment : i);
  }
  writeTokens(values, field == Field::Targets ? kNoTarget : 0, dtype, to);
}

/// How much of what there is to learn is within the rows.
void SequenceTable::describe(std::vector<std::string> &lines) const {
  int64_t targets = 0, seen = 0, idle = 0, filled = 0;
  Sequence sequence;
  std::vector<int32_t> tokens, learnt;
  for (int64_t i = 0; i < sequences(); ++i) {
    makeExample(i, nullptr, tokens, learnt);
    auto within = static_cast<int64_t>(learnt.size()) -
                  std::ranges::count(learnt, kNoTarget);
    seen += within;
    idle += within == 0;
    filled += keptLength(i);
    sequence.clear();
    read(i, sequence);
    targets += noise.masks() ? within
                             : std::count(sequence.isTarget.begin() + 1,
                                          sequence.isTarget.end(), true);
  }
  auto share = [](int64_t part, int64_t whole) {
    return whole > 0
               ? 100.0 * static_cast<double>(part) / static_cast<double>(whole)
               : 0.0;
  };
  lines.push_back(fmt::format(
      "{:<12}{} of {} tokens to learn are in the first {} of a row ({:.1f} "
      "%); {} rows have none",
      "targets", seen, targets, longest, share(seen, targets), idle));
  if (isPacked)
    lines.push_back(fmt::format(
        "{:<12}{} sequences in {} rows, {:.1f} % of which are filled", "packed",
        sequences(), rows(), share(filled, rows() * longest)));
}

Json SequenceTable::identity() const {
  return Json{{"kind", kind},
              {"rows", sequences()},
              {"checksum", fmt::format("{:08x}", crc)},
              {"vocabulary", texts.vocabulary().toJson()}};
}

} // namespace bmc
