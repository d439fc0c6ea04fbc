//===- FilePattern.cpp - Several files by one name ------------------------===//
#include "runtime/data/FilePattern.h"

#include <glob.h>
#include <unistd.h>

namespace bmc {

Status findFiles(const std::string &path, std::vector<std::string> &files) {
  bool isPattern = path.find_first_of("*?[{") != std::string::npos;
  if (!isPattern || access(path.c_str(), F_OK) == 0) {
    files.push_back(path);
    return {};
  }
  glob_t matches = {};
  int failure = glob(path.c_str(), GLOB_BRACE, nullptr, &matches);
  for (size_t i = 0; !failure && i < matches.gl_pathc; ++i)
    files.push_back(matches.gl_pathv[i]);
  globfree(&matches);
  return files.empty() ? badInput("{}: no file matches", path) : Status();
}

} // namespace bmc
