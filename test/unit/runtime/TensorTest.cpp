//===- TensorTest.cpp - Named arrays ----------------------------*- C++ -*-===//
#include "runtime/core/Tensor.h"

#include "TempFolder.h"
#include "runtime/core/Memory.h"

#include <cstring>
#include <new>

using namespace bmc;

namespace {

template <typename T> const char *bytes(const T &array) {
  return reinterpret_cast<const char *>(array);
}
template <typename T> char *bytes(T &array) {
  return reinterpret_cast<char *>(array);
}

TEST(Tensor, Converts) {
  float narrow[] = {1.5f, -0.1f};
  double wide[2];
  ASSERT_OK(convertElements(kBmrtF64, bytes(wide), kBmrtF32, bytes(narrow), 2));
  EXPECT_EQ(wide[1], static_cast<double>(-0.1f));
  wide[0] = 0.1;
  ASSERT_OK(convertElements(kBmrtF32, bytes(narrow), kBmrtF64, bytes(wide), 1));
  EXPECT_EQ(narrow[0], 0.1f);
  int64_t longs[] = {7, INT64_C(1) << 31};
  int32_t ints[2];
  ASSERT_OK(convertElements(kBmrtI32, bytes(ints), kBmrtI64, bytes(longs), 1));
  EXPECT_EQ(ints[0], 7);
  EXPECT_ERROR(
      convertElements(kBmrtI32, bytes(ints), kBmrtI64, bytes(longs), 2),
      Code::BadInput, "element 1: found 2147483648, expected a 32-bit integer");
  EXPECT_ERROR(
      convertElements(kBmrtI32, bytes(ints), kBmrtF32, bytes(narrow), 2),
      Code::BadInput, "found floating-point values, expected integers");
}

TEST(Tensor, ShapesAndScalars) {
  EXPECT_EQ((Shape{2, 3}).str(), "[2, 3]");
  EXPECT_EQ(Shape().elements(), 1);
  EXPECT_EQ((Shape{4, 0}).elements(), 0);
  EXPECT_FALSE((Shape{2}) == (Shape{2, 1}));
  EXPECT_EQ(HostTensor::scalar("lr", 0.5).element(0), 0.5);
  EXPECT_EQ(HostTensor::scalar("n", 3).dtype, kBmrtI32);
}

TEST(Memory, BlocksAreZeroAndBounded) {
  MemoryBlock block;
  ASSERT_OK(block.allocate(uint64_t{16} << 20, "a test"));
  EXPECT_EQ(block.data()[0], 0);
  block.data()[(16 << 20) - 1] = 1;
  ASSERT_OK(block.allocate(uint64_t{16} << 20, "a test"));
  EXPECT_EQ(block.data()[(16 << 20) - 1], 0);
  ASSERT_OK(block.allocate(0, "nothing"));
  EXPECT_NE(block.data(), nullptr);
  EXPECT_ERROR(block.allocate(UINT64_MAX, "a test"), Code::Resource,
               "for a test: Cannot allocate memory");
  EXPECT_GT(availableMemory(), 0u);
  uint64_t now = anonymousMemory();
  EXPECT_GT(now, 0u);
  EXPECT_GE(peakAnonymousMemory(), now);
  EXPECT_ERROR(checkMemory(uint64_t{1} << 60, "tensors"), Code::Resource,
               "not enough memory: tensors take 1024.0 PiB");
}

// Touched pages count as long as they are held, and in the peak for ever.
TEST(Memory, CountsWhatIsTouched) {
  constexpr uint64_t size = uint64_t{64} << 20, slack = uint64_t{4} << 20;
  uint64_t before = anonymousMemory();
  {
    MemoryBlock block;
    ASSERT_OK(block.allocate(size, "a test"));
    EXPECT_LT(anonymousMemory(), before + slack);
    std::memset(block.data(), 1, size);
    EXPECT_GE(anonymousMemory(), before + size - slack);
  }
  EXPECT_LT(anonymousMemory(), before + slack);
  EXPECT_GE(peakAnonymousMemory(), before + size - slack);
}

// The innermost use names what memory ran out for, once.
TEST(Memory, NamesWhatItRanOutFor) {
  auto exhaust = [](bool inner) {
    MemoryUse outer("reading", "table.csv", 5 << 20);
    {
      MemoryUse over("making tensor", "x", 8);
    }
    std::string name(1000, 'h');
    if (inner) {
      MemoryUse use("making tensor", name, 1 << 10);
      throw std::bad_alloc();
    }
    throw std::bad_alloc();
  };
  EXPECT_THROW(exhaust(false), std::bad_alloc);
  EXPECT_ERROR(outOfMemory(), Code::Resource,
               "out of memory while reading table.csv (5.0 MiB)");
  EXPECT_THROW(exhaust(true), std::bad_alloc);
  EXPECT_ERROR(outOfMemory(), Code::Resource, "hhh (1.0 KiB)");
  EXPECT_ERROR(outOfMemory(), Code::Resource, "out of memory, with ");
}

TEST(Memory, FormatsBytes) {
  EXPECT_EQ(formatBytes(1023), "1023 bytes");
  EXPECT_EQ(formatBytes(1536), "1.5 KiB");
  EXPECT_EQ(formatBytes(uint64_t{3} << 30), "3.0 GiB");
}

} // namespace
