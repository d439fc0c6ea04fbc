//===- TemporaryFile.cpp - Files that do not stay -------------------------===//

#include "codegen/link/TemporaryFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"

namespace bmc {

std::error_code TemporaryFile::create(const llvm::Twine &prefix,
                                      llvm::StringRef suffix, int *descriptor) {
  int opened = -1;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile(prefix, suffix, opened, path))
    return code;
  return own(opened, descriptor);
}

std::error_code TemporaryFile::createAt(const llvm::Twine &pattern) {
  int opened = -1;
  if (std::error_code code =
          llvm::sys::fs::createUniqueFile(pattern, opened, path))
    return code;
  return own(opened, nullptr);
}

std::error_code TemporaryFile::own(int opened, int *descriptor) {
  llvm::sys::RemoveFileOnSignal(path);
  if (!descriptor)
    return llvm::sys::Process::SafelyCloseFileDescriptor(opened);
  *descriptor = opened;
  return {};
}

TemporaryFile::~TemporaryFile() {
  if (!path.empty())
    llvm::sys::fs::remove(path);
  keep();
}

void TemporaryFile::keep() {
  if (!path.empty())
    llvm::sys::DontRemoveFileOnSignal(path);
  path.clear();
}

} // namespace bmc
