//===- DecodeOperand.cpp - Operands to rows -------------------------------===//
#include "tools/cuda-emulator/code/Decoder.h"
#include "tools/cuda-emulator/exec/Windows.h"
#include "tools/cuda-emulator/ops/Ops.h"
#include "tools/cuda-emulator/ptx/Error.h"

#include <bit>
#include <cstring>
#include <utility>

namespace emulator {
namespace {

struct SpecialName {
  std::string_view name;
  Special special;
};

constexpr SpecialName kSpecials[] = {
    {"%tid.x", Special::TidX},
    {"%tid.y", Special::TidY},
    {"%tid.z", Special::TidZ},
    {"%ntid.x", Special::NtidX},
    {"%ntid.y", Special::NtidY},
    {"%ntid.z", Special::NtidZ},
    {"%ctaid.x", Special::CtaidX},
    {"%ctaid.y", Special::CtaidY},
    {"%ctaid.z", Special::CtaidZ},
    {"%nctaid.x", Special::NctaidX},
    {"%nctaid.y", Special::NctaidY},
    {"%nctaid.z", Special::NctaidZ},
    {"%laneid", Special::LaneId},
    {"%warpid", Special::WarpId},
    {"%nwarpid", Special::NwarpId},
    {"%lanemask_eq", Special::LanemaskEq},
    {"%lanemask_le", Special::LanemaskLe},
    {"%lanemask_lt", Special::LanemaskLt},
    {"%lanemask_ge", Special::LanemaskGe},
    {"%lanemask_gt", Special::LanemaskGt},
    {"%smid", Special::SmId},
    {"%nsmid", Special::NsmId},
    {"%gridid", Special::GridId},
    {"%dynamic_smem_size", Special::DynamicSmem},
    {"%total_smem_size", Special::TotalSmem}};

} // namespace

void Decoder::operand(DraftInst &draft, unsigned index, const Slot &slot,
                      const ptx::Operand &operand) {
  switch (slot.role) {
  case Slot::Out:
  case Slot::WideOut:
    draft.rows[index] = output(slot, operand);
    return;
  case Slot::In:
  case Slot::WideIn:
    draft.rows[index] = input(slot, operand);
    return;
  case Slot::Address:
    return address(draft, index, operand);
  case Slot::Immediate:
  case Slot::Number:
    if (operand.kind != ptx::Operand::Integer)
      malformed("expected a number");
    if (slot.role == Slot::Immediate)
      draft.inst.aux = static_cast<uint32_t>(operand.value);
    else
      draft.inst.imm = operand.value;
    return;
  case Slot::Ignored:
    return;
  }
}

DraftRow Decoder::registerRow(const Slot &slot, const ptx::Operand &operand,
                              bool isOut) {
  auto reg = static_cast<uint32_t>(operand.value);
  Type type = current->draft.registers[reg];
  bool isPred = slot.type == Type::Pred;
  if (isPred != (type == Type::Pred))
    malformed("'" + current->function->registers[reg].name +
              "' has the wrong type");
  DraftRow row{DraftRow::Virtual, isOut, operand.negated, reg};
  if (operand.negated && !isPred)
    malformed("'!' before what is no predicate");
  if (laneBytes(type) == laneBytes(slot.type))
    return row;
  bool mayDiffer = (slot.role == Slot::WideOut || slot.role == Slot::WideIn) &&
                   laneBytes(type) > laneBytes(slot.type);
  if (!mayDiffer)
    malformed("'" + current->function->registers[reg].name +
              "' has the wrong size");
  uint32_t narrow = current->draft.addRegister(slot.type);
  if (isOut)
    widenAfter.push_back({reg, {narrow, slot.type}});
  else
    convert(narrow, reg, slot.type, false);
  row.value = narrow;
  return row;
}

// Between a register and the narrower one that an instruction works on.
void Decoder::convert(uint32_t to, uint32_t from, Type type, bool widen) {
  Draft &draft = current->draft;
  DraftInst inst = pseudo(widen ? ops().resize(draft.registers[to], type)
                                : ops().resize(type, draft.registers[from]),
                          *at, widen ? "(extend)" : "(truncate)");
  inst.rows[0] = {DraftRow::Virtual, true, false, to};
  inst.rows[1] = {DraftRow::Virtual, false, false, from};
  inst.guarded = at->guard >= 0;
  emit(std::move(inst));
}

DraftRow Decoder::output(const Slot &slot, const ptx::Operand &operand) {
  if (operand.kind == ptx::Operand::Sink)
    return {DraftRow::Virtual, true, false,
            current->draft.addRegister(slot.type)};
  if (operand.kind != ptx::Operand::Register || operand.negated)
    malformed("expected a register to write");
  return registerRow(slot, operand, true);
}

DraftRow Decoder::input(const Slot &slot, const ptx::Operand &operand) {
  switch (operand.kind) {
  case ptx::Operand::Register:
    return registerRow(slot, operand, false);
  case ptx::Operand::Integer:
  case ptx::Operand::Float:
    return constant(slot.type, numberBits(slot.type, operand));
  case ptx::Operand::Special:
    return special(operand.name, slot.type);
  case ptx::Operand::Symbol: {
    uint64_t address = 0;
    if (!symbolAddress(operand.name, address))
      malformed("'" + operand.name + "' is no variable");
    if (bitsOf(slot.type) < 32)
      malformed("an address needs 32 or 64 bits");
    return constant(slot.type, address + static_cast<uint64_t>(operand.value));
  }
  default:
    malformed("expected a value");
  }
}

DraftRow Decoder::special(const std::string &name, Type type) {
  if (name == "WARP_SZ")
    return constant(type, kLanes);
  for (const SpecialName &one : kSpecials) {
    if (one.name != name)
      continue;
    if (bitsOf(type) != 32 && bitsOf(type) != 16 && bitsOf(type) != 64)
      malformed("'" + name + "' needs a register of an integer type");
    for (auto [known, row] : code.specials)
      if (known == one.special && bitsOf(type) == 32)
        return {DraftRow::Fixed, false, false, row};
    if (bitsOf(type) != 32)
      unsupported("'" + name + "' as a value of " +
                  std::to_string(bitsOf(type)) + " bits");
    code.specials.push_back({one.special, rowEnd});
    rowEnd += kLanes * 4;
    return {DraftRow::Fixed, false, false, code.specials.back().second};
  }
  unsupported("special register '" + name + "'");
}

bool Decoder::symbolAddress(const std::string &name, uint64_t &address) const {
  if (auto found = shared.find(name); found != shared.end())
    return address = found->second, true;
  if (auto found = symbols.find(name); found != symbols.end())
    return address = found->second, true;
  if (auto found = current->local.find(name); found != current->local.end())
    return address = found->second, true;
  // A parameter's address is taken for cvta.param.
  if (auto found = current->param.find(name); found != current->param.end())
    return address = found->second, true;
  return false;
}

// A row of addresses and an offset; an instruction may have two of them.
void Decoder::address(DraftInst &draft, unsigned index,
                      const ptx::Operand &operand) {
  if (operand.kind != ptx::Operand::Address)
    malformed("expected an address in brackets");
  bool isSecond = std::exchange(hasAddress, true);
  bool wide = true;
  if (operand.elements.empty()) {
    draft.rows[index] = constant(Type::U64, 0);
  } else if (const ptx::Operand &base = operand.elements[0];
             base.kind == ptx::Operand::Register) {
    Type type = current->draft.registers[base.value];
    if (bitsOf(type) != 32 && bitsOf(type) != 64)
      malformed("an address needs 32 or 64 bits");
    wide = bitsOf(type) == 64;
    draft.rows[index] = {DraftRow::Virtual, false, false,
                         static_cast<uint32_t>(base.value)};
  } else {
    uint64_t address = 0;
    if (base.kind != ptx::Operand::Symbol || !symbolAddress(base.name, address))
      malformed("'" + base.name + "' is no variable");
    draft.rows[index] =
        constant(Type::U64, address + static_cast<uint64_t>(base.value));
  }
  (isSecond ? draft.inst.secondWide : draft.inst.wide) = wide;
  if (isSecond)
    draft.inst.second = static_cast<int32_t>(operand.value);
  else
    draft.inst.imm = operand.value;
}

uint64_t Decoder::numberBits(Type type, const ptx::Operand &operand) const {
  unsigned bits = bitsOf(type);
  if (type == Type::Pred)
    return operand.value != 0 ? 1 : 0;
  if (operand.kind == ptx::Operand::Float ||
      (isFloat(type) && bits >= 32 && type != Type::F16x2 &&
       type != Type::BF16x2)) {
    double number = operand.kind == ptx::Operand::Float
                        ? operand.number
                        : static_cast<double>(operand.value);
    if (bits == 64)
      return std::bit_cast<uint64_t>(number);
    if (bits == 32)
      return std::bit_cast<uint32_t>(static_cast<float>(number));
    malformed("a float where none may be");
  }
  auto value = static_cast<uint64_t>(operand.value);
  return bits == 64 ? value : value & ((uint64_t{1} << bits) - 1);
}

// Rows of constants exist once per value and size.
DraftRow Decoder::constant(Type type, uint64_t bits) {
  unsigned bytes = laneBytes(type);
  uint64_t value = bytes == 0 && bits != 0 ? ~uint64_t{0} : bits;
  if (type == Type::S8)
    value = static_cast<uint16_t>(static_cast<int8_t>(bits));
  auto [entry, isNew] = constants.try_emplace(
      {bytes, value}, static_cast<uint32_t>(code.constants.size()));
  if (isNew) {
    size_t row = bytes == 0 ? 64 : bytes * kLanes;
    code.constants.resize(code.constants.size() + row);
    uint8_t *data = code.constants.data() + entry->second;
    for (size_t i = 0; i < (bytes == 0 ? 1 : kLanes); ++i)
      std::memcpy(data + i * bytes, &value, bytes == 0 ? 4 : bytes);
  }
  return {DraftRow::Fixed, false, false, entry->second | kConstantRow};
}

} // namespace emulator
