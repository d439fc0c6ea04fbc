//===- Idx.h - Arrays of bytes in IDX files ---------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_IDX_H
#define BMC_RUNTIME_DATA_IDX_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bmc {

/// The format of MNIST: two zero bytes, the type (8: unsigned bytes), the
/// number of axes, their extents as big-endian 32-bit numbers, the elements.
struct IdxArray {
  std::vector<int64_t> extents; ///< the first counts items
  std::vector<uint8_t> elements;
  uint32_t checksum = 0; ///< CRC-32C of the elements

  int64_t items() const { return extents.empty() ? 0 : extents[0]; }
  /// Elements of an item.
  int64_t itemSize() const;
};

/// Reads a file, which may be compressed by gzip. Memory grows with what the
/// file really holds, whatever it says. BadInput with file and byte.
Status readIdx(const std::string &path, IdxArray &out);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_IDX_H
