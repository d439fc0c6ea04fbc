//===- TableChecksum.cpp - Checksum of what was read of a table -----------===//
#include "runtime/data/TableChecksum.h"

#include "runtime/core/Crc32c.h"

#include <algorithm>

namespace bmc {

void TableChecksum::addText(const CsvField &field) {
  append(textOf(field, written));
}

void TableChecksum::makeRoom(size_t count) {
  bytes.resize(std::max(used + count, 2 * kSummed));
}

void TableChecksum::sumUp() {
  crc = value();
  used = 0;
}

uint32_t TableChecksum::value() const {
  return crc32c(crc, bytes.data(), used);
}

} // namespace bmc
