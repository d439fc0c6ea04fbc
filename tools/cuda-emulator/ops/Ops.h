//===- Ops.h - The instructions, built for this processor -------*- C++ -*-===//
//
// The folder is compiled once per instruction set of the host (on x86: v2, v3,
// v4), each time into a namespace of its own, EMULATOR_ISA. The bits of results
// are the same in all.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_OPS_OPS_H
#define EMULATOR_OPS_OPS_H

#include "tools/cuda-emulator/code/Form.h"

namespace emulator {

struct OpSet {
  /// Chooses the handler of a form; false if it is outside the subset.
  bool (*select)(Form &, Selection &);
  /// Row of type `from` to one of type `to`, by truncation or extension.
  Handler (*resize)(Type to, Type from);

  Handler fall;  ///< ends a block of instructions, goes on
  Handler guard; ///< until `unguard` only lanes of predicate op[0] work
  Handler unguard;
  Handler jump;      ///< to imm
  Handler branch;    ///< lanes of predicate op[0] to imm
  Handler indexed;   ///< by row op[0] into table aux; predicate op[1]
  Handler call;      ///< to imm; returns by row aux; predicate op[0]
  Handler ret;       ///< by row aux; predicate op[0]
  Handler exit;      ///< predicate op[0]
  Handler copyLocal; ///< op[0] bytes of local memory from imm to aux
};

/// For the processor that runs.
const OpSet &ops();

/// From now on uses no more of the processor than x86-64-v2, v3 or v4, as
/// `level` says.
void limitOps(unsigned level);

} // namespace emulator

#endif // EMULATOR_OPS_OPS_H
