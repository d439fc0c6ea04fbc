//===- ByteStream.cpp - The bytes of a file, decompressed -----------------===//
#include "runtime/core/ByteStream.h"

#include "runtime/core/Memory.h"

#include <algorithm>
#include <cstring>
#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace bmc {

class Decompressor {
public:
  virtual ~Decompressor() = default;
  virtual Status start(const std::string &path) = 0;
  virtual Status read(const FileReader &file, uint8_t *data, uint64_t bytes,
                      uint64_t &count) = 0;

protected:
  Decompressor() : input(uint64_t{1} << 16) {}
  /// The next bytes of the file as it is; none at its end.
  Status refill(const FileReader &file, uint64_t &bytes) {
    bytes = std::min<uint64_t>(file.size() - filePosition, input.size());
    BMRT_TRY(file.read(filePosition, input.data(), bytes));
    filePosition += bytes;
    return {};
  }
  static Status endsEarly(const FileReader &file) {
    return badInput("{}: the compressed data ends too early, after {} bytes",
                    file.path(), file.size());
  }

  std::vector<uint8_t> input;
  uint64_t filePosition = 0;
};

namespace {

/// What any file may become, and how many times as large as it is one that
/// becomes more: ordinary data shrink to a tenth or so, what is made to fill
/// memory to a thousandth and less.
constexpr uint64_t kMostOfAny = uint64_t{64} << 20;
constexpr uint64_t kMostTimes = 100;

constexpr uint8_t kGzip[] = {0x1f, 0x8b};
constexpr uint8_t kZstd[] = {0x28, 0xb5, 0x2f, 0xfd};

/// Members of a gzip file follow each other; what is behind the last is none.
class Gzip : public Decompressor {
public:
  ~Gzip() override { inflateEnd(&inflater); }
  Status start(const std::string &path) override {
    // 16: the header of gzip.
    if (inflateInit2(&inflater, 16 + MAX_WBITS) != Z_OK)
      return resourceError("{}: no memory to decompress it", path);
    return {};
  }
  Status read(const FileReader &file, uint8_t *data, uint64_t bytes,
              uint64_t &count) override;

private:
  Status more(const FileReader &file) {
    uint64_t bytes = 0;
    BMRT_TRY(refill(file, bytes));
    inflater.next_in = input.data();
    inflater.avail_in = static_cast<uInt>(bytes);
    return {};
  }
  Status endMember(const FileReader &file);

  z_stream inflater = {};
  bool isAtEnd = false;
};

Status Gzip::endMember(const FileReader &file) {
  if (inflater.avail_in == 0)
    BMRT_TRY(more(file));
  isAtEnd = inflater.avail_in == 0 || inflater.next_in[0] != kGzip[0];
  if (!isAtEnd && inflateReset(&inflater) != Z_OK)
    return resourceError("{}: no memory to decompress it", file.path());
  return {};
}

Status Gzip::read(const FileReader &file, uint8_t *data, uint64_t bytes,
                  uint64_t &count) {
  inflater.next_out = data;
  inflater.avail_out = static_cast<uInt>(bytes);
  while (inflater.avail_out > 0 && !isAtEnd) {
    if (inflater.avail_in == 0)
      BMRT_TRY(more(file));
    if (inflater.avail_in == 0)
      return endsEarly(file);
    int code = inflate(&inflater, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END)
      return badInput("{}:{}: the compressed data is damaged{}{}", file.path(),
                      filePosition - inflater.avail_in,
                      inflater.msg ? ": " : "",
                      inflater.msg ? inflater.msg : "");
    if (code == Z_STREAM_END)
      BMRT_TRY(endMember(file));
  }
  count = bytes - inflater.avail_out;
  return {};
}

/// Frames follow each other. A frame may ask for 128 MiB of memory at most.
class Zstd : public Decompressor {
public:
  ~Zstd() override { ZSTD_freeDStream(context); }
  Status start(const std::string &path) override {
    context = ZSTD_createDStream();
    return context ? Status()
                   : resourceError("{}: no memory to decompress it", path);
  }
  Status read(const FileReader &file, uint8_t *data, uint64_t bytes,
              uint64_t &count) override;

private:
  ZSTD_DStream *context = nullptr;
  ZSTD_inBuffer from = {};
  bool isInFrame = false;
};

Status Zstd::read(const FileReader &file, uint8_t *data, uint64_t bytes,
                  uint64_t &count) {
  ZSTD_outBuffer to{data, bytes, 0};
  while (to.pos < to.size) {
    if (from.pos == from.size) {
      uint64_t more = 0;
      BMRT_TRY(refill(file, more));
      from = {input.data(), more, 0};
    }
    bool isAtEnd = from.size == 0;
    if (isAtEnd && !isInFrame)
      break;
    size_t before = to.pos;
    size_t left = ZSTD_decompressStream(context, &to, &from);
    if (ZSTD_isError(left))
      return badInput("{}:{}: the compressed data is damaged: {}", file.path(),
                      filePosition - (from.size - from.pos),
                      ZSTD_getErrorName(left));
    isInFrame = left != 0;
    if (isAtEnd && isInFrame && to.pos == before)
      return endsEarly(file);
  }
  count = to.pos;
  return {};
}

} // namespace

