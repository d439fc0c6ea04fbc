//===- ColumnRules.cpp - What becomes of the values of columns ------------===//
//
// missing = {age: median}, unknown = {city: "other"}, normalize = {x:
// standard}: dictionaries whose keys are the names that columns have in the
// model.
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// A bare word, which is no name of the model.
static StringRef wordOf(const Expr &expr) {
  auto *name = dyn_cast<NameExpr>(&expr);
  return name ? name->name : StringRef();
}

CsvColumn &Analyzer::columnOf(StringRef name) {
  return program.data->columns[columnIndex[name]];
}

/// Calls `read` with each entry and a column in the file that it is about; the
/// others of the same field become like it.
void Analyzer::forEachRule(
    const Expr &setting, StringRef key, StringRef example,
    function_ref<void(const Argument &, const DataField &, CsvColumn &)> read) {
  auto *dictionary = dyn_cast<DictionaryExpr>(&setting);
  if (!dictionary) {
    evaluator.error(setting.range, DiagId::BadValue,
                    "'" + key + "' must be written " + example);
    return;
  }
  std::vector<std::string> known;
  for (const ColumnDecl &column : data->columns)
    known.push_back(column.name.text.str());
  StringSet<> seen;
  for (const Argument &entry : dictionary->entries) {
    bool isKnown = is_contained(known, entry.name.text);
    if (!isKnown || !seen.insert(entry.name.text).second) {
      std::string hint = isKnown ? "" : didYouMean(entry.name.text, known);
      evaluator
          .error(entry.name.range, DiagId::UnknownKey,
                 (isKnown ? "repeated column '" : "unknown column '") +
                     entry.name.text + "' in '" + key + "'")
          .help(hint.empty() ? "columns are " + join(known, ", ") : hint);
      continue;
    }
    auto field = find_if(program.fields, [&](const DataField &candidate) {
      return candidate.name == entry.name.text;
    });
    if (field == program.fields.end())
      continue; // reported
    CsvColumn &first = columnOf(field->columns[0]);
    read(entry, *field, first);
    for (const std::string &name : drop_begin(field->columns)) {
      CsvColumn &other = columnOf(name);
      other.missing = first.missing;
      other.constant = first.constant;
      other.unknown = first.unknown;
      other.normalize = first.normalize;
    }
  }
  checkSharedColumns(*dictionary, key);
}

/// Reports columns in the file that fields read by different rules, or one by a
/// rule and one without.
void Analyzer::checkSharedColumns(const DictionaryExpr &rules, StringRef key) {
  StringMap<std::pair<const Name *, StringRef>> first; // by column in the file
  for (const ColumnDecl &declared : data->columns) {
    auto field = find_if(program.fields, [&](const DataField &candidate) {
      return candidate.name == declared.name.text;
    });
    auto entry = find_if(rules.entries, [&](const Argument &candidate) {
      return candidate.name.text == declared.name.text;
    });
    StringRef rule = entry == rules.entries.end() ? "" : entry->value->source();
    if (field == program.fields.end())
      continue; // reported
    for (const std::string &column : field->columns) {
      auto [other, isNew] =
          first.try_emplace(column, std::pair(&declared.name, rule));
      if (isNew || other->second.second == rule)
        continue;
      evaluator
          .error(declared.name.range, DiagId::BadValue,
                 "column \"" + column + "\" is read as '" +
                     other->second.first->text + "' and '" +
                     declared.name.text + "', which differ in '" + key + "'")
          .help("a column has one rule for all that reads it");
    }
  }
}

/// A value as the file would have it; nullopt after a report.
std::optional<std::string> Analyzer::readConstant(const Argument &entry,
                                                  const CsvColumn &column) {
  Value value = evaluator.eval(*entry.value);
  if (value.isError())
    return std::nullopt;
  StringRef type = column.type;
  bool isName = type == "category" || type == "text" || type == "date";
  if (isName && value.kind == Value::Kind::String &&
      (type == "text" || !StringRef(value.text).trim().empty()))
    return value.text;
  if (value.isInteger() && (type == "i32" || type == "f32"))
    return std::to_string(value.integer);
  if (value.isInteger() && type == "category" && value.integer >= 0 &&
      value.integer < column.size)
    return std::to_string(value.integer);
  if (value.isNumber() && type == "f32")
    return formatConstant(value.asDouble());
  StringRef expected = type == "f32"        ? "a number"
                       : type == "i32"      ? "an integer"
                       : type == "category" ? "a name, or an id below its count"
                       : type == "date"     ? "a date as a string"
                                            : "a string";
  evaluator.error(entry.value->range, DiagId::BadValue,
                  "column '" + entry.name.text + "' takes " + expected +
                      ", got " + describe(value, program));
  return std::nullopt;
}

void Analyzer::readMissing(const Argument &entry, const DataField &field,
                           CsvColumn &column) {
  StringRef word = wordOf(*entry.value);
  bool isFilled = word == "mean" || word == "median";
  if (column.type == "image") {
    evaluator.error(entry.name.range, DiagId::BadValue,
                    "nothing stands for a missing image");
    return;
  }
  if (isFilled && column.type != "f32" &&
      !(word == "median" && column.type == "i32")) {
    evaluator
        .error(entry.value->range, DiagId::BadValue,
               "column '" + entry.name.text + "' has no " + word)
        .help(column.type == "i32" ? "write median, or an integer"
                                   : "write what stands for a missing value");
    return;
  }
  if (isFilled) {
    column.missing = word.str();
  } else if (word == "error") {
    return;
  } else if (auto constant = readConstant(entry, column)) {
    column.missing = "constant";
    column.constant = *constant;
  }
}

