//===- ByteLetters.h - Bytes as letters -------------------------*- C++ -*-===//
//
// Files of byte-level tokenizers are texts, in which a letter stands for each
// byte: bytes that can be seen in Latin-1 for themselves, the others for the
// code points from 256 on, in their order. So a space is written U+0120.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TOKENIZER_BYTELETTERS_H
#define BMC_RUNTIME_TOKENIZER_BYTELETTERS_H

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace bmc {

/// The letter of each byte.
const std::array<int32_t, 256> &byteLetters();
/// The bytes as letters.
std::string toByteLetters(std::string_view bytes);
/// False if a character is none of the letters.
bool fromByteLetters(std::string_view letters, std::string &bytes);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_BYTELETTERS_H
