//===- ByteLetters.cpp - Bytes as letters ---------------------------------===//
#include "runtime/tokenizer/ByteLetters.h"

#include "runtime/tokenizer/Utf8.h"

using namespace bmc;

static constexpr std::array<int32_t, 256> kLetters = [] {
  std::array<int32_t, 256> letters{};
  int32_t next = 256;
  for (int32_t byte = 0; byte < 256; ++byte) {
    bool isVisible =
        (byte > 0x20 && byte < 0x7F) || (byte > 0xA0 && byte != 0xAD);
    letters[static_cast<size_t>(byte)] = isVisible ? byte : next++;
  }
  return letters;
}();

/// The byte of each letter, or -1.
static constexpr std::array<int16_t, 324> kBytes = [] {
  std::array<int16_t, 324> bytes{};
  bytes.fill(-1);
  for (int16_t byte = 0; byte < 256; ++byte)
    bytes[static_cast<size_t>(kLetters[static_cast<size_t>(byte)])] = byte;
  return bytes;
}();

const std::array<int32_t, 256> &bmc::byteLetters() { return kLetters; }

std::string bmc::toByteLetters(std::string_view bytes) {
  std::string letters;
  for (char byte : bytes)
    appendUtf8(letters, kLetters[static_cast<unsigned char>(byte)]);
  return letters;
}

bool bmc::fromByteLetters(std::string_view letters, std::string &bytes) {
  bytes.clear();
  for (size_t offset = 0; offset < letters.size();) {
    int32_t letter = decodeUtf8(letters, offset);
    if (letter < 0 || static_cast<size_t>(letter) >= kBytes.size() ||
        kBytes[static_cast<size_t>(letter)] < 0)
      return false;
    bytes.push_back(static_cast<char>(kBytes[static_cast<size_t>(letter)]));
  }
  return true;
}
