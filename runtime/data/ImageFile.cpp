//===- ImageFile.cpp - Pixels of PNG and JPEG files -----------------------===//
//
// stb_image decodes. What it lets pass is checked before: checksums and the end
// of a file, and sizes that would take memory or time out of proportion.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/ImageFile.h"

#include "runtime/core/Files.h"
#include "runtime/core/Memory.h"

#include <algorithm>
#include <cstdlib>
#include <malloc.h>
#include <memory>
#include <zlib.h>

namespace {

/// What the decoder may allocate for the image that this thread decodes.
struct Allowance {
  size_t most = 0;  ///< at once: inflated data may be longer than its image
  size_t total = 0; ///< that is left
  bool isUsedUp = false;
};
thread_local Allowance allowance;

void freeForDecoder(void *bytes) {
  allowance.total += malloc_usable_size(bytes);
  std::free(bytes);
}
void *reallocateForDecoder(void *old, size_t bytes) {
  if (bytes > allowance.most)
    return nullptr;
  if (bytes > allowance.total) {
    allowance.isUsedUp = true;
    return nullptr;
  }
  // While it is copied both are there, which counts as soon as that is done.
  size_t before = malloc_usable_size(old);
  void *result = std::realloc(old, bytes);
  if (result) {
    allowance.total += before;
    allowance.total -= std::min(malloc_usable_size(result), allowance.total);
  }
  return result;
}
void *allocateForDecoder(size_t bytes) {
  return reallocateForDecoder(nullptr, bytes);
}

} // namespace

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_MALLOC(bytes) allocateForDecoder(bytes)
#define STBI_REALLOC(old, bytes) reallocateForDecoder(old, bytes)
#define STBI_FREE(old) freeForDecoder(old)
#define STBI_ASSERT(condition) static_cast<void>(condition)
#include <stb/stb_image.h>

using namespace bmc;

namespace {

constexpr std::string_view kPngStart = "\x89PNG\r\n\x1A\n";
constexpr std::string_view kJpegStart = "\xFF\xD8\xFF";
/// Most scans of a JPEG file: each passes over all of the image.
constexpr int kMaxScans = 100;
/// Pixels that a byte of a file may stand for: DEFLATE makes at most 1032 bytes
/// of one, of 8 pixels each; a JPEG spends a bit on 64 pixels or more.
constexpr int64_t kPngPixels = 8256;
constexpr int64_t kJpegPixels = 512;

/// A file in memory, for messages by its name.
struct ImageBytes {
  const std::string &path;
  std::string_view data;

