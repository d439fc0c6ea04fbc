//===- ParseBody.cpp - Functions and instructions -------------------------===//
#include "tools/cuda-emulator/ptx/Error.h"
#include "tools/cuda-emulator/ptx/ParserState.h"

#include <algorithm>
#include <ranges>

namespace emulator::ptx {

void Parser::body(Function &f) {
  f.hasBody = true;
  current = &f;
  scopes.assign(1, {});
  labelNames.clear();
  where = {};
  expect('{');
  while (!scopes.empty())
    statement();
  checkLabels();
  current = nullptr;
}

void Parser::statement() {
  if (take('{')) {
    scopes.emplace_back();
  } else if (token.is('}')) {
    closeScope();
    advance();
  } else if (take(';')) {
  } else if (token.kind == Token::Word && token.text[0] == '.') {
    bodyDirective();
  } else {
    instruction();
  }
}

// A label that the inner scope names and does not place is an outer one.
void Parser::closeScope() {
  Scope inner = std::move(scopes.back());
  scopes.pop_back();
  for (auto &[text, number] : inner.labels)
    if (current->labels[number] == -1 && !scopes.empty())
      scopes.back().labels.emplace(text, number);
}

void Parser::bodyDirective() {
  static const std::pair<std::string_view, Space> spaces[] = {
      {".local", Space::Local},
      {".shared", Space::Shared},
      {".param", Space::Param},
      {".global", Space::Global},
      {".const", Space::Const}};
  if (token.is(".reg"))
    return registers();
  if (token.is(".loc"))
    return location();
  if (token.is(".pragma")) {
    while (!take(';'))
      advance();
    return;
  }
  for (auto [spelling, space] : spaces)
    if (token.is(spelling)) {
      advance();
      // Parameters of calls are declared one by one and end in ';' too.
      std::vector<Variable> all = variables(space);
      if (space == Space::Param)
        expect(';');
      for (Variable &v : all) {
        std::string unique = v.name;
        if (scopes.size() > 1)
          unique += "#" + std::to_string(renamed++);
        scopes.back().variables[v.name] = unique;
        v.name = unique;
        current->variables.push_back(std::move(v));
      }
      return;
    }
  fail("unknown directive");
}

// .reg .b32 %r<9>, %x;
void Parser::registers() {
  advance();
  std::optional<Type> type = token.kind == Token::Word
                                 ? typeNamed(token.text.substr(1))
                                 : std::nullopt;
  if (!type)
    fail("expected a register type of the subset");
  advance();
  auto add = [&](const std::string &name) {
    scopes.back().registers[name] = static_cast<int>(current->registers.size());
    current->registers.push_back({*type, name});
  };
  do {
    std::string base = name();
    if (!take('<')) {
      add(base);
      continue;
    }
    int64_t count = integer();
    if (count < 0 || count > 1'000'000)
      fail("too many registers");
    expect('>');
    for (int64_t i = 0; i < count; ++i)
      add(base + std::to_string(i));
  } while (take(','));
  expect(';');
}

// .loc 1 12 5 [, function_name $x, inlined_at 1 10 3]
void Parser::location() {
  advance();
  where.file = static_cast<uint32_t>(integer());
  where.sourceLine = static_cast<uint32_t>(integer());
  integer();
  while (take(',')) {
    std::string what = name();
    if (what == "function_name") {
      name();
      if (take('+'))
        integer();
    } else {
      for (int i = 0; i < 3; ++i)
        integer();
    }
  }
}

void Parser::branchTargets(std::string listName) {
  advance();
  BranchTargets targets{std::move(listName), {}};
  do
    targets.labels.push_back(label(name()));
  while (take(','));
  expect(';');
  current->targets.push_back(std::move(targets));
}

int Parser::label(std::string_view text) {
  std::string key(text);
  for (Scope &scope : std::views::reverse(scopes))
    if (auto found = scope.labels.find(key); found != scope.labels.end())
      return found->second;
  int number = static_cast<int>(current->labels.size());
  current->labels.push_back(-1);
  labelNames.push_back(key);
  scopes.back().labels[key] = number;
  return number;
}

void Parser::placeLabel(std::string_view text) {
  int number = label(text);
  if (current->labels[number] != -1)
    fail("label '" + std::string(text) + "' is placed twice");
  current->labels[number] = static_cast<int>(current->body.size());
}

void Parser::checkLabels() {
  for (size_t i = 0; i < labelNames.size(); ++i)
    if (current->labels[i] == -1)
      throw LoadError(LoadError::Syntax, current->line,
                      "label '" + labelNames[i] + "' of '" + current->name +
                          "' is nowhere");
}

void Parser::instruction() {
  Instruction inst;
  inst.where = where;
  inst.where.line = token.line;
  if (take('@')) {
    inst.guardNegated = take('!');
    Operand guard = word(token.text);
    if (guard.kind != Operand::Register)
      fail("expected a predicate");
    inst.guard = static_cast<int>(guard.value);
    advance();
  }
  if (token.kind != Token::Word)
    fail("expected an instruction");
  std::string text(token.text);
  advance();
  if (take(':')) {
    if (token.is(".branchtargets"))
      return branchTargets(text);
    return placeLabel(text);
  }
  size_t dot = text.find('.');
  inst.opcode = text.substr(0, dot);
  while (dot != std::string::npos) {
    size_t next = text.find('.', dot + 1);
    inst.modifiers.push_back(text.substr(dot + 1, next - dot - 1));
    dot = next;
  }
  while (!take(';')) {
    inst.operands.push_back(operand());
    if (!token.is(';'))
      expect(',');
  }
  current->body.push_back(std::move(inst));
}

Operand Parser::list(char close, Operand::Kind kind) {
  Operand all;
  all.kind = kind;
  while (!take(close)) {
    all.elements.push_back(operand());
    if (!token.is(close))
      expect(',');
  }
  return all;
}

Operand Parser::address() {
  Operand result;
  result.kind = Operand::Address;
  if (token.kind == Token::Integer || token.is('-')) {
    result.value = integer();
  } else {
    result.elements.push_back(word(name()));
    if (take('+'))
      result.value = integer();
    else if (token.is('-'))
      result.value = integer();
    Operand &base = result.elements[0];
    if (base.kind == Operand::Label)
      fail("unknown name in an address");
  }
  expect(']');
  return result;
}

Operand Parser::operand() {
  Operand first = simpleOperand();
  if (!take('|'))
    return first;
  Operand pair;
  pair.kind = Operand::Pair;
  pair.elements.push_back(std::move(first));
  pair.elements.push_back(simpleOperand());
  return pair;
}

Operand Parser::simpleOperand() {
  if (take('{'))
    return list('}', Operand::Vector);
  if (take('['))
    return address();
  if (take('('))
    return list(')', Operand::List);
  bool negated = take('!');
  Operand result;
  if (token.kind == Token::Word) {
    result = word(token.text);
    result.negated = negated;
    advance();
    if (result.kind == Operand::Symbol && (token.is('+') || token.is('-'))) {
      take('+');
      result.value += integer();
    }
    return result;
  }
  bool negative = take('-');
  if (token.kind == Token::Float) {
    result.kind = Operand::Float;
    result.number = negative ? -token.number : token.number;
  } else if (token.kind == Token::Integer) {
    result.value = negative ? -token.integer : token.integer;
  } else {
    fail("expected an operand");
  }
  advance();
  return result;
}

bool Parser::isSymbol(std::string_view text) const {
  auto isNamed = [&](const auto &one) { return one.name == text; };
  return std::ranges::any_of(current->parameters, isNamed) ||
         std::ranges::any_of(current->results, isNamed) ||
         std::ranges::any_of(parsed.variables, isNamed) ||
         std::ranges::any_of(parsed.functions, isNamed) ||
         std::ranges::any_of(current->targets, isNamed) ||
         current->name == text;
}

// A register, a variable, a special register, or else a label or function.
Operand Parser::word(std::string_view text) {
  Operand result;
  if (text == "_") {
    result.kind = Operand::Sink;
    return result;
  }
  std::string key(text);
  for (Scope &scope : std::views::reverse(scopes)) {
    if (auto found = scope.registers.find(key);
        found != scope.registers.end()) {
      result.kind = Operand::Register;
      result.value = found->second;
      return result;
    }
    if (auto found = scope.variables.find(key);
        found != scope.variables.end()) {
      result.kind = Operand::Symbol;
      result.name = found->second;
      return result;
    }
  }
  result.name = key;
  if (text[0] == '%' || text == "WARP_SZ") {
    result.kind = Operand::Special;
    return result;
  }
  result.kind = isSymbol(text) ? Operand::Symbol : Operand::Label;
  if (result.kind == Operand::Label)
    result.value = label(text);
  return result;
}

} // namespace emulator::ptx
