//===- Idx.cpp - Arrays of bytes in IDX files -------------------*- C++ -*-===//
#include "runtime/data/Idx.h"

#include "runtime/core/ByteStream.h"
#include "runtime/core/Crc32c.h"
#include "runtime/core/Memory.h"

#include <algorithm>

using namespace bmc;

int64_t IdxArray::itemSize() const {
  int64_t size = 1;
  for (size_t axis = 1; axis < extents.size(); ++axis)
    size *= extents[axis];
  return size;
}

namespace {

/// Bytes asked for at once, so that a file that lies about its length costs no
/// memory.
constexpr uint64_t kChunk = 1 << 20;
/// Elements of an array at most.
constexpr int64_t kMaxElements = int64_t{1} << 32;

Status readExtents(ByteStream &stream, const std::string &path,
                   IdxArray &array) {
  uint8_t header[4];
  uint64_t count = 0;
  BMRT_TRY(stream.read(header, 4, count));
  if (count < 4 || header[0] != 0 || header[1] != 0)
    return badInput("{}:0: not an IDX file, which begins with two zero bytes",
                    path);
  if (header[2] != 8)
    return badInput("{}:2: elements of type {}, expected 8, unsigned bytes",
                    path, header[2]);
  if (header[3] < 1 || header[3] > 4)
    return badInput("{}:3: {} axes, expected 1 to 4", path, header[3]);
  int64_t elements = 1;
  for (int axis = 0; axis < header[3]; ++axis) {
    uint8_t bytes[4];
    uint64_t at = stream.position();
    BMRT_TRY(stream.read(bytes, 4, count));
    if (count < 4)
      return badInput("{}:{}: the file ends in its header", path, at);
    int64_t extent =
        int64_t{bytes[0]} << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    if (extent == 0 || extent > kMaxElements / elements)
      return badInput("{}:{}: axis {} has {} elements, expected at least one "
                      "and at most 2^32 in all",
                      path, at, axis, extent);
    elements *= extent;
    array.extents.push_back(extent);
  }
  return {};
}

} // namespace

Status bmc::readIdx(const std::string &path, IdxArray &out) {
  out = {};
  ByteStream stream;
  BMRT_TRY(stream.open(path));
  BMRT_TRY(readExtents(stream, path, out));
  auto total = static_cast<uint64_t>(out.items() * out.itemSize());
  MemoryUse use("reading", path, total);
  uint64_t done = 0;
  while (done < total) {
    uint64_t bytes = std::min(kChunk, total - done);
    out.elements.resize(done + bytes);
    uint64_t count = 0;
    BMRT_TRY(stream.read(out.elements.data() + done, bytes, count));
    done += count;
    if (count < bytes)
      return badInput(
          "{}:{}: the file ends after {} of {} items", path, stream.position(),
          done / static_cast<uint64_t>(out.itemSize()), out.items());
  }
  uint8_t more = 0;
  uint64_t count = 0;
  BMRT_TRY(stream.read(&more, 1, count));
  if (count != 0)
    return badInput("{}:{}: bytes follow the last of {} items", path,
                    stream.position() - 1, out.items());
  out.checksum = crc32c(0, out.elements.data(), out.elements.size());
  return {};
}
