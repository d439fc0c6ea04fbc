//===- Paths.cpp - Fuzz target: names that stand for several files --------===//

#include "runtime/data/FilePattern.h"
#include "test/fuzz/Target.h"

#include <filesystem>
#include <fstream>
#include <vector>

using namespace bmc;

namespace fs = std::filesystem;

/// A folder with a few files and a link to itself, until the process ends.
struct Folder {
  Folder() : before(fs::current_path()) {
    char name[] = "/tmp/bmc-fuzz-paths-XXXXXX";
    require(mkdtemp(name) != nullptr, "a folder can be made");
    path = name;
    fs::create_directories(path / "part" / "more");
    for (const char *file :
         {"a.csv", "b.csv", "[c].csv", "part/a.csv", "part/more/b.csv"})
      std::ofstream(path / file) << "x\n";
    fs::create_directory_symlink(path, path / "part" / "loop");
  }
  ~Folder() { fs::remove_all(path); }
  fs::path path, before;
};

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static Folder folder;
  // Paths end at a NUL for the system.
  std::string pattern(reinterpret_cast<const char *>(data), size);
  pattern = "./" + pattern.substr(0, pattern.find('\0'));
  fs::current_path(folder.path);
  std::vector<std::string> files;
  Status status = findFiles(pattern, files);
  fs::current_path(folder.before);
  require(status.ok() == !files.empty(), "what matches nothing is an error");
  require(status.ok() || !status.message().empty(), "errors have words");
  require(files.size() <= (1 << 20), "a pattern stands for some files");
  return 0;
}
