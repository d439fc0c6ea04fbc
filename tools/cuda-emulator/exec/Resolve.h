//===- Resolve.h - Addresses that need a closer look ------------*- C++ -*-===//
#ifndef EMULATOR_EXEC_RESOLVE_H
#define EMULATOR_EXEC_RESOLVE_H

#include "tools/cuda-emulator/code/Form.h"
#include "tools/cuda-emulator/exec/Warp.h"

namespace emulator {

/// Lane by lane: replaces the addresses of active lanes by host addresses, of
/// the others by that of an active one, and remembers the allocation for the
/// next time. Throws Fault.
void resolveSlowly(Warp &warp, const Inst &inst, AddressSpace space,
                   uint64_t *at, unsigned bytes);

/// Ends the kernel with an illegal address.
[[noreturn]] void failAccess(Warp &warp, const Inst &inst, const char *what);

} // namespace emulator

#endif // EMULATOR_EXEC_RESOLVE_H
