//===- ArrayRowsTest.cpp - Arrays as the columns of a table ---------------===//
#include "runtime/data/ArrayRows.h"

#include "DataProgram.h"
#include "ReadRows.h"
#include "TempFolder.h"
#include "runtime/data/Dataset.h"
#include "runtime/data/NumpyFile.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

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

/// The bits of the numbers of a table of one column.
std::vector<uint64_t> bitsOf(const std::string &path) {
  std::vector<uint64_t> bits;
  std::unique_ptr<RowReader> reader;
  EXPECT_OK(openRows(path, 0, reader));
  std::vector<CsvField> row;
  bool end = false;
  EXPECT_OK(reader->next(row, end)); // the names
  while (reader->next(row, end).ok() && !end)
    bits.push_back(std::bit_cast<uint64_t>(row.at(0).number.value()));
  return bits;
}

std::vector<uint64_t> bitsOf(const std::vector<double> &numbers) {
  std::vector<uint64_t> bits;
  for (double number : numbers)
    bits.push_back(std::bit_cast<uint64_t>(number));
  return bits;
}

template <class T>
void expectNumbers(const std::string &type, const std::vector<T> &values,
                   const std::vector<double> &expected) {
  TempFolder folder;
  std::string shape = std::to_string(values.size()) + ",";
  std::string path = folder.file("x.npy", npy(type, shape, bytesOf<T>(values)));
  EXPECT_EQ(bitsOf(path), bitsOf(expected)) << type;
}

TEST(ArrayNumbers, AreThoseOfTheFile) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double least = std::numeric_limits<double>::denorm_min();
  std::vector<double> doubles{
      0x1p53 + 2, -0.0,  NAN, -inf,
      inf,        least, 0.1, std::numeric_limits<double>::max()};
  expectNumbers<double>("<f8", doubles, doubles);
  expectNumbers<float>("<f4", {0.1f, -0.0f, -INFINITY, NAN, 0x1p-149f},
                       {double{0.1f}, -0.0, -inf, NAN, 0x1p-149});
  expectNumbers<uint16_t>(
      "<f2", {0x3C01, 0x8000, 1, 0x83FF, 0x7C00, 0xFC00, 0xFE00},
      {1 + 0x1p-10, -0.0, 0x1p-24, -1023 * 0x1p-24, inf, -inf, NAN});
  expectNumbers<int64_t>("<i8",
                         {INT64_MAX, INT64_MIN, (int64_t{1} << 53) + 1, -1, 5},
                         {0x1p63, -0x1p63, 0x1p53, -1, 5});
  expectNumbers<uint64_t>("<u8", {UINT64_MAX, uint64_t{1} << 63, 3},
                          {0x1p64, 0x1p63, 3});
  expectNumbers<int32_t>("<i4", {INT32_MAX, INT32_MIN, -1},
                         {2147483647, -2147483648.0, -1});
  expectNumbers<uint32_t>("<u4", {UINT32_MAX, 1}, {4294967295, 1});
  expectNumbers<int16_t>("<i2", {INT16_MIN, -1, 258}, {-32768, -1, 258});
  expectNumbers<uint16_t>("<u2", {UINT16_MAX, 258}, {65535, 258});
  expectNumbers<int8_t>("|i1", {-128, -1, 127}, {-128, -1, 127});
  expectNumbers<uint8_t>("|u1", {255, 128, 1}, {255, 128, 1});
  expectNumbers<uint8_t>("|b1", {1, 0}, {1, 0});
}

TEST(ArrayNumbers, BfloatIsTheUpperHalfOfAFloat) {
  TempFolder folder;
  auto read = [&](const char *type, const std::vector<uint16_t> &values) {
    std::string data = bytesOf(values);
    std::string header = fmt::format(
        "{{\"x\":{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[0,{}]}}}}",
        type, values.size(), data.size());
    return bitsOf(
        folder.file("x.safetensors", little(header.size(), 8) + header + data));
  };
  EXPECT_EQ(
      read("BF16", {0x3F81, 0x8000, 1, 0x7F80, 0xFFC0}),
      bitsOf(std::vector<double>{1 + 0x1p-7, -0.0, 0x1p-133, HUGE_VAL, NAN}));
  EXPECT_EQ(
      read("F16", {0x3C01, 0x8000, 1, 0x7C00, 0xFE00}),
      bitsOf(std::vector<double>{1 + 0x1p-10, -0.0, 0x1p-24, HUGE_VAL, NAN}));
}

