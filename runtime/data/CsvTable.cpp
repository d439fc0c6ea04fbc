//===- CsvTable.cpp - The columns a model reads, in memory ------*- C++ -*-===//
#include "runtime/data/CsvTable.h"

#include "runtime/core/Memory.h"
#include "runtime/core/Suggest.h"
#include "runtime/data/Csv.h"
#include "runtime/data/CsvNumbers.h"
#include "runtime/data/FilePattern.h"
#include "runtime/data/RowSampler.h"
#include "runtime/data/Vocabulary.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>

using namespace bmc;

/// Rows that there is room for at a time.
static constexpr int64_t kRoom = 1024;

Status CsvTable::error(TextPlace place, const std::string &message) const {
  if (place.line == 0) // what the model says, not the file
    return badInput("{}: {}", path, message);
  return badInput("{}:{}:{}: {}", files[place.file], place.line, place.column,
                  message);
}

//===----------------------------------------------------------------------===//
// Configuration
//===----------------------------------------------------------------------===//

CsvTable::Source &CsvTable::sourceOf(const CsvColumn &column) {
  auto [found, isNew] = sourceIndex.emplace(column.name, sources.size());
  if (isNew)
    sources.emplace_back().column = column;
  return sources[found->second];
}

Status CsvTable::addSlot(const CsvColumn &column, const Slot &slot) {
  const CsvInput &input = inputList[slot.input];
  bool isReal = column.type == CsvColumn::Type::Float ||
                column.type == CsvColumn::Type::Date ||
                slot.take != Take::Value;
  if (isReal && !isFloat(input.dtype()))
    return badInput("column '{}' holds floating-point numbers, but input '{}' "
                    "expects {}",
                    column.name, input.input->name, dtypeName(input.dtype()));
  sourceOf(column).slots.push_back(slot);
  return {};
}

/// Numbers have to be finite in every input that takes them, and log1p takes
/// those above -1.
void CsvTable::boundNumbers(Source &source) const {
  // From here on numbers become infinite when they are rounded to float.
  constexpr double kEndOfFloats = 0x1.ffffffp127;
  for (const Slot &slot : source.slots)
    if (inputList[slot.input].input->dtype == kBmrtF32)
      source.bounds.below = kEndOfFloats;
  bool isLog = source.column.normalize == CsvColumn::Normalize::Log1p;
  source.bounds.above = isLog ? -1 : -source.bounds.below;
}

/// Columns of numbers that go to one place have one.
void CsvTable::findShortcuts() {
  shortcuts.clear();
  for (const Source &source : sources) {
    Shortcut &added = shortcuts.emplace_back(source.index);
    if (source.column.type != CsvColumn::Type::Float ||
        source.slots.size() != 1 || source.slots[0].take != Take::Value)
      continue;
    const Slot &slot = source.slots[0];
    CsvInput &input = inputList[slot.input];
    added.bounds = source.bounds;
    added.input = &input;
    added.isF32 = input.dtype() == kBmrtF32;
    added.rowBytes = input.rowBytes();
    added.offset =
        static_cast<size_t>(slot.position) * elementSize(input.dtype());
  }
}

/// Columns of numbers that fill the last dim of an input, or whether their
/// values are missing.
Status CsvTable::bindValues(const Binding &binding, const ColumnIndex &byName) {
  int64_t width = 1, position = 0;
  Take take = binding.isMissing  ? Take::Missing
              : binding.isWeight ? Take::Weight
                                 : Take::Value;
  for (uint32_t axis = 1; axis < binding.input->rank; ++axis)
    width *= binding.input->extents[axis];
  inputList.push_back({binding.input, binding.range, width, {}});
  std::vector<std::pair<const CsvColumn *, Slot>> slots;
  for (const std::string &field : binding.fields) {
    auto column = byName.find(field);
    if (column == byName.end())
      return badInput("data.bindings: no column '{}' in data.columns", field);
    size_t parts = take == Take::Value ? column->second->parts.size() : 0;
    for (size_t part = 0; part < std::max<size_t>(parts, 1); ++part)
      slots.push_back(
          {column->second, {inputList.size() - 1, position++, part, take}});
  }
  if (binding.input->rank < 1 || width != position)
    return badInput("input '{}' takes {} values per row, but {} columns are "
                    "bound to it",
                    binding.input->name, width, position);
  for (const auto &[column, slot] : slots)
    BMRT_TRY(addSlot(*column, slot));
  return {};
}

