//===- Input.h - Where bmc reads --------------------------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_INPUT_H
#define BMC_TOOLS_BMC_INPUT_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace bmc {

/// Reads a model from a file, or from standard input if `path` is "-": all of
/// it, or one byte more than the language allows (kMaxModelBytes), which the
/// frontend then refuses. Never waits for somebody to open a FIFO. Reports
/// failures; returns the exit code.
int readInput(llvm::StringRef path, std::string &text);

} // namespace bmc

#endif // BMC_TOOLS_BMC_INPUT_H
