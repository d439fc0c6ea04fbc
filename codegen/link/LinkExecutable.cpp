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
  const char *chosen = std::getenv("CXX");
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

llvm::Error linkProgram(llvm::StringRef object, llvm::StringRef runtimeArchive,
                        llvm::StringRef output, LinkKind kind) {
  llvm::Expected<std::string> driver = findDriver();
  if (!driver)
    return driver.takeError();
  // Linked under another name first: a failed or interrupted link leaves no
  // half-written program behind.
  std::string partial = (output + ".partial").str();
  llvm::FileRemover removePartial(partial);
  int fd = -1;
  if (std::error_code code = llvm::sys::fs::openFileForWrite(partial, fd)) {
    removePartial.releaseFile();
    return llvm::createStringError(code, "cannot write '" + output +
                                             "': " + code.message());
  }
  llvm::sys::Process::SafelyCloseFileDescriptor(fd);
  llvm::SmallVector<llvm::StringRef> args{*driver, "-o", partial, object};
  if (kind == LinkKind::SharedObject)
    args.append({"-shared", "-Wl,-Bsymbolic"});
  args.append({runtimeArchive, "-static-libstdc++", "-static-libgcc",
               "-Wl,--gc-sections", "-Wl,-z,noexecstack", "-pthread", "-lm"});
  if (kind == LinkKind::Executable)
    args.push_back("-s");
  llvm::SmallString<128> log;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("bmc-link", "log", log))
    return llvm::createStringError(code,
                                   "cannot write to the temporary folder");
  llvm::FileRemover removeLog(log);
  std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(""), log.str(),
                                                log.str()};
  std::string message;
  int status = llvm::sys::ExecuteAndWait(*driver, args, std::nullopt, redirects,
                                         0, 0, &message);
  if (status == 0) {
    if (std::error_code code = llvm::sys::fs::rename(partial, output))
      return llvm::createStringError(code, "cannot write '" + output +
                                               "': " + code.message());
    removePartial.releaseFile();
    return llvm::Error::success();
  }
  if (auto text = llvm::MemoryBuffer::getFile(log))
    message += (*text)->getBuffer();
  return llvm::createStringError("linking '" + output + "' failed:\n" +
                                 message);
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
