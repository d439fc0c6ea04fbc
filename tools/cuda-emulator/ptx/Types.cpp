//===- Types.cpp - Types of PTX -------------------------------------------===//
#include "tools/cuda-emulator/ptx/Types.h"

namespace emulator {

unsigned bitsOf(Type type) {
  static const uint8_t bits[] = {
#define X(NAME, SPELLING, BITS) BITS,
      EMULATOR_TYPES(X)
#undef X
  };
  return bits[static_cast<unsigned>(type)];
}

std::string_view spelling(Type type) {
  static const std::string_view names[] = {
#define X(NAME, SPELLING, BITS) SPELLING,
      EMULATOR_TYPES(X)
#undef X
  };
  return names[static_cast<unsigned>(type)];
}

std::optional<Type> typeNamed(std::string_view name) {
#define X(NAME, SPELLING, BITS)                                                \
  if (name == SPELLING)                                                        \
    return Type::NAME;
  EMULATOR_TYPES(X)
#undef X
  return std::nullopt;
}

bool isFloat(Type type) { return type >= Type::F16; }
bool isSigned(Type type) { return type >= Type::S8 && type <= Type::S64; }
bool isUntyped(Type type) { return type >= Type::B8 && type <= Type::B64; }

unsigned laneBytes(Type type) {
  if (type == Type::Pred)
    return 0;
  return bitsOf(type) == 8 ? 2 : bitsOf(type) / 8;
}

} // namespace emulator
