//===- Diagnostics.cpp - What the user is told about a .model file --------===//

#include "frontend/Diagnostics.h"
#include "frontend/SourceLine.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bmc {

/// Beyond this many warnings the rest is dropped.
static constexpr unsigned kMaxWarnings = 50;

DiagnosticBuilder::~DiagnosticBuilder() {
  if (engine)
    engine->report(diagnostic);
}

DiagnosticBuilder &DiagnosticBuilder::mark(SourceRange range,
                                           const Twine &label) {
  if (range.isValid())
    diagnostic.marks.push_back({range, label.str()});
  return *this;
}

DiagnosticBuilder &DiagnosticBuilder::note(SourceRange range,
                                           const Twine &message) {
  if (range.isValid())
    diagnostic.notes.push_back({range, message.str()});
  return *this;
}

DiagnosticBuilder &DiagnosticBuilder::help(const Twine &message) {
  diagnostic.help = message.str();
  return *this;
}

DiagnosticBuilder DiagnosticEngine::error(SourceRange range, DiagId id,
                                          const Twine &message) {
  return {*this, {Severity::Error, id, range, message.str(), {}, {}, {}}};
}

DiagnosticBuilder DiagnosticEngine::warning(SourceRange range, DiagId id,
                                            const Twine &message) {
  return {*this, {Severity::Warning, id, range, message.str(), {}, {}, {}}};
}

namespace {

/// Prints one diagnostic.
class Printer {
public:
  Printer(SourceMgr &sources, raw_ostream &os) : sources(sources), os(os) {}

  void print(const Diagnostic &diagnostic) {
    bool isError = diagnostic.severity == Severity::Error;
    printLocation(diagnostic.range.Start);
    os.changeColor(isError ? raw_ostream::RED : raw_ostream::MAGENTA, true);
    os << (isError ? "error: " : "warning: ");
    os.resetColor();
    os << diagnostic.message << " [" << formatCode(diagnostic.id) << "]\n";
    printSnippet(diagnostic);
    for (const Diagnostic::Note &note : diagnostic.notes) {
      printLocation(note.range.Start);
      os.changeColor(raw_ostream::CYAN, true);
      os << "note: ";
      os.resetColor();
      os << note.message << '\n';
    }
    if (!diagnostic.help.empty()) {
      os.changeColor(raw_ostream::GREEN, true);
      os << "help: ";
      os.resetColor();
      os << diagnostic.help << '\n';
    }
  }

private:
  /// The line holding `loc`, without its newline.
  StringRef lineAt(SMLoc loc) {
    unsigned id = sources.FindBufferContainingLoc(loc);
    StringRef buffer = sources.getMemoryBuffer(id)->getBuffer();
    const char *begin = loc.getPointer(), *end = begin;
    while (begin != buffer.begin() && begin[-1] != '\n')
      --begin;
    while (end != buffer.end() && *end != '\n')
      ++end;
    return StringRef(begin, end - begin).rtrim('\r');
  }

  void printLocation(SMLoc loc) {
    if (!loc.isValid())
      return;
    unsigned id = sources.FindBufferContainingLoc(loc);
    StringRef line = lineAt(loc);
    os.changeColor(raw_ostream::SAVEDCOLOR, true);
    // Characters, not bytes: what editors count.
    os << sources.getMemoryBuffer(id)->getBufferIdentifier() << ':'
       << sources.FindLineNumber(loc, id) << ':'
       << countCharacters(
              StringRef(line.begin(), loc.getPointer() - line.begin())) +
              1
       << ": ";
    os.resetColor();
  }

  void printSnippet(const Diagnostic &diagnostic) {
    SMLoc loc = diagnostic.range.Start;
    if (!loc.isValid())
      return;
    StringRef line = lineAt(loc);
    size_t focus = loc.getPointer() - line.begin();
    SourceLine shown(line, focus);
    unsigned number = sources.FindLineNumber(loc);
    std::string gutter = std::to_string(number);
    gutter.insert(0, gutter.size() < 4 ? 4 - gutter.size() : 0, ' ');
    os << gutter << " | " << StringRef(shown.text()).rtrim() << '\n';

    std::string under(shown.width() + 1, ' ');
    std::string label;
    for (const Diagnostic::Mark &mark : diagnostic.marks) {
      if (!isOnLine(mark.range, line))
        continue;
      underline(under, shown, line, mark.range);
      label = mark.label;
    }
    underline(under, shown, line, diagnostic.range);
    under[shown.column(focus)] = '^';
    os << std::string(gutter.size(), ' ') << " | ";
    os.changeColor(raw_ostream::GREEN, true);
    os << StringRef(under).rtrim();
    os.resetColor();
    if (!label.empty())
      os << ' ' << label;
    os << '\n';
  }

