//===- ByteStream.h - The bytes of a file, decompressed ---------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_BYTESTREAM_H
#define BMC_RUNTIME_DATA_BYTESTREAM_H

#include "runtime/core/Files.h"

#include <cstdint>
#include <memory>
#include <string>

namespace bmc {

/// What turns the bytes of a compressed file into those it stands for.
class Decompressor;

/// The bytes of a file one after the other, those it stands for where it is
/// compressed by gzip or zstd, which its first bytes tell. BadInput where these
/// are more than 64 MiB and more than a hundred times the file.
class ByteStream {
public:
  ByteStream();
  ByteStream(ByteStream &&) noexcept;
  ByteStream &operator=(ByteStream &&) noexcept;
  ~ByteStream();

  Status open(const std::string &path);
  /// Fills `data` as far as there are bytes; fewer than asked for are the last
  /// ones.
  Status read(void *data, uint64_t bytes, uint64_t &count);
  /// Moves what stands behind the first `done` bytes of a buffer to its front
  /// and reads more behind it, up to `least` bytes in all, or twice as many as
  /// are kept. `isLast`: the buffer reaches the end.
  Status refill(std::string &buffer, size_t done, size_t least, bool &isLast);
  /// Bytes read so far.
  uint64_t position() const { return offset; }
  const std::string &path() const { return file.path(); }
  /// Bytes of the file as it is.
  uint64_t fileSize() const { return file.size(); }
  bool isCompressed() const { return decompressor != nullptr; }

private:
  FileReader file;
  std::unique_ptr<Decompressor> decompressor; ///< none where it is plain
  uint64_t offset = 0;
};

/// All bytes of a file. Resource error if memory has no room for them.
Status readWhole(const std::string &path, std::string &contents);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_BYTESTREAM_H
