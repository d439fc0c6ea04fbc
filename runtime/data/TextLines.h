//===- TextLines.h - The lines of a text file -------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_TEXTLINES_H
#define BMC_RUNTIME_DATA_TEXTLINES_H

#include "runtime/core/ByteStream.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace bmc {

/// Lines one after the other, without what ends them and a byte order mark; a
/// part of the file is held at a time.
class TextLines {
public:
  /// Opens a file, which may be compressed; its checksum goes on from that of
  /// what was before it.
  Status open(const std::string &path, uint32_t checksum);
  /// The next line, which lasts until the one after it is read; `end` behind
  /// the last.
  Status next(std::string_view &line, bool &end);
  /// Of the line that was given last, from 1.
  int64_t number() const { return count; }
  const std::string &path() const { return stream.path(); }
  /// BadInput with the place where a line is no UTF-8.
  Status checkUtf8(std::string_view line) const;
  /// BadInput at the line that was given last.
  Status error(const std::string &message) const;
  /// Of all of the file, behind its last line.
  uint32_t checksum() const { return crc; }

private:
  Status fill();
  Status findEnd(size_t &end);

  ByteStream stream;
  std::string buffer;
  size_t cursor = 0;   ///< what was not given yet
  bool isLast = false; ///< the buffer reaches the end of the file
  int64_t count = 0;
  uint32_t crc = 0;
};

/// Calls `read` with each line of a file that is not blank, in order, until it
/// fails. `checksum`: of what was before the file, then also of the file.
Status forEachLine(
    const std::string &path, uint32_t &checksum,
    const std::function<Status(const TextLines &, std::string_view)> &read);

/// Whether a line has nothing but spaces.
inline bool isBlank(std::string_view line) {
  return line.find_first_not_of(" \t") == line.npos;
}

} // namespace bmc

#endif // BMC_RUNTIME_DATA_TEXTLINES_H
