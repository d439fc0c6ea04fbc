//===- Columns.cpp - The columns of tables in the data block --------------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Whether a column is written `KIND(..)`.
static bool isColumnOf(const ColumnDecl &column, StringRef kind) {
  auto *call = dyn_cast<CallExpr>(column.type.get());
  auto *name = call ? dyn_cast<NameExpr>(call->callee.get()) : nullptr;
  return name && name->name == kind;
}

void Analyzer::analyzeColumns(Settings &settings) {
  if (data->columns.empty())
    evaluator
        .error(data->name.range, DiagId::MissingKey,
               "csv data '" + data->name.text + "' has no columns")
        .help("declare them as 'name: f32'");
  bool hasText = false;
  for (const ColumnDecl &column : data->columns)
    hasText |= isColumnOf(column, "text");
  if (hasText)
    readTokenizer(settings, "a text column");
  readBucket(settings);
  if (hasText)
    readNoise(settings);
  for (const char *key : {"tokenizer", "bucket", "masking", "word_dropout"})
    if (const Expr *setting = settings.find(key); setting && !hasText)
      reportNeedless(*setting, key, "text(length)");
  StringMap<SourceRange> seen;
  for (const ColumnDecl &column : data->columns) {
    auto [it, isNew] = seen.try_emplace(column.name.text, column.name.range);
    if (isNew)
      analyzeColumn(column);
    else
      evaluator
          .error(column.name.range, DiagId::DuplicateName,
                 "column '" + column.name.text + "' is declared twice")
          .note(it->second, "the first is here");
  }
  analyzeMarks(settings);
  analyzeMissing(settings);
  addClassFields();
  if (const Expr *sample = settings.find("sample"))
    analyzeSample(*sample);
  analyzeUnknown(settings);
  const Expr *normalize = settings.find("normalize");
  bool isRules = normalize && isa<DictionaryExpr>(normalize);
  if (isRules)
    analyzeNormalize(*normalize);
  settings.readNumber("mixup", program.data->mixup, 0, 100);
  analyzeColumnPixels(settings);
}

void Analyzer::reportNeedless(const Expr &setting, const std::string &key,
                              const std::string &column) {
  evaluator.error(setting.range, DiagId::UnknownKey,
                  "'" + key + "' is of columns " + column +
                      ", and there are none");
}

/// Of image columns: they are normalised and changed alike.
void Analyzer::analyzeColumnPixels(Settings &settings) {
  Shape size;
  for (const CsvColumn &column : program.data->columns)
    if (column.type == "image" && size.empty())
      for (int64_t extent : column.extents)
        size.push_back({extent, nullptr, ""});
  if (!size.empty())
    return analyzePixels(settings, size);
  bool hasImage = false;
  for (const ColumnDecl &column : data->columns)
    hasImage |= isColumnOf(column, "image");
  for (StringRef key : {"mean", "std", "normalize", "augment"}) {
    const Expr *setting = settings.find(key);
    bool isOfNumbers =
        setting && key == "normalize" && isa<DictionaryExpr>(setting);
    if (setting && !hasImage && !isOfNumbers)
      reportNeedless(*setting, key.str(), "image(channels, height, width)");
  }
}

/// The names in the file: given as a string or a list, else `x` or x0, x1, ..
std::vector<std::string> Analyzer::columnNames(const ColumnDecl &column,
                                               int64_t count) {
  std::vector<std::string> names;
  if (!column.source) {
    for (int64_t i = 0; i < count; ++i)
      names.push_back(column.name.text.str() +
                      (count > 1 ? std::to_string(i) : ""));
    return names;
  }
  Value value = evaluator.eval(*column.source);
  std::vector<Value> values =
      value.isSequence() ? value.elements() : std::vector<Value>{value};
  for (const Value &name : values)
    if (name.kind == Value::Kind::String)
      names.push_back(name.text);
  if (value.isError() || names.size() == size_t(count))
    return names;
  evaluator.error(column.source->range, DiagId::BadColumn,
                  "'" + column.name.text + "' needs the names of " +
                      Twine(count) + " columns as strings, got " +
                      describe(value, program));
  return {};
}

