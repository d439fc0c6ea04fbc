//===- LinkExecutable.cpp - Object and runtime to a program ---------------===//

#include "codegen/link/LinkExecutable.h"
#include "codegen/link/TemporaryFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <cstdlib>

namespace bmc {

static llvm::Expected<std::string> findDriver() {
#ifdef BMC_SANITIZER_DRIVER
  const char *chosen = BMC_SANITIZER_DRIVER;
#else
  const char *chosen = std::getenv("CXX");
#endif
  for (llvm::StringRef name :
       {llvm::StringRef(chosen ? chosen : ""), llvm::StringRef("c++"),
        llvm::StringRef("g++"), llvm::StringRef("clang++-22")}) {
    if (name.empty())
      continue;
    if (auto path = llvm::sys::findProgramByName(name))
      return *path;
  }
  return llvm::createStringError(
      "no C++ compiler found to link the program: install the package g++");
}

static void addOptions(LinkKind kind,
                       llvm::SmallVectorImpl<llvm::StringRef> &args) {
  args.append({"-static-libstdc++", "-static-libgcc", "-Wl,--gc-sections",
               "-Wl,-z,noexecstack,-z,relro,-z,now", "-pthread", "-lm"});
  if (kind == LinkKind::SharedObject)
    args.append({"-shared", "-Wl,-Bsymbolic"});
#ifdef BMC_SANITIZER_DRIVER
  args.push_back("-fsanitize=address,undefined");
#else
  if (kind == LinkKind::Executable)
    args.push_back("-s");
#endif
}

/// The first lines of what a command printed: a linker repeats itself.
static std::string firstLines(llvm::StringRef text) {
  constexpr unsigned kLines = 12;
  llvm::SmallVector<llvm::StringRef> lines;
  text.rtrim().split(lines, '\n', kLines);
  bool isLonger = lines.size() > kLines;
  if (isLonger)
    lines.back() = "..";
  return llvm::join(lines, "\n");
}

/// Runs a command; the error holds what it printed.
static llvm::Error run(llvm::ArrayRef<llvm::StringRef> args) {
  TemporaryFile log;
  if (std::error_code code = log.create("bmc-link", ""))
    return llvm::createStringError(
        code, "cannot write to the temporary folder: " + code.message());
  std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(""), log.name(),
                                                log.name()};
  std::string message;
  if (llvm::sys::ExecuteAndWait(args.front(), args, std::nullopt, redirects, 0,
                                0, &message) == 0)
    return llvm::Error::success();
  if (auto text = llvm::MemoryBuffer::getFile(log.name()))
    message += firstLines((*text)->getBuffer());
  return llvm::createStringError(message);
}

/// Where the program goes: the file behind a link; nothing for what a rename
/// would replace by a file, a device or FIFO, which is written to instead.
static llvm::ErrorOr<std::string> renameTarget(llvm::StringRef output) {
  llvm::sys::fs::file_status status;
  std::error_code code =
      llvm::sys::fs::status(output, status, /*follow=*/false);
  if (code == std::errc::no_such_file_or_directory)
    return output.str();
  if (code)
    return code;
  if (status.type() == llvm::sys::fs::file_type::symlink_file) {
    llvm::SmallString<256> real;
    if ((code = llvm::sys::fs::real_path(output, real)))
      return code;
    return renameTarget(real);
  }
  if (status.type() == llvm::sys::fs::file_type::directory_file)
    return std::make_error_code(std::errc::is_a_directory);
  bool isRegular = status.type() == llvm::sys::fs::file_type::regular_file;
  return isRegular ? output.str() : std::string();
}

/// Writes a file's contents to a device or FIFO.
static std::error_code copyInto(llvm::StringRef from, llvm::StringRef to) {
  auto contents = llvm::MemoryBuffer::getFile(from);
  if (!contents)
    return contents.getError();
  int fd = -1;
  if (std::error_code code = llvm::sys::fs::openFileForWrite(
          to, fd, llvm::sys::fs::CD_OpenExisting))
    return code;
  llvm::raw_fd_ostream os(fd, /*shouldClose=*/true);
  os << (*contents)->getBuffer();
  os.close();
  std::error_code code = os.error();
  os.clear_error();
  return code;
}

llvm::Error linkProgram(llvm::StringRef object, llvm::StringRef runtimeArchive,
                        llvm::StringRef output, LinkKind kind) {
  llvm::Expected<std::string> driver = findDriver();
  if (!driver)
    return driver.takeError();
  auto cannotWrite = [&](std::error_code code) {
    return llvm::createStringError(code, "cannot write '" + output +
                                             "': " + code.message());
  };
  llvm::ErrorOr<std::string> target = renameTarget(output);
  if (!target)
    return cannotWrite(target.getError());
  // Linked under another name first: a failed or interrupted link leaves no
  // half-written program behind.
  bool isRenamed = !target->empty();
  TemporaryFile partial;
  if (std::error_code code =
          isRenamed ? partial.createAt(*target + "-%%%%%%%%.partial")
                    : partial.create("bmc-program", ""))
    return cannotWrite(code);

  llvm::SmallVector<llvm::StringRef> args{*driver, "-o", partial.name(), object,
                                          runtimeArchive};
  addOptions(kind, args);
  if (llvm::Error error = run(args))
    return llvm::createStringError("linking '" + output + "' failed:\n" +
                                   llvm::toString(std::move(error)));
  if (!isRenamed) {
    std::error_code code = copyInto(partial.name(), output);
    return code ? cannotWrite(code) : llvm::Error::success();
  }
  if (std::error_code code = llvm::sys::fs::rename(partial.name(), *target))
    return cannotWrite(code);
  partial.keep();
  return llvm::Error::success();
}

llvm::Expected<std::string> findRuntimeArchive(llvm::StringRef toolPath) {
  llvm::SmallString<256> path(toolPath);
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "..", "lib", "libbmc_runtime.a");
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  if (llvm::sys::fs::exists(path))
    return path.str().str();
  return llvm::createStringError("the runtime library '" + path +
                                 "' is missing: build the target bmc_runtime");
}

} // namespace bmc
