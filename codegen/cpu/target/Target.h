//===- Target.h - What the generators know about a CPU ----------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_TARGET_TARGET_H
#define BMC_CODEGEN_CPU_TARGET_TARGET_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace bmc {

/// The instruction-set levels the kernel generators tell apart.
enum class VectorIsa { Portable, Avx2, Avx512 };

/// A CPU to generate code for. Sizes are per core.
struct CpuTarget {
  VectorIsa isa = VectorIsa::Portable;
  /// LLVM's -mcpu and feature string.
  std::string cpu = "x86-64";
  std::string features;

  /// Bytes in a vector register: 16, 32 or 64.
  unsigned vectorBytes() const;
  /// Architectural vector registers: 16 or 32.
  unsigned vectorRegisters() const;
  bool hasFma() const { return isa != VectorIsa::Portable; }
  /// "avx512", "avx2" or "portable".
  llvm::StringRef name() const;
};

/// Reads `--mcpu`: "native" decides from the host's feature bits (virtual
/// machines misreport CPU names), "avx512", "avx2" and "portable" name a level,
/// "x86-64-v3" and "x86-64-v4" are accepted for avx2 and avx512.
llvm::Expected<CpuTarget> parseCpuTarget(llvm::StringRef name);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_TARGET_TARGET_H
