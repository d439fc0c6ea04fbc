//===- TemporaryFile.h - Files that do not stay -----------------*- C++ -*-===//
#ifndef BMC_CODEGEN_LINK_TEMPORARYFILE_H
#define BMC_CODEGEN_LINK_TEMPORARYFILE_H

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"

#include <system_error>

namespace bmc {

/// A file of a random name that nobody else has, removed in the end, also by a
/// signal.
class TemporaryFile {
public:
  TemporaryFile() = default;
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;
  ~TemporaryFile();

  /// In the folder of temporary files. `descriptor`, if not null, receives the
  /// file open for writing, to be closed by the caller.
  std::error_code create(const llvm::Twine &prefix, llvm::StringRef suffix,
                         int *descriptor = nullptr);
  /// `pattern` is a path with a % for each random digit.
  std::error_code createAt(const llvm::Twine &pattern);

  llvm::StringRef name() const { return path; }
  /// Leaves the file, which has another name by now.
  void keep();

private:
  std::error_code own(int opened, int *descriptor);

  llvm::SmallString<128> path;
};

} // namespace bmc

#endif // BMC_CODEGEN_LINK_TEMPORARYFILE_H
