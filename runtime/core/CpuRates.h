//===- CpuRates.h - What this machine can do at its best --------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_CPURATES_H
#define BMC_RUNTIME_CORE_CPURATES_H

#include "runtime/abi/Chips.h"
#include "runtime/core/Status.h"

#include <ctime>

namespace bmc {

/// Measures, in about half a second, what the threads of the pool can do
/// together: fused multiply-adds in registers, and the better of copying 256
/// MiB and adding them to as many; bytes that are read and written both count.
/// By `clock`, which should be that of the times that are compared. Resource
/// error if there is too little memory.
Status measureCpuRates(clockid_t clock, ChipRates &rates);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_CPURATES_H
