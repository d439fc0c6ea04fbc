//===- Ast.h - A PTX module as written --------------------------*- C++ -*-===//
//
// What the parser makes of the text: names are resolved, registers are numbers,
// scopes are gone. Nothing here knows how an instruction is executed.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_PTX_AST_H
#define EMULATOR_PTX_AST_H

#include "tools/cuda-emulator/ptx/Types.h"

#include <array>
#include <string>
#include <vector>

namespace emulator::ptx {

struct Operand {
  enum Kind : uint8_t {
    Register,
    Integer,
    Float,   ///< `bits` is an f64; from 0f.. or 0d.. or a decimal
    Symbol,  ///< a variable's address, a function, `value` is added
    Special, ///< %tid.x ..
    Label,
    Address, ///< [base + value]; base is `elements[0]`, if there is one
    Vector,
    Pair, ///< %d|%p
    List, ///< (..) of a call
    Sink, ///< _
  };
  Kind kind = Integer;
  bool negated = false; ///< !%p
  int64_t value = 0;    ///< number, register, label
  double number = 0;
  std::string name;
  std::vector<Operand> elements;
};

/// Where an instruction comes from: its line in the PTX, and `.loc`.
struct Where {
  uint32_t line = 0;
  uint32_t file = 0, sourceLine = 0; ///< 0: none
};

struct Instruction {
  Where where;
  int guard = -1; ///< register of @%p
  bool guardNegated = false;
  std::string opcode;                 ///< before the first dot
  std::vector<std::string> modifiers; ///< the rest
  std::vector<Operand> operands;
};

enum class Space : uint8_t { Global, Shared, Const, Local, Param };

/// An address inside the initial bytes of a variable.
struct Relocation {
  uint64_t offset;
  std::string symbol;
  int64_t addend;
};

struct Variable {
  Space space = Space::Global;
  Type type = Type::B8;
  std::string name;
  uint64_t align = 1, bytes = 0;
  bool isExtern = false;
  std::vector<uint8_t> initial; ///< may be shorter than bytes
  std::vector<Relocation> relocations;
};

struct Register {
  Type type;
  std::string name;
};

struct BranchTargets {
  std::string name;
  std::vector<int> labels;
};

struct Function {
  std::string name;
  bool isEntry = false, hasBody = false;
  uint32_t line = 0;
  std::vector<Variable> results, parameters, variables;
  std::vector<Register> registers;
  std::vector<Instruction> body;
  /// Label number -> index into body of what follows it; -1: never placed.
  std::vector<int> labels;
  std::vector<BranchTargets> targets;
  std::array<uint32_t, 3> maxThreads{}, requiredThreads{}; ///< 0: not said
};

struct Module {
  unsigned version = 0; ///< 80 for .version 8.0
  std::string target;
  std::vector<Variable> variables;
  std::vector<Function> functions;
  std::vector<std::string> files; ///< by number; may have holes
};

} // namespace emulator::ptx

#endif // EMULATOR_PTX_AST_H
