//===- Form.cpp - What an instruction looks like --------------------------===//
#include "tools/cuda-emulator/code/Form.h"

#include "tools/cuda-emulator/ptx/Error.h"

#include <algorithm>

namespace emulator {

Form::Form(const ptx::Instruction &inst, const std::vector<Type> &registers)
    : inst(inst), registers(registers) {
  if (inst.modifiers.size() > 64)
    throw LoadError(LoadError::Syntax, inst.where.line, "too many modifiers");
  for (const ptx::Operand &operand : inst.operands) {
    bool isGroup = operand.kind == ptx::Operand::Pair ||
                   operand.kind == ptx::Operand::Vector;
    if (!isGroup)
      flat.push_back(&operand);
    for (const ptx::Operand &element : operand.elements)
      if (isGroup)
        flat.push_back(&element);
  }
}

bool Form::take(std::string_view modifier) {
  for (size_t i = 0; i < inst.modifiers.size(); ++i)
    if (!(taken >> i & 1) && inst.modifiers[i] == modifier) {
      taken |= uint64_t{1} << i;
      return true;
    }
  return false;
}

int Form::takeAny(const char *const *modifiers, unsigned count) {
  for (unsigned i = 0; i < count; ++i)
    if (take(modifiers[i]))
      return static_cast<int>(i);
  return -1;
}

bool Form::takeType(Type &type) {
  for (size_t i = 0; i < inst.modifiers.size(); ++i)
    if (std::optional<Type> named = typeNamed(inst.modifiers[i]);
        named && !(taken >> i & 1)) {
      taken |= uint64_t{1} << i;
      type = *named;
      return true;
    }
  return false;
}

bool Form::isPredicate(unsigned i) const {
  return i < flat.size() && flat[i]->kind == ptx::Operand::Register &&
         registers[flat[i]->value] == Type::Pred;
}

unsigned Form::vectorSize(unsigned i) const {
  if (i >= inst.operands.size() ||
      inst.operands[i].kind != ptx::Operand::Vector)
    return 0;
  return static_cast<unsigned>(inst.operands[i].elements.size());
}

const char *Form::leftOver() const {
  for (size_t i = 0; i < inst.modifiers.size(); ++i)
    if (!(taken >> i & 1))
      return inst.modifiers[i].c_str();
  return nullptr;
}

bool Selection::set(Handler chosen, std::initializer_list<Slot> operands) {
  handler = chosen;
  count = static_cast<uint8_t>(operands.size());
  std::copy(operands.begin(), operands.end(), slots.begin());
  return true;
}

} // namespace emulator