/// A table of arrays, and the same table as text.
class ArrayTableTest : public testing::Test {
protected:
  ArrayTableTest() {
    DataProgram::describe(inputs, inputs.table, 3);
    config["data"] = DataProgram::tableData();
    config["data"]["split"] = {{"train", 0.75}, {"val", 0.25}};
  }
  static std::string arrays(const std::vector<double> &x,
                            const std::vector<int64_t> &kind,
                            const std::vector<double> &n) {
    std::string rows = std::to_string(kind.size());
    return npz({{"x.npy", npy("<f8", rows + ", 2", bytesOf(x))},
                {"kind.npy", npy("<i8", rows + ",", bytesOf(kind))},
                {"n.npy", npy("<f8", rows + ",", bytesOf(n))}});
  }
  std::string asText(const std::string &path) {
    std::unique_ptr<RowReader> reader;
    EXPECT_OK(openRows(path, 0, reader));
    Rows rows;
    EXPECT_OK(readAll(*reader, rows));
    std::string text;
    for (const auto &row : rows)
      text += fmt::format("{}\n", fmt::join(row, ","));
    return folder.file("t.csv", text);
  }
  Status open(const std::string &path, const Json *identity = nullptr) {
    options.path = path;
    options.identity = identity;
    return openDataset(config, inputs.program, options, data);
  }
  /// All rows of training and validation, in the order of both.
  std::string bytes() {
    std::string all;
    for (Split split : {Split::Train, Split::Val}) {
      Batch batch;
      EXPECT_OK(data->evalBatch(split, 0, 0, 64, batch));
      for (const HostTensor &tensor : batch.tensors)
        all.append(tensor.storage.data(), tensor.storage.size());
    }
    return all;
  }
  void expectSame(const std::string &path) {
    ASSERT_OK(open(path));
    std::string ours = bytes();
    Json identity = data->identity();
    ASSERT_OK(open(asText(path)));
    EXPECT_EQ(ours, bytes());
    Json texts = data->identity();
    // What says nothing of numbers has summed texts up: a run goes on with it.
    EXPECT_FALSE(texts.contains("summed"));
    ASSERT_OK(open(path, &texts));
    EXPECT_OK(compareIdentity(texts, data->identity()));
    EXPECT_EQ(ours, bytes());
    EXPECT_EQ(identity["summed"], "numbers");
    ASSERT_OK(open(path, &identity));
    EXPECT_OK(compareIdentity(identity, data->identity()));
  }

  TempFolder folder;
  DataProgram inputs;
  DataOptions options;
  Json config;
  std::unique_ptr<Dataset> data;
  std::string file = folder.file(
      "t.npz", arrays({0.1, -0.0, 1e-320, 3, -1e300 * 0, 7.5, 1e38, -2, 1, 2, 3,
                       4, 5, 6, 7, 0.25},
                      {2, 0, 1, 2, 2, 0, 1, 0}, {5, -7, -0.0, 3, 3, 5, 8, 9}));
};

TEST_F(ArrayTableTest, BatchesAreThoseOfTheText) {
  expectSame(file);
  config["data"]["decimal"] = ".";
  expectSame(file);
  for (const char *by : {"group", "stratify", "time"})
    for (const char *column : {"n", "kind"}) {
      config["data"]["split"] = {
          {"train", 0.5}, {"val", 0.5}, {"by", by}, {"column", column}};
      expectSame(file);
    }
  config["data"]["split"] = {{"train", 0.5},       {"val", 0.5},
                             {"by", "given"},      {"column", "kind"},
                             {"train_value", "2"}, {"val_value", "0"}};
  expectSame(file);
}

