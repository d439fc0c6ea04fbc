//===- Idx.cpp - Fuzz target: arrays of bytes -----------------------------===//

#include "runtime/data/Idx.h"
#include "test/fuzz/Target.h"

using namespace bmc;

/// The array as a file again, not compressed.
static std::string writeIdx(const IdxArray &array) {
  std::string bytes{0, 0, 8, static_cast<char>(array.extents.size())};
  for (int64_t extent : array.extents)
    for (int shift : {24, 16, 8, 0})
      bytes += static_cast<char>(extent >> shift);
  return bytes + std::string(array.elements.begin(), array.elements.end());
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MemoryFile file({reinterpret_cast<const char *>(data), size});
  IdxArray array, again;
  if (Status status = readIdx(file.path(), array); !status.ok()) {
    require(!status.message().empty(), "errors have words");
    return 0;
  }
  require(static_cast<int64_t>(array.elements.size()) ==
              array.items() * array.itemSize(),
          "an array has as many elements as its extents say");
  MemoryFile written(writeIdx(array));
  require(readIdx(written.path(), again).ok(), "what is written is an array");
  require(array.extents == again.extents && array.elements == again.elements,
          "an array that is written and read is the same");
  return 0;
}
