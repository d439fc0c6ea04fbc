//===- TokenizeFlags.h - Flags of tokenize ----------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_TOKENIZEFLAGS_H
#define BMC_RUNTIME_TRAIN_TOKENIZEFLAGS_H

#include "runtime/tokenizer/Tokenize.h"

#include <CLI/CLI.hpp>

namespace bmc {

/// What `bmc tokenize` and the verb of a program have in common, beside the
/// flags --text and --input.
void addTokenizeFlags(CLI::App &app, CLI::Option *text, CLI::Option *input,
                      TokenizeRequest &request);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_TOKENIZEFLAGS_H
