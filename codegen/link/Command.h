//===- Command.h - Running another program ----------------------*- C++ -*-===//
#ifndef BMC_CODEGEN_LINK_COMMAND_H
#define BMC_CODEGEN_LINK_COMMAND_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace bmc {

/// Runs a command, of which the first word is the program's path, and waits for
/// it. It and what it starts form a process group of their own. The error holds
/// the beginning of what it printed, each line once.
llvm::Error runCommand(llvm::ArrayRef<llvm::StringRef> command);

/// Ends the group of the command that is running, if one is, and waits until
/// none of it is left. May be called in a signal handler that does not return.
void stopCommand();

} // namespace bmc

#endif // BMC_CODEGEN_LINK_COMMAND_H
