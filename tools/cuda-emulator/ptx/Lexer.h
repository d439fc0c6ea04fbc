//===- Lexer.h - Tokens of PTX ----------------------------------*- C++ -*-===//
#ifndef EMULATOR_PTX_LEXER_H
#define EMULATOR_PTX_LEXER_H

#include <cstdint>
#include <string>
#include <string_view>

namespace emulator::ptx {

struct Token {
  enum Kind : uint8_t {
    End,
    Word,      ///< add.rn.f32, %r1, %tid.x, .reg, label
    Integer,   ///< `integer`
    Float,     ///< `number`
    String,    ///< text without its quotes
    Character, ///< text is one character
  };
  Kind kind = End;
  uint32_t line = 1;
  std::string_view text;
  int64_t integer = 0;
  double number = 0;

  bool is(char c) const { return kind == Character && text[0] == c; }
  bool is(std::string_view word) const { return kind == Word && text == word; }
};

/// Reads one token after the other; comments and white space are skipped.
/// Throws LoadError.
class Lexer {
public:
  explicit Lexer(std::string_view text) : text(text) {}
  Token next();
  /// Skips a brace and all up to its partner; the opening one was read.
  void skipBraces();

private:
  void skipSpace();
  Token word(size_t start);
  Token number(size_t start);
  Token hexFloat(size_t start, unsigned digits);
  char peek(size_t ahead = 0) const {
    return at + ahead < text.size() ? text[at + ahead] : '\0';
  }

  std::string_view text;
  size_t at = 0;
  uint32_t line = 1;
};

} // namespace emulator::ptx

#endif // EMULATOR_PTX_LEXER_H
