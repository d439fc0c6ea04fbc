//===- LinkExecutable.cpp - Object and runtime to a program ---------------===//

#include "codegen/link/LinkExecutable.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
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
               "-Wl,-z,noexecstack", "-pthread", "-lm"});
  if (kind == LinkKind::SharedObject)
    args.append({"-shared", "-Wl,-Bsymbolic"});
#ifdef BMC_SANITIZER_DRIVER
  args.push_back("-fsanitize=address,undefined");
#else
  if (kind == LinkKind::Executable)
    args.push_back("-s");
#endif
}

/// Runs a command; the error holds what it printed.
static llvm::Error run(llvm::ArrayRef<llvm::StringRef> args) {
  llvm::SmallString<128> log;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("bmc-link", "log", log))
    return llvm::createStringError(code,
                                   "cannot write to the temporary folder");
  llvm::FileRemover removeLog(log);
  std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(""), log.str(),
                                                log.str()};
  std::string message;
  if (llvm::sys::ExecuteAndWait(args.front(), args, std::nullopt, redirects, 0,
                                0, &message) == 0)
    return llvm::Error::success();
  if (auto text = llvm::MemoryBuffer::getFile(log))
    message += (*text)->getBuffer();
  return llvm::createStringError(message);
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
  // Linked under another name first: a failed or interrupted link leaves no
  // half-written program behind.
  std::string partial = (output + ".partial").str();
  int fd = -1;
  if (std::error_code code = llvm::sys::fs::openFileForWrite(partial, fd))
    return cannotWrite(code);
  llvm::FileRemover removePartial(partial);
  llvm::sys::Process::SafelyCloseFileDescriptor(fd);

  llvm::SmallVector<llvm::StringRef> args{*driver, "-o", partial, object,
                                          runtimeArchive};
  addOptions(kind, args);
  if (llvm::Error error = run(args))
    return llvm::createStringError("linking '" + output + "' failed:\n" +
                                   llvm::toString(std::move(error)));
  if (std::error_code code = llvm::sys::fs::rename(partial, output))
    return cannotWrite(code);
  removePartial.releaseFile();
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
