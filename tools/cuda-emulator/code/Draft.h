//===- Draft.h - A function on its way to code ------------------*- C++ -*-===//
//
// Decoded instructions whose rows are still the function's own registers and
// whose targets are labels.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_CODE_DRAFT_H
#define EMULATOR_CODE_DRAFT_H

#include "tools/cuda-emulator/code/Code.h"

#include <string>
#include <vector>

namespace emulator {

struct DraftRow {
  enum Kind : uint8_t { None, Virtual, Fixed };
  Kind kind = None;
  bool isOut = false;
  bool negated = false;
  uint32_t value = 0; ///< register, or the row itself
};

struct DraftInst {
  Inst inst;
  std::array<DraftRow, kMaxOperands> rows{};
  ptx::Where where;
  std::string text;
  std::vector<int> labels; ///< where it may go; the first becomes Inst::imm
  bool falls = true;       ///< may go on to the next one
  bool guarded = false;    ///< not all lanes may write: what was there lives on
  int callee = -1;         ///< function whose entry becomes Inst::imm
  bool isTable = false;    ///< `labels` are a table
};

struct Draft {
  std::vector<Type> registers;
  std::vector<DraftInst> insts;
  std::vector<uint32_t> labels; ///< label -> instruction

  uint32_t addRegister(Type type) {
    registers.push_back(type);
    return static_cast<uint32_t>(registers.size() - 1);
  }
};

/// Gives registers rows from `base` on, such that those that live at the same
/// time have rows of their own: what a loop touches stays in the host's cache.
struct RowAssignment {
  std::vector<uint32_t> rows; ///< by register
  uint32_t end = 0;           ///< first byte after all rows
};
RowAssignment assignRows(const Draft &draft, uint32_t base);

} // namespace emulator

#endif // EMULATOR_CODE_DRAFT_H
