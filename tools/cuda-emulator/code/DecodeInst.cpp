//===- DecodeInst.cpp - Instructions of a function ------------------------===//
#include "tools/cuda-emulator/code/Decoder.h"
#include "tools/cuda-emulator/ops/Ops.h"
#include "tools/cuda-emulator/ptx/Error.h"

#include <algorithm>

namespace emulator {
namespace {

std::string fullName(const ptx::Instruction &inst) {
  std::string text = inst.opcode;
  for (const std::string &modifier : inst.modifiers)
    text += "." + modifier;
  return text;
}

} // namespace

void Decoder::unsupported(const std::string &what) const {
  throw LoadError(LoadError::Unsupported, at->where.line,
                  "'" + fullName(*at) + "' is not supported: " + what);
}

void Decoder::malformed(const std::string &what) const {
  throw LoadError(LoadError::Syntax, at->where.line,
                  "'" + fullName(*at) + "': " + what);
}

DraftInst Decoder::pseudo(Handler handler, const ptx::Instruction &inst,
                          const char *text) {
  DraftInst draft;
  draft.inst.run = handler;
  draft.where = inst.where;
  draft.text = text;
  return draft;
}

void Decoder::emit(DraftInst inst) {
  current->draft.insts.push_back(std::move(inst));
}

void Decoder::decode(Frame &frame) {
  current = &frame;
  Draft &draft = frame.draft;
  for (const ptx::Register &reg : frame.function->registers)
    draft.registers.push_back(reg.type);
  const ptx::Function &f = *frame.function;
  draft.labels.assign(f.labels.size(), 0);
  std::vector<std::vector<int>> labelsAt(f.body.size() + 1);
  for (size_t label = 0; label < f.labels.size(); ++label)
    labelsAt[f.labels[label]].push_back(static_cast<int>(label));

  ptx::Instruction last;
  last.where.line = f.line;
  last.opcode = "ret";
  for (size_t i = 0; i <= f.body.size(); ++i) {
    const ptx::Instruction &inst = i < f.body.size() ? f.body[i] : last;
    if (!labelsAt[i].empty() && !draft.insts.empty() &&
        !draft.insts.back().inst.ends) {
      DraftInst fall = pseudo(ops().fall, inst, "(label)");
      fall.inst.ends = true;
      emit(std::move(fall));
    }
    for (int label : labelsAt[i])
      draft.labels[label] = static_cast<uint32_t>(draft.insts.size());
    // A body need not end in ret.
    bool needed = i < f.body.size() || draft.insts.empty() ||
                  draft.insts.back().falls || !labelsAt[i].empty();
    if (needed)
      decodeOne(inst);
  }
}

void Decoder::guardBegin(const ptx::Instruction &inst) {
  DraftInst draft = pseudo(ops().guard, inst, "(guard)");
  draft.rows[0] = {DraftRow::Virtual, false, inst.guardNegated,
                   static_cast<uint32_t>(inst.guard)};
  emit(std::move(draft));
}

void Decoder::guardEnd(const ptx::Instruction &inst) {
  emit(pseudo(ops().unguard, inst, "(end of guard)"));
}

// An instruction at which lanes may wait is jumped over by those that skip it.
void Decoder::skipUnlessGuard(const ptx::Instruction &inst) {
  DraftInst draft = pseudo(ops().branch, inst, "(guard)");
  draft.rows[0] = {DraftRow::Virtual, false, !inst.guardNegated,
                   static_cast<uint32_t>(inst.guard)};
  draft.inst.ends = true;
  draft.labels.push_back(static_cast<int>(current->draft.labels.size()));
  current->draft.labels.push_back(0);
  emit(std::move(draft));
}

void Decoder::decodeOne(const ptx::Instruction &inst) {
  at = &inst;
  bool isControl = inst.opcode == "bra" || inst.opcode == "brx" ||
                   inst.opcode == "ret" || inst.opcode == "exit";
  if (isControl)
    return decodeControl(inst);
  if (inst.opcode == "call")
    return decodeCall(inst);

  Form form(inst, current->draft.registers);
  Selection selection;
  if (!ops().select(form, selection))
    unsupported("outside the subset");
  if (const char *modifier = form.leftOver())
    unsupported(std::string("modifier '.") + modifier + "'");
  if (form.operands() != selection.count)
    malformed(std::to_string(form.operands()) + " operands, expected " +
              std::to_string(selection.count));
  auto skipLabel = current->draft.labels.size();
  if (inst.guard >= 0)
    selection.ends ? skipUnlessGuard(inst) : guardBegin(inst);

  DraftInst draft = pseudo(selection.handler, inst, "");
  draft.text = fullName(inst);
  draft.inst.ends = selection.ends;
  draft.inst.aux = selection.aux;
  draft.guarded = inst.guard >= 0;
  if (selection.memory) {
    draft.inst.memory = code.memoryInsts++;
    noteAccess(selection);
  }
  parameterSpace(draft, form, selection);
  widenAfter.clear();
  hasAddress = false;
  for (unsigned i = 0; i < selection.count; ++i)
    operand(draft, i, selection.slots[i], form.operand(i));
  emit(std::move(draft));
  for (auto [to, from] : widenAfter)
    convert(to, from.first, from.second, true);
  if (inst.guard < 0)
    return;
  if (selection.ends)
    current->draft.labels[skipLabel] =
        static_cast<uint32_t>(current->draft.insts.size());
  else
    guardEnd(inst);
}

// cp.async copies 4 bytes at least.
void Decoder::noteAccess(const Selection &selection) {
  uint32_t bytes = at->opcode == "cp" ? 4 : 8;
  for (unsigned i = 0; i < selection.count && at->opcode != "cp"; ++i)
    if (selection.slots[i].role != Slot::Address)
      bytes = std::min(bytes, bitsOf(selection.slots[i].type) / 8);
  code.granule = std::min(code.granule, bytes);
}

// A kernel's parameters are one for all threads; a function's are each
// thread's own and lie in local memory.
void Decoder::parameterSpace(DraftInst &draft, const Form &form,
                             const Selection &selection) {
  if (selection.space != AddressSpace::Param)
    return;
  for (unsigned i = 0; i < selection.count; ++i) {
    const ptx::Operand &operand = form.operand(i);
    if (operand.kind != ptx::Operand::Address)
      continue;
    bool isNamed = !operand.elements.empty() &&
                   operand.elements[0].kind == ptx::Operand::Symbol;
    bool isKernel = current->returnRow == 0;
    if (!isNamed && !isKernel)
      unsupported("a parameter of a function at an address in a register");
    if (isNamed && !current->param.contains(operand.elements[0].name))
      return;
    draft.inst.run = isNamed ? selection.uniform : selection.indexed;
    if (!draft.inst.run)
      unsupported("a kernel's parameters are read only");
  }
}

void Decoder::decodeControl(const ptx::Instruction &inst) {
  std::vector<std::string> modifiers = inst.modifiers;
  std::erase(modifiers, "uni");
  bool isIndexed = inst.opcode == "brx" && std::erase(modifiers, "idx") == 1;
  if (!modifiers.empty() || (inst.opcode == "brx" && !isIndexed))
    unsupported("outside the subset");
  size_t expected = isIndexed ? 2 : inst.opcode == "bra" ? 1 : 0;
  if (inst.operands.size() != expected)
    malformed("wrong number of operands");
  DraftInst draft = pseudo(nullptr, inst, "");
  draft.text = fullName(inst);
  draft.inst.ends = true;
  draft.falls = inst.guard >= 0;
  DraftRow guard = constant(Type::Pred, 1);
  if (inst.guard >= 0)
    guard = {DraftRow::Virtual, false, inst.guardNegated,
             static_cast<uint32_t>(inst.guard)};
  draft.rows[isIndexed ? 1 : 0] = guard;
  if (inst.opcode == "bra") {
    if (inst.operands[0].kind != ptx::Operand::Label)
      malformed("expected a label");
    draft.inst.run = inst.guard >= 0 ? ops().branch : ops().jump;
    draft.labels.push_back(static_cast<int>(inst.operands[0].value));
  } else if (isIndexed) {
    draft.inst.run = ops().indexed;
    draft.rows[0] = input(in(Type::U32), inst.operands[0]);
    draft.isTable = true;
    for (const ptx::BranchTargets &targets : current->function->targets)
      if (targets.name == inst.operands[1].name)
        draft.labels = targets.labels;
    if (draft.labels.empty())
      malformed("expected a list of targets");
  } else if (inst.opcode == "ret" && current->returnRow != 0) {
    draft.inst.run = ops().ret;
    draft.inst.aux = current->returnRow;
  } else {
    draft.inst.run = ops().exit;
  }
  emit(std::move(draft));
}

// call[.uni] [(result),] function [, (arguments)];
void Decoder::decodeCall(const ptx::Instruction &inst) {
  for (const std::string &modifier : inst.modifiers)
    if (modifier != "uni")
      unsupported("outside the subset");
  static const std::vector<ptx::Operand> none;
  const std::vector<ptx::Operand> *results = &none, *arguments = &none;
  size_t i = 0;
  if (i < inst.operands.size() && inst.operands[i].kind == ptx::Operand::List)
    results = &inst.operands[i++].elements;
  if (i >= inst.operands.size() || !frameOf.contains(inst.operands[i].name))
    unsupported("only functions of the module can be called, by name");
  const Frame &callee = frames[frameOf[inst.operands[i++].name]];
  if (i < inst.operands.size() && inst.operands[i].kind == ptx::Operand::List)
    arguments = &inst.operands[i++].elements;
  if (i != inst.operands.size())
    unsupported("a call by prototype");

  auto skipLabel = current->draft.labels.size();
  if (inst.guard >= 0)
    skipUnlessGuard(inst);
  copyArguments(*arguments, callee.function->parameters, callee, false);
  DraftInst draft = pseudo(ops().call, inst, "");
  draft.text = fullName(inst);
  draft.inst.ends = true;
  draft.inst.aux = callee.returnRow;
  draft.callee = static_cast<int>(&callee - frames.data());
  emit(std::move(draft));
  copyArguments(*results, callee.function->results, callee, true);
  if (inst.guard >= 0) {
    DraftInst fall = pseudo(ops().fall, inst, "(label)");
    fall.inst.ends = true;
    emit(std::move(fall));
    current->draft.labels[skipLabel] =
        static_cast<uint32_t>(current->draft.insts.size());
  }
}

void Decoder::copyArguments(const std::vector<ptx::Operand> &arguments,
                            const std::vector<ptx::Variable> &parameters,
                            const Frame &callee, bool back) {
  if (arguments.size() != parameters.size())
    malformed("wrong number of arguments");
  for (size_t i = 0; i < arguments.size(); ++i) {
    auto mine = current->local.find(arguments[i].name);
    if (arguments[i].kind != ptx::Operand::Symbol ||
        mine == current->local.end())
      unsupported("an argument that is no .param variable");
    uint32_t theirs = callee.local.at(parameters[i].name);
    DraftInst copy = pseudo(ops().copyLocal, *at, "(argument)");
    copy.inst.imm = back ? theirs : mine->second;
    copy.inst.aux = back ? mine->second : theirs;
    copy.rows[0] = {DraftRow::Fixed, false, false,
                    static_cast<uint32_t>(parameters[i].bytes)};
    emit(std::move(copy));
  }
}

} // namespace emulator