ByteStream::ByteStream() = default;
ByteStream::ByteStream(ByteStream &&) noexcept = default;
ByteStream &ByteStream::operator=(ByteStream &&) noexcept = default;
ByteStream::~ByteStream() = default;

Status ByteStream::open(const std::string &path) {
  *this = ByteStream();
  BMRT_TRY(file.open(path));
  uint8_t magic[4] = {};
  BMRT_TRY(file.read(0, magic, std::min<uint64_t>(file.size(), sizeof magic)));
  if (std::memcmp(magic, kGzip, sizeof kGzip) == 0)
    decompressor = std::make_unique<Gzip>();
  else if (std::memcmp(magic, kZstd, sizeof kZstd) == 0)
    decompressor = std::make_unique<Zstd>();
  return decompressor ? decompressor->start(path) : Status();
}

Status ByteStream::read(void *data, uint64_t bytes, uint64_t &count) {
  if (decompressor) {
    count = 0;
    auto *to = static_cast<uint8_t *>(data);
    // zlib counts in 32 bits.
    for (uint64_t part = 1; part > 0 && count < bytes; count += part)
      BMRT_TRY(decompressor->read(
          file, to + count, std::min<uint64_t>(bytes - count, 1 << 30), part));
    if (offset + count > std::max(kMostOfAny, kMostTimes * file.size()))
      return badInput("{}: {} of compressed data become more than {} times as "
                      "much; where that is meant, decompress the file before",
                      file.path(), formatBytes(file.size()), kMostTimes);
  } else {
    count = std::min(bytes, file.size() - offset);
    BMRT_TRY(file.read(offset, data, count));
  }
  offset += count;
  return {};
}

Status ByteStream::refill(std::string &buffer, size_t done, size_t least,
                          bool &isLast) {
  buffer.erase(0, done);
  size_t kept = buffer.size();
  buffer.resize(std::max(least, 2 * kept));
  uint64_t count = 0;
  BMRT_TRY(read(buffer.data() + kept, buffer.size() - kept, count));
  isLast = count < buffer.size() - kept;
  buffer.resize(kept + count);
  return {};
}

/// How long the contents are, which compressed files do not say.
static Status measure(const std::string &path, uint64_t &bytes) {
  ByteStream stream;
  BMRT_TRY(stream.open(path));
  bytes = stream.fileSize();
  if (!stream.isCompressed())
    return {};
  std::vector<char> buffer(size_t{1} << 18);
  for (uint64_t count = buffer.size(); count == buffer.size();)
    BMRT_TRY(stream.read(buffer.data(), buffer.size(), count));
  bytes = stream.position();
  return checkMemory(bytes, "the contents of a file").withContext(path);
}

Status readWhole(const std::string &path, std::string &contents) {
  uint64_t bytes = 0, count = 0;
  BMRT_TRY(measure(path, bytes));
  ByteStream stream;
  BMRT_TRY(stream.open(path));
  MemoryUse use("reading", path, bytes);
  contents.resize(bytes);
  BMRT_TRY(stream.read(contents.data(), bytes, count));
  contents.resize(count);
  return {};
}

} // namespace bmc
