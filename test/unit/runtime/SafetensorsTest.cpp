//===- SafetensorsTest.cpp - Reading and writing .safetensors ---*- C++ -*-===//
#include "runtime/data/Safetensors.h"

#include "TempFolder.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <sys/stat.h>

using namespace bmc;

namespace {

/// A file with this header and `data` zero bytes.
std::string makeFile(std::string_view header, size_t data,
                     int64_t lengthError = 0) {
  uint64_t length = header.size() + static_cast<uint64_t>(lengthError);
  std::string text(reinterpret_cast<char *>(&length), sizeof length);
  text += header;
  text.append(data, '\0');
  return text;
}

class SafetensorsTest : public testing::Test {
protected:
  Status open(std::string_view header, size_t data) {
    return reader.open(folder.file("f.safetensors", makeFile(header, data)));
  }
  TempFolder folder;
  SafetensorsReader reader;
};

TEST_F(SafetensorsTest, RoundTrip) {
  HostTensor a("a.weight", kBmrtF32, {2, 3}), b("b", kBmrtF64, {}),
      c("é\"c", kBmrtI64, {0, 4}), d("d", kBmrtI32, {2});
  for (int i = 0; i < 6; ++i)
    a.as<float>()[i] = 0.1f * static_cast<float>(i);
  *b.as<double>() = 1.0 / 3;
  d.as<int32_t>()[1] = -5;
  std::vector<TensorView> views{a.view(), b.view(), c.view(), d.view()};
  FileDigest digest;
  std::string path = folder.path("x.safetensors");
  ASSERT_OK(writeSafetensors(path, views, {{"format", "pt"}}, &digest));

  std::string text;
  ASSERT_OK(readFile(path, text));
  EXPECT_EQ(text.size(), digest.bytes);
  uint64_t length = 0;
  std::memcpy(&length, text.data(), sizeof length);
  EXPECT_EQ((length + 8) % 256, 0u);

  ASSERT_OK(reader.open(path));
  EXPECT_EQ(reader.metadata().at("format"), "pt");
  EXPECT_EQ(reader.entries().size(), 4u);
  std::vector<HostTensor> back;
  ASSERT_OK(readSafetensors(path, back));
  ASSERT_EQ(back.size(), 4u);
  for (HostTensor &tensor : back)
    for (const TensorView &view : views)
      if (view.name == tensor.name) {
        EXPECT_EQ(view.dtype, tensor.dtype);
        EXPECT_TRUE(view.shape == tensor.shape);
        EXPECT_EQ(
            std::string_view(view.data, view.bytes()),
            std::string_view(tensor.storage.data(), tensor.storage.size()));
      }
}

TEST_F(SafetensorsTest, ConvertsFloatTypes) {
  HostTensor narrow("w", kBmrtF32, {3}), wide("w", kBmrtF64, {3});
  narrow.as<float>()[2] = 0.1f;
  std::string path = folder.path("x.safetensors");
  ASSERT_OK(writeSafetensors(path, {{narrow.view()}}));
  ASSERT_OK(loadSafetensors(path, {{wide.view()}}));
  EXPECT_EQ(wide.as<double>()[2], static_cast<double>(0.1f));
  wide.as<double>()[1] = 0.7;
  ASSERT_OK(writeSafetensors(path, {{wide.view()}}));
  ASSERT_OK(loadSafetensors(path, {{narrow.view()}}));
  EXPECT_EQ(narrow.as<float>()[1], 0.7f);
}

TEST_F(SafetensorsTest, WidensHalfPrecision) {
  auto load = [&](const char *dtype, uint16_t bits) {
    std::string header = fmt::format(
        R"({{"w":{{"dtype":"{}","shape":[1],"data_offsets":[0,2]}}}})", dtype);
    std::string text = makeFile(header, 2);
    std::memcpy(text.data() + text.size() - 2, &bits, 2);
    HostTensor w("w", kBmrtF32, {1});
    EXPECT_OK(loadSafetensors(folder.file("h", text), {{w.view()}}));
    return w.as<float>()[0];
  };
  EXPECT_EQ(load("F16", 0x3c00), 1.0f);
  EXPECT_EQ(load("F16", 0xc500), -5.0f);
  EXPECT_EQ(load("F16", 0x0001), std::ldexp(1.0f, -24));
  EXPECT_EQ(load("F16", 0x7bff), 65504.0f);
  EXPECT_EQ(load("F16", 0xfc00), -INFINITY);
  EXPECT_TRUE(std::isnan(load("F16", 0x7e00)));
  EXPECT_EQ(load("BF16", 0x3f80), 1.0f);
  EXPECT_EQ(load("BF16", 0xc0a0), -5.0f);
}

// As torch writes num_batches_tracked of BatchNorm.
TEST_F(SafetensorsTest, AnIntegerWithoutAxesIsAFloat) {
  HostTensor count("n", kBmrtI64, {}), found("n", kBmrtF32, {});
  *count.as<int64_t>() = 1234;
  std::string path = folder.path("x.safetensors");
  ASSERT_OK(writeSafetensors(path, {{count.view()}}));
  ASSERT_OK(loadSafetensors(path, {{found.view()}}));
  EXPECT_EQ(*found.as<float>(), 1234);
}

// What is converted is read in parts of 2^18 elements.
TEST_F(SafetensorsTest, ConvertsTensorsOfSeveralParts) {
  constexpr int64_t kCount = (1 << 19) + 3;
  HostTensor wide("w", kBmrtF64, {kCount}), narrow("w", kBmrtF32, {kCount});
  for (int64_t i = 0; i < kCount; ++i)
    wide.as<double>()[i] = static_cast<double>(i);
  std::string path = folder.path("x.safetensors");
  ASSERT_OK(writeSafetensors(path, {{wide.view()}}));
  ASSERT_OK(loadSafetensors(path, {{narrow.view()}}));
  int64_t wrong = 0;
  for (int64_t i = 0; i < kCount; ++i)
    wrong += narrow.as<float>()[i] != static_cast<float>(i);
  EXPECT_EQ(wrong, 0);
}

TEST_F(SafetensorsTest, LoadIsStrictAboutNamesShapesAndTypes) {
  HostTensor a("a", kBmrtF32, {2, 3}), b("b", kBmrtF32, {1});
  std::string path = folder.path("x.safetensors");
  ASSERT_OK(writeSafetensors(path, {{a.view(), b.view()}}));
  HostTensor wrongShape("a", kBmrtF32, {3, 2}),
      wrongType("a", kBmrtI32, {2, 3}), other("c", kBmrtF32, {1});
  EXPECT_ERROR(
      loadSafetensors(path, {{wrongShape.view(), b.view()}}), Code::BadInput,
      "x.safetensors: tensor 'a': found shape [2, 3], expected [3, 2]");
  EXPECT_ERROR(loadSafetensors(path, {{wrongType.view(), b.view()}}),
               Code::BadInput, "tensor 'a': found dtype F32, expected I32");
  EXPECT_ERROR(loadSafetensors(path, {{a.view(), b.view(), other.view()}}),
               Code::BadInput, "no tensor 'c', expected f32 [1]");
  EXPECT_ERROR(loadSafetensors(path, {{a.view()}}), Code::BadInput,
               "found tensor 'b' [1], which the model does not have");
  EXPECT_ERROR(writeSafetensors(path, {{a.view(), a.view()}}), Code::Internal,
               "two tensors named 'a'");
}

struct HostileHeader {
  const char *header;
  size_t data;
  const char *message;
};

class HostileHeaderTest : public SafetensorsTest,
                          public testing::WithParamInterface<HostileHeader> {};

TEST_P(HostileHeaderTest, IsRefused) {
  EXPECT_ERROR(open(GetParam().header, GetParam().data), Code::BadInput,
               GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Headers, HostileHeaderTest,
    testing::Values(
        HostileHeader{"", 0, "does not start with '{'"},
        HostileHeader{"[]", 0, "does not start with '{'"},
        HostileHeader{" {}", 0, "does not start with '{'"},
        HostileHeader{"{", 0, "invalid JSON"},
        HostileHeader{"{}{}", 0, "invalid JSON"},
        HostileHeader{"{}", 1, "the tensors take 0 bytes, the file has 1"},
        HostileHeader{"{\"\xff\":1}", 0, "invalid JSON"},
        HostileHeader{R"({"a":1})", 0, "expected dtype, shape and"},
        HostileHeader{R"({"a":{"dtype":"F32","shape":[1]}})", 4,
                      "expected dtype, shape and"},
        HostileHeader{
            R"({"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}})", 4,
            "found dtype 'F33'"},
        HostileHeader{R"({"a":{"dtype":3,"shape":[1],"data_offsets":[0,4]}})",
                      4, "key 'dtype': found number"},
        HostileHeader{R"({"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}})",
                      4, "expected a shape"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4,
            "expected a shape"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}})", 4,
            "expected a shape"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}})",
            4, "expected a shape of at most 8"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}})",
            4, "expected a shape"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})",
            0, "the size of the shape overflows"},
        HostileHeader{
            R"({"a":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,0]}})",
            0, "the size of the shape overflows"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4,
            "expected data_offsets [begin, end]"},
        HostileHeader{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})",
                      4, "expected data_offsets [begin, end]"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4,
            "takes 8 bytes, found data_offsets of 4 bytes"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 3,
            "the tensors take 4 bytes, the file has 3"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8,
            "there is a hole before it"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})",
            6, "it overlaps another tensor"},
        HostileHeader{
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
            8, "found key 'a' twice"},
        HostileHeader{
            R"({"a\u0000":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
            4, "control character"},
        HostileHeader{R"({"__metadata__":{"a":1}})", 0, "'a' is not a string"},
        HostileHeader{R"({"__metadata__":[]})", 0, "is not an object"}));