namespace {
/// The written type of a column.
struct ColumnType {
  ElementType element = ElementType::F32;
  std::string kind;   ///< of CsvColumn::type
  int64_t size = 0;   ///< categories, or tokens of a text at most
  Shape axes = {};    ///< how many columns, and how they are arranged
  Shape extents = {}; ///< of a text, image or parts of a date
  std::vector<std::string> parts = {}; ///< of a date
};
} // namespace

/// That one input is made of.
static constexpr int64_t kMaxColumns = 1'000'000;

static constexpr const char *kColumnTypes =
    "a column is f32, i32, f32[n], f32[n, m], category(count), text(length), "
    "date(part, ..) or image(channels, height, width)";

/// category(6040)
static std::optional<ColumnType> readCategory(Evaluator &evaluator,
                                              const CallExpr &call) {
  auto count = readIntegerIn(evaluator, *call.arguments[0].value,
                             "the number of categories", {1, kMaxVocabulary});
  if (!count)
    return std::nullopt;
  return ColumnType{ElementType::I32, "category", *count};
}

/// text(S)
static std::optional<ColumnType> readText(Evaluator &evaluator,
                                          const CallExpr &call) {
  std::optional<Size> length = evaluator.evalSize(*call.arguments[0].value);
  if (!length)
    return std::nullopt;
  ColumnType type{ElementType::I32, "text", length->value};
  type.extents = {*length};
  return type;
}

/// image(3, 32, 32)
static std::optional<ColumnType> readImage(Evaluator &evaluator,
                                           const CallExpr &call) {
  ColumnType type{ElementType::F32, "image"};
  static constexpr const char *names[] = {"the channels", "the height",
                                          "the width"};
  for (auto [argument, name] : zip(call.arguments, names)) {
    auto extent = readIntegerIn(evaluator, *argument.value, name,
                                {1, StringRef(name) == names[0] ? 4 : 65536});
    if (!extent)
      return std::nullopt;
    type.extents.push_back({*extent, nullptr, ""});
  }
  return type;
}

/// date(month, weekday)
static std::optional<ColumnType> readDate(Evaluator &evaluator,
                                          const CallExpr &call) {
  static const std::vector<std::string> known = {
      "year", "month",  "day",    "day_of_year", "weekday",
      "hour", "minute", "second", "days"};
  ColumnType type{ElementType::F32, "date"};
  for (const Argument &argument : call.arguments) {
    auto *name = dyn_cast<NameExpr>(argument.value.get());
    if (name && is_contained(known, name->name)) {
      type.parts.push_back(name->name.str());
      continue;
    }
    std::string hint = name ? didYouMean(name->name, known) : "";
    evaluator
        .error(argument.value->range, DiagId::BadColumn,
               "'" + argument.value->source() + "' is no part of a date")
        .help(hint.empty() ? "known are " + join(known, ", ") : hint);
    return std::nullopt;
  }
  if (type.parts.size() > 1)
    type.extents.push_back(
        {static_cast<int64_t>(type.parts.size()), nullptr, ""});
  return type;
}

static std::optional<ColumnType> readCall(Evaluator &evaluator,
                                          const CallExpr &call) {
  auto *name = dyn_cast<NameExpr>(call.callee.get());
  StringRef kind = name ? name->name : "";
  size_t count = call.arguments.size();
  if (kind == "category" && count == 1)
    return readCategory(evaluator, call);
  if (kind == "text" && count == 1)
    return readText(evaluator, call);
  if (kind == "date" && count > 0)
    return readDate(evaluator, call);
  if (kind == "image" && count == 3)
    return readImage(evaluator, call);
  evaluator.error(call.range, DiagId::BadColumn, kColumnTypes);
  return std::nullopt;
}

