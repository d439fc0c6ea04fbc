//===- FilePattern.cpp - Several files by one name ------------------------===//
#include "runtime/data/FilePattern.h"

#include <glob.h>
#include <unistd.h>

namespace bmc {

/// Names that braces may stand for, and folders that are looked through.
static constexpr int64_t kMostNames = 4096;
static constexpr int kMostLevels = 6;

/// A pattern may come with a model: what it stands for is bounded before
/// anything is looked for.
static Status checkPattern(const std::string &path) {
  int64_t names = 1;
  std::vector<int64_t> open; // alternatives of the braces around
  int levels = 0;
  bool isWild = false;
  for (size_t at = 0; at < path.size(); ++at) {
    switch (path[at]) {
    case '{':
      open.push_back(1);
      break;
    case ',':
      if (!open.empty())
        ++open.back();
      break;
    case '}':
      if (!open.empty()) {
        names *= open.back();
        open.pop_back();
      }
      break;
    case '*':
    case '?':
    case '[':
      levels += !isWild;
      isWild = true;
      break;
    case '/':
      isWild = false;
      if (levels > 0 && path.substr(at + 1, 2) == "..")
        return badInput("{}: found '..' behind a wildcard", path);
      break;
    default:
      break;
    }
    if (names > kMostNames || levels > kMostLevels)
      return badInput("{}: expected wildcards in at most {} folders, and at "
                      "most {} alternatives",
                      path, kMostLevels, kMostNames);
  }
  return {};
}

Status findFiles(const std::string &path, std::vector<std::string> &files) {
  bool isPattern = path.find_first_of("*?[{") != std::string::npos;
  if (!isPattern || access(path.c_str(), F_OK) == 0) {
    files.push_back(path);
    return {};
  }
  BMRT_TRY(checkPattern(path));
  glob_t matches = {};
  int failure = glob(path.c_str(), GLOB_BRACE, nullptr, &matches);
  for (size_t i = 0; !failure && i < matches.gl_pathc; ++i)
    files.push_back(matches.gl_pathv[i]);
  globfree(&matches);
  return files.empty() ? badInput("{}: no file matches", path) : Status();
}

} // namespace bmc
