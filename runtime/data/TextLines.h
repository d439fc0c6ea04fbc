//===- TextLines.h - The lines of a text file -------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_TEXTLINES_H
#define BMC_RUNTIME_DATA_TEXTLINES_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace bmc {

/// Lines one after the other, without what ends them and a byte order mark.
class TextLines {
public:
  /// Reads a file, which may be compressed.
  Status open(const std::string &path);
  /// The next line, a view of what is held; false behind the last.
  bool next(std::string_view &line);
  /// Of the line that was given last, from 1.
  int64_t number() const { return count; }
  const std::string &path() const { return file; }
  /// BadInput with the place where a line is no UTF-8.
  Status checkUtf8(std::string_view line) const;
  /// BadInput at the line that was given last.
  Status error(const std::string &message) const;
  /// A checksum of all of the file, from that of what was before it.
  uint32_t checksum(uint32_t before) const;

private:
  std::string file, contents;
  std::string_view rest;
  int64_t count = 0;
};

/// Whether a line has nothing but spaces.
inline bool isBlank(std::string_view line) {
  return line.find_first_not_of(" \t") == line.npos;
}

} // namespace bmc

#endif // BMC_RUNTIME_DATA_TEXTLINES_H