/// A category as one number for each class, of which the id is kept.
Status CsvTable::bindOneHot(const Binding &binding, const CsvColumn &column) {
  const BmrtTensor &input = *binding.input;
  if (column.type != CsvColumn::Type::Category || input.rank != 2 ||
      input.extents[1] != column.size || !isFloat(input.dtype))
    return badInput("input '{}' does not fit the classes of column '{}'",
                    input.name, column.name);
  inputList.push_back({binding.input, binding.range, 1, {}});
  inputList.back().isOneHot = true;
  return addSlot(column, {inputList.size() - 1, 0});
}

Status CsvTable::bindOne(const DatasetSource &source, const Binding &binding,
                         const ColumnIndex &byName) {
  auto first = byName.find(binding.fields.front());
  if (!binding.isMissing && first != byName.end() && first->second->isMedia())
    return bindMedia(source, binding, *first->second);
  if (binding.isOneHot && first != byName.end())
    return bindOneHot(binding, *first->second);
  return bindValues(binding, byName);
}

Status CsvTable::bind(const DatasetSource &source) {
  std::vector<CsvColumn> columns;
  BMRT_TRY(readCsvColumns(source.data, columns));
  ColumnIndex byName;
  for (const CsvColumn &column : columns)
    byName.emplace(column.name, &column);
  std::vector<Binding> bindings;
  BMRT_TRY(readBindings(source.data, source.program, source.options, bindings));
  for (const Binding &binding : bindings)
    BMRT_TRY(bindOne(source, binding, byName));
  BMRT_TRY(useSaved(source.options.identity));
  for (Source &column : sources) {
    boundNumbers(column);
    if (column.column.type == CsvColumn::Type::Category && !column.fixed)
      addConstants(column);
  }
  return {};
}

Status CsvTable::useSavedCategories(Source &source, const Json &saved) {
  source.fixed = true;
  source.categories.integers = !saved.is_array();
  if (source.categories.integers)
    return {};
  for (const Json &name : saved) {
    if (!name.is_string())
      return badInput("checkpoint: categories of '{}' are not strings",
                      source.column.name);
    auto id = static_cast<int64_t>(source.categories.names.size());
    source.categories.names.push_back(name.get<std::string>());
    source.ids.emplace(source.categories.names.back(), id);
  }
  if (static_cast<int64_t>(source.categories.names.size()) > source.column.size)
    return badInput("checkpoint: column '{}' has {} categories, expected at "
                    "most {}",
                    source.column.name, source.categories.names.size(),
                    source.column.size);
  return {};
}

/// The member `key` of `group`; null if there is none. Names of columns may
/// hold anything.
static const Json *memberOf(const Json *group, const std::string &key) {
  if (!group || !group->is_object())
    return nullptr;
  auto found = group->find(key);
  return found == group->end() ? nullptr : &*found;
}

