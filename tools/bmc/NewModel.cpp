//===- NewModel.cpp - A first model for a table ---------------------------===//
#include "tools/bmc/NewModel.h"

#include "frontend/reference/Reference.h"
#include "runtime/core/Suggest.h"
#include "tools/bmc/TableProfile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace bmc {

using Kind = ColumnProfile::Kind;

/// Classes of a target at most; more different whole numbers are quantities.
static constexpr int64_t kMostClasses = 10;
static constexpr int64_t kWidth = 64;
static constexpr int64_t kTextLength = 64, kTextWidth = 16;

namespace {

class NewModel {
public:
  Status choose(const std::string &path, const std::string &target);
  std::string write();

private:
  Status chooseTarget(const std::string &target);
  std::string nameFor(const std::string &column);
  void addFeatures();
  void addNumbers();
  void addCategory(const ColumnProfile &column);
  void addDate(const ColumnProfile &column);
  void addText(const ColumnProfile &column);
  void addTarget();
  std::string scale() const;
  std::string data() const;
  std::string network() const;
  std::string training() const;

  std::string path;
  TableProfile table;
  ColumnProfile *target = nullptr;
  int64_t classes = 0; ///< 0: the target is a quantity
  llvm::StringSet<> taken;
  std::string targetName;
  // Lines and parts of the model.
  std::vector<std::string> columns, settings, members, inputs, parts, notes;
  std::vector<std::string> missing, unknown, normalize;
  int64_t width = 0; ///< of all parts
};

} // namespace

static std::string quote(llvm::StringRef text) {
  std::string quoted = "\"";
  for (char byte : text) {
    if (byte == '"' || byte == '\\')
      quoted += '\\';
    quoted += byte;
  }
  return quoted + "\"";
}

/// A name of the language for a column.
std::string NewModel::nameFor(const std::string &column) {
  std::string name;
  for (char byte : column) {
    bool isLetter = llvm::isAlnum(byte);
    if (isLetter || (!name.empty() && name.back() != '_'))
      name += isLetter ? byte : '_';
  }
  while (name.size() > 1 && name.back() == '_')
    name.pop_back();
  if (name.empty() || !llvm::isAlpha(name[0]))
    name = "c" + name;
  static const llvm::StringSet<> reserved{
      "return",   "for",    "in",       "if",      "else",     "as",
      "and",      "or",     "not",      "true",    "false",    "none",
      "f32",      "i32",    "dim",      "param",   "data",     "block",
      "model",    "train",  "function", "forward", "loss",     "output",
      "update",   "eval",   "predict",  "rng",     "lr",       "step",
      "position", "logits", "share",    "totals",  "evaluate", "metrics",
      "generate", "hidden", "head",     "numbers", "rows",     "Net",
      "B",        "h",      "MEAN",     "SPREAD"};
  auto isKnown = [&] {
    return llvm::any_of(referenceEntries(), [&](const ReferenceEntry &entry) {
      return entry.name == name;
    });
  };
  while (reserved.contains(name) || taken.contains(name) || isKnown())
    name += "_";
  taken.insert(name);
  return name;
}

/// `name: TYPE`, and the column if it is named otherwise.
static std::string columnLine(const std::string &name, const std::string &type,
                              const std::string &column) {
  return name + ": " + type + (name == column ? "" : " = " + quote(column));
}

Status NewModel::chooseTarget(const std::string &wanted) {
  std::vector<std::string_view> names;
  for (ColumnProfile &column : table.columns) {
    names.push_back(column.name);
    // Ids that name users or things are features, and so is what only some
    // kinds of events have.
    bool fits = (column.kind == Kind::Number ||
                 (column.kind == Kind::Category && !column.isReal)) &&
                2 * column.missing < table.rows;
    if (wanted.empty() ? fits : column.name == wanted)
      target = &column;
  }
  if (!target)
    return badInput("{}: {}", path,
                    wanted.empty() ? "no column can be a target, a number or a "
                                     "category"
                                   : "no column '" + wanted + "'" +
                                         suggestion(wanted, names));
  bool isClass = (target->kind == Kind::Category && !target->isReal) ||
                 (target->isReal && target->isWhole && target->least >= 0 &&
                  target->distinct() <= kMostClasses &&
                  target->distinct() > 1 && target->most < 1000);
  if (target->kind != Kind::Number && target->kind != Kind::Category &&
      !isClass)
    return badInput("{}: column '{}' cannot be the target: {}", path,
                    target->name,
                    target->why.empty() ? "it is neither a number nor a "
                                          "category"
                                        : target->why);
  if (target->missing > 0)
    return badInput("{}:{}: the target '{}' has no value here, and in {} rows "
                    "in all; leave them out{}",
                    path, target->firstMissing, target->name, target->missing,
                    wanted.empty() ? ", or name another with --target" : "");
  if (isClass)
    classes = target->isReal ? static_cast<int64_t>(target->most) + 1
                             : target->distinct();
  return {};
}

