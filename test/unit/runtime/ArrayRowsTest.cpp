//===- ArrayRowsTest.cpp - Arrays as the columns of a table ---------------===//
#include "runtime/data/ArrayRows.h"

#include "ReadRows.h"
#include "TempFolder.h"
#include "runtime/data/NumpyFile.h"

#include <cstring>

using namespace bmc;

namespace {

std::string little(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i)
    text += static_cast<char>(value >> (8 * i));
  return text;
}

/// What numpy.save writes.
std::string npy(const std::string &type, const std::string &shape,
                const std::string &data, const std::string &order = "False") {
  std::string header = "{'descr': '" + type + "', 'fortran_order': " + order +
                       ", 'shape': (" + shape + "), }";
  header.resize(118, ' ');
  return "\x93NUMPY" + little(1, 2) + little(header.size(), 2) + header + data;
}

template <class T> std::string bytesOf(const std::vector<T> &values) {
  std::string text(values.size() * sizeof(T), 0);
  std::memcpy(text.data(), values.data(), text.size());
  return text;
}

/// What numpy.savez writes.
std::string npz(const std::vector<std::pair<std::string, std::string>> &files) {
  std::string text, directory;
  for (const auto &[name, content] : files) {
    std::string sizes = little(0, 4) + little(content.size(), 4) +
                        little(content.size(), 4) + little(name.size(), 2);
    directory += "PK\x01\x02" + little(20, 2) + little(20, 2) + little(0, 8) +
                 sizes + little(0, 12) + little(text.size(), 4) + name;
    text += "PK\x03\x04" + little(20, 2) + little(0, 8) + sizes + little(0, 2) +
            name + content;
  }
  return text + directory + "PK\x05\x06" + little(0, 4) +
         little(files.size(), 2) + little(files.size(), 2) +
         little(directory.size(), 4) + little(text.size(), 4) + little(0, 2);
}

class ArrayRowsTest : public testing::Test {
protected:
  Status read(const char *name, const std::string &bytes) {
    std::unique_ptr<RowReader> reader;
    BMRT_TRY(openRows(folder.file(name, bytes), 0, reader));
    return readAll(*reader, rows);
  }
  TempFolder folder;
  Rows rows;
};

TEST_F(ArrayRowsTest, AnArrayIsColumns) {
  ASSERT_OK(read(
      "x.npy", npy("<f4", "2, 3", bytesOf<float>({1, 2.5, -3, 4, NAN, 0.1f}))));
  EXPECT_EQ(rows, (Rows{{"x0", "x1", "x2"},
                        {"1", "2.5", "-3"},
                        {"4", "", "0.10000000149011612"}}));
  ASSERT_OK(
      read("y.npy", npy("<i8", "3,", bytesOf<int64_t>({-1, 0, 1 << 20}))));
  EXPECT_EQ(rows, (Rows{{"y"}, {"-1"}, {"0"}, {"1048576"}}));
  ASSERT_OK(read("z.npy", npy("<i4", "2, 1", bytesOf<int32_t>({5, 6}))));
  EXPECT_EQ(rows, (Rows{{"z"}, {"5"}, {"6"}}));
  ASSERT_OK(read("b.npy", npy("|b1", "2,", std::string("\1\0", 2))));
  EXPECT_EQ(rows, (Rows{{"b"}, {"1"}, {"0"}}));
  ASSERT_OK(read("h.npy", npy("<f2", "4,",
                              bytesOf<uint16_t>({0x3C00, 0xC500, 1, 0x7BFF}))));
  EXPECT_EQ(rows,
            (Rows{{"h"}, {"1"}, {"-5"}, {"5.960464477539063e-08"}, {"65504"}}));
  ASSERT_OK(read("c.npy", npy("|i1", "1, 2, 2", "\xFF\x02\x80\x7F")));
  EXPECT_EQ(rows, (Rows{{"c0", "c1", "c2", "c3"}, {"-1", "2", "-128", "127"}}));
}

TEST_F(ArrayRowsTest, ArraysStandBesideEachOther) {
  std::string x = npy("<f8", "2, 2", bytesOf<double>({0.1, 2, 3, 4}));
  std::string y = npy("<u2", "2,", bytesOf<uint16_t>({7, 65535}));
  ASSERT_OK(read("t.npz", npz({{"x.npy", x}, {"label.npy", y}})));
  EXPECT_EQ(
      rows,
      (Rows{{"x0", "x1", "label"}, {"0.1", "2", "7"}, {"3", "4", "65535"}}));
  EXPECT_ERROR(
      read("t.npz", npz({{"x.npy", x}, {"y.npy", npy("<u2", "1,", "ab")}})),
      Code::BadInput, "'y' has 1 rows, but 'x' has 2");
}

TEST_F(ArrayRowsTest, SaysWhatIsWrong) {
  std::string data = bytesOf<float>({1, 2});
  auto refuse = [&](const std::string &bytes, const char *message) {
    EXPECT_ERROR(read("x.npy", bytes), Code::BadInput, message);
  };
  refuse(npy("<f4", "3,", data), "x.npy:128: 8 bytes follow the header, "
                                 "expected 3 elements of 4");
  refuse(npy("<f4", "2,", data + "x"), "9 bytes follow the header");
  refuse(npy(">f4", "2,", data), "elements of type '>f4'");
  refuse(npy("|O", "2,", data), "expected numbers of numpy");
  refuse(npy("<c8", "1,", data), "expected numbers of numpy");
  refuse(npy("<f4", "2,", data, "True"), "the array is in Fortran's order");
  refuse(npy("<f4", "4294967296, 4294967296", data), "too many elements");
  refuse(npy("<f4", "-2,", data), "the header says no shape");
  refuse(npy("<f4", "", bytesOf<float>({1})), "'x' is a number");
  refuse("\x93NUMPY\x01", "the header");
  std::string whole = npz({{"x.npy", npy("<f4", "2,", data)}});
  for (size_t length = 4; length < whole.size(); ++length)
    EXPECT_EQ(read("t.npz", whole.substr(0, length)).code(), Code::BadInput)
        << length;
  for (size_t at = 0; at < whole.size(); ++at)
    for (int bit : {1, 7}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      if (Status status = read("t.npz", damaged); !status.ok())
        EXPECT_FALSE(status.message().empty());
    }
}

} // namespace
