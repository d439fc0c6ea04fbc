//===- CharsMap.cpp - The rules of SentencePiece's normaliser -------------===//
//
// A blob is the number of bytes of the trie (u32), the trie, and the texts. A
// unit of the trie (u32): its label in bits 0..7, bit 31 marks a unit that is a
// value, bit 8 a node that has one; the children of a node begin at its own
// position XOR an offset in bits 10..31, times 256 if bit 9 is set.
//
//===----------------------------------------------------------------------===//
#include "runtime/tokenizer/CharsMap.h"

#include <algorithm>
#include <cstring>

using namespace bmc;

namespace {

constexpr size_t kMostReplacement = 256;
constexpr uint32_t kValueMark = 1u << 31;

/// The child reached over a byte has it as its label, and is no value.
uint32_t labelOf(uint32_t unit) { return unit & (kValueMark | 0xFF); }
bool hasValue(uint32_t unit) { return unit >> 8 & 1; }
uint32_t offsetOf(uint32_t unit) {
  return unit >> 10 << ((unit & (1u << 9)) >> 6);
}

} // namespace

Status CharsMap::parse(std::string_view blob, CharsMap &out) {
  out = {};
  if (blob.empty())
    return {};
  uint32_t bytes = 0;
  if (blob.size() >= sizeof bytes)
    std::memcpy(&bytes, blob.data(), sizeof bytes);
  if (bytes == 0 || bytes % 4 != 0 || bytes > blob.size() - sizeof bytes)
    return badInput("precompiled_charsmap: found {} bytes of rules in {} bytes",
                    bytes, blob.size());
  out.units.resize(bytes / 4);
  std::memcpy(out.units.data(), blob.data() + sizeof bytes, bytes);
  out.replacements = blob.substr(sizeof bytes + bytes);
  for (size_t at = 0, end = 0; at < out.replacements.size(); at = end + 1) {
    end = std::min(out.replacements.find('\0', at), out.replacements.size());
    if (end - at > kMostReplacement)
      return badInput("precompiled_charsmap: found a replacement of {} bytes, "
                      "expected at most {}",
                      end - at, kMostReplacement);
  }
  return {};
}

std::string CharsMap::toBlob() const {
  if (empty())
    return "";
  auto bytes = static_cast<uint32_t>(units.size() * 4);
  std::string blob(sizeof bytes + bytes, '\0');
  std::memcpy(blob.data(), &bytes, sizeof bytes);
  std::memcpy(blob.data() + sizeof bytes, units.data(), bytes);
  return blob + replacements;
}

CharsMap::Rule CharsMap::find(std::string_view text, bool isFirst) const {
  Rule found;
  if (empty())
    return found;
  size_t node = offsetOf(units[0]);
  for (size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    node ^= byte;
    if (byte == 0 || node >= units.size() || labelOf(units[node]) != byte)
      break;
    uint32_t unit = units[node];
    node ^= offsetOf(unit);
    if (!hasValue(unit))
      continue;
    size_t at =
        node < units.size() ? units[node] & ~kValueMark : replacements.size();
    size_t end = replacements.find('\0', at);
    if (at >= replacements.size() || end == replacements.npos)
      break;
    found = {i + 1, std::string_view(replacements).substr(at, end - at)};
    if (isFirst)
      break;
  }
  return found;
}

static constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool bmc::decodeBase64(std::string_view text, std::string &bytes) {
  bytes.clear();
  while (text.ends_with('='))
    text.remove_suffix(1);
  uint32_t value = 0;
  int bits = 0;
  for (char c : text) {
    size_t digit = kDigits.find(c);
    if (digit == kDigits.npos)
      return false;
    value = value << 6 | static_cast<uint32_t>(digit);
    bits += 6;
    if (bits < 8)
      continue;
    bits -= 8;
    bytes.push_back(static_cast<char>(value >> bits & 0xFF));
  }
  return true;
}

std::string bmc::encodeBase64(std::string_view bytes) {
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    uint32_t value = 0;
    for (size_t i = 0; i < 3; ++i)
      value = value << 8 |
              (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i])
                                     : 0u);
    for (size_t i = 0; i < 4; ++i)
      text += at + i > bytes.size() ? '=' : kDigits[value >> (18 - 6 * i) & 63];
  }
  return text;
}
