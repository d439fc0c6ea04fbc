//===- OutputFile.cpp - Where results go ----------------------------------===//

#include "codegen/link/OutputFile.h"
#include "codegen/link/EndingSignals.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = llvm::sys::fs;

namespace bmc {

/// Whether standard output is this file, as under `> FILE` with `-o
/// /dev/stdout`: what else is written there must not be cut off from it.
static bool isStandardOutput(const fs::file_status &status) {
  fs::file_status standard;
  return !fs::status(STDOUT_FILENO, standard) &&
         fs::equivalent(status, standard);
}

/// Follows links to a file that does not exist.
static llvm::ErrorOr<std::string> followLinks(llvm::StringRef path) {
  constexpr int kMaxLinks = 40; // as many as Linux follows
  std::filesystem::path current(path.str());
  for (int links = 0; links < kMaxLinks; ++links) {
    std::error_code code;
    if (!std::filesystem::is_symlink(current, code))
      return current.string();
    auto target = std::filesystem::read_symlink(current, code);
    if (code)
      return code;
    current = current.parent_path() / target;
  }
  return std::make_error_code(std::errc::too_many_symbolic_link_levels);
}

/// The file that a result for `path` takes the place of, which need not exist;
/// nothing where `path` is written to instead.
static llvm::ErrorOr<std::string> replacedBy(llvm::StringRef path) {
  if (path == "-")
    return std::string();
  fs::file_status status;
  std::error_code code = fs::status(path, status);
  if (code == std::errc::no_such_file_or_directory)
    return followLinks(path);
  if (code)
    return code;
  if (status.type() == fs::file_type::directory_file)
    return std::make_error_code(std::errc::is_a_directory);
  if (status.type() != fs::file_type::regular_file || isStandardOutput(status))
    return std::string();
  llvm::SmallString<256> real;
  if ((code = fs::real_path(path, real)))
    return code;
  return real.str().str();
}

static std::error_code writeAll(int descriptor, llvm::StringRef contents,
                                bool shouldClose) {
  llvm::raw_fd_ostream os(descriptor, shouldClose);
  os << contents;
  if (shouldClose)
    os.close();
  else
    os.flush();
  std::error_code code = os.error();
  os.clear_error();
  return code;
}

/// Writes into a device or FIFO, or to standard output.
static std::error_code writeThrough(llvm::StringRef path,
                                    llvm::StringRef contents) {
  fs::file_status status;
  if (path == "-" || (!fs::status(path, status) && isStandardOutput(status)))
    return writeAll(STDOUT_FILENO, contents, /*shouldClose=*/false);
  int descriptor = -1;
  if (std::error_code code =
          fs::openFileForWrite(path, descriptor, fs::CD_OpenExisting))
    return code;
  return writeAll(descriptor, contents, /*shouldClose=*/true);
}

std::error_code OutputFile::create(llvm::StringRef wanted, int *descriptor) {
  llvm::ErrorOr<std::string> target = replacedBy(wanted);
  if (!target)
    return target.getError();
  path = wanted.str();
  replaced = *target;
  return replaced.empty() ? file.create("bmc-output", "", descriptor)
                          : file.createBeside(replaced, descriptor);
}

std::error_code OutputFile::commit() {
  if (replaced.empty()) {
    auto contents = llvm::MemoryBuffer::getFile(file.name());
    return contents ? writeThrough(path, (*contents)->getBuffer())
                    : contents.getError();
  }
  HeldSignals held;
  if (std::error_code code = fs::rename(file.name(), replaced))
    return code;
  file.keep();
  return {};
}

std::error_code writeOutput(llvm::StringRef path, llvm::StringRef contents) {
  llvm::ErrorOr<std::string> target = replacedBy(path);
  if (!target)
    return target.getError();
  // No temporary folder is needed to write to standard output.
  if (target->empty())
    return writeThrough(path, contents);
  OutputFile output;
  int descriptor = -1;
  if (std::error_code code = output.create(path, &descriptor))
    return code;
  // Whoever could not read the old result cannot read the new one.
  if (llvm::ErrorOr<fs::perms> old = fs::getPermissions(*target))
    (void)fs::setPermissions(descriptor, *old & fs::all_all);
  if (std::error_code code =
          writeAll(descriptor, contents, /*shouldClose=*/true))
    return code;
  return output.commit();
}

} // namespace bmc
