//===- Data.cpp - The data block ------------------------------------------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Vocabularies above this are not what is meant; token ids are i32.
static constexpr int64_t kMaxVocabulary = int64_t(1) << 24;
/// The runtime's limit for tokenizer = char (runtime/data/Text.cpp).
static constexpr int64_t kMaxCharacters = 65536;

void Analyzer::analyzeData() {
  program.data = std::make_unique<DataConfig>();
  DataConfig &config = *program.data;
  config.name = data->name.text.str();
  config.kind = data->kind.text.str();
  Value value;
  value.kind = Value::Kind::Data;
  evaluator.globals[config.name] = value;

  static const std::vector<std::string> kinds{"text", "csv", "tokens",
                                              "images"};
  if (!is_contained(kinds, config.kind)) {
    std::string hint = didYouMean(config.kind, kinds);
    evaluator
        .error(data->kind.range, DiagId::UnknownKey,
               "unknown kind of data '" + config.kind + "'")
        .help(hint.empty() ? "known are text, csv, tokens and images" : hint);
    return;
  }
  if (data->path)
    config.path =
        evaluator.evalString(*data->path, "the path of the data").value_or("");
  std::vector<std::string> keys{"split"};
  if (config.kind == "text")
    keys.insert(keys.end(), {"tokenizer", "window"});
  if (config.kind == "tokens")
    keys.insert(keys.end(), {"vocab_size", "window"});
  if (config.kind == "images")
    keys.insert(keys.end(), {"labels", "size", "classes", "mean", "std",
                             "normalize", "augment"});
  Settings settings(evaluator, data->settings, keys,
                    config.kind + " data '" + config.name + "'");
  if (const Expr *split = settings.find("split"))
    analyzeSplit(*split);
  if (config.kind == "csv")
    return analyzeColumns();
  if (!data->columns.empty())
    evaluator
        .error(data->columns.front().name.range, DiagId::BadColumn,
               config.kind + " data has no columns")
        .help("settings are written 'key = value'");
  if (config.kind == "images")
    return analyzeImages(settings);
  analyzeTokens(settings);
}

void Analyzer::analyzeSplit(const Expr &expr) {
  auto *dictionary = dyn_cast<DictionaryExpr>(&expr);
  if (!dictionary) {
    evaluator.error(expr.range, DiagId::BadValue,
                    "'split' must be written {train: 0.9, val: 0.1}");
    return;
  }
  double parts[2] = {0, 0};
  bool seen[2] = {false, false};
  for (const Argument &entry : dictionary->entries) {
    int index = entry.name.text == "train" ? 0
                : entry.name.text == "val" ? 1
                                           : -1;
    if (index < 0 || seen[index]) {
      evaluator
          .error(entry.name.range, DiagId::UnknownKey,
                 (index < 0 ? "unknown part '" : "repeated part '") +
                     entry.name.text + "' of split")
          .help("the parts are train and val");
      return;
    }
    seen[index] = true;
    std::optional<double> part = evaluator.evalNumber(
        *entry.value, "part '" + entry.name.text + "' of split");
    if (!part)
      return;
    parts[index] = *part;
  }
  if (!(parts[0] > 0 && parts[1] >= 0) ||
      std::abs(parts[0] + parts[1] - 1) > 1e-9) {
    evaluator.error(expr.range, DiagId::BadValue,
                    "the parts of split must not be negative, train must be "
                    "above 0 and they must add up to 1");
    return;
  }
  program.data->train = parts[0];
  program.data->val = parts[1];
}

//===----------------------------------------------------------------------===//
// Text and tokens
//===----------------------------------------------------------------------===//

/// tokenizer = char(vocab_size = 128) or byte
void Analyzer::analyzeTokenizer(const Expr &expr) {
  DataConfig &config = *program.data;
  auto *call = dyn_cast<CallExpr>(&expr);
  auto *name = dyn_cast<NameExpr>(call ? call->callee.get() : &expr);
  StringRef kind = name ? name->name : "";
  if (kind != "char" && kind != "byte") {
    evaluator.error(
        expr.range, DiagId::BadValue,
        "'tokenizer' must be char(vocab_size = 128) or byte, got '" +
            expr.source() + "'");
    return;
  }
  config.tokenizer = kind.str();
  size_t count = call ? call->arguments.size() : 0;
  if (kind == "byte") {
    config.vocabSize = 256;
    if (count)
      evaluator.error(expr.range, DiagId::BadArguments,
                      "byte takes no arguments: its vocabulary has 256 tokens");
    return;
  }
  bool isSize = count == 1 && (call->arguments[0].name.text.empty() ||
                               call->arguments[0].name.text == "vocab_size");
  if (!isSize) {
    evaluator
        .error(expr.range, DiagId::BadArguments,
               "char needs 'vocab_size', the largest number of different "
               "characters")
        .help("write char(vocab_size = 128)");
    return;
  }
  config.vocabSize = readIntegerIn(evaluator, *call->arguments[0].value,
                                   "'vocab_size'", {1, kMaxCharacters})
                         .value_or(0);
}

