//===- Page.cpp - The reference as text and as a page ---------------------===//

#include "frontend/Frontend.h"
#include "frontend/reference/Reference.h"
#include "frontend/sema/Sema.h"
#include "frontend/sema/Value.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bmc {

//===----------------------------------------------------------------------===//
// What a line makes
//===----------------------------------------------------------------------===//

namespace {
struct LineResult {
  std::vector<std::string> outputs, parameters;
  /// Errors and warnings; a line has to be free of both.
  std::string problems;
};
} // namespace

/// "f32[B, 4]", whatever the file calls its sizes.
static std::string plain(const TensorType &type) {
  std::string text = ast::spelling(type.element).str();
  if (type.shape.empty())
    return text + "[]";
  for (auto [i, size] : enumerate(type.shape))
    text += (i ? ", " : "[") +
            (size.dim ? size.dim->name : std::to_string(size.value));
  return text + "]";
}

static std::string describe(const InitSpec &init) {
  std::string numbers =
      formatConstant(init.a) + ", " + formatConstant(init.b) + ")";
  switch (init.kind) {
  case InitSpec::Kind::Constant:
    return formatConstant(init.a);
  case InitSpec::Kind::Normal:
    return "normal(" + numbers;
  case InitSpec::Kind::Uniform:
    return "uniform(" + numbers;
  case InitSpec::Kind::TruncNormal:
    return "trunc_normal(" + numbers;
  case InitSpec::Kind::Orthogonal:
    return "orthogonal(" + formatConstant(init.a) + ")";
  }
  llvm_unreachable("all kinds are handled");
}

static LineResult tryLine(const ReferenceEntry &entry) {
  LineResult result;
  raw_string_ostream problems(result.problems);
  inspectModel(modelAround(entry), problems, [&](const Program &program) {
    for (NodeId id : program.parameters) {
      const Node &node = program.nodes[id];
      result.parameters.push_back(node.name + " " + plain(node.type) + " = " +
                                  describe(node.init));
    }
    if (!program.train)
      for (const Output &output : program.outputs)
        result.outputs.push_back(plain(program.nodes[output.node].type));
    for (const Metric &metric : program.metrics)
      if (metric.value >= 0)
        result.outputs.push_back(plain(program.nodes[metric.value].type));
  });
  return result;
}

//===----------------------------------------------------------------------===//
// The page
//===----------------------------------------------------------------------===//

static constexpr StringLiteral kIntroduction =
    R"(# Everything that has a name

This page is written by `bmc help --markdown` from the comments of [std/](std) and the tables of the compiler, and a
test keeps it true. `bmc help softmax` shows one entry in the terminal, and `bmc help --model softmax` its line as
a whole model that compiles.

Names, arguments and defaults are PyTorch's; *torch* says what the thing is called there (`F` is
`torch.nn.functional`, `nn`, `optim` and `init` are its modules) and what is different. Everything is differentiable where
nothing else is said, and works on tensors f32; with `--precision=f64` these are f64. In shapes `..` stands for any axes,
`keepdim` for the axis that stays with size 1. Of a line that ends in a value the parts before `;` are members of the model,
or statements of its `forward`, in which there are
)";

static void printMarkdown(const ReferenceEntry &entry, const LineResult &result,
                          raw_ostream &os) {
  os << "\n### " << entry.name << "\n\n`" << entry.signature << "`";
  if (!entry.call.empty())
    os << ", called `" << entry.call << "`";
  os << "\n\n" << entry.meaning << "\n\n";
  if (!entry.shape.empty())
    os << "- shape: " << entry.shape << '\n';
  auto [name, difference] = StringRef(entry.torch).split(": ");
  os << "- torch: " << (name == "none" ? "none" : ("`" + name + "`").str());
  if (!difference.empty())
    os << ": " << difference;
  os << "\n- `" << entry.line << "`";
  if (!result.outputs.empty())
    os << " is " << join(result.outputs, ", ");
  os << '\n';
  if (!result.parameters.empty() && entry.kind == EntryKind::Layer)
    os << "- its parameters: `" << join(result.parameters, "`, `") << "`\n";
}

bool printReferencePage(raw_ostream &os, raw_ostream &diagnostics) {
  os << kIntroduction;
  SmallVector<std::string> inputs;
  for (auto &[name, type] : lineInputs())
    inputs.push_back(("`" + name + ": " + type + "`").str());
  os << join(inputs, ", ") << ".\n";
  bool good = true;
  std::string group;
  for (const ReferenceEntry &entry : referenceEntries()) {
    if (group != entry.group)
      os << "\n## " << (group = entry.group) << '\n';
    LineResult result = tryLine(entry);
    if (std::vector<StringRef> missing = entry.missing();
        !missing.empty() || !result.problems.empty()) {
      good = false;
      diagnostics << entry.name << ": "
                  << (missing.empty() ? "" : "lacks " + join(missing, ", "))
                  << result.problems << '\n';
    }
    printMarkdown(entry, result, os);
  }
  return good;
}

