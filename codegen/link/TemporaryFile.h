//===- TemporaryFile.h - Files that do not stay -----------------*- C++ -*-===//
#ifndef BMC_CODEGEN_LINK_TEMPORARYFILE_H
#define BMC_CODEGEN_LINK_TEMPORARYFILE_H

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"

#include <string>
#include <system_error>

namespace bmc {

/// A path in the folder of temporary files that nobody can foresee.
std::string temporaryPath(const llvm::Twine &prefix, const llvm::Twine &suffix);

/// A file of a random name that nobody else has, removed in the end, also by a
/// signal (EndingSignals.h).
class TemporaryFile {
public:
  TemporaryFile() = default;
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;
  ~TemporaryFile();

  /// In the folder of temporary files, for this user only. `descriptor`, if not
  /// null, receives the file open for writing, to be closed by the caller.
  std::error_code create(llvm::StringRef prefix, llvm::StringRef suffix,
                         int *descriptor = nullptr);
  /// In the folder of `path`, with its name and something behind it.
  std::error_code createBeside(llvm::StringRef path, int *descriptor = nullptr);

  llvm::StringRef name() const { return path; }
  /// Leaves the file, which has another name by now.
  void keep();

private:
  template <typename MakePath>
  std::error_code createAt(MakePath makePath, unsigned mode, int *descriptor);

  llvm::SmallString<128> path;
};

} // namespace bmc

#endif // BMC_CODEGEN_LINK_TEMPORARYFILE_H
