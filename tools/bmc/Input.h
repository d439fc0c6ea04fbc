//===- Input.h - Where bmc reads --------------------------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_INPUT_H
#define BMC_TOOLS_BMC_INPUT_H

#include "llvm/ADT/StringRef.h"

#include <functional>
#include <optional>
#include <string>

namespace bmc {

/// Reads a model from a file, or from standard input if `path` is "-": all of
/// it, or one byte more than the language allows (kMaxModelBytes), which the
/// frontend then refuses. Never waits for somebody to open a FIFO. Reports
/// failures; returns the exit code.
int readInput(llvm::StringRef path, std::string &text);

/// Reads files that the model at `path` imports: regular files in its folder or
/// below, also after links are followed.
std::function<std::optional<std::string>(llvm::StringRef)>
importReader(llvm::StringRef path);

} // namespace bmc

#endif // BMC_TOOLS_BMC_INPUT_H
