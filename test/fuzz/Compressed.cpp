//===- Compressed.cpp - Fuzz target: files that are compressed ------------===//

#include "runtime/core/ByteStream.h"
#include "test/fuzz/Target.h"

#include <vector>

using namespace bmc;

/// What a file stands for, up to 16 MiB of it: a few bytes may be terabytes.
static Status readSome(std::string_view bytes, uint64_t part,
                       std::string &contents) {
  MemoryFile file(bytes);
  ByteStream stream;
  BMRT_TRY(stream.open(file.path()));
  std::string buffer(part, '\0');
  for (uint64_t count = part; count == part && contents.size() < (16 << 20);
       contents.append(buffer, 0, count)) {
    BMRT_TRY(stream.read(buffer.data(), part, count));
    require(count <= part, "no more is read than was asked for");
  }
  require(stream.position() == contents.size(), "the position is known");
  return {};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  std::string once, again;
  Status status = readSome(bytes, 1 << 16, once);
  require(status.ok() || !status.message().empty(), "errors have words");
  if (status.ok() && once.size() < (1 << 20)) {
    require(readSome(bytes, 977, again).ok(), "what is read is read again");
    require(once == again, "in parts of any size it is the same");
  }
  return 0;
}
