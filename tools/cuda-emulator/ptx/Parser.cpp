//===- Parser.cpp - Text of PTX to its tree -------------------------------===//
#include "tools/cuda-emulator/ptx/Parser.h"

#include "tools/cuda-emulator/ptx/Error.h"
#include "tools/cuda-emulator/ptx/ParserState.h"

namespace emulator::ptx {

Module parse(std::string_view text) { return Parser(text).module(); }

void Parser::fail(const std::string &what) const {
  std::string near = token.kind == Token::End
                         ? "at the end"
                         : "near '" + std::string(token.text) + "'";
  throw LoadError(LoadError::Syntax, token.line, what + " " + near);
}

bool Parser::take(char c) {
  if (!token.is(c))
    return false;
  advance();
  return true;
}

void Parser::expect(char c) {
  if (!take(c))
    fail(std::string("expected '") + c + "'");
}

int64_t Parser::integer() {
  bool negative = take('-');
  if (token.kind != Token::Integer)
    fail("expected an integer");
  int64_t value = token.integer;
  advance();
  return negative ? -value : value;
}

std::string Parser::name() {
  if (token.kind != Token::Word || token.text[0] == '.')
    fail("expected a name");
  std::string text(token.text);
  advance();
  return text;
}

Module Parser::module() {
  header();
  while (token.kind != Token::End)
    directive();
  return std::move(parsed);
}

// .version 8.0 .target sm_80, texmode_independent .address_size 64
void Parser::header() {
  if (!token.is(".version"))
    fail("expected .version");
  advance();
  if (token.kind != Token::Float)
    fail("expected a version");
  parsed.version = static_cast<unsigned>(token.number * 10 + 0.5);
  advance();
  if (!token.is(".target"))
    fail("expected .target");
  advance();
  parsed.target = name();
  while (take(','))
    name();
  if (token.is(".address_size")) {
    advance();
    if (integer() != 64)
      fail("only .address_size 64 is supported");
  }
}

void Parser::directive() {
  // Linkage says nothing to a module that is loaded as a whole.
  bool isExtern = false;
  while (token.is(".visible") || token.is(".weak") || token.is(".common") ||
         token.is(".extern")) {
    isExtern |= token.is(".extern");
    advance();
  }
  if (token.is(".entry") || token.is(".func"))
    return function();
  if (token.is(".file"))
    return file();
  if (token.is(".section")) {
    advance();
    name();
    if (!token.is('{'))
      fail("expected '{'");
    lexer.skipBraces();
    return advance();
  }
  Space space;
  if (token.is(".global"))
    space = Space::Global;
  else if (token.is(".const"))
    space = Space::Const;
  else if (token.is(".shared"))
    space = Space::Shared;
  else
    fail("expected a directive");
  advance();
  for (Variable &v : variables(space)) {
    v.isExtern = isExtern;
    parsed.variables.push_back(std::move(v));
  }
}

void Parser::file() {
  advance();
  auto index = static_cast<size_t>(integer());
  if (token.kind != Token::String || index > 65535)
    fail("expected a file name");
  if (parsed.files.size() <= index)
    parsed.files.resize(index + 1);
  parsed.files[index] = token.text;
  advance();
  while (take(','))
    integer();
}

std::vector<Variable> Parser::parameterList() {
  std::vector<Variable> parameters;
  expect('(');
  while (!take(')')) {
    if (!token.is(".param"))
      fail("expected .param");
    advance();
    for (Variable &v : variables(Space::Param))
      parameters.push_back(std::move(v));
    if (!token.is(')'))
      expect(',');
  }
  return parameters;
}

std::array<uint32_t, 3> Parser::threeNumbers() {
  std::array<uint32_t, 3> numbers{1, 1, 1};
  unsigned i = 0;
  do
    numbers[i++] = static_cast<uint32_t>(integer());
  while (i < 3 && take(','));
  return numbers;
}

void Parser::functionAttributes(Function &f) {
  for (;;) {
    if (token.is(".maxntid")) {
      advance();
      f.maxThreads = threeNumbers();
    } else if (token.is(".reqntid")) {
      advance();
      f.requiredThreads = threeNumbers();
    } else if (token.is(".minnctapersm") || token.is(".maxnreg")) {
      advance();
      integer();
    } else if (token.is(".noreturn")) {
      advance();
    } else if (token.is(".pragma")) {
      do
        advance();
      while (token.kind == Token::String || token.is(','));
      expect(';');
    } else {
      return;
    }
  }
}

void Parser::function() {
  Function f;
  f.isEntry = token.is(".entry");
  f.line = token.line;
  advance();
  if (token.is('('))
    f.results = parameterList();
  f.name = name();
  if (token.is('('))
    f.parameters = parameterList();
  functionAttributes(f);
  if (!take(';'))
    body(f);
  for (Function &other : parsed.functions)
    if (other.name == f.name) {
      if (other.hasBody && f.hasBody)
        fail("'" + f.name + "' is defined twice");
      if (f.hasBody)
        other = std::move(f);
      return;
    }
  parsed.functions.push_back(std::move(f));
}

} // namespace emulator::ptx
