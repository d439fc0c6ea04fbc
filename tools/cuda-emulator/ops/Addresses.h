//===- Addresses.h - From lanes' addresses to host memory -------*- C++ -*-===//
#ifndef EMULATOR_OPS_ADDRESSES_H
#define EMULATOR_OPS_ADDRESSES_H

#include "tools/cuda-emulator/exec/Block.h"
#include "tools/cuda-emulator/exec/Resolve.h"
#include "tools/cuda-emulator/ops/Lanes.h"

namespace emulator::EMULATOR_ISA {

/// Host addresses of an access: of active lanes what they say, of the others
/// that of an active one. Throws Fault for what may not be accessed. Not
/// inlined: a hundred handlers call these.
template <AddressSpace S>
void locate(Warp &w, const Inst &i, uint32_t operand, unsigned bytes,
            uint64_t *at);
/// The second address of an instruction, of global memory.
void locateSecond(Warp &w, const Inst &i, uint32_t operand, unsigned bytes,
                  uint64_t *at);

/// Takes the modifier that names an address space; generic if there is none.
AddressSpace takeSpace(Form &form);
/// Takes modifiers of memory order and of caches.
void takeHints(Form &form);

} // namespace emulator::EMULATOR_ISA

#endif // EMULATOR_OPS_ADDRESSES_H
