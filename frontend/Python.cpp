//===- Python.cpp - Text that is Python -----------------------------------===//
//
// A module that is pasted whole would be an error in nearly every line. What
// its parts become is said once each instead.
//
//===----------------------------------------------------------------------===//

#include "frontend/Python.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using namespace llvm;

namespace bmc {

static StringRef takeWord(StringRef text) {
  return text.take_while([](char c) { return isAlnum(c) || c == '_'; });
}

/// The name behind the keyword that `line` starts with, or "".
static StringRef nameAfter(StringRef keyword, StringRef line) {
  bool starts = line.consume_front(keyword) && line.consume_front(" ");
  StringRef name = starts ? takeWord(line.ltrim()) : StringRef();
  return name.empty() || isDigit(name.front()) ? StringRef() : name;
}

static bool isImport(StringRef line) {
  return !nameAfter("import", line).empty() ||
         (!nameAfter("from", line).empty() && line.contains(" import "));
}

/// Not `import blocks`, which lacks the quotes.
static bool isImportOfPython(StringRef line) {
  return isImport(line) && (line.starts_with("from") ||
                            is_contained({"torch", "numpy", "math", "jax",
                                          "flax", "tensorflow", "keras"},
                                         nameAfter("import", line)));
}

/// What stands behind `keyword NAME` begins with one of `marks`.
static bool defines(StringRef keyword, StringRef marks, StringRef line) {
  StringRef name = nameAfter(keyword, line);
  if (name.empty())
    return false;
  StringRef after = StringRef(name.end(), line.end() - name.end()).ltrim();
  return !after.empty() && marks.contains(after.front());
}

static bool isClass(StringRef line) { return defines("class", "(:", line); }

static bool isFunction(StringRef line) { return defines("def", "(", line); }

static bool isConstructor(StringRef line) {
  return nameAfter("def", line) == "__init__";
}

static bool isForward(StringRef line) {
  return nameAfter("def", line) == "forward";
}

static bool isOtherFunction(StringRef line) {
  return isFunction(line) && !isConstructor(line) && !isForward(line);
}

/// self.fc = ..
static bool isMember(StringRef line) {
  if (!line.consume_front("self."))
    return false;
  line = line.drop_front(takeWord(line).size()).ltrim();
  return line.consume_front("=") && !line.starts_with("=");
}

static bool hasWord(StringRef line, ArrayRef<StringRef> words) {
  while (!line.empty()) {
    StringRef word = takeWord(line);
    if (is_contained(words, word))
      return true;
    line = line.drop_front(std::max<size_t>(word.size(), 1));
  }
  return false;
}

static bool isBody(StringRef line) {
  return line.ends_with(":") &&
         is_contained({"for", "if", "elif", "else", "while", "with"},
                      takeWord(line));
}

static bool isAssertion(StringRef line) { return takeWord(line) == "assert"; }

static bool hasConstant(StringRef line) {
  return hasWord(line, {"True", "False", "None"});
}

static bool trains(StringRef line) {
  return hasWord(line, {"backward", "zero_grad", "DataLoader", "parameters",
                        "compile", "fit"});
}

namespace {
/// Something of Python, and what is written instead.
struct Habit {
  StringRef what;
  bool (*isIn)(StringRef line);
  StringRef instead;
};
} // namespace

static constexpr Habit kHabits[] = {
    {"import", isImport,
     "leave it out, layers and functions are known by their names"},
    {"def __init__", isConstructor,
     "arguments stand behind the name, 'block Net(size) { .. }', and members "
     "in the braces, without super()"},
    {"self.name =", isMember, "a member is written 'fc = Linear(784, 10)'"},
    {"def forward", isForward,
     "write 'forward(x: f32[B, 784]) -> f32[B, 10] { .. }', with the sizes of "
     "the inputs, and 'dim B' for the batch"},
    {"def", isOtherFunction, "write 'function name(x: f32[..]) { .. }'"},
    {"':' and indentation", isBody,
     "bodies stand in braces, 'for layer in layers { .. }'"},
    {"assert", isAssertion, "write 'require D % H == 0'"},
    {"True, False, None", hasConstant, "write true, false, none"},
    {"a loop of training", trains,
     "write 'train Net on samples { loss = mse(output, y); optimizer = Adam(lr "
     "= 1e-3) }': the program has the loop"},
};

/// The lines of `source`, each without what surrounds it.
static SmallVector<StringRef> linesOf(StringRef source) {
  SmallVector<StringRef> lines;
  source.consume_front("\xEF\xBB\xBF");
  for (StringRef line : split(source, '\n'))
    lines.push_back(line.split('#').first.trim());
  return lines;
}

static SourceRange rangeOf(StringRef text) {
  return {SMLoc::getFromPointer(text.begin()),
          SMLoc::getFromPointer(text.end())};
}

bool refusePython(StringRef source, DiagnosticEngine &diagnostics) {
  SmallVector<StringRef> lines = linesOf(source);
  auto *first = find_if(lines, [](StringRef line) {
    return isImportOfPython(line) || isClass(line) || isFunction(line);
  });
  if (first == lines.end())
    return false;
  auto *module = find_if(lines, isClass);
  StringRef blamed = module == lines.end() ? *first : *module;
  auto report = diagnostics.error(
      rangeOf(blamed), DiagId::Python,
      "this is Python, and a .model file has a language of its own");
  for (const Habit &habit : kHabits) {
    auto *at = find_if(lines, habit.isIn);
    if (at == lines.end())
      continue;
    auto count = std::count_if(at, lines.end(), habit.isIn);
    std::string times =
        count > 1 ? ", " + std::to_string(count) + " times" : "";
    report.note(rangeOf(*at), habit.what + times + ": " + habit.instead);
  }
  StringRef name = nameAfter("class", blamed);
  report.help((name.empty() ? Twine()
                            : "write 'block " + name + " { .. }', or 'model " +
                                  name + " { .. }' for what is trained; ") +
              "'bmc explain BMC0009' shows a module and the same here");
  return true;
}

} // namespace bmc
