//===- Error.h - Why a module cannot be loaded ------------------*- C++ -*-===//
#ifndef EMULATOR_PTX_ERROR_H
#define EMULATOR_PTX_ERROR_H

#include <cstdint>
#include <stdexcept>
#include <string>

namespace emulator {

/// Thrown while a module is loaded; becomes the driver's error log.
class LoadError : public std::runtime_error {
public:
  enum Kind { Syntax, Unsupported, Version, Target };
  LoadError(Kind kind, uint32_t line, const std::string &what)
      : std::runtime_error("line " + std::to_string(line) + ": " + what),
        kind(kind) {}
  Kind kind;
};

} // namespace emulator

#endif // EMULATOR_PTX_ERROR_H
