//===- TextLines.cpp - The lines of a text file ---------------------------===//
#include "runtime/data/TextLines.h"

#include "runtime/core/Crc32c.h"
#include "runtime/data/ByteStream.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>

namespace bmc {

Status TextLines::open(const std::string &path) {
  file = path;
  count = 0;
  BMRT_TRY(readWhole(file, contents));
  BMRT_TRY(refuseUtf16(file, contents));
  rest = contents;
  if (rest.starts_with("\xEF\xBB\xBF"))
    rest.remove_prefix(3);
  return {};
}

bool TextLines::next(std::string_view &line) {
  if (rest.empty())
    return false;
  size_t end = std::min(rest.find('\n'), rest.size());
  line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  ++count;
  return true;
}

Status TextLines::checkUtf8(std::string_view line) const {
  size_t invalid = findInvalidUtf8(line);
  if (invalid == line.npos)
    return {};
  return badInput("{}:{}:{}: invalid UTF-8 (byte 0x{:02X}), expected "
                  "UTF-8 text (convert Latin-1 with 'iconv -f LATIN1 -t "
                  "UTF-8')",
                  file, count, invalid + 1,
                  static_cast<unsigned char>(line[invalid]));
}

Status TextLines::error(const std::string &message) const {
  return badInput("{}:{}: {}", file, count, message);
}

uint32_t TextLines::checksum(uint32_t before) const {
  return crc32c(before, contents.data(), contents.size());
}

} // namespace bmc