//===----------------------------------------------------------------------===//
// The terminal
//===----------------------------------------------------------------------===//

static constexpr size_t kWidth = 80;

/// `text` in lines of the terminal, all indented.
static void printWrapped(StringRef text, size_t indent, raw_ostream &os) {
  size_t column = 0;
  for (StringRef word : split(text, ' ')) {
    if (column && column + 1 + word.size() > kWidth) {
      os << '\n';
      column = 0;
    }
    if (column)
      os << ' ';
    else
      os.indent(indent);
    column = (column ? column + 1 : indent) + word.size();
    os << word;
  }
  os << '\n';
}

static void printFact(StringRef key, StringRef text, raw_ostream &os) {
  constexpr size_t kIndent = 9;
  if (text.empty())
    return;
  std::string wrapped;
  raw_string_ostream wrap(wrapped);
  printWrapped(text, kIndent, wrap);
  os << "  " << llvm::left_justify(key, kIndent - 2)
     << StringRef(wrapped).ltrim();
}

void printReferenceNames(raw_ostream &os) {
  std::string group, names;
  auto flush = [&] {
    if (!group.empty()) {
      os << group << '\n';
      printWrapped(names, 2, os);
    }
    names.clear();
  };
  for (const ReferenceEntry &entry : referenceEntries()) {
    if (group != entry.group) {
      flush();
      group = entry.group;
    }
    names += (names.empty() ? "" : " ") + entry.name;
  }
  flush();
  os << "\nbmc help NAME says what it is and how it is written.\n";
}

/// The entries of this name, else of its torch name, else of one in other
/// letters. A function and a schedule may share a name.
static std::vector<const ReferenceEntry *> findEntries(StringRef name) {
  std::vector<const ReferenceEntry *> found;
  auto find = [&](auto matches) {
    for (const ReferenceEntry &entry : referenceEntries())
      if (matches(entry))
        found.push_back(&entry);
    return !found.empty();
  };
  auto lastOf = [](StringRef path) { return path.substr(path.rfind('.') + 1); };
  auto torchOf = [](const ReferenceEntry &entry) {
    return StringRef(entry.torch).split(':').first;
  };
  StringRef last = lastOf(name);
  (void)(find([&](auto &entry) { return torchOf(entry) == name; }) ||
         find([&](auto &entry) { return entry.name == last; }) ||
         find([&](auto &entry) { return lastOf(torchOf(entry)) == last; }) ||
         find([&](auto &entry) {
           return StringRef(entry.name).equals_insensitive(last);
         }));
  return found;
}

static void printEntry(const ReferenceEntry &entry, raw_ostream &os) {
  LineResult result = tryLine(entry);
  printWrapped(entry.signature, 0, os);
  if (!entry.call.empty())
    printWrapped("called " + entry.call, 0, os);
  os << '\n';
  printWrapped(entry.meaning, 2, os);
  os << '\n';
  printFact("shape", entry.shape, os);
  printFact("torch", entry.torch, os);
  printFact("try", entry.line, os);
  printFact("gives", join(result.outputs, ", "), os);
  if (entry.kind == EntryKind::Layer)
    for (const std::string &parameter : result.parameters)
      printFact(&parameter == &result.parameters.front() ? "has" : "",
                parameter, os);
  os << '\n';
}

/// Where a word stands that is no name: a setting, or a value of one.
static std::string whereTold(StringRef word) {
  auto tells = [&](StringRef text) {
    for (size_t at = text.find(word); at != StringRef::npos;
         at = text.find(word, at + 1)) {
      size_t end = at + word.size();
      bool isWhole = (at == 0 || !isAlnum(text[at - 1])) &&
                     (end == text.size() || !isAlnum(text[end]));
      if (isWhole)
        return true;
    }
    return false;
  };
  std::vector<std::string> commands;
  for (const ReferenceEntry &entry : referenceEntries())
    if (commands.size() < 3 && (tells(entry.signature) || tells(entry.meaning)))
      commands.push_back("'bmc help " + entry.name + "'");
  return commands.empty() ? "" : "see " + join(commands, ", ");
}

std::string printReference(StringRef name, bool asModel, raw_ostream &os) {
  std::vector<const ReferenceEntry *> entries = findEntries(name);
  if (entries.empty()) {
    std::vector<std::string> names;
    for (const ReferenceEntry &other : referenceEntries())
      names.push_back(other.name);
    std::string hint = foreignHint(name.substr(name.rfind('.') + 1)).str();
    if (hint.empty())
      hint = whereTold(name);
    if (hint.empty())
      hint = didYouMean(name, names);
    return ("nothing is called '" + name + "'; " +
            (hint.empty() ? "'bmc help' lists all names" : hint))
        .str();
  }
  if (asModel) {
    os << modelAround(*entries.front());
    return "";
  }
  for (const ReferenceEntry *entry : entries)
    printEntry(*entry, os);
  os << "'bmc help --model " << entries.front()->name
     << "' prints a whole model around that line.\n";
  return "";
}

} // namespace bmc
