//===- Decoder.cpp - Tree of a module to code -----------------------------===//
#include "tools/cuda-emulator/code/Decoder.h"

#include "tools/cuda-emulator/ptx/Error.h"

#include <algorithm>
#include <cstring>

namespace emulator {
namespace {

uint32_t alignUp(uint64_t value, uint64_t align) {
  return static_cast<uint32_t>((value + align - 1) / align * align);
}

} // namespace

// Callees before callers: the group at the lowest instruction runs first, so
// lanes inside a call return before those outside go on.
void Decoder::reach(const ptx::Function &function, std::vector<int> &path) {
  auto self = static_cast<int>(&function - module.functions.data());
  if (std::ranges::find(path, self) != path.end())
    throw LoadError(LoadError::Unsupported, function.line,
                    "'" + function.name +
                        "' calls itself; recursion is not supported");
  if (frameOf.contains(function.name))
    return;
  path.push_back(self);
  for (const ptx::Instruction &inst : function.body) {
    if (inst.opcode != "call")
      continue;
    for (const ptx::Operand &operand : inst.operands)
      for (const ptx::Function &callee : module.functions)
        if (operand.kind == ptx::Operand::Symbol && operand.name == callee.name)
          reach(callee, path);
  }
  path.pop_back();
  if (!function.hasBody)
    throw LoadError(LoadError::Syntax, function.line,
                    "unresolved extern function '" + function.name + "'");
  frameOf[function.name] = static_cast<int>(frames.size());
  frames.emplace_back().function = &function;
}

Code Decoder::kernel(const ptx::Function &entry) {
  code = {};
  code.name = entry.name;
  code.maxThreads = entry.maxThreads;
  code.requiredThreads = entry.requiredThreads;
  std::vector<int> path;
  reach(entry, path);
  layOutShared();
  for (Frame &frame : frames)
    layOutFrame(frame, frame.function == &entry);
  for (Frame &frame : frames)
    decode(frame);
  link();
  return std::move(code);
}

void Decoder::layOutFrame(Frame &frame, bool isKernel) {
  auto place = [&](const ptx::Variable &v) {
    code.localBytes = alignUp(code.localBytes, v.align);
    frame.local[v.name] = code.localBytes;
    code.localBytes += static_cast<uint32_t>(v.bytes);
  };
  for (const ptx::Variable &v : frame.function->variables)
    if (v.space == ptx::Space::Local || v.space == ptx::Space::Param)
      place(v);
    else if (v.space != ptx::Space::Shared)
      throw LoadError(LoadError::Unsupported, frame.function->line,
                      "variable '" + v.name +
                          "' of a function outside .local and .shared");
  if (isKernel)
    return layOutParameters(frame);
  for (const ptx::Variable &v : frame.function->parameters)
    place(v);
  for (const ptx::Variable &v : frame.function->results)
    place(v);
  frame.returnRow = rowEnd;
  rowEnd += kLanes * 4;
}

void Decoder::layOutParameters(Frame &frame) {
  for (const ptx::Variable &v : frame.function->parameters) {
    code.parameterBytes = alignUp(code.parameterBytes, v.align);
    frame.param[v.name] = code.parameterBytes;
    code.parameters.push_back(
        {code.parameterBytes, static_cast<uint32_t>(v.bytes)});
    code.parameterBytes += static_cast<uint32_t>(v.bytes);
  }
}

// Variables of the module first, then those of functions, then all dynamic
// ones at the same place.
void Decoder::layOutShared() {
  uint32_t end = kSharedStart;
  auto place = [&](const ptx::Variable &v) {
    if (v.space != ptx::Space::Shared || v.isExtern)
      return;
    end = alignUp(end, v.align);
    shared[v.name] = end;
    end += static_cast<uint32_t>(v.bytes);
  };
  auto isUsed = [&](const ptx::Variable &v) {
    auto names = [&](const ptx::Operand &o, auto &self) -> bool {
      return (o.kind == ptx::Operand::Symbol && o.name == v.name) ||
             std::ranges::any_of(o.elements,
                                 [&](const auto &e) { return self(e, self); });
    };
    for (const Frame &frame : frames)
      for (const ptx::Instruction &inst : frame.function->body)
        for (const ptx::Operand &operand : inst.operands)
          if (names(operand, names))
            return true;
    return false;
  };
  // Where there is nothing dynamic the last variable ends what there is.
  uint64_t dynamicAlign = 1;
  for (const ptx::Variable &v : module.variables)
    if (v.space == ptx::Space::Shared && isUsed(v)) {
      place(v);
      if (v.isExtern)
        dynamicAlign = std::max({dynamicAlign, v.align, uint64_t{16}});
    }
  for (const Frame &frame : frames)
    for (const ptx::Variable &v : frame.function->variables)
      place(v);
  code.staticShared = alignUp(end, dynamicAlign) - kSharedStart;
  for (const ptx::Variable &v : module.variables)
    if (v.space == ptx::Space::Shared && v.isExtern)
      shared[v.name] = kSharedStart + code.staticShared;
}

// Lanes' local memory follows one another: each begins as aligned as any
// access.
void Decoder::link() {
  code.localBytes = alignUp(code.localBytes, 16);
  uint32_t instEnd = 0;
  for (Frame &frame : frames) {
    frame.begin = instEnd;
    instEnd += static_cast<uint32_t>(frame.draft.insts.size());
  }
  uint32_t firstRow = rowEnd;
  for (Frame &frame : frames) {
    RowAssignment rows = assignRows(frame.draft, alignUp(rowEnd, 64));
    rowEnd = rows.end;
    resolve(frame, rows);
  }
  code.entry = frames.back().begin;
  code.registerBytes = alignUp(rowEnd, 64);
  code.registers = (rowEnd - firstRow) / (kLanes * 4);
}

void Decoder::resolve(Frame &frame, const RowAssignment &rows) {
  auto target = [&](int label) {
    return frame.begin + frame.draft.labels[label];
  };
  for (DraftInst &draft : frame.draft.insts) {
    Inst inst = draft.inst;
    for (unsigned i = 0; i < kMaxOperands; ++i) {
      const DraftRow &row = draft.rows[i];
      if (row.kind == DraftRow::None)
        continue;
      inst.op[i] =
          row.kind == DraftRow::Virtual ? rows.rows[row.value] : row.value;
      if (row.negated)
        inst.op[i] |= kNegatedRow;
    }
    if (draft.isTable) {
      inst.aux = static_cast<uint32_t>(code.tables.size());
      std::vector<uint32_t> &table = code.tables.emplace_back();
      for (int label : draft.labels)
        table.push_back(target(label));
    } else if (!draft.labels.empty()) {
      inst.imm = target(draft.labels[0]);
    } else if (draft.callee >= 0) {
      inst.imm = frames[draft.callee].begin;
    }
    code.insts.push_back(inst);
    code.origins.push_back(draft.where);
    code.texts.push_back(std::move(draft.text));
  }
}

} // namespace emulator
