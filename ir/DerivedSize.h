//===- DerivedSize.h - Run-time sizes computed from others ------*- C++ -*-===//
//
// Windows over an axis of run-time size S leave an axis whose size is a
// function of S. Its name is that function, written in one way only, so that
// equal sizes have equal names: "S-2", "S/2" (rounded down), "(S+1)/2", "2*S",
// "(3*S+1)/2", or of a derived size, "2*(S/2)".
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_DERIVEDSIZE_H
#define BMC_IR_DERIVEDSIZE_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>

namespace bmc {

/// floor((factor * base + offset) / divisor), factor and divisor at least 1.
struct DerivedSize {
  std::string base; ///< the name of a run-time size, itself derived or not
  int64_t factor = 1, offset = 0, divisor = 1;

  /// What a name says; nullopt if it is that of a declared size.
  static std::optional<DerivedSize> parse(llvm::StringRef name);
  /// The same size with the base named and all numbers as small as can be;
  /// nullopt if they leave the range of int64.
  std::optional<DerivedSize> simplified() const;
  /// Of a simplified size: its name, which is the base's if it equals that.
  std::string name() const;

  /// The size where the base is `value`; nullopt out of range.
  std::optional<int64_t> at(int64_t value) const;
  /// The least base for which the size is `least` or more.
  int64_t leastBase(int64_t least = 1) const;
};

/// The declared size that a size depends on.
std::string declaredBase(llvm::StringRef name);

/// The size where its declared base is `value`; nullopt out of range.
std::optional<int64_t> sizeAt(llvm::StringRef name, int64_t value);

/// The name with another name in place of its declared base.
std::string withBase(llvm::StringRef name, llvm::StringRef base);

} // namespace bmc

#endif // BMC_IR_DERIVEDSIZE_H
