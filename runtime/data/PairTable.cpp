//===- PairTable.cpp - Texts and their translations -----------------------===//
//
// Two files whose lines belong together, or one with a tab between the two. A
// source ends with the token that ends lines; a target is preceded by it as
// what a decoder sees (`target`), and followed by it as what it should say
// (`targets`).
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Crc32c.h"
#include "runtime/data/BadRows.h"
#include "runtime/data/FilePattern.h"
#include "runtime/data/RowDataset.h"
#include "runtime/data/RowTexts.h"
#include "runtime/data/TextLines.h"
#include "runtime/data/TokenFields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

class PairTable : public RowSource {
public:
  Status load(const DatasetSource &source);

  int64_t rows() const override { return pairCount; }
  std::vector<const BmrtTensor *> inputs() const override;
  Status fit(std::span<const int64_t> train) override;
  int64_t rowLength(int64_t row, size_t input) const override {
    return std::min(fullLength(row, input), longest[isOfSource(input) ? 0 : 1]);
  }
  void copyRow(int64_t row, size_t input, std::span<char> to,
               const Occasion *occasion) const override;
  bool isText(size_t input) const override {
    return fields[input] == Field::Source || fields[input] == Field::Target;
  }
  int64_t fullLength(int64_t row, size_t input) const override {
    return static_cast<int64_t>(tokensOf(row, isOfSource(input)).size()) + 1;
  }
  const Vocabulary *vocabulary() const override { return &texts.vocabulary(); }
  std::string placeOf(int64_t row) const override;
  std::vector<std::string> badRows() const override { return bad.messages; }
  Json identity() const override;

private:
  enum class Field { Source, Target, Targets, SourceLength, TargetLength };

  bool isOfSource(size_t input) const {
    return fields[input] == Field::Source ||
           fields[input] == Field::SourceLength;
  }
  const RowTexts &textsOf(bool isSource) const {
    return isSource && hasOwn ? sources : texts;
  }
  std::span<const int32_t> tokensOf(int64_t row, bool isSource) const {
    return textsOf(isSource).row(isSource || hasOwn ? 0 : 1, row);
  }
  Status checkInputs(const DatasetSource &source);
  Status configureTexts(const DatasetSource &source);
  Status readPairs(size_t source, size_t target);
  Status readTable(size_t file);
  Status readRow(const TextLines &lines, std::string_view line, size_t file);
  Status add(const TextLines &lines, std::string_view source,
             std::string_view target, TextPlace place, TextPlace targetPlace);

  std::string path;               ///< as given
  std::vector<std::string> files; ///< that it names
  std::vector<Binding> bindings;
  std::vector<Field> fields; ///< of the bindings
  int64_t longest[2] = {};   ///< tokens of a source and a target, at most
  /// The targets; and, unless those have a tokenizer of their own, before them
  /// the sources.
  RowTexts texts;
  RowTexts sources;
  bool hasOwn = false;
  BadRows bad;
  std::vector<TextPlace> places;
  int64_t pairCount = 0;
  uint32_t crc = 0;
};

Status PairTable::checkInputs(const DatasetSource &source) {
  static constexpr TokenField<Field> known[] = {
      {"source", Field::Source},
      {"target", Field::Target},
      {"targets", Field::Targets},
      {"source_lengths", Field::SourceLength, /*isLength=*/true},
      {"target_lengths", Field::TargetLength, /*isLength=*/true}};
  BMRT_TRY(bindTokenFields(source, "pairs", known, bindings, fields));
  BMRT_TRY(
      getInt(source.data, "source_length", longest[0]).withContext("data"));
  return getInt(source.data, "target_length", longest[1]).withContext("data");
}