TEST_F(ArrayTableTest, MissingValuesAreThoseOfTheText) {
  for (const char *missing : {"mean", "median"}) {
    config["data"]["columns"][0]["missing"] = missing;
    config["data"]["columns"][1]["normalize"] = "log1p";
    expectSame(folder.file("m.npz", arrays({1, 2, NAN, 0, 5, 3, 2, 9},
                                           {0, 1, 2, 0}, {1, 2, 3, 4})));
  }
}

TEST_F(ArrayTableTest, AMarkOfTheModelIsNotForNumbers) {
  ASSERT_OK(open(file));
  std::string plain = bytes();
  config["data"]["decimal"] = ",";
  ASSERT_OK(open(file));
  EXPECT_EQ(plain, bytes());
}

TEST_F(ArrayTableTest, ErrorsHaveRowAndColumn) {
  auto refuse = [&](std::vector<double> x, std::vector<int64_t> kind,
                    std::vector<double> n, const char *message) {
    EXPECT_ERROR(open(folder.file("e.npz", arrays(x, kind, n))), Code::BadInput,
                 message);
  };
  refuse({1, 2, 3, 4}, {0, 1}, {1, 2.5},
         "e.npz:2:4: column 'n': found '2.5', expected a 32-bit integer");
  refuse({1, 2, 3, 4}, {0, 1}, {2147483648, 2},
         "e.npz:1:4: column 'n': found '2147483648', expected a 32-bit");
  refuse({1, 2, NAN, 4}, {0, 1}, {1, 2},
         "e.npz:2:1: column 'x0': missing value");
  refuse({1, 2, 3, -INFINITY}, {0, 1}, {1, 2},
         "e.npz:2:2: column 'x1': found '-inf', expected a finite number");
  refuse({1, 1e39, 3, 4}, {0, 1}, {1, 2},
         "e.npz:1:2: column 'x1': found '1e+39', expected a finite number");
  refuse({1, 2, 3, 4}, {0, 3}, {1, 2},
         "e.npz:2:3: column 'kind': found 3, expected an integer in [0, 3)");
}

TEST_F(ArrayTableTest, NumbersAreFiniteAsFloats) {
  // Halfway from the largest float to what would be the next one.
  constexpr double end = 0x1.ffffffp127;
  auto opened = [&](double number) {
    return open(folder.file("f.npz", arrays({1, 2, 3, 4, 5, number, 7, 8},
                                            {0, 1, 2, 0}, {1, 2, 3, 4})))
        .ok();
  };
  EXPECT_TRUE(opened(std::nextafter(end, 0)));
  EXPECT_TRUE(opened(-std::nextafter(end, 0)));
  EXPECT_FALSE(opened(end));
  EXPECT_FALSE(opened(-end));
  config["data"]["columns"][1]["normalize"] = "log1p";
  EXPECT_TRUE(opened(std::nextafter(-1, 0)));
  EXPECT_TRUE(opened(std::nextafter(end, 0)));
  EXPECT_FALSE(opened(end));
  EXPECT_FALSE(opened(-1));
}

TEST_F(ArrayTableTest, TheChecksumIsOfValues) {
  auto sum = [&](const std::string &type, const std::string &values) {
    std::string x = npy(type, "4, 2", values);
    std::string kind = npy("<i4", "4,", bytesOf<int32_t>({0, 1, 2, 0}));
    EXPECT_OK(open(folder.file(
        "s.npz", npz({{"x.npy", x}, {"kind.npy", kind}, {"n.npy", kind}}))));
    return data->identity()["checksum"].get<std::string>();
  };
  config["data"]["columns"][0]["missing"] = "mean";
  std::string first = sum("<f4", bytesOf<float>({0, 2, 3, 4, NAN, 6, 7, 8}));
  EXPECT_EQ(first, sum("<f8", bytesOf<double>({0, 2, 3, 4, -NAN, 6, 7, 8})));
  EXPECT_NE(first, sum("<f4", bytesOf<float>({-0.0f, 2, 3, 4, NAN, 6, 7, 8})));
  EXPECT_NE(first, sum("<f4", bytesOf<float>({0, 2, 3, 4, 0, 6, 7, 8})));
  EXPECT_NE(first,
            sum("<f8", bytesOf<double>({0, 2, 3, 4 + 0x1p-50, NAN, 6, 7, 8})));
}

} // namespace
