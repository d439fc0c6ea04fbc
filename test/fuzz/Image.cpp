//===- Image.cpp - Fuzz target: PNG and JPEG files ------------------------===//

#include "runtime/data/ImageResize.h"
#include "test/fuzz/Target.h"

#include <zlib.h>

using namespace bmc;

/// Bounds the time of an input, not what is tried.
static constexpr int64_t kPixels = 1 << 18;

/// The same with right checksums where chunks of a PNG file are whole: damage
/// that gets as far as the decoder.
static std::string repairChecksums(std::string file) {
  auto byte = [&](size_t at) {
    return static_cast<size_t>(static_cast<unsigned char>(file[at]));
  };
  for (size_t at = 8; at + 12 <= file.size();) {
    size_t length =
        byte(at) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
    if (length > file.size() - at - 12)
      break;
    auto sum = crc32(0, reinterpret_cast<const Bytef *>(file.data() + at + 4),
                     static_cast<uInt>(4 + length));
    for (int i = 0; i < 4; ++i)
      file[at + 8 + length + i] = static_cast<char>(sum >> (24 - 8 * i));
    at += 12 + length;
  }
  return file;
}

static void readOne(const std::string &contents) {
  MemoryFile file(contents);
  auto channels = static_cast<int64_t>(contents.size() % 4 + 1);
  Pixels image;
  if (Status status = readImageFile(file.path(), channels, image, kPixels);
      !status.ok()) {
    require(!status.message().empty(), "errors have words");
    return;
  }
  require(image.channels == channels, "an image has the channels wanted");
  require(image.height * image.width <= kPixels,
          "an image is within the limit");
  Pixels small = resizeImage(std::move(image), 5, 7);
  require(small.size() == static_cast<size_t>(35 * channels),
          "a resized image has the size wanted");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string contents(reinterpret_cast<const char *>(data), size);
  readOne(contents);
  if (contents.starts_with("\x89PNG"))
    readOne(repairChecksums(contents));
  return 0;
}
