//===- Utf8.cpp - Code points of a text -----------------------------------===//
#include "runtime/tokenizer/Utf8.h"

#include "runtime/core/SixteenBytes.h"

#include <algorithm>

using namespace bmc;

int32_t bmc::decodeUtf8(std::string_view text, size_t &offset) {
  auto byteAt = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  unsigned lead = byteAt(offset);
  if (offset >= text.size())
    return -1;
  if (lead < 0x80) {
    ++offset;
    return static_cast<int32_t>(lead);
  }
  int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4)
    return -1;
  int32_t value = static_cast<int32_t>(lead & (0xFF >> (length + 1)));
  for (int i = 1; i < length; ++i) {
    unsigned next = byteAt(offset + static_cast<size_t>(i));
    if ((next & 0xC0) != 0x80)
      return -1;
    value = value << 6 | static_cast<int32_t>(next & 0x3F);
  }
  // Overlong forms, surrogates and values above Unicode's end.
  constexpr int32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[length] || value > 0x10FFFF ||
      (value >= 0xD800 && value <= 0xDFFF))
    return -1;
  offset += static_cast<size_t>(length);
  return value;
}

size_t bmc::findInvalidUtf8(std::string_view text) {
  for (size_t offset = 0; offset < text.size();)
    if (offset + 16 <= text.size() &&
        SixteenBytes(text.data() + offset).areAscii())
      offset += 16;
    else if (static_cast<unsigned char>(text[offset]) < 0x80)
      ++offset;
    else if (decodeUtf8(text, offset) < 0)
      return offset;
  return std::string_view::npos;
}

std::string bmc::invalidUtf8(char byte) {
  return fmt::format(
      "invalid UTF-8 (byte 0x{:02X}), expected UTF-8 text "
      "(convert a file of Windows with 'iconv -f WINDOWS-1252 -t UTF-8')",
      static_cast<unsigned char>(byte));
}

Status bmc::refuseUtf16(const std::string &path, std::string_view start) {
  if (!start.starts_with("\xFF\xFE") && !start.starts_with("\xFE\xFF"))
    return {};
  return badInput("{}: found UTF-16, expected UTF-8; convert it with 'iconv "
                  "-f UTF-16 -t UTF-8'",
                  path);
}

void bmc::appendUtf8(std::string &text, int32_t codePoint) {
  auto put = [&](int32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (codePoint < 0x80)
    return put(codePoint);
  if (codePoint < 0x800) {
    put(0xC0 | codePoint >> 6);
  } else {
    if (codePoint < 0x10000) {
      put(0xE0 | codePoint >> 12);
    } else {
      put(0xF0 | codePoint >> 18);
      put(0x80 | (codePoint >> 12 & 0x3F));
    }
    put(0x80 | (codePoint >> 6 & 0x3F));
  }
  put(0x80 | (codePoint & 0x3F));
}

std::string bmc::lowerCase(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

bool bmc::isWhiteSpace(int32_t codePoint) {
  if (codePoint < 0x80)
    return codePoint == ' ' || (codePoint >= '\t' && codePoint <= '\r');
  return codePoint == 0x85 || codePoint == 0xA0 || codePoint == 0x1680 ||
         (codePoint >= 0x2000 && codePoint <= 0x200A) || codePoint == 0x2028 ||
         codePoint == 0x2029 || codePoint == 0x202F || codePoint == 0x205F ||
         codePoint == 0x3000;
}
