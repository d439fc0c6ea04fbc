//===- Entries.cpp - Collects descriptions from where things are defined --===//

#include "frontend/Frontend.h"
#include "frontend/Parser.h"
#include "frontend/reference/Reference.h"
#include "frontend/sema/Analyzer.h"
#include "frontend/sema/Builtins.h"
#include "ir/optimizers/Rules.h"
#include "runtime/abi/Schedules.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bmc {

std::vector<StringRef> ReferenceEntry::missing() const {
  bool hasShape = !shape.empty() || StringRef(signature).contains("->") ||
                  StringRef(call).contains("->");
  bool isTensor = kind == EntryKind::Layer || kind == EntryKind::Function ||
                  kind == EntryKind::Metric || kind == EntryKind::Data;
  std::vector<StringRef> keys;
  if (meaning.empty())
    keys.push_back("sentence");
  if (isTensor && !hasShape)
    keys.push_back("shape");
  if (torch.empty())
    keys.push_back("torch");
  if (line.empty())
    keys.push_back("try");
  return keys;
}

/// Reads the text beside a definition. The first line of a key counts, so that
/// defaults can follow it.
static void describe(ReferenceEntry &entry, StringRef text) {
  std::string ignored, *part = &entry.meaning;
  SmallVector<StringRef> lines;
  text.split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef line : lines) {
    line = line.trim();
    if (line.consume_front("group: ")) {
      entry.group = line.str();
      continue;
    }
    for (auto [key, field] :
         {std::pair<StringRef, std::string *>{"shape: ", &entry.shape},
          {"torch: ", &entry.torch},
          {"try: ", &entry.line}})
      if (line.consume_front(key)) {
        part = field->empty() ? field : &ignored;
        break;
      }
    *part += (part->empty() ? "" : " ") + line.str();
  }
}

//===----------------------------------------------------------------------===//
// std
//===----------------------------------------------------------------------===//

/// What stands from `begin` to the brace of a body, on one line.
static std::string headOf(const char *begin) {
  std::string head;
  for (const char *c = begin; *c && *c != '{'; ++c)
    if (!isSpace(*c))
      head += *c;
    else if (!head.empty() && head.back() != ' ' && head.back() != '(')
      head += ' ';
  return StringRef(head).rtrim().str();
}

/// The comment directly above the line that holds `place`.
static std::string commentAbove(StringRef text, const char *place) {
  StringRef before(text.begin(), place - text.begin());
  before = before.substr(0, before.rfind('\n') + 1);
  SmallVector<StringRef> lines;
  while (before.consume_back("\n")) {
    StringRef line = before.substr(before.rfind('\n') + 1);
    if (!line.starts_with("# "))
      break;
    lines.push_back(line.drop_front(2));
    before = before.drop_back(line.size());
  }
  return join(reverse(lines), "\n");
}

/// The heading "#: Title" that `place` comes after.
static StringRef groupOf(StringRef text, const char *place) {
  StringRef before(text.begin(), place - text.begin());
  size_t heading = before.rfind("#: ");
  return heading == StringRef::npos
             ? ""
             : before.substr(heading + 3).split('\n').first;
}

/// Whether what a comment describes is a part of something else, which users
/// have no need to name.
static bool isPart(StringRef group, StringRef comment) {
  return group.starts_with("Part of ") || comment.starts_with("Part of ");
}

static void addDeclaration(StringRef text, const ast::Name &name,
                           const ast::BlockDecl *block,
                           std::vector<ReferenceEntry> &entries) {
  const char *place = name.range.Start.getPointer();
  std::string comment = commentAbove(text, place);
  StringRef group = groupOf(text, place);
  if (isPart(group, comment))
    return;
  ReferenceEntry entry{block ? EntryKind::Layer : EntryKind::Function,
                       name.text.str(), group.str(), headOf(place)};
  if (block && block->params.empty())
    entry.signature += "()";
  if (block && block->forward) {
    const char *forward = block->forward->name.range.Start.getPointer();
    entry.call = headOf(forward + StringRef("forward").size());
  }
  describe(entry, comment);
  entries.push_back(std::move(entry));
}

