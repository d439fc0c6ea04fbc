//===- Form.h - What an instruction looks like ------------------*- C++ -*-===//
//
// The families of ops/ choose by the form: opcode, modifiers, shape of the
// operands. What they choose is a Selection: the handler, and what each operand
// must be. A modifier that nobody takes makes the instruction an error.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_CODE_FORM_H
#define EMULATOR_CODE_FORM_H

#include "tools/cuda-emulator/code/Code.h"
#include "tools/cuda-emulator/ptx/Ast.h"

#include <algorithm>
#include <initializer_list>
#include <span>
#include <string_view>

namespace emulator {

class Form {
public:
  Form(const ptx::Instruction &inst, const std::vector<Type> &registers);

  std::string_view opcode() const { return inst.opcode; }
  bool is(std::string_view opcode) const { return inst.opcode == opcode; }
  bool isAny(std::span<const char *const> opcodes) const {
    return std::ranges::find(opcodes, inst.opcode) != opcodes.end();
  }
  /// True if the modifier is there; it counts as understood then.
  bool take(std::string_view modifier);
  /// The first that is there, as its index; -1 if none is.
  int takeAny(const char *const *modifiers, unsigned count);
  /// The first type not taken yet; false if there is none.
  bool takeType(Type &type);
  /// Operands with pairs and vectors laid flat.
  unsigned operands() const { return static_cast<unsigned>(flat.size()); }
  const ptx::Operand &operand(unsigned i) const { return *flat[i]; }
  /// Whether an operand is a predicate register.
  bool isPredicate(unsigned i) const;
  /// Elements of the operand as written: 0 if it is no vector.
  unsigned vectorSize(unsigned i) const;
  /// Gives all modifiers back.
  void restart() { taken = 0; }
  /// The first modifier that nobody took, or nullptr.
  const char *leftOver() const;

private:
  const ptx::Instruction &inst;
  const std::vector<Type> &registers;
  uint64_t taken = 0;
  std::vector<const ptx::Operand *> flat;
};

/// What an operand must be.
struct Slot {
  enum Role : uint8_t {
    Out,     ///< a register, or the sink
    In,      ///< a register, a number, a special register, an address
    WideOut, ///< a register that may be wider than the type
    WideIn,
    Address,   ///< [..]: a row of addresses and Inst::imm
    Immediate, ///< a number, in Inst::aux
    Number,    ///< a number, in Inst::imm
    Ignored,   ///< the modifiers or the handler say all
  };
  Role role = In;
  Type type = Type::B32;
};

/// Where an address of the instruction lies.
enum class AddressSpace : uint8_t {
  Generic,
  Global,
  Shared,
  Local,
  Const,
  Param
};

struct Selection {
  Handler handler = nullptr;
  uint8_t count = 0;
  std::array<Slot, kMaxOperands> slots{};
  bool ends = false;
  bool memory = false;
  /// ld and st of .param: the decoder tells a kernel's parameter, which is one
  /// for all threads, from a function's, which each thread has.
  Handler uniform = nullptr;
  Handler indexed = nullptr; ///< by an address in a register
  AddressSpace space = AddressSpace::Generic;
  uint32_t aux = 0;

  bool set(Handler chosen, std::initializer_list<Slot> operands);
};

inline Slot out(Type type) { return {Slot::Out, type}; }
inline Slot in(Type type) { return {Slot::In, type}; }

} // namespace emulator

#endif // EMULATOR_CODE_FORM_H
