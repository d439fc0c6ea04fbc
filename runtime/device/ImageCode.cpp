//===- ImageCode.cpp - The PTX of an image --------------------------------===//
#include "runtime/device/ImageCode.h"

#include <zlib.h>

namespace bmc {

Status readCode(const BmrtImage &image, std::string &ptx) {
  Status damaged = resourceError(
      "the code for {} in this program is damaged; build it again", image.arch);
  if (bmrtChecksum(image.code, image.codeBytes) != image.checksum)
    return damaged;
  ptx.resize(image.textBytes);
  uLongf bytes = ptx.size();
  int result =
      uncompress(reinterpret_cast<Bytef *>(ptx.data()), &bytes,
                 reinterpret_cast<const Bytef *>(image.code), image.codeBytes);
  if (result == Z_MEM_ERROR)
    return resourceError("no memory to unpack the code for {}", image.arch);
  return result == Z_OK && bytes == image.textBytes ? Status() : damaged;
}

} // namespace bmc