/// What the checkpoint says about the columns.
Status CsvTable::useSaved(const Json *identity) {
  const Json *categories =
      identity ? memberOf(identity, "categories") : nullptr;
  const Json *fits = identity ? memberOf(identity, "normalization") : nullptr;
  checksum.ofTexts =
      memberOf(identity, "checksum") && !memberOf(identity, kSummedKey);
  for (Source &source : sources) {
    const Json *saved = memberOf(categories, source.column.name);
    if (saved && source.column.type == CsvColumn::Type::Category)
      BMRT_TRY(useSavedCategories(source, *saved));
    const Json *fit = memberOf(fits, source.column.name);
    if (fit && isFitted(source))
      source.isFitted = source.fit.fromJson(source.column, *fit);
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// What the header says, shortened.
static std::string listNames(const std::vector<CsvField> &header) {
  std::string names;
  for (const CsvField &field : header) {
    if (names.size() >= 200)
      return names + ", ..";
    names += fmt::format("{}{}", names.empty() ? "" : ", ", field.text);
  }
  return names;
}

/// Why a header may lack a column: another separator, or another spelling.
static std::string headerHint(std::string_view column, char separator,
                              const std::vector<CsvField> &header) {
  std::vector<std::string_view> names;
  for (const CsvField &field : header) {
    if (lowerCase(field.text) == lowerCase(column))
      return fmt::format("; did you mean '{}'?", field.text);
    names.push_back(field.text);
  }
  std::string hint = suggestion(column, names);
  if (hint.empty() && separator && header.size() == 1)
    return fmt::format("; are its fields separated by {}? 'separator' of the "
                       "data says by what",
                       describeSeparator(separator));
  return hint;
}

Status CsvTable::matchHeader(std::vector<CsvField> &header, bool mayLack) {
  std::map<std::string_view, size_t> index, again;
  for (size_t i = 0; i < header.size(); ++i) {
    BMRT_TRY(checkUtf8(header[i]));
    header[i].text = trimField(header[i].text);
    if (!index.emplace(header[i].text, i).second)
      again.emplace(header[i].text, i);
  }
  auto find = [&](const std::string &name, size_t &place) -> Status {
    auto found = index.find(name);
    if (found == index.end())
      return badInput("{}:1:1: no column '{}', found {}{}", files.back(), name,
                      listNames(header), headerHint(name, separator, header));
    if (auto twice = again.find(name); twice != again.end())
      return error(header[twice->second],
                   fmt::format("found column '{}' twice", name));
    place = found->second;
    return {};
  };
  for (Source &source : sources) {
    bool isNeeded = isTraining || !mayLack ||
                    source.column.missing == CsvColumn::Missing::Error;
    if (isNeeded || index.contains(source.column.name)) {
      BMRT_TRY(find(source.column.name, source.index));
      continue;
    }
    source.index = kNoField;
    noteList.push_back(fmt::format("{}: column '{}' is missing in each row",
                                   files.back(), source.column.name));
  }
  findShortcuts();
  // A table that is not for training need not say how it would be split.
  if (splitBy && !isTraining && !index.contains(splitBy->name))
    splitBy.reset();
  if (splitBy)
    BMRT_TRY(find(splitBy->name, splitBy->index));
  return drawBy ? find(drawBy->name, drawBy->index) : Status();
}

Status CsvTable::addKey(KeyColumn &column, const std::vector<CsvField> &row) {
  const CsvField &field = row[column.index];
  checksum.add(field);
  Status status = field.number ? column.add(*field.number)
                               : column.add(trimField(field.text), decimal);
  return status.ok() ? status : error(placeOf(field), status.message());
}

/// Reads a field that may hold anything.
Status CsvTable::readField(Source &source, const CsvField &field, double &value,
                           bool &isMissing) {
  std::string_view text;
  BMRT_TRY(read(source, field, text, isMissing));
  if (source.media)
    BMRT_TRY(addMediaRow(source, field, text));
  source.absent += isMissing;
  if (isMissing && source.column.isFilled())
    source.missing.push_back(rowCount);
  else if (!source.column.isMedia())
    BMRT_TRY(parse(source, field, text, value));
  return {};
}

Status CsvTable::addField(Source &source, const CsvField &field) {
  double value = 0;
  bool isMissing = false;
  bool isPlain = field.number ? readNumber(source, *field.number, value)
                              : readPlain(source, trimField(field.text), value);
  if (!isPlain) {
    CsvField text{textOf(field, written), field.line, field.column};
    BMRT_TRY(readField(source, text, value, isMissing));
    rememberId(source, field, value, isMissing);
  }
  bool isDate = source.column.type == CsvColumn::Type::Date;
  for (const Slot &slot : source.slots)
    setElement(slot, rowCount,
               slot.take == Take::Missing ? isMissing
               : isDate ? date.part(source.column.parts[slot.part])
                        : value);
  return {};
}

/// Takes memory for as many rows at once.
void CsvTable::reserve(int64_t rows) {
  for (CsvInput &input : inputList)
    if (input.media == CsvColumn::Type::Float)
      input.values.reserve(static_cast<size_t>(rows) * input.rowBytes());
}

/// Makes room for the values of as many rows.
void CsvTable::makeRoom(int64_t rows) {
  for (CsvInput &input : inputList)
    if (input.media == CsvColumn::Type::Float)
      input.values.resize(static_cast<size_t>(rows) * input.rowBytes());
}

Status CsvTable::addRow(const std::vector<CsvField> &row, size_t width) {
  if (row.size() != width)
    return error(placeOf(row.back()),
                 fmt::format("found {} fields, expected {} as in the header",
                             row.size(), width));
  if (rowCount % kRoom == 0)
    makeRoom(rowCount + kRoom);
  auto source = sources.begin();
  CsvField none; // of columns that the table does not have
  if (!row.empty())
    none = {{}, row.front().line, row.front().column};
  for (const Shortcut &shortcut : shortcuts) {
    const CsvField &field =
        shortcut.field == kNoField ? none : row[shortcut.field];
    checksum.add(field);
    checksum.endField();
    if (!shortcut.take(field, rowCount))
      BMRT_TRY(addField(*source, field));
    ++source;
  }
  if (splitBy)
    BMRT_TRY(addKey(*splitBy, row));
  if (drawBy)
    BMRT_TRY(addKey(*drawBy, row));
  ++rowCount;
  checksum.endRow();
  return {};
}

/// A setting that is one character; 0 if it is not given.
static Status readMark(const Json &data, const char *key, char &mark) {
  std::string text;
  if (findMember(data, key))
    BMRT_TRY(getString(data, key, text).withContext("data"));
  if (text.size() > 1)
    return badInput("data.{}: found '{}', expected one character", key, text);
  mark = text.empty() ? '\0' : text[0];
  return {};
}

static Status readDateOrder(const Json &data, DateOrder &order) {
  const Json *dayFirst = findMember(data, "day_first");
  if (!dayFirst)
    return {};
  if (!dayFirst->is_boolean())
    return badInput("data.day_first: expected true or false");
  order = dayFirst->get<bool>() ? DateOrder::DayFirst : DateOrder::MonthFirst;
  return {};
}

/// Which columns and files rows are split and drawn by.
void CsvTable::useKeys(const DatasetSource &source) {
  using Kind = KeyColumn::Kind;
  isTraining = source.options.function == "train";
  bool isSplit = isTraining || source.options.function == "eval";
  if (isSplit && !rule.column.empty()) {
    Kind kind = rule.by == SplitRule::By::Time    ? Kind::Time
                : rule.by == SplitRule::By::Given ? Kind::Choice
                                                  : Kind::Class;
    splitBy.emplace(kind, rule.column,
                    std::vector{rule.trainValue, rule.valValue});
  }
  std::string column;
  const Json *sample = findMember(source.data, "sample");
  for (const char *key : {"balance", "weight"})
    if (isTraining && sample && getString(*sample, key, column).ok()) {
      isBalanced = std::string_view(key) == "balance";
      drawBy.emplace(isBalanced ? Kind::Class : Kind::Weight, column);
    }
}

/// Those that the path names, and the one for validation.
Status CsvTable::findFiles(const DatasetSource &source,
                           std::vector<std::string> &paths) const {
  BMRT_TRY(bmc::findFiles(path, paths));
  bool isSplit = isTraining || source.options.function == "eval";
  if (rule.valFile.empty() || !isSplit || !source.options.readsSplitFile)
    return {};
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  paths.push_back((folder / rule.valFile).string());
  return {};
}

Status CsvTable::readRows(RowReader &reader, size_t width) {
  std::vector<CsvField> row;
  int64_t before = rowCount;
  // Those of further files find room as rows of texts do.
  if (before == 0)
    reserve(reader.rows());
  for (bool end = false;;) {
    BMRT_TRY(reader.next(row, end));
    if (end)
      break;
    BMRT_TRY(keepsGoing ? addRowOrDrop(row, width) : addRow(row, width));
  }
  if (rowCount == before)
    return badInput("{}: found a header row only, expected data rows",
                    files.back());
  return {};
}

Status CsvTable::readTable(const DatasetSource &source,
                           const std::string &file) {
  files.push_back(file);
  char given = 0;
  BMRT_TRY(readMark(source.data, "separator", given));
  BMRT_TRY(readMark(source.data, "decimal", decimal));
  BMRT_TRY(readDateOrder(source.data, dateOrder));
  std::unique_ptr<RowReader> reader;
  BMRT_TRY(isRecord ? openRecord(file, source.options.record, reader)
                    : openRows(file, given, reader));
  separator = reader->separator();
  if (char mark = reader->decimal())
    decimal = mark;
  std::ranges::move(reader->notes(), std::back_inserter(noteList));
  MemoryUse use("reading", file, reader->size());
  std::vector<CsvField> header;
  bool end = false;
  BMRT_TRY(reader->next(header, end));
  if (end)
    return badInput("{}: found an empty file, expected a header row", file);
  BMRT_TRY(matchHeader(header, reader->mayLack()));
  return readRows(*reader, header.size());
}

Status CsvTable::load(const DatasetSource &source) {
  path = source.path;
  mayNumber = source.options.mayNumber;
  isRecord = !source.options.record.empty();
  keepsGoing = source.options.keepsGoing;
  BMRT_TRY(readSplitRule(source, rule));
  useKeys(source);
  BMRT_TRY(bind(source));
  std::vector<std::string> paths{path};
  if (!isRecord) {
    paths.clear();
    BMRT_TRY(findFiles(source, paths));
  }
  for (const std::string &file : paths) {
    BMRT_TRY(readTable(source, file));
    bool isVal = !rule.valFile.empty() && paths.size() > 1 &&
                 files.size() == paths.size();
    if (!rule.valFile.empty() && source.options.readsSplitFile)
      fileKeys.resize(static_cast<size_t>(rowCount),
                      isVal ? kValSplit : kTrainSplit);
  }
  makeRoom(rowCount);
  for (std::optional<KeyColumn> *column : {&splitBy, &drawBy})
    if (*column)
      (*column)->finish();
  for (Source &column : sources)
    if (column.column.type == CsvColumn::Type::Category && !column.fixed)
      BMRT_TRY(resolveCategories(column));
  return readImages();
}

std::span<const int64_t> CsvTable::splitKeys() const {
  return splitBy ? splitBy->keys() : fileKeys;
}

std::vector<double>
CsvTable::drawWeights(std::span<const int64_t> train) const {
  if (!drawBy)
    return {};
  return isBalanced ? balancedWeights(drawBy->keys(), train)
                    : drawBy->numbers();
}

Json CsvTable::categoriesJson() const {
  Json result = Json::object();
  for (const Source &source : sources) {
    if (source.column.type != CsvColumn::Type::Category)
      continue;
    Json &entry = result[source.column.name];
    entry = "integers";
    if (!source.categories.integers)
      entry = source.categories.names;
  }
  return result;
}

std::vector<const BmrtTensor *> CsvTable::inputs() const {
  std::vector<const BmrtTensor *> result;
  for (const CsvInput &input : inputList)
    result.push_back(input.input);
  return result;
}

Status bmc::openCsvDataset(const DatasetSource &source,
                           std::unique_ptr<Dataset> &out) {
  auto table = std::make_unique<CsvTable>();
  BMRT_TRY(table->load(source));
  return makeRowDataset(source, std::move(table), out);
}