std::optional<Shape> Analyzer::findInputShape(StringRef input, size_t rank) {
  if (!model->forward)
    return std::nullopt;
  for (const FunctionParam &param : model->forward->params) {
    if (param.name.text != input)
      continue;
    auto type = evaluator.evalType(cast<TypeExpr>(*param.type));
    if (!type || type->hasEllipsis || type->sizes.size() != rank)
      continue;
    Shape shape;
    for (const std::optional<Size> &size : type->sizes)
      shape.push_back(size.value_or(Size()));
    return shape;
  }
  return std::nullopt;
}

/// The second axis of the model's `tokens`.
std::optional<Size> Analyzer::findWindow() {
  std::optional<Shape> shape = findInputShape("tokens", 2);
  return shape ? std::optional<Size>((*shape)[1]) : std::nullopt;
}

void Analyzer::analyzeTokens(Settings &settings) {
  DataConfig &config = *program.data;
  if (config.kind == "text") {
    if (const Expr *tokenizer = settings.find("tokenizer"))
      analyzeTokenizer(*tokenizer);
    else
      evaluator
          .error(data->name.range, DiagId::MissingKey,
                 "text data needs a tokenizer")
          .help("write tokenizer = char(vocab_size = 128) or tokenizer = byte");
  } else {
    settings.readInteger("vocab_size", config.vocabSize, {1, kMaxVocabulary});
    if (!settings.find("vocab_size"))
      evaluator.error(data->name.range, DiagId::MissingKey,
                      "tokens data needs 'vocab_size'");
  }
  const Expr *setting = settings.find("window");
  std::optional<Size> window =
      setting ? evaluator.evalSize(*setting) : findWindow();
  if (!window && !setting)
    evaluator
        .error(data->name.range, DiagId::MissingKey,
               "data '" + config.name + "' needs a window")
        .help("declare 'dim S <= 256' and give the model an input 'tokens: "
              "i32[B, S]'");
  if (!window || !program.batch)
    return;
  config.window = window->isStatic() ? "" : window->dim->name;
  TensorType type{ElementType::I32,
                  {toSize(Value::fromDim(program.batch)), *window}};
  for (StringRef field : {"tokens", "targets"})
    program.fields.push_back(
        {field.str(), type, data->name.range, {}, false, false});
}

//===----------------------------------------------------------------------===//
// Columns
//===----------------------------------------------------------------------===//

void Analyzer::analyzeColumns() {
  if (data->columns.empty())
    evaluator
        .error(data->name.range, DiagId::MissingKey,
               "csv data '" + data->name.text + "' has no columns")
        .help("declare them as 'name: f32'");
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
  std::string kind; ///< "f32", "i32", "category"
  int64_t categories = 0;
  int64_t count = 1; ///< number of columns
  bool isVector = false;
};
} // namespace

/// category(6040)
static std::optional<ColumnType> readCategory(Evaluator &evaluator,
                                              const CallExpr &call) {
  auto *name = dyn_cast<NameExpr>(call.callee.get());
  if (!name || name->name != "category" || call.arguments.size() != 1) {
    evaluator.error(call.range, DiagId::BadColumn,
                    "a column is f32, i32, f32[n] or category(count)");
    return std::nullopt;
  }
  auto count = readIntegerIn(evaluator, *call.arguments[0].value,
                             "the number of categories", {1, kMaxVocabulary});
  if (!count)
    return std::nullopt;
  return ColumnType{ElementType::I32, "category", *count};
}

static std::optional<ColumnType> readColumnType(Evaluator &evaluator,
                                                const Expr &expr) {
  if (auto *call = dyn_cast<CallExpr>(&expr))
    return readCategory(evaluator, *call);
  auto *written = dyn_cast<TypeExpr>(&expr);
  if (!written || written->sizes.size() > 1 || written->hasEllipsis) {
    evaluator.error(expr.range, DiagId::BadColumn,
                    "a column is f32, i32, f32[n] or category(count), got '" +
                        expr.source() + "'");
    return std::nullopt;
  }
  ColumnType type{written->element, spelling(written->element).str()};
  if (written->sizes.empty())
    return type;
  auto count = readIntegerIn(evaluator, *written->sizes[0],
                             "the number of columns", {1, 100'000});
  if (!count)
    return std::nullopt;
  type.count = *count;
  type.isVector = true;
  return type;
}

void Analyzer::analyzeColumn(const ColumnDecl &column) {
  std::optional<ColumnType> type = readColumnType(evaluator, *column.type);
  if (!type)
    return;
  if (reportReserved(evaluator, column.name.text, column.name.range))
    return;
  DataField field;
  field.columns = columnNames(column, type->count);
  if (field.columns.empty() || !program.batch)
    return;
  std::vector<CsvColumn> &columns = program.data->columns;
  for (const std::string &name : field.columns) {
    auto [it, isNew] = columnIndex.try_emplace(name, columns.size());
    if (isNew)
      columns.push_back({name, type->kind, type->categories});
    const CsvColumn &known = columns[it->second];
    if (known.type != type->kind || known.size != type->categories)
      evaluator.error(column.name.range, DiagId::BadColumn,
                      "column \"" + name + "\" is read with two types");
  }
  field.name = column.name.text.str();
  field.type = {type->element, {toSize(Value::fromDim(program.batch))}};
  if (type->isVector)
    field.type.shape.push_back({type->count, nullptr, ""});
  field.range = column.name.range;
  field.isSingleColumn = !type->isVector;
  program.fields.push_back(std::move(field));
}

} // namespace bmc