  bool isPng() const { return data.starts_with(kPngStart); }
  /// The big-endian number of `bytes` bytes at `offset`, which is inside.
  uint32_t number(size_t offset, int bytes) const {
    uint32_t value = 0;
    for (int i = 0; i < bytes; ++i)
      value = value << 8 | static_cast<unsigned char>(data[offset + i]);
    return value;
  }
  Status endsEarly(size_t offset) const {
    return badInput("{}:{}: the file ends early, after {} bytes", path, offset,
                    data.size());
  }
};

/// Every chunk is whole and has the checksum it says, up to IEND.
Status checkPng(const ImageBytes &file) {
  for (size_t at = kPngStart.size();;) {
    if (file.data.size() - at < 12)
      return file.endsEarly(at);
    size_t length = file.number(at, 4);
    if (length > file.data.size() - at - 12)
      return file.endsEarly(at);
    std::string_view chunk = file.data.substr(at + 4, 4 + length);
    auto sum = crc32(0, reinterpret_cast<const Bytef *>(chunk.data()),
                     static_cast<uInt>(chunk.size()));
    if (sum != file.number(at + 8 + length, 4))
      return badInput("{}:{}: the image is damaged: the checksum of a chunk is "
                      "wrong",
                      file.path, at);
    if (chunk.substr(0, 4) == "IEND")
      return {};
    at += 12 + length;
  }
}

/// Huffman tables, of which the decoder takes for granted that they have at
/// most 256 codes, in the segment whose length stands at `at`.
Status checkCodes(const ImageBytes &file, size_t at) {
  auto byte = [&](size_t i) {
    return i < file.data.size() ? file.number(i, 1) : 0;
  };
  size_t end = at + (byte(at) << 8 | byte(at + 1));
  for (size_t table = at + 2; table < end;) {
    size_t codes = 0;
    for (size_t bits = 1; bits <= 16; ++bits)
      codes += byte(table + bits);
    if (codes > 256)
      return badInput("{}:{}: the image is damaged: a table of {} codes",
                      file.path, table, codes);
    table += 17 + codes;
  }
  return {};
}

/// From the first scan on, where markers stand between scans only.
Status checkScans(const ImageBytes &file, size_t first) {
  constexpr auto none = std::string_view::npos;
  if (file.data.find("\xFF\xD9", first) == none)
    return file.endsEarly(file.data.size());
  for (size_t at = file.data.find("\xFF\xC4", first); at != none;
       at = file.data.find("\xFF\xC4", at + 2))
    BMRT_TRY(checkCodes(file, at + 2));
  int scans = 0;
  for (size_t at = first; at != none; at = file.data.find("\xFF\xDA", at + 2))
    if (++scans > kMaxScans)
      return badInput("{}:{}: more than {} scans", file.path, at, kMaxScans);
  return {};
}

/// Behind the segments that come before the image, there is an end.
Status checkJpeg(const ImageBytes &file) {
  size_t at = 2;
  while (true) {
    if (file.data.size() - at < 4)
      return file.endsEarly(at);
    if (file.number(at, 1) != 0xFF)
      return badInput("{}:{}: the image is damaged: no marker where one is "
                      "expected",
                      file.path, at);
    uint32_t marker = file.number(at + 1, 1);
    if (marker == 0xFF) { // filling
      ++at;
      continue;
    }
    if (marker == 0xDA) // the first scan
      break;
    size_t length = file.number(at + 2, 2);
    if (length < 2 || length > file.data.size() - at - 2)
      return file.endsEarly(at);
    if (marker == 0xC4)
      BMRT_TRY(checkCodes(file, at + 2));
    at += 2 + length;
  }
  return checkScans(file, at);
}

const stbi_uc *bytesOf(const ImageBytes &file) {
  return reinterpret_cast<const stbi_uc *>(file.data.data());
}

Status damaged(const ImageBytes &file) {
  if (allowance.isUsedUp)
    return badInput("{}: to read the image takes more than {} of memory",
                    file.path, formatBytes(kMaxImageMemory));
  return badInput("{}: the image is damaged: {}", file.path,
                  stbi_failure_reason());
}

/// Sets what decoding may allocate.
Status checkSize(const ImageBytes &file, int64_t maxPixels) {
  int width = 0, height = 0, channels = 0;
  auto bytes = static_cast<int>(file.data.size());
  allowance = {size_t{1} << 20, kMaxImageMemory - file.data.size(), false};
  if (!stbi_info_from_memory(bytesOf(file), bytes, &width, &height, &channels))
    return damaged(file);
  int64_t pixels = int64_t{width} * height;
  if (pixels > maxPixels)
    return badInput("{}: {} x {} pixels, expected at most {} in all", file.path,
                    width, height, maxPixels);
  if (pixels / (file.isPng() ? kPngPixels : kJpegPixels) > bytes)
    return badInput("{}: {} x {} pixels in {} bytes: the image is damaged",
                    file.path, width, height, bytes);
  // 4 channels of 2 bytes and a byte for each row; buffers grow by doubling.
  allowance.most += 2 * (9 * static_cast<size_t>(pixels) +
                         static_cast<size_t>(height) + file.data.size());
  return {};
}

Status decode(const ImageBytes &file, int64_t channels, Pixels &out) {
  int width = 0, height = 0, found = 0;
  // What STBI_MALLOC gave, malloc did.
  stbi_uc *image = stbi_load_from_memory(
      bytesOf(file), static_cast<int>(file.data.size()), &width, &height,
      &found, static_cast<int>(channels));
  if (!image)
    return damaged(file);
  out = {channels, height, width, {image, {}}};
  return {};
}

} // namespace

bool bmc::beginsImage(std::string_view start) {
  return start.starts_with(kPngStart) || start.starts_with(kJpegStart);
}

Status bmc::readImageFile(const std::string &path, int64_t channels,
                          Pixels &out, int64_t maxPixels) {
  std::string contents;
  BMRT_TRY(readFile(path, contents, kMaxImageMemory / 2));
  ImageBytes file{path, contents};
  if (!beginsImage(file.data))
    return badInput("{}: neither a PNG nor a JPEG file", path);
  BMRT_TRY(file.isPng() ? checkPng(file) : checkJpeg(file));
  BMRT_TRY(checkSize(file, maxPixels));
  return decode(file, channels, out);
}
