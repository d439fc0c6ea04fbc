//===- Lexer.cpp - Source text to tokens ----------------------------------===//

#include "frontend/Lexer.h"
#include "frontend/SourceLine.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ConvertUTF.h"

using namespace llvm;

namespace bmc {

namespace {

struct Punctuation {
  StringRef spelling;
  TokenKind kind;
};

class Lexer {
public:
  Lexer(StringRef source, DiagnosticEngine &diagnostics)
      : source(source), rest(source), diagnostics(diagnostics) {}

  std::vector<Token> run();

private:
  void lexOne();
  void lexNewline();
  void lexNumber();
  void lexWord();
  void lexString();
  void lexPunctuation();
  bool lexSingleQuotes();
  void lexUnknown();
  void track(TokenKind kind);
  void startLine();
  void add(TokenKind kind, size_t length) {
    tokens.push_back({kind, rest.take_front(length)});
    rest = rest.drop_front(length);
  }
  SourceRange range(size_t length) const {
    return {SMLoc::getFromPointer(rest.begin()),
            SMLoc::getFromPointer(rest.begin() + length)};
  }

  StringRef source, rest;
  DiagnosticEngine &diagnostics;
  std::vector<Token> tokens;
  /// Open brackets, innermost last.
  std::vector<TokenKind> open;
};

} // namespace

static constexpr Punctuation kPunctuation[] = {
#define PUNCTUATION(Kind, Spelling, Continues) {Spelling, TokenKind::Kind},
#include "frontend/Token.def"
};

static bool continuesLine(TokenKind kind) {
  switch (kind) {
#define PUNCTUATION(Kind, Spelling, Continues)                                 \
  case TokenKind::Kind:                                                        \
    return Continues;
#include "frontend/Token.def"
  default:
    return kind == TokenKind::Newline;
  }
}

static TokenKind wordKind(StringRef word) {
  return StringSwitch<TokenKind>(word)
#define KEYWORD(Kind, Spelling) .Case(Spelling, TokenKind::Kind)
#include "frontend/Token.def"
      .Default(TokenKind::Name);
}

std::string describe(TokenKind kind) {
  switch (kind) {
#define PUNCTUATION(Kind, Spelling, Continues)                                 \
  case TokenKind::Kind:                                                        \
    return "'" Spelling "'";
#define KEYWORD(Kind, Spelling)                                                \
  case TokenKind::Kind:                                                        \
    return "'" Spelling "'";
#include "frontend/Token.def"
  case TokenKind::EndOfFile:
    return "end of file";
  case TokenKind::Newline:
    return "end of line";
  case TokenKind::Name:
    return "a name";
  case TokenKind::Integer:
  case TokenKind::Float:
    return "a number";
  case TokenKind::String:
    return "a string";
  }
  llvm_unreachable("all token kinds are handled");
}

std::vector<Token> Lexer::run() {
  rest.consume_front("\xEF\xBB\xBF");
  startLine();
  while (!rest.empty() && !diagnostics.exhausted())
    lexOne();
  while (!tokens.empty() && tokens.back().kind == TokenKind::Newline)
    tokens.pop_back();
  const char *end = tokens.empty() ? source.begin() : tokens.back().text.end();
  tokens.push_back({TokenKind::Newline, StringRef(end, 0)});
  tokens.push_back({TokenKind::EndOfFile, StringRef(end, 0)});
  return std::move(tokens);
}

void Lexer::lexOne() {
  char c = rest.front();
  if (c == '\n' || c == ';')
    return lexNewline();
  if (c == ' ' || c == '\t' || c == '\r') {
    rest = rest.drop_front();
    return;
  }
  if (c == '#') {
    rest = rest.drop_front(std::min(rest.find('\n'), rest.size()));
    return;
  }
  if (isDigit(c) || (c == '.' && rest.size() > 1 && isDigit(rest[1])))
    return lexNumber();
  if (isAlpha(c) || c == '_')
    return lexWord();
  if (c == '"')
    return lexString();
  lexPunctuation();
}

void Lexer::lexNewline() {
  bool isSemicolon = rest.front() == ';';
  bool inBrackets = !open.empty() && open.back() != TokenKind::LeftBrace;
  bool ends = isSemicolon || (!inBrackets && !tokens.empty() &&
                              !continuesLine(tokens.back().kind));
  if (ends)
    add(TokenKind::Newline, 1);
  else
    rest = rest.drop_front();
  if (!isSemicolon)
    startLine();
}

/// A declaration word at the start of a line ends what stands above and closes
/// its brackets, so that one missing ')' does not swallow the rest of the file.
void Lexer::startLine() {
  StringRef word = rest.take_while([](char c) { return isAlpha(c); });
  StringRef after = rest.drop_front(word.size());
  bool starts = StringSwitch<bool>(word)
                    .Cases({"param", "dim", "require", "data", "block"}, true)
                    .Cases({"function", "model", "train", "generate"}, true)
                    .Case("import", true)
                    .Default(false);
  StringRef next = after.ltrim(' ');
  if (!starts || !after.starts_with(" ") || next.empty() ||
      !isAlpha(next.front()) || tokens.empty() ||
      tokens.back().kind == TokenKind::Newline)
    return;
  open.clear();
  // Errors about what is missing belong to the end of the text before.
  tokens.push_back(
      {TokenKind::Newline, StringRef(tokens.back().text.end(), 0)});
}

void Lexer::lexNumber() {
  size_t length = 0;
  bool isFloat = false;
  auto digits = [&] {
    while (length < rest.size() &&
           (isDigit(rest[length]) || rest[length] == '_'))
      ++length;
  };
  auto at = [&](size_t i) { return i < rest.size() ? rest[i] : '\0'; };
  digits();
  if (at(length) == '.' && at(length + 1) != '.' && !isAlpha(at(length + 1))) {
    isFloat = true;
    ++length;
    digits();
  }
  if (at(length) == 'e' || at(length) == 'E') {
    size_t sign = at(length + 1) == '+' || at(length + 1) == '-' ? 1 : 0;
    if (isDigit(at(length + 1 + sign))) {
      isFloat = true;
      length += 1 + sign;
      digits();
    }
  }
  if (isAlnum(at(length)) || at(length) == '_') {
    size_t end = length;
    while (isAlnum(at(end)) || at(end) == '_')
      ++end;
    diagnostics.error(range(end), DiagId::BadNumber,
                      "'" + rest.take_front(end) + "' is not a number");
    // The parser goes on with a number that is one.
    tokens.push_back({TokenKind::Integer, rest.take_front(1)});
    rest = rest.drop_front(end);
    return;
  }
  add(isFloat ? TokenKind::Float : TokenKind::Integer, length);
}

void Lexer::lexWord() {
  StringRef word =
      rest.take_while([](char c) { return isAlnum(c) || c == '_'; });
  add(wordKind(word), word.size());
}

void Lexer::lexString() {
  size_t end = 1;
  while (end < rest.size() && rest[end] != '"' && rest[end] != '\n')
    end += rest[end] == '\\' && end + 1 < rest.size() && rest[end + 1] != '\n'
               ? 2
               : 1;
  if (end >= rest.size() || rest[end] == '\n') {
    end = std::min(end, rest.size());
    diagnostics.error(range(end), DiagId::UnterminatedString,
                      "string has no closing '\"' on its line");
    return add(TokenKind::String, end);
  }
  add(TokenKind::String, end + 1);
}

void Lexer::lexPunctuation() {
  for (const Punctuation &row : kPunctuation)
    if (rest.starts_with(row.spelling)) {
      add(row.kind, row.spelling.size());
      return track(row.kind);
    }
  lexUnknown();
}

void Lexer::track(TokenKind kind) {
  switch (kind) {
  case TokenKind::LeftParen:
  case TokenKind::LeftBracket:
  case TokenKind::LeftBrace:
    open.push_back(kind);
    break;
  case TokenKind::RightParen:
  case TokenKind::RightBracket:
    if (!open.empty() && open.back() != TokenKind::LeftBrace)
      open.pop_back();
    break;
  case TokenKind::RightBrace:
    // A '}' also closes parentheses left open inside its braces.
    while (!open.empty() && open.back() != TokenKind::LeftBrace)
      open.pop_back();
    if (!open.empty())
      open.pop_back();
    break;
  default:
    break;
  }
}

/// 'text', which is one error and goes on as a string.
bool Lexer::lexSingleQuotes() {
  size_t end = rest.find_first_of("'\n", 1);
  if (end == StringRef::npos || rest[end] != '\'')
    return false;
  diagnostics
      .error(range(end + 1), DiagId::UnexpectedCharacter,
             "unexpected character '''")
      .help("strings are written with double quotes");
  add(TokenKind::String, end + 1);
  return true;
}

void Lexer::lexUnknown() {
  if (rest.front() == '\'' && lexSingleQuotes())
    return;
  auto *begin = reinterpret_cast<const UTF8 *>(rest.begin());
  auto *end = reinterpret_cast<const UTF8 *>(rest.end());
  size_t length = getNumBytesForUTF8(*begin);
  if (length > rest.size() || !isLegalUTF8Sequence(begin, end)) {
    diagnostics.error(range(1), DiagId::InvalidUtf8,
                      "byte 0x" + utohexstr(*begin, false, 2) +
                          " is not valid UTF-8 text");
    // One report for a run of such bytes: it is probably a binary file.
    while (!rest.empty() && (rest.front() & 0x80))
      rest = rest.drop_front();
    return;
  }
  StringRef text = rest.take_front(length);
  bool isControl = length == 1 && !isPrint(text.front());
  auto report = diagnostics.error(
      range(length), DiagId::UnexpectedCharacter,
      isControl
          ? "unexpected control character 0x" + utohexstr(*begin, false, 2)
          : "unexpected character '" + text.str() + "'");
  if (text == "'")
    report.help("strings are written with double quotes");
  else if (text == "!")
    report.help("write 'not'");
  else if (text == "&" || text == "|")
    report.help("write 'and' or 'or'");
  else if (length > 1)
    report.help("names consist of the letters a-z and A-Z, digits and '_'");
  rest = rest.drop_front(length);
}

std::vector<Token> lex(StringRef source, DiagnosticEngine &diagnostics) {
  return Lexer(source, diagnostics).run();
}

} // namespace bmc
