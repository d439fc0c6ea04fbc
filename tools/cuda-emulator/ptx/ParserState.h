//===- ParserState.h - The recursive descent --------------------*- C++ -*-===//
//
// Shared by Parser.cpp (the module), ParseBody.cpp (functions and instructions)
// and ParseVariable.cpp (declarations of variables and parameters).
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_PTX_PARSERSTATE_H
#define EMULATOR_PTX_PARSERSTATE_H

#include "tools/cuda-emulator/ptx/Ast.h"
#include "tools/cuda-emulator/ptx/Lexer.h"

#include <string_view>
#include <unordered_map>

namespace emulator::ptx {

class Parser {
public:
  explicit Parser(std::string_view text) : lexer(text) { advance(); }
  Module module();

private:
  // Parser.cpp
  void directive();
  void header();
  void file();
  void function();
  std::vector<Variable> parameterList();
  void functionAttributes(Function &f);
  std::array<uint32_t, 3> threeNumbers();

  // ParseVariable.cpp
  std::vector<Variable> variables(Space space);
  uint64_t vectorWidth();
  void dimensions(Variable &v, uint64_t elementBytes);
  void initializer(Variable &v, uint64_t elementBytes);
  void initialElement(Variable &v, uint64_t &offset, uint64_t bytes);

  // ParseBody.cpp
  void body(Function &f);
  void statement();
  void closeScope();
  void bodyDirective();
  void registers();
  void location();
  void branchTargets(std::string name);
  void instruction();
  Operand operand();
  Operand simpleOperand();
  Operand word(std::string_view text);
  Operand list(char close, Operand::Kind kind);
  Operand address();
  bool isSymbol(std::string_view text) const;
  int label(std::string_view name);
  void placeLabel(std::string_view name);
  void checkLabels();

  void advance() { token = lexer.next(); }
  bool take(char c);
  void expect(char c);
  int64_t integer();
  std::string name();
  [[noreturn]] void fail(const std::string &what) const;

  /// Names of one pair of braces.
  struct Scope {
    std::unordered_map<std::string, int> registers, labels;
    std::unordered_map<std::string, std::string> variables;
  };

  Lexer lexer;
  Token token;
  Module parsed;
  Function *current = nullptr;
  std::vector<Scope> scopes;
  std::vector<std::string> labelNames;
  Where where;
  unsigned renamed = 0;
};

} // namespace emulator::ptx

#endif // EMULATOR_PTX_PARSERSTATE_H
