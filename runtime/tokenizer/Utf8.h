//===- Utf8.h - Code points of a text ---------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_UTF8_H
#define BMC_RUNTIME_TOKENIZER_UTF8_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace bmc {

/// What stands for a character that cannot be shown.
constexpr int32_t kReplacement = 0xFFFD;

/// What a UTF-8 file may begin with, and is no part of its text.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Decodes the UTF-8 code point at `offset` and moves `offset` behind it; -1
/// (offset unchanged) where the bytes are not valid UTF-8.
int32_t decodeUtf8(std::string_view text, size_t &offset);
void appendUtf8(std::string &text, int32_t codePoint);
/// Offset of the first byte that is not valid UTF-8; npos if there is none.
size_t findInvalidUtf8(std::string_view text);
/// What to say of a byte that is not.
std::string invalidUtf8(char byte);
/// BadInput if the file `path`, which starts so, is UTF-16 by its byte order
/// mark.
Status refuseUtf16(const std::string &path, std::string_view start);

/// The text with ASCII letters in lower case.
std::string lowerCase(std::string_view text);

/// Unicode's White_Space.
bool isWhiteSpace(int32_t codePoint);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_UTF8_H
