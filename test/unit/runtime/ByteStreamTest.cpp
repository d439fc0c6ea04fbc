//===- ByteStreamTest.cpp - The bytes of a file, decompressed -------------===//
#include "runtime/core/ByteStream.h"

#include "TempFolder.h"

#include <zlib.h>
#include <zstd.h>

using namespace bmc;

namespace {

std::string gzipped(std::string_view text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, 0), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in =
      reinterpret_cast<Bytef *>(const_cast<char *>(text.data())); // not written
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstandard(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(
      ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

/// 3 MB of words.
std::string longText() {
  std::string text;
  for (int i = 0; text.size() < 3'000'000; ++i)
    text += "word" + std::to_string(i * 7919 % 100'003) + (i % 9 ? " " : "\n");
  return text;
}

TEST(ByteStream, ReadsWhatIsCompressed) {
  TempFolder folder;
  std::string text = longText(), found;
  ASSERT_OK(readWhole(folder.file("plain", text), found));
  EXPECT_EQ(found, text);
  for (auto compress : {gzipped, zstandard}) {
    ASSERT_OK(readWhole(folder.file("one", compress(text)), found));
    EXPECT_EQ(found, text);
    // Parts follow each other, and one may be empty.
    ASSERT_OK(readWhole(
        folder.file("two", compress(text) + compress("") + compress("end")),
        found));
    EXPECT_EQ(found, text + "end");
    ASSERT_OK(readWhole(folder.file("none", compress("")), found));
    EXPECT_EQ(found, "");
    // In parts of any size, with the number of bytes.
    ByteStream stream;
    ASSERT_OK(stream.open(folder.path("one")));
    EXPECT_TRUE(stream.isCompressed());
    uint64_t count = 1;
    for (uint64_t part = 1; count > 0; part = part * 3 % 70'001 + 1) {
      std::string bytes(part, '\0');
      uint64_t at = stream.position();
      ASSERT_OK(stream.read(bytes.data(), part, count));
      EXPECT_EQ(text.substr(at, count), bytes.substr(0, count));
    }
    EXPECT_EQ(stream.position(), text.size());
  }
  ASSERT_OK(readWhole(folder.file("empty", ""), found));
  EXPECT_EQ(found, "");
}

TEST(ByteStream, RefusesWhatIsMadeToFillMemory) {
  TempFolder folder;
  std::string member(size_t{1} << 24, 'a'), found;
  for (auto compress : {gzipped, zstandard}) {
    std::string bytes = compress(member);
    // 64 MiB may be anything.
    ASSERT_OK(
        readWhole(folder.file("four", bytes + bytes + bytes + bytes), found));
    EXPECT_EQ(found.size(), 4 * member.size());
    std::string path =
        folder.file("five", bytes + bytes + bytes + bytes + bytes);
    EXPECT_ERROR(readWhole(path, found), Code::BadInput,
                 "become more than 100 times as much");
    // More may be, of what is not so small.
    std::string noise;
    for (uint32_t i = 1; noise.size() < 900'000; i = i * 1664525 + 1013904223)
      noise += static_cast<char>(i >> 24);
    ASSERT_OK(readWhole(folder.file("noisy", bytes + bytes + bytes + bytes +
                                                 bytes + compress(noise)),
                        found));
    EXPECT_EQ(found.size(), 5 * member.size() + noise.size());
  }
}

TEST(ByteStream, SaysWhereItIsDamaged) {
  TempFolder folder;
  std::string text = longText(), found;
  for (auto compress : {gzipped, zstandard}) {
    std::string bytes = compress(text);
    EXPECT_ERROR(
        readWhole(folder.file("cut", bytes.substr(0, bytes.size() / 2)), found),
        Code::BadInput, "cut: the compressed data ends too early");
    std::string damaged = bytes;
    for (size_t i = 0; i < 40; ++i)
      damaged[bytes.size() / 2 + i] ^= 0x55;
    EXPECT_ERROR(readWhole(folder.file("bad", damaged), found), Code::BadInput,
                 ": the compressed data is damaged");
  }
}

} // namespace
