//===- ImageFile.h - Pixels of PNG and JPEG files ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_IMAGEFILE_H
#define BMC_RUNTIME_DATA_IMAGEFILE_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace bmc {

/// An image as bytes: rows from the top, pixels from the left, channels.
struct Pixels {
  struct Free {
    void operator()(uint8_t *bytes) const { std::free(bytes); }
  };

  int64_t channels = 0;
  int64_t height = 0;
  int64_t width = 0;
  std::unique_ptr<uint8_t[], Free> bytes; ///< as malloc gives them

  size_t size() const { return static_cast<size_t>(channels * height * width); }
};

/// Pixels of a file at most, and bytes of memory that reading one may take,
/// those of the file included.
constexpr int64_t kMaxPixels = int64_t{1} << 26;
constexpr size_t kMaxImageMemory = size_t{1} << 28;

/// Whether the bytes are the beginning of a PNG or JPEG file.
bool beginsImage(std::string_view start);

/// Reads a PNG or JPEG file, told apart by their first bytes. 1 channel is
/// grey, 2 grey and alpha, 3 red, green and blue, 4 those and alpha, whatever
/// the file has: grey is (77 R + 150 G + 29 B) / 256. Samples of 16 bits are
/// cut to 8. BadInput for files that are cut off, damaged (PNG has checksums,
/// JPEG does not), have more than `maxPixels` pixels or take more memory than
/// kMaxImageMemory, which stays in proportion to the pixels that a file
/// declares, and those to its size.
Status readImageFile(const std::string &path, int64_t channels, Pixels &out,
                     int64_t maxPixels = kMaxPixels);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_IMAGEFILE_H
