//===- TextLines.cpp - The lines of a text file ---------------------------===//
#include "runtime/data/TextLines.h"

#include "runtime/core/Crc32c.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <utility>

namespace bmc {

static constexpr size_t kBufferBytes = size_t{1} << 16;
static constexpr size_t kMaxLine = size_t{16} << 20;

Status TextLines::open(const std::string &path, uint32_t checksum) {
  *this = TextLines();
  crc = checksum;
  BMRT_TRY(stream.open(path));
  BMRT_TRY(fill());
  BMRT_TRY(refuseUtf16(path, buffer));
  if (buffer.starts_with(kByteOrderMark))
    cursor = kByteOrderMark.size();
  return {};
}

Status TextLines::fill() {
  size_t kept = buffer.size() - cursor;
  BMRT_TRY(
      stream.refill(buffer, std::exchange(cursor, 0), kBufferBytes, isLast));
  crc = crc32c(crc, buffer.data() + kept, buffer.size() - kept);
  return {};
}

/// Where the line at the cursor ends.
Status TextLines::findEnd(size_t &end) {
  for (size_t from = cursor;;) {
    end = buffer.find('\n', from);
    size_t length = std::min(end, buffer.size()) - cursor;
    if (length > kMaxLine)
      return badInput("{}:{}: line longer than {} MiB", path(), count + 1,
                      kMaxLine >> 20);
    if (end != buffer.npos)
      return {};
    if (isLast) {
      end = buffer.size();
      return {};
    }
    BMRT_TRY(fill());
    from = length;
  }
}

Status TextLines::next(std::string_view &line, bool &end) {
  size_t lineEnd = 0;
  BMRT_TRY(findEnd(lineEnd));
  end = cursor == buffer.size();
  if (end)
    return {};
  line = std::string_view(buffer).substr(cursor, lineEnd - cursor);
  cursor = std::min(lineEnd + 1, buffer.size());
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  ++count;
  return {};
}

Status TextLines::checkUtf8(std::string_view line) const {
  size_t invalid = findInvalidUtf8(line);
  if (invalid == line.npos)
    return {};
  return badInput("{}:{}:{}: {}", path(), count, invalid + 1,
                  invalidUtf8(line[invalid]));
}

Status TextLines::error(const std::string &message) const {
  return badInput("{}:{}: {}", path(), count, message);
}

Status forEachLine(
    const std::string &path, uint32_t &checksum,
    const std::function<Status(const TextLines &, std::string_view)> &read) {
  TextLines lines;
  BMRT_TRY(lines.open(path, checksum));
  std::string_view line;
  for (bool end = false;;) {
    BMRT_TRY(lines.next(line, end));
    if (end)
      break;
    if (!isBlank(line))
      BMRT_TRY(read(lines, line));
  }
  checksum = lines.checksum();
  return {};
}

} // namespace bmc
