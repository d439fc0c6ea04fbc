//===- Arrays.cpp - Fuzz target: arrays as tables -------------------------===//

#include "runtime/data/ArrayRows.h"
#include "runtime/data/NumpyFile.h"
#include "test/fuzz/Target.h"

#include <cmath>
#include <cstdlib>

using namespace bmc;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  if (!isNumpyFile(bytes))
    return 0;
  MemoryFile file(bytes);
  ArrayRows reader;
  Status status = reader.open(file.path());
  require(status.ok() || !status.message().empty(), "errors have words");
  std::vector<CsvField> row;
  size_t width = 0;
  for (bool end = !status.ok(); !end;) {
    require(reader.next(row, end).ok(), "what opens is read");
    if (width == 0)
      width = row.size();
    require(end || row.size() == width, "rows have all columns");
  }
  return 0;
}
