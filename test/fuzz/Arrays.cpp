//===- Arrays.cpp - Fuzz target: arrays as tables -------------------------===//

#include "runtime/data/ArrayRows.h"
#include "runtime/data/NumpyFile.h"
#include "test/fuzz/Table.h"
#include "test/fuzz/Target.h"

#include <filesystem>

using namespace bmc;

/// A name that says what the file is.
struct Link {
  explicit Link(const std::string &file)
      : path("/tmp/bmc-fuzz-" + std::to_string(getpid()) + ".safetensors") {
    std::filesystem::remove(path);
    std::filesystem::create_symlink(file, path);
  }
  ~Link() { std::filesystem::remove(path); }
  std::string path;
};

static void checkArrays(const std::string &path) {
  checkTable(path);
  ArrayRows reader;
  Status status = reader.open(path);
  require(status.ok() || !status.message().empty(), "errors have words");
  std::vector<CsvField> row;
  size_t width = 0;
  for (bool end = !status.ok(); !end;) {
    require(reader.next(row, end).ok(), "what opens is read");
    if (width == 0)
      width = row.size();
    require(end || row.size() == width, "rows have all columns");
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  MemoryFile file(bytes);
  checkArrays(isNumpyFile(bytes) ? file.path() : Link(file.path()).path);
  return 0;
}
