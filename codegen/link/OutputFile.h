//===- OutputFile.h - Where results go --------------------------*- C++ -*-===//
#ifndef BMC_CODEGEN_LINK_OUTPUTFILE_H
#define BMC_CODEGEN_LINK_OUTPUTFILE_H

#include "codegen/link/TemporaryFile.h"

namespace bmc {

/// A result on its way to the path that was asked for. A file there is replaced
/// in one step by a complete result, or not at all; where the path is a link,
/// the file it leads to, which need not exist yet. Devices, FIFOs and standard
/// output ("-") are written to, since a file in their place would be in
/// somebody's way. A folder is an error.
class OutputFile {
public:
  /// Makes the file to write the result to: beside the path's, so that it can
  /// take its place, else in the folder of temporary files. `descriptor`, if
  /// not null, receives it open for writing, to be closed by the caller.
  std::error_code create(llvm::StringRef path, int *descriptor = nullptr);
  llvm::StringRef name() const { return file.name(); }
  /// Puts what has been written to `name()` where it belongs.
  std::error_code commit();

private:
  TemporaryFile file;
  std::string path;
  /// What `file` takes the place of; empty if it is copied to `path`.
  std::string replaced;
};

/// The same for a result that is in memory.
std::error_code writeOutput(llvm::StringRef path, llvm::StringRef contents);

} // namespace bmc

#endif // BMC_CODEGEN_LINK_OUTPUTFILE_H
