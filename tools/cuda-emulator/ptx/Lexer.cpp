//===- Lexer.cpp - Tokens of PTX ------------------------------------------===//
#include "tools/cuda-emulator/ptx/Lexer.h"

#include "tools/cuda-emulator/ptx/Error.h"

#include <bit>
#include <charconv>

namespace emulator::ptx {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool startsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '$' || c == '%' || c == '.';
}
bool continuesWord(char c) { return startsWord(c) || isDigit(c) || c == ':'; }

} // namespace

void Lexer::skipSpace() {
  for (; at < text.size(); ++at) {
    if (text[at] == '\n') {
      ++line;
    } else if (text[at] == '/' && peek(1) == '/') {
      at = std::min(text.find('\n', at), text.size()) - 1;
    } else if (text[at] == '/' && peek(1) == '*') {
      size_t end = text.find("*/", at + 2);
      if (end == std::string_view::npos)
        throw LoadError(LoadError::Syntax, line, "a comment does not end");
      for (; at < end + 1; ++at)
        line += text[at] == '\n';
    } else if (text[at] != ' ' && text[at] != '\t' && text[at] != '\r') {
      return;
    }
  }
}

Token Lexer::next() {
  skipSpace();
  Token token;
  token.line = line;
  if (at >= text.size())
    return token;
  size_t start = at;
  char c = text[at];
  if (isDigit(c) || (c == '.' && isDigit(peek(1))))
    return number(start);
  if (startsWord(c))
    return word(start);
  if (c == '"') {
    size_t end = text.find('"', at + 1);
    if (end == std::string_view::npos)
      throw LoadError(LoadError::Syntax, line, "a string does not end");
    token.kind = Token::String;
    token.text = text.substr(at + 1, end - at - 1);
    at = end + 1;
    return token;
  }
  token.kind = Token::Character;
  token.text = text.substr(at++, 1);
  return token;
}

// A word may contain "::" (.shared::cta), but a single colon ends a label.
Token Lexer::word(size_t start) {
  while (at < text.size() && continuesWord(text[at])) {
    if (text[at] == ':') {
      if (peek(1) != ':')
        break;
      ++at;
    }
    ++at;
  }
  Token token;
  token.kind = Token::Word;
  token.line = line;
  token.text = text.substr(start, at - start);
  return token;
}

Token Lexer::hexFloat(size_t start, unsigned digits) {
  uint64_t bits = 0;
  auto [end, error] = std::from_chars(
      text.data() + start + 2,
      text.data() + std::min(text.size(), start + 2 + digits), bits, 16);
  if (error != std::errc() || end != text.data() + start + 2 + digits)
    throw LoadError(LoadError::Syntax, line, "malformed float");
  at = start + 2 + digits;
  Token token;
  token.kind = Token::Float;
  token.line = line;
  token.text = text.substr(start, at - start);
  token.number = digits == 8 ? std::bit_cast<float>(static_cast<uint32_t>(bits))
                             : std::bit_cast<double>(bits);
  return token;
}

Token Lexer::number(size_t start) {
  char kind = peek(1);
  if (text[at] == '0' && (kind == 'f' || kind == 'F'))
    return hexFloat(start, 8);
  if (text[at] == '0' && (kind == 'd' || kind == 'D'))
    return hexFloat(start, 16);
  Token token;
  token.line = line;
  int base = 10;
  size_t digits = start;
  if (text[at] == '0' && (kind == 'x' || kind == 'X'))
    base = 16, digits += 2;
  else if (text[at] == '0' && (kind == 'b' || kind == 'B'))
    base = 2, digits += 2;
  else if (text[at] == '0' && isDigit(kind))
    base = 8, digits += 1;
  at = digits;
  while (isHex(peek()) || (base == 10 && peek() == '.'))
    ++at;
  std::string_view body = text.substr(digits, at - digits);
  if (base == 10 && body.find_first_of(".eE") != std::string_view::npos) {
    if ((body.back() == 'e' || body.back() == 'E') &&
        (peek() == '+' || peek() == '-'))
      for (++at; isDigit(peek());)
        ++at;
    body = text.substr(digits, at - digits);
    token.kind = Token::Float;
    token.text = body;
    auto [end, error] =
        std::from_chars(body.data(), body.data() + body.size(), token.number);
    if (error != std::errc() || end != body.data() + body.size())
      throw LoadError(LoadError::Syntax, line, "malformed number");
    return token;
  }
  uint64_t value = 0;
  auto [end, error] =
      std::from_chars(body.data(), body.data() + body.size(), value, base);
  if (error != std::errc() || end != body.data() + body.size())
    throw LoadError(LoadError::Syntax, line, "malformed number");
  if (peek() == 'U')
    ++at;
  token.kind = Token::Integer;
  token.integer = static_cast<int64_t>(value);
  token.text = text.substr(start, at - start);
  return token;
}

void Lexer::skipBraces() {
  for (int depth = 1; depth > 0;) {
    Token token = next();
    if (token.kind == Token::End)
      throw LoadError(LoadError::Syntax, line, "'{' without its '}'");
    depth += token.is('{') - token.is('}');
  }
}

} // namespace emulator::ptx
