//===- Windows.h - Where the address spaces lie -----------------*- C++ -*-===//
//
// A generic address is a host address of global memory, or lies in one of these
// windows, where no host maps anything we allocate.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_EXEC_WINDOWS_H
#define EMULATOR_EXEC_WINDOWS_H

#include <cstdint>

namespace emulator {

constexpr uint64_t kWindowBytes = uint64_t{1} << 24;
constexpr uint64_t kSharedWindow = uint64_t{1} << 40;
constexpr uint64_t kLocalWindow = kSharedWindow + kWindowBytes;
constexpr uint64_t kParamWindow = kLocalWindow + kWindowBytes;

} // namespace emulator

#endif // EMULATOR_EXEC_WINDOWS_H
