//===- OutputFile.cpp - A file that a verb was asked for ------------------===//
#include "runtime/core/OutputFile.h"

#include "runtime/core/Files.h"

#include <sys/stat.h>

using namespace bmc;

/// Whether a file at this path may be replaced by another. A folder may not,
/// but writing beside it gives the better error.
static bool isReplaceable(const std::string &path) {
  struct stat entry;
  return path != kStandardStream &&
         (lstat(path.c_str(), &entry) != 0 || S_ISREG(entry.st_mode) ||
          S_ISDIR(entry.st_mode));
}

OutputFile::OutputFile(std::string target)
    : path(std::move(target)), written(path) {
  if (!isReplaceable(path))
    return;
  written = temporaryName(path);
  removal.emplace(written);
}

OutputFile::~OutputFile() {
  // One that was never created is not there to be removed.
  if (removal)
    (void)removeFile(written);
}

Status OutputFile::publish() {
  if (!removal)
    return {};
  BMRT_TRY(renamePath(written, path));
  removal.reset();
  return {};
}

Status bmc::writeOutput(const std::string &path, std::string_view text) {
  OutputFile output(path);
  FileWriter file;
  BMRT_TRY(file.open(output.temporary()));
  BMRT_TRY(file.write(text.data(), text.size()));
  BMRT_TRY(file.finish());
  return output.publish();
}
