//===- Parser.h - Text of PTX to its tree -----------------------*- C++ -*-===//
#ifndef EMULATOR_PTX_PARSER_H
#define EMULATOR_PTX_PARSER_H

#include "tools/cuda-emulator/ptx/Ast.h"

#include <string_view>

namespace emulator::ptx {

/// Throws LoadError. Debug sections are skipped, `.loc` is kept.
Module parse(std::string_view text);

} // namespace emulator::ptx

#endif // EMULATOR_PTX_PARSER_H