Status NewModel::choose(const std::string &file, const std::string &wanted) {
  path = file;
  BMRT_TRY(profileTable(path, table));
  BMRT_TRY(chooseTarget(wanted));
  if (table.rows < 10)
    return badInput("{}: {} rows are too few to train and to validate", path,
                    table.rows);
  addFeatures();
  if (parts.empty())
    return badInput("{}: no column but the target tells rows apart", path);
  addTarget();
  if (table.dayFirst)
    settings.push_back(std::string("day_first = ") +
                       (*table.dayFirst ? "true" : "false"));
  return {};
}

void NewModel::addNumbers() {
  std::vector<std::string> names;
  bool hasMissing = false;
  for (const ColumnProfile &column : table.columns)
    if (&column != target && column.kind == Kind::Number) {
      names.push_back(quote(column.name));
      hasMissing |= column.missing > 0;
    }
  if (names.empty())
    return;
  std::string size = std::to_string(names.size());
  columns.push_back("numbers: f32[" + size + "] = [" + llvm::join(names, ", ") +
                    "]");
  normalize.push_back("numbers: standard");
  missing.push_back("numbers: median");
  auto add = [&](const std::string &name) {
    inputs.push_back(name + ": f32[B, " + size + "]");
    parts.push_back(name);
    width += static_cast<int64_t>(names.size());
  };
  add("numbers");
  if (hasMissing)
    add("numbers_missing");
}

void NewModel::addCategory(const ColumnProfile &column) {
  std::string name = nameFor(column.name);
  // One more for what training does not know, and one for what is missing.
  int64_t count = column.distinct() + 1 + (column.missing > 0);
  int64_t size = std::min<int64_t>(16, (count + 3) / 2);
  columns.push_back(
      columnLine(name, "category(" + std::to_string(count) + ")", column.name));
  unknown.push_back(name + ": \"other\"");
  missing.push_back(name +
                    (column.missing > 0 ? ": \"missing\"" : ": \"other\""));
  members.push_back(name + "_table = Embedding(rows." + name + ".count, " +
                    std::to_string(size) + ")");
  inputs.push_back(name + ": i32[B]");
  parts.push_back(name + "_table(" + name + ")");
  width += size;
}

void NewModel::addDate(const ColumnProfile &column) {
  std::string name = nameFor(column.name);
  std::vector<ColumnProfile::Part> telling = column.tellingParts();
  std::vector<std::string> names;
  for (const ColumnProfile::Part &part : telling)
    names.push_back(part.name);
  const ColumnProfile::Part &first = telling.front();
  bool hasYears = first.part == DatePart::Year;
  size_t count = telling.size();
  columns.push_back(
      columnLine(name, "date(" + llvm::join(names, ", ") + ")", column.name));
  missing.push_back(name + ": " + quote(*column.values.begin()));
  inputs.push_back(name + ": f32[B" +
                   (count > 1 ? ", " + std::to_string(count) : "") + "]");
  // One part has no axis of its own.
  std::string all = count > 1 ? name : name + "[:, none]";
  if (hasYears)
    parts.push_back(fmt::format(
        "({} - {:.1f}) / {:.1f}", count > 1 ? name + "[:, :1]" : all,
        (first.least + first.most) / 2.0,
        std::max(1.0, (first.most - first.least) / 2.0)));
  if (!hasYears || count > 1)
    parts.push_back((hasYears ? name + "[:, 1:]" : all) + " / 10");
  width += static_cast<int64_t>(count);
}

void NewModel::addText(const ColumnProfile &column) {
  std::string name = nameFor(column.name);
  std::string length = std::to_string(kTextLength);
  if (llvm::none_of(settings, [](const std::string &line) {
        return line.starts_with("tokenizer");
      }))
    settings.push_back(
        "tokenizer = words(vocab_size = 5000, lowercase = true)");
  columns.push_back(columnLine(name, "text(" + length + ")", column.name));
  missing.push_back(name + ": \"\"");
  std::string size = std::to_string(kTextWidth);
  members.push_back(name + "_words = Embedding(5000, " + size +
                    ", padding_idx = 0)");
  inputs.push_back(name + ": i32[B, " + length + "]");
  parts.push_back("sum(" + name + "_words(" + name + "), dim = 1) / 8");
  width += kTextWidth;
}

