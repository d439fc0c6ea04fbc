//===- Alignment.h - Where a tensor may start -------------------*- C++ -*-===//
//
// The memory plan (passes/schedule) places tensors, kernels (codegen) rely on
// it: the one statement both use. runtime/abi/Abi.h promises the same number
// to the runtime.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_ALIGNMENT_H
#define BMC_IR_ALIGNMENT_H

#include <cstdint>

namespace bmc {

/// Bytes: every tensor in the state or the arena starts at a multiple of this,
/// and within a group of the state at the first one after its predecessor.
/// 64 is a cache line, so threads that write different tensors never share
/// one, and the widest vector register (AVX-512, a row of an AMX tile), so full
/// vectors from a tensor's start on never cross a line.
constexpr int64_t kTensorAlignment = 64;

} // namespace bmc

#endif // BMC_IR_ALIGNMENT_H