Status PairTable::configureTexts(const DatasetSource &source) {
  const Json *identity = source.options.identity;
  BMRT_TRY(texts.configure(source.data, identity).withContext(path));
  const Json *own = findMember(source.data, "source");
  hasOwn = own != nullptr;
  texts.addColumn();
  if (!hasOwn) {
    texts.addColumn();
    return {};
  }
  Json known = Json::object();
  if (identity)
    if (const Json *saved = findMember(*identity, "source_vocabulary"))
      known["vocabulary"] = *saved;
  BMRT_TRY(
      sources.configure(*own, identity ? &known : nullptr).withContext(path));
  sources.addColumn();
  return {};
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

Status PairTable::add(const TextLines &lines, std::string_view source,
                      std::string_view target, TextPlace place,
                      TextPlace targetPlace) {
  if (isBlank(source) || isBlank(target))
    return lines.error(fmt::format("the {} is empty, expected a text",
                                   isBlank(source) ? "source" : "target"));
  (hasOwn ? sources : texts).add(0, source, place);
  texts.add(hasOwn ? 0 : 1, target, targetPlace);
  places.push_back(place);
  ++pairCount;
  return {};
}

/// Pairs of lines; where both are blank is none.
Status PairTable::readPairs(size_t source, size_t target) {
  TextLines from, to;
  BMRT_TRY(from.open(files[source], crc));
  BMRT_TRY(to.open(files[target], 0));
  std::string_view one, other;
  for (bool sourceEnds = false, targetEnds = false;;) {
    BMRT_TRY(from.next(one, sourceEnds));
    BMRT_TRY(to.next(other, targetEnds));
    if (sourceEnds && targetEnds)
      break;
    if (sourceEnds != targetEnds)
      return badInput("{} ends after {} lines, and {} does not",
                      sourceEnds ? from.path() : to.path(),
                      sourceEnds ? from.number() : to.number(),
                      sourceEnds ? to.path() : from.path());
    if (isBlank(one) && isBlank(other))
      continue;
    Status status = from.checkUtf8(one);
    if (status.ok())
      status = to.checkUtf8(other);
    if (status.ok())
      status = add(isBlank(one) ? from : to, one, other,
                   {from.number(), 0, source}, {to.number(), 0, target});
    BMRT_TRY(bad.keep(std::move(status)));
  }
  uint32_t ofTargets = to.checksum();
  crc = crc32c(from.checksum(), &ofTargets, sizeof ofTargets);
  return {};
}

/// Lines with a tab between source and target; what is behind another tab does
/// not count.
Status PairTable::readTable(size_t file) {
  return forEachLine(files[file], crc,
                     [&](const TextLines &lines, std::string_view line) {
                       return bad.keep(readRow(lines, line, file));
                     });
}

Status PairTable::readRow(const TextLines &lines, std::string_view line,
                          size_t file) {
  BMRT_TRY(lines.checkUtf8(line));
  size_t tab = line.find('\t');
  if (tab == line.npos)
    return lines.error("found no tab, expected one between source and target");
  std::string_view target = line.substr(tab + 1);
  target = target.substr(0, target.find('\t'));
  return add(lines, line.substr(0, tab), target, {lines.number(), 1, file},
             {lines.number(), static_cast<int64_t>(tab) + 2, file});
}

Status PairTable::load(const DatasetSource &source) {
  path = source.path;
  bad.keepsGoing = source.options.keepsGoing;
  BMRT_TRY(checkInputs(source));
  BMRT_TRY(configureTexts(source));
  BMRT_TRY(findFiles(path, files));
  // "text.{en,de}": all sources come first.
  bool areAligned = path.find('{') != path.npos && files.size() > 1;
  if (areAligned && files.size() % 2 != 0)
    return badInput("{}: found {} files, expected as many of sources as of "
                    "targets",
                    path, files.size());
  size_t count = areAligned ? files.size() / 2 : files.size();
  for (size_t i = 0; i < count; ++i)
    BMRT_TRY(areAligned ? readPairs(i, count + i) : readTable(i));
  return pairCount ? Status()
                   : badInput("{}: found no pair of texts, expected lines with "
                              "a tab, or two files as 'text.{{en,de}}'",
                              path);
}

Status PairTable::fit(std::span<const int64_t> train) {
  if (hasOwn)
    BMRT_TRY(sources.encode(files, train));
  BMRT_TRY(texts.encode(files, train));
  for (bool isSource : {true, false})
    if (textsOf(isSource).vocabulary().lineEnd() < 0)
      return badInput("{}: the vocabulary has no line break", path);
  return {};
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

std::vector<const BmrtTensor *> PairTable::inputs() const {
  std::vector<const BmrtTensor *> result;
  for (const Binding &binding : bindings)
    result.push_back(binding.input);
  return result;
}

std::string PairTable::placeOf(int64_t row) const {
  const TextPlace &place = places[static_cast<size_t>(row)];
  return fmt::format("{}:{}", files[place.file], place.line);
}

void PairTable::copyRow(int64_t row, size_t input, std::span<char> to,
                        const Occasion *) const {
  BmrtDType dtype = bindings[input].input->dtype;
  Field field = fields[input];
  if (field == Field::SourceLength || field == Field::TargetLength)
    return storeElement(dtype, to.data(), 0,
                        static_cast<double>(rowLength(row, input)));
  bool isSource = field == Field::Source;
  std::span<const int32_t> text = tokensOf(row, isSource);
  std::vector<int32_t> tokens(text.begin(), text.end());
  tokens.insert(field == Field::Target ? tokens.begin() : tokens.end(),
                textsOf(isSource).vocabulary().lineEnd());
  writeTokens(tokens, field == Field::Targets ? kNoTarget : 0, dtype, to);
}

Json PairTable::identity() const {
  Json identity{{"kind", "pairs"},
                {"rows", pairCount},
                {"checksum", fmt::format("{:08x}", crc)},
                {"vocabulary", texts.vocabulary().toJson()}};
  if (hasOwn)
    identity["source_vocabulary"] = sources.vocabulary().toJson();
  return identity;
}

} // namespace

Status bmc::openPairDataset(const DatasetSource &source,
                            std::unique_ptr<Dataset> &out) {
  auto table = std::make_unique<PairTable>();
  BMRT_TRY(table->load(source));
  return makeRowDataset(source, std::move(table), out);
}