TEST_F(SafetensorsTest, RefusesLyingLengths) {
  auto openText = [&](std::string_view text) {
    return reader.open(folder.file("f", text));
  };
  EXPECT_ERROR(openText(""), Code::BadInput, "found 0 bytes");
  EXPECT_ERROR(openText("1234567"), Code::BadInput, "found 7 bytes");
  EXPECT_ERROR(openText(std::string(8, '\xff')), Code::BadInput,
               "expected at most 100000000");
  EXPECT_ERROR(openText(makeFile("{}", 0, 1)), Code::BadInput,
               "is it truncated?");
  std::string deep = "{\"a\":" + std::string(100000, '[');
  EXPECT_ERROR(openText(makeFile(deep, 0)), Code::BadInput, "nested more than");
}

// Every prefix and every changed byte of a valid file loads or is refused.
TEST_F(SafetensorsTest, TruncationAndBitFlipsNeverCrash) {
  HostTensor a("a", kBmrtF32, {2, 2}), b("b", kBmrtF32, {1});
  std::vector<TensorView> views{a.view(), b.view()};
  std::string path = folder.path("x"), text;
  ASSERT_OK(writeSafetensors(path, views));
  ASSERT_OK(readFile(path, text));
  for (size_t length = 0; length < text.size(); ++length)
    EXPECT_FALSE(
        loadSafetensors(folder.file("t", text.substr(0, length)), views).ok())
        << length;
  for (size_t at = 0; at < 256; ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[at] = static_cast<char>(flipped[at] ^ 1 << bit);
      Status status = loadSafetensors(folder.file("t", flipped), views);
      EXPECT_TRUE(status.ok() || status.code() == Code::BadInput);
    }
}

} // namespace
