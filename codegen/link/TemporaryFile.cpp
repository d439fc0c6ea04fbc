//===- TemporaryFile.cpp - Files that do not stay -------------------------===//

#include "codegen/link/TemporaryFile.h"
#include "codegen/link/EndingSignals.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"

#include <sys/random.h>

namespace fs = llvm::sys::fs;

namespace bmc {

/// Eight random digits. LLVM's unique names would also replace every % in the
/// names of folders.
static std::string randomDigits() {
  uint32_t number = 0;
  // Exclusive creation protects; that nobody can foresee the name is for those
  // who would keep us from creating it.
  if (getrandom(&number, sizeof number, 0) != sizeof number)
    number = llvm::sys::Process::GetRandomNumber();
  return llvm::utohexstr(number, /*LowerCase=*/true, /*Width=*/8);
}

std::string temporaryPath(const llvm::Twine &prefix,
                          const llvm::Twine &suffix) {
  llvm::SmallString<128> path;
  llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, path);
  llvm::sys::path::append(path, prefix + "-" + randomDigits() + suffix);
  return path.str().str();
}

template <typename MakePath>
std::error_code TemporaryFile::createAt(MakePath makePath, unsigned mode,
                                        int *descriptor) {
  constexpr int kTries = 100;
  int opened = -1;
  std::error_code code;
  // No signal may come between the file and its place on the list of those to
  // remove.
  HeldSignals held;
  for (int i = 0; i < kTries; ++i) {
    std::string name = makePath();
    code = fs::openFileForReadWrite(name, opened, fs::CD_CreateNew, fs::OF_None,
                                    mode);
    if (code == std::errc::file_exists)
      continue;
    if (code)
      return code;
    path = name;
    llvm::sys::RemoveFileOnSignal(path);
    if (!descriptor)
      return llvm::sys::Process::SafelyCloseFileDescriptor(opened);
    *descriptor = opened;
    return {};
  }
  return code;
}

std::error_code TemporaryFile::create(llvm::StringRef prefix,
                                      llvm::StringRef suffix, int *descriptor) {
  auto makePath = [&] {
    return temporaryPath(prefix, suffix.empty() ? "" : "." + suffix);
  };
  return createAt(makePath, fs::owner_read | fs::owner_write, descriptor);
}

std::error_code TemporaryFile::createBeside(llvm::StringRef target,
                                            int *descriptor) {
  // Names are at most 255 bytes long; what is added has 17.
  constexpr size_t kLongestStem = 230;
  auto makePath = [&] {
    llvm::SmallString<256> name = llvm::sys::path::parent_path(target);
    llvm::StringRef stem = llvm::sys::path::filename(target);
    llvm::sys::path::append(name, stem.take_front(kLongestStem) + "-" +
                                      randomDigits() + ".partial");
    return name.str().str();
  };
  return createAt(makePath, fs::all_read | fs::all_write, descriptor);
}

TemporaryFile::~TemporaryFile() {
  if (!path.empty())
    fs::remove(path);
  keep();
}

void TemporaryFile::keep() {
  if (!path.empty())
    llvm::sys::DontRemoveFileOnSignal(path);
  path.clear();
}

} // namespace bmc