/// `age_missing` beside `age`, 1 where it is missing, unless a column has that
/// name.
void Analyzer::addMissingField(const DataField &field) {
  std::string name = field.name + "_missing";
  if (isColumn(name))
    return;
  DataField added;
  added.name = name;
  added.type = {ElementType::F32, {field.type.shape[0]}};
  if (field.columns.size() > 1)
    added.type.shape.push_back(
        {static_cast<int64_t>(field.columns.size()), nullptr, ""});
  added.range = field.range;
  added.columns = field.columns;
  added.isSingleColumn = field.columns.size() == 1;
  added.isMissing = true;
  program.fields.push_back(std::move(added));
}

void Analyzer::analyzeMissing(Settings &settings) {
  const Expr *setting = settings.find("missing");
  if (!setting)
    return;
  forEachRule(*setting, "missing",
              "{age: median, height: 1.75, city: \"none\"}",
              [&](const Argument &entry, const DataField &field,
                  CsvColumn &column) { readMissing(entry, field, column); });
  std::vector<DataField> filled;
  for (const DataField &field : program.fields)
    if (!field.isLength && !field.columns.empty() &&
        !columnOf(field.columns[0]).missing.empty())
      filled.push_back(field);
  for (const DataField &field : filled)
    addMissingField(field);
}

/// `kind_weight` and `kind_one_hot` beside each category `kind`, unless a
/// column has that name.
void Analyzer::addClassFields() {
  std::vector<DataField> added;
  auto add = [&](const DataField &field, StringRef ending) -> DataField * {
    std::string name = field.name + ending.str();
    if (isColumn(name))
      return nullptr;
    DataField &made = added.emplace_back(field);
    made.name = name;
    made.type.element = ElementType::F32;
    made.limit = 0;
    return &made;
  };
  for (const DataField &field : program.fields) {
    const CsvColumn &column = columnOf(field.columns[0]);
    if (column.type != "category" || field.isMissing)
      continue;
    if (DataField *weight = add(field, "_weight"))
      weight->isWeight = true;
    if (DataField *oneHot = add(field, "_one_hot")) {
      oneHot->isOneHot = true;
      oneHot->isSingleColumn = false;
      oneHot->type.shape.push_back({column.size, nullptr, ""});
    }
  }
  append_range(program.fields, added);
}

void Analyzer::analyzeUnknown(Settings &settings) {
  const Expr *setting = settings.find("unknown");
  if (!setting)
    return;
  forEachRule(*setting, "unknown", "{city: \"other\"}",
              [&](const Argument &entry, const DataField &, CsvColumn &column) {
                if (column.type != "category") {
                  evaluator.error(entry.name.range, DiagId::BadValue,
                                  "column '" + entry.name.text +
                                      "' is no category, and has no unknown "
                                      "ones");
                  return;
                }
                if (wordOf(*entry.value) != "error")
                  column.unknown = readConstant(entry, column);
              });
}

void Analyzer::analyzeNormalize(const Expr &setting) {
  forEachRule(
      setting, "normalize", "{age: standard, height: minmax, price: log1p}",
      [&](const Argument &entry, const DataField &, CsvColumn &column) {
        StringRef word = wordOf(*entry.value);
        if (word != "standard" && word != "minmax" && word != "log1p") {
          evaluator.error(entry.value->range, DiagId::BadValue,
                          "column '" + entry.name.text +
                              "' is normalised by standard, minmax or log1p, "
                              "got '" +
                              entry.value->source() + "'");
          return;
        }
        if (column.type != "f32") {
          evaluator.error(entry.name.range, DiagId::BadValue,
                          "column '" + entry.name.text +
                              "' holds no numbers of type f32");
          return;
        }
        column.normalize = word.str();
      });
}

/// One character of a setting; 0 if there is none.
char Analyzer::readMark(Settings &settings, StringRef key, StringRef allowed) {
  std::string text;
  settings.readString(key, text);
  const Expr *setting = settings.find(key);
  bool isFine = text.size() == 1 &&
                (allowed.empty() ? StringRef("\"\r\n.-+").find(text[0]) ==
                                           StringRef::npos &&
                                       !isAlnum(text[0]) && isPrint(text[0])
                                 : allowed.contains(text[0]));
  if (!setting || isFine || text == "\t")
    return text.empty() ? '\0' : text[0];
  evaluator
      .error(setting->range, DiagId::BadValue,
             allowed.empty() ? "'separator' must be one character, and neither "
                               "a quote nor part of a number"
                             : "'decimal' must be \".\" or \",\"")
      .help(allowed.empty() ? "write separator = \";\" or \"\\t\""
                            : "it is what stands before a fraction");
  return '\0';
}

void Analyzer::analyzeMarks(Settings &settings) {
  char separator = readMark(settings, "separator", "");
  char decimal = readMark(settings, "decimal", ".,");
  if (separator && separator == decimal)
    evaluator.error(settings.find("decimal")->range, DiagId::BadValue,
                    "'separator' and 'decimal' are the same character");
  program.data->separator = std::string(separator ? 1 : 0, separator);
  program.data->decimal = std::string(decimal ? 1 : 0, decimal);
  if (const Expr *dayFirst = settings.find("day_first"))
    program.data->dayFirst = evaluator.evalBoolean(*dayFirst, "'day_first'");
}

} // namespace bmc