  static bool isOnLine(SourceRange range, StringRef line) {
    return range.Start.getPointer() >= line.begin() &&
           range.Start.getPointer() <= line.end();
  }

  static void underline(std::string &under, const SourceLine &shown,
                        StringRef line, SourceRange range) {
    size_t begin = range.Start.getPointer() - line.begin();
    size_t end =
        range.End.isValid() ? range.End.getPointer() - line.begin() : begin + 1;
    unsigned last = shown.column(std::min(end, line.size()));
    for (unsigned i = shown.column(begin); i < last; ++i)
      under[i] = '~';
  }

  SourceMgr &sources;
  raw_ostream &os;
};

} // namespace

void DiagnosticEngine::report(const Diagnostic &diagnostic) {
  if (exhausted())
    return;
  auto *at = diagnostic.range.Start.getPointer();
  std::string key = std::to_string(reinterpret_cast<uintptr_t>(at)) + ':' +
                    std::to_string(unsigned(diagnostic.id)) + ':' +
                    diagnostic.message;
  if (!seen.insert(key).second)
    return;
  if (diagnostic.severity == Severity::Warning) {
    if (++warnings > kMaxWarnings)
      return;
  } else if (++errors > maxErrors) {
    os << "too many errors: stopped after " << maxErrors << '\n';
    return;
  }
  bool hadColours = os.colors_enabled();
  os.enable_colors(colour);
  Printer(sources, os).print(diagnostic);
  os.enable_colors(hadColours);
}

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

namespace {
struct CodeRow {
  unsigned number;
  const char *title;
  const char *explanation;
};
} // namespace

static constexpr CodeRow kCodes[] = {
#define DIAGNOSTIC(NAME, NUMBER, TITLE, EXPLANATION)                           \
  {NUMBER, TITLE, EXPLANATION},
#include "frontend/Diagnostics.def"
};

static std::string formatNumber(unsigned number) {
  std::string text;
  raw_string_ostream(text) << "BMC" << format("%04u", number);
  return text;
}

std::string formatCode(DiagId id) { return formatNumber(unsigned(id)); }

std::optional<std::string> explainCode(StringRef code) {
  unsigned number;
  if (!code.consume_front_insensitive("BMC"))
    code = code.trim();
  if (code.getAsInteger(10, number))
    return std::nullopt;
  for (const CodeRow &row : kCodes)
    if (row.number == number)
      return formatNumber(number) + ": " + row.title + "\n\n" +
             StringRef(row.explanation).trim().str() + "\n";
  return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> listCodes() {
  std::vector<std::pair<std::string, std::string>> codes;
  for (const CodeRow &row : kCodes)
    codes.push_back({formatNumber(row.number), row.title});
  return codes;
}

/// Edit distance that counts a swap of neighbours as one edit.
static unsigned nameDistance(StringRef name, StringRef candidate) {
  if (name.equals_insensitive(candidate))
    return 1;
  if (name.size() == candidate.size())
    for (size_t i = 0; i + 1 < name.size(); ++i) {
      std::string swapped = name.str();
      std::swap(swapped[i], swapped[i + 1]);
      if (swapped == candidate)
        return 1;
    }
  return name.edit_distance(candidate);
}

std::string closestName(StringRef name,
                        const std::vector<std::string> &candidates) {
  // A third of the letters may be wrong, but not all of them.
  unsigned limit = std::max<size_t>(name.size() / 3, 1) + 1;
  std::string closest;
  for (const std::string &candidate : candidates) {
    if (candidate == name || candidate.size() > name.size() + limit)
      continue;
    unsigned distance = nameDistance(name, candidate);
    if (distance < limit &&
        distance < std::max(name.size(), candidate.size())) {
      limit = distance;
      closest = candidate;
    }
  }
  return closest;
}

std::string didYouMean(StringRef name,
                       const std::vector<std::string> &candidates) {
  std::string closest = closestName(name, candidates);
  return closest.empty() ? "" : "did you mean '" + closest + "'?";
}

} // namespace bmc