static std::optional<ColumnType> readColumnType(Evaluator &evaluator,
                                                const Expr &expr) {
  if (auto *call = dyn_cast<CallExpr>(&expr))
    return readCall(evaluator, *call);
  auto *written = dyn_cast<TypeExpr>(&expr);
  if (!written || written->hasEllipsis) {
    evaluator.error(expr.range, DiagId::BadColumn,
                    Twine(kColumnTypes) + ", got '" + expr.source() + "'");
    return std::nullopt;
  }
  ColumnType type{written->element, spelling(written->element).str()};
  int64_t left = kMaxColumns;
  for (const auto &size : written->sizes) {
    auto extent =
        readIntegerIn(evaluator, *size, "the number of columns", {1, left});
    if (!extent)
      return std::nullopt;
    left /= *extent;
    type.axes.push_back({*extent, nullptr, ""});
  }
  return type;
}

static int64_t countColumns(const ColumnType &type) {
  int64_t count = 1;
  for (const Size &axis : type.axes)
    count *= axis.value;
  return count;
}

void Analyzer::analyzeColumn(const ColumnDecl &column) {
  std::optional<ColumnType> type = readColumnType(evaluator, *column.type);
  if (!type)
    return;
  if (reportReserved(evaluator, column.name.text, column.name.range))
    return;
  DataField field;
  field.columns = columnNames(column, countColumns(*type));
  if (field.columns.empty() || !program.batch)
    return;
  std::vector<CsvColumn> &columns = program.data->columns;
  for (const std::string &name : field.columns) {
    auto [it, isNew] = columnIndex.try_emplace(name, columns.size());
    if (isNew)
      columns.push_back({name, type->kind, type->size, {}, type->parts});
    CsvColumn &known = columns[it->second];
    std::vector<int64_t> extents;
    for (const Size &extent : type->extents)
      extents.push_back(extent.value);
    if (isNew)
      known.extents = extents;
    if (known.type != type->kind || known.size != type->size ||
        known.extents != extents || known.parts != type->parts)
      evaluator.error(column.name.range, DiagId::BadColumn,
                      "column \"" + name + "\" is read with two types");
  }
  field.name = column.name.text.str();
  field.type = {type->element, {toSize(Value::fromDim(program.batch))}};
  field.range = column.name.range;
  field.type.shape.append(type->axes.begin(), type->axes.end());
  field.type.shape.append(type->extents.begin(), type->extents.end());
  field.isSingleColumn = field.type.rank() == 1;
  bool isText = type->kind == "text";
  if (type->kind == "category")
    field.limit = type->size;
  const DataConfig &config = *program.data;
  if (isText)
    field.limit = config.vocabSize + config.maskToken.has_value();
  program.fields.push_back(field);
  if (!isText)
    return;
  addLengthField(field, type->size);
  if (config.masking > 0)
    addTargetsField(field);
}

bool Analyzer::isColumn(StringRef name) const {
  return any_of(data->columns, [&](const ColumnDecl &column) {
    return column.name.text == name;
  });
}

/// `review_targets` beside the text `review`, some of whose tokens are hidden,
/// unless a column has that name.
void Analyzer::addTargetsField(const DataField &text) {
  std::string name = text.name + "_targets";
  if (isColumn(name))
    return;
  DataField targets = text;
  targets.name = name;
  targets.limit = program.data->vocabSize;
  targets.isTargets = true;
  program.fields.push_back(std::move(targets));
}

/// `review_length` beside the text `review`, unless a column has that name.
void Analyzer::addLengthField(const DataField &text, int64_t longest) {
  std::string name = text.name + "_length";
  if (isColumn(name))
    return;
  DataField &length =
      addField(name, {ElementType::I32, {text.type.shape[0]}}, longest + 1);
  length.columns = text.columns;
  length.isLength = true;
}

} // namespace bmc
