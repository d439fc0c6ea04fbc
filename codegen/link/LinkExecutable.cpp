//===- LinkExecutable.cpp - Object and runtime to a program ---------------===//

#include "codegen/link/LinkExecutable.h"
#include "codegen/link/Command.h"
#include "codegen/link/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <cstdlib>
#include <string>
#include <vector>

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

/// How to tell a driver to link with lld, which takes a tenth of the time of
/// GNU ld; nothing if it is not here. Packages of one version of LLVM put it
/// into the PATH under another name than drivers look for.
static std::vector<std::string> lldOptions() {
  llvm::SmallString<256> path;
  auto versioned = llvm::sys::findProgramByName("ld.lld-22");
  if (versioned && !llvm::sys::fs::real_path(*versioned, path)) {
    llvm::sys::path::remove_filename(path);
    return {"-fuse-ld=lld", ("-B" + path).str()};
  }
  if (llvm::sys::findProgramByName("ld.lld"))
    return {"-fuse-ld=lld"};
  return {};
}

/// Removes what a linker leaves beside the file it writes when a full disk ends
/// it with a signal; nothing else begins with that file's random name.
static void removeRests(llvm::StringRef file) {
  llvm::StringRef folder = llvm::sys::path::parent_path(file);
  std::string prefix = (llvm::sys::path::filename(file) + ".tmp").str();
  std::error_code code;
  llvm::sys::fs::directory_iterator entry(folder.empty() ? "." : folder, code);
  for (; !code && entry != llvm::sys::fs::directory_iterator();
       entry.increment(code))
    if (llvm::sys::path::filename(entry->path()).starts_with(prefix))
      llvm::sys::fs::remove(entry->path());
}

/// Links with lld if it is here and can: it takes no names of 255 bytes or with
/// a percent sign. The system's linker has the last word.
static llvm::Error runLinker(llvm::ArrayRef<llvm::StringRef> command,
                             llvm::StringRef output) {
  std::vector<std::string> lld = lldOptions();
  if (!lld.empty()) {
    llvm::SmallVector<llvm::StringRef> withLld(command);
    withLld.append(lld.begin(), lld.end());
    llvm::Error error = runCommand(withLld);
    if (!error)
      return error;
    llvm::consumeError(std::move(error));
    removeRests(output);
  }
  llvm::Error error = runCommand(command);
  if (error)
    removeRests(output);
  return error;
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

llvm::Error linkProgram(llvm::ArrayRef<llvm::StringRef> inputs,
                        llvm::StringRef output, LinkKind kind) {
  llvm::Expected<std::string> driver = findDriver();
  if (!driver)
    return driver.takeError();
  auto cannotWrite = [&](std::error_code code) {
    return llvm::createStringError(code, "cannot write '" + output +
                                             "': " + code.message());
  };
  OutputFile file;
  if (std::error_code code = file.create(output))
    return cannotWrite(code);
  llvm::SmallVector<llvm::StringRef> args{*driver, "-o", file.name()};
  args.append(inputs.begin(), inputs.end());
  addOptions(kind, args);
  if (llvm::Error error = runLinker(args, file.name()))
    return llvm::createStringError("linking '" + output + "' failed:\n" +
                                   llvm::toString(std::move(error)));
  if (std::error_code code = file.commit())
    return cannotWrite(code);
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
                                 "' is missing: build the target bmc_runtime, "
                                 "or install bmc again");
}

} // namespace bmc