static void addLibrary(std::vector<ReferenceEntry> &entries) {
  for (auto &[name, text] : standardLibrary()) {
    SourceMgr sources;
    DiagnosticEngine diagnostics(sources, nulls(), /*colour=*/false, 1);
    ast::File file;
    if (!parse(text, /*isLibrary=*/true, file, diagnostics))
      continue;
    for (const auto &block : file.blocks)
      addDeclaration(text, block->name, block.get(), entries);
    for (const auto &function : file.functions)
      addDeclaration(text, function->name, nullptr, entries);
  }
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// "x, dim=-1" as "x, dim = -1".
static std::string spaced(StringRef signature) {
  SmallVector<StringRef> parts;
  signature.split(parts, '=');
  return join(parts, " = ");
}

static void addBuiltins(std::vector<ReferenceEntry> &entries) {
  for (const BuiltinFamily &family : builtinFamilies())
    for (const Builtin &row : family.rows) {
      if (isPart("", row.reference))
        continue;
      ReferenceEntry entry{
          EntryKind::Function, row.name.str(), family.title.str(),
          (row.name + "(" + spaced(row.signature) + ")").str()};
      if (family.title == "Metrics")
        entry.kind = EntryKind::Metric;
      if (family.title == "Initial values")
        entry.kind = EntryKind::InitialValue;
      if (isUpper(row.name.front()))
        entry.kind = EntryKind::Layer;
      describe(entry, row.reference);
      entries.push_back(std::move(entry));
    }
}

static std::string formatDefault(const UpdateOption &option) {
  using Kind = UpdateOption::Kind;
  if (option.kind == Kind::Flag)
    return option.initial ? "true" : "false";
  if (option.kind == Kind::Choice)
    return "\"" + option.choices[size_t(option.initial)].str() + "\"";
  SmallVector<std::string> numbers;
  for (StringRef name : option.numbers())
    numbers.push_back(formatConstant(initialNumber(option, name)));
  std::string text = join(numbers, ", ");
  return numbers.size() > 1 ? "(" + text + ")" : text;
}

static void addOptimizers(std::vector<ReferenceEntry> &entries) {
  for (const UpdateRule &rule : updateRules()) {
    if (rule.isInternal)
      continue;
    std::string signature =
        (rule.name + "(lr = " + formatConstant(rule.rate)).str();
    for (ArrayRef<UpdateOption> part : {rule.options, commonUpdateOptions()})
      for (const UpdateOption &option : part)
        if (option.kind != UpdateOption::Kind::Derived)
          signature +=
              (", " + option.name + " = " + formatDefault(option)).str();
    if (rule.scope != UpdateScope::All)
      signature += ", others = AdamW()";
    ReferenceEntry entry{EntryKind::Optimizer, rule.name.str(), "Optimizers",
                         signature + ")"};
    describe(entry, rule.reference);
    entries.push_back(std::move(entry));
  }
}

static void addSchedules(std::vector<ReferenceEntry> &entries) {
  for (const ScheduleForm &form : kScheduleForms) {
    std::string signature = std::string(form.name) + "(";
    for (const ScheduleArgument &argument : scheduleArguments(form)) {
      if (signature.back() != '(')
        signature += ", ";
      signature += argument.name.str();
      if (!argument.isRequired)
        signature += " = " + formatConstant(argument.fallback);
    }
    ReferenceEntry entry{EntryKind::Schedule, std::string(form.name),
                         "Schedules", signature + ")"};
    describe(entry, StringRef(form.reference));
    entries.push_back(std::move(entry));
  }
}

static void addData(std::vector<ReferenceEntry> &entries) {
  for (const DataKind &kind : dataKinds()) {
    ReferenceEntry entry{
        EntryKind::Data, kind.name.str(), "Data",
        (kind.name + "(path) { " + kind.settings + " }").str()};
    describe(entry, kind.reference);
    entries.push_back(std::move(entry));
  }
}

//===----------------------------------------------------------------------===//
// All
//===----------------------------------------------------------------------===//

/// The page goes from layers to training.
static unsigned rankOf(StringRef group) {
  static constexpr StringLiteral order[] = {
      "Linear layers",  "Activations",
      "Convolutions",   "Pooling",
      "Resizing",       "Normalisation",
      "Dropout",        "Random numbers",
      "Embeddings",     "Recurrent layers",
      "Attention",      "Transformers",
      "State",          "Elementwise functions",
      "Reductions",     "Order and position",
      "Shapes",         "Lists",
      "Losses",         "Metrics",
      "Optimizers",     "Schedules",
      "Initial values", "Data"};
  return find(order, group) - std::begin(order);
}

const std::vector<ReferenceEntry> &referenceEntries() {
  static const std::vector<ReferenceEntry> all = [] {
    std::vector<ReferenceEntry> entries;
    addLibrary(entries);
    addBuiltins(entries);
    addOptimizers(entries);
    addSchedules(entries);
    addData(entries);
    auto key = [](const ReferenceEntry &entry) {
      return std::make_tuple(rankOf(entry.group), entry.group,
                             entry.kind != EntryKind::Layer, entry.name);
    };
    llvm::sort(entries, [&](const ReferenceEntry &a, const ReferenceEntry &b) {
      return key(a) < key(b);
    });
    return entries;
  }();
  return all;
}

} // namespace bmc
