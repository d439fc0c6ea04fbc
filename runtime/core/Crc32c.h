//===- Crc32c.h - Checksum of checkpoint files ------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_CRC32C_H
#define BMC_RUNTIME_CORE_CRC32C_H

#include <cstdint>

namespace bmc {

/// CRC-32C (Castagnoli, RFC 3720 B.4) of `bytes` more bytes after those that
/// gave `crc`; start with 0.
uint32_t crc32c(uint32_t crc, const void *data, uint64_t bytes);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_CRC32C_H
