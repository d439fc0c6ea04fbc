//===- Types.h - Types of PTX -----------------------------------*- C++ -*-===//
#ifndef EMULATOR_PTX_TYPES_H
#define EMULATOR_PTX_TYPES_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace emulator {

/// X(enumerator, spelling, bits)
#define EMULATOR_TYPES(X)                                                      \
  X(Pred, "pred", 1)                                                           \
  X(B8, "b8", 8)                                                               \
  X(B16, "b16", 16)                                                            \
  X(B32, "b32", 32)                                                            \
  X(B64, "b64", 64)                                                            \
  X(U8, "u8", 8)                                                               \
  X(U16, "u16", 16)                                                            \
  X(U32, "u32", 32)                                                            \
  X(U64, "u64", 64)                                                            \
  X(S8, "s8", 8)                                                               \
  X(S16, "s16", 16)                                                            \
  X(S32, "s32", 32)                                                            \
  X(S64, "s64", 64)                                                            \
  X(F16, "f16", 16)                                                            \
  X(BF16, "bf16", 16)                                                          \
  X(F16x2, "f16x2", 32)                                                        \
  X(BF16x2, "bf16x2", 32)                                                      \
  X(F32, "f32", 32)                                                            \
  X(F64, "f64", 64)

enum class Type : uint8_t {
#define X(NAME, SPELLING, BITS) NAME,
  EMULATOR_TYPES(X)
#undef X
};

/// Bits of a value; a predicate has one.
unsigned bitsOf(Type type);
std::string_view spelling(Type type);
std::optional<Type> typeNamed(std::string_view name);

bool isFloat(Type type);
bool isSigned(Type type);
/// b8 .. b64: bits without a meaning.
bool isUntyped(Type type);

/// How a register of the type lies in a warp: bytes per lane. Predicates are
/// one mask of 32 bits for the warp; 8-bit values live in 16-bit registers.
unsigned laneBytes(Type type);

} // namespace emulator

#endif // EMULATOR_PTX_TYPES_H