void NewModel::addFeatures() {
  if (table.namesAreNumbers())
    notes.push_back("The first line is taken for the names of the columns, "
                    "which are numbers: is it a row?");
  addNumbers();
  for (const ColumnProfile &column : table.columns) {
    if (&column == target)
      continue;
    if (column.kind == Kind::Category)
      addCategory(column);
    else if (column.kind == Kind::Date)
      addDate(column);
    else if (column.kind == Kind::Text)
      addText(column);
    else if (column.kind == Kind::None)
      notes.push_back("Column " + quote(column.name) +
                      " is left out: " + column.why + ".");
  }
}

void NewModel::addTarget() {
  targetName = nameFor(target->name);
  columns.push_back(columnLine(
      targetName, classes ? "category(" + std::to_string(classes) + ")" : "f32",
      target->name));
  settings.push_back("split = {train: 0.8, val: 0.2" +
                     (classes ? ", stratify: " + quote(target->name) : "") +
                     "}");
}

/// A float of the language, rounded.
static std::string roundedText(double number) {
  std::string text = fmt::format("{:.4g}", number);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

/// Predictions and errors are in the unit of the target, what the net computes
/// is about 1.
std::string NewModel::scale() const {
  if (classes)
    return "";
  return "# The target is about MEAN, more or less SPREAD.\nparam MEAN = " +
         roundedText(target->mean) +
         ", SPREAD = " + roundedText(target->deviation()) + "\n";
}

std::string NewModel::data() const {
  std::string text =
      "data rows = csv(" + quote(llvm::sys::path::filename(path)) + ") {\n";
  for (const std::string &line : columns)
    text += "  " + line + "\n";
  auto rules = [&](const char *key, const std::vector<std::string> &entries) {
    if (!entries.empty())
      text +=
          std::string("  ") + key + " = {" + llvm::join(entries, ", ") + "}\n";
  };
  rules("missing", missing);
  rules("unknown", unknown);
  rules("normalize", normalize);
  for (const std::string &line : settings)
    text += "  " + line + "\n";
  return text + "}\n";
}

std::string NewModel::network() const {
  std::string sizes = std::to_string(kWidth);
  std::string results = std::to_string(classes ? classes : 1);
  std::string text = "model Net {\n";
  for (const std::string &line : members)
    text += "  " + line + "\n";
  text += "  hidden = [Linear(size, " + sizes + ") for size in [" +
          std::to_string(width) + ", " + sizes + "]]\n";
  text += "  head = Linear(" + sizes + ", " + results + ")\n";
  text += "  forward(" + llvm::join(inputs, ", ") + ") -> f32[B" +
          (classes ? ", " + results : "") + "] {\n";
  text += parts.size() == 1
              ? "    h = " + parts[0] + "\n"
              : "    h = cat([" + llvm::join(parts, ", ") + "], dim = -1)\n";
  text += "    for layer in hidden { h = dropout(relu(layer(h)), 0.1) }\n";
  text += classes ? "    return head(h)\n"
                  : "    return (head(h) * SPREAD + MEAN) as f32[B]\n";
  return text + "  }\n}\n";
}

std::string NewModel::training() const {
  int64_t perEpoch = std::max<int64_t>(1, table.rows * 8 / 10 / 32);
  int64_t epochs = std::clamp<int64_t>(2000 / perEpoch, 3, 100);
  int64_t every = std::max<int64_t>(perEpoch, epochs * perEpoch / 20);
  std::string text = "train Net on rows {\n";
  text += classes ? "  loss = cross_entropy(output, " + targetName +
                        ")\n  metrics = [accuracy, f1]\n"
                  : "  loss = mse(output, " + targetName +
                        ") / SPREAD ** 2\n  metrics = [rmse(output, " +
                        targetName + "), r2(output, " + targetName + ")]\n";
  text += "  optimizer = AdamW(lr = cosine(3e-3, warmup = 20), weight_decay = "
          "0.01)\n  batch_size = 32\n";
  text += "  epochs = " + std::to_string(epochs) + "\n  eval every " +
          std::to_string(every) + " { batches = 50 }\n";
  return text + "}\n";
}

std::string NewModel::write() {
  std::string text = "# A first model for the " + std::to_string(table.rows) +
                     " rows of " + llvm::sys::path::filename(path).str() +
                     ", to be changed.\n";
  for (std::string note : notes) {
    std::ranges::replace_if(
        note, [](unsigned char byte) { return byte < ' '; }, '?');
    text += "# " + note + "\n";
  }
  return text + "\n" + scale() + "dim B\n\n" + data() + "\n" + network() +
         "\n" + training();
}

Status writeNewModel(const std::string &table, const std::string &target,
                     std::string &model) {
  NewModel writer;
  BMRT_TRY(writer.choose(table, target));
  model = writer.write();
  return {};
}

} // namespace bmc
