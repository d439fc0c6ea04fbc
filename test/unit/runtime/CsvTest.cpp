//===- CsvTest.cpp - Tables as batches --------------------------*- C++ -*-===//
#include "runtime/data/Csv.h"

#include "DataProgram.h"
#include "ReadRows.h"
#include "TempFolder.h"
#include "runtime/data/Binding.h"
#include "runtime/data/Dataset.h"

#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

using namespace bmc;

namespace {

Status readRows(const std::string &path, Rows &rows) {
  CsvReader reader;
  BMRT_TRY(reader.open(path));
  return readAll(reader, rows);
}

TEST(Csv, ReadsRfc4180) {
  TempFolder folder;
  Rows rows;
  auto expect = [&](std::string_view text, const Rows &expected) {
    ASSERT_OK(readRows(folder.file("t.csv", text), rows));
    EXPECT_EQ(rows, expected) << text;
  };
  expect("", {});
  expect("a,b\n1,2\n", {{"a", "b"}, {"1", "2"}});
  expect("a,b\r\n1,2", {{"a", "b"}, {"1", "2"}});
  expect("\xEF\xBB\xBF"
         "a,b\n\n\r\n1,2\n\n",
         {{"a", "b"}, {"1", "2"}});
  expect("\"a,\"\"b\"\"\r\nc\",\n", {{"a,\"b\"\r\nc", ""}});
  expect(",,\n", {{"", "", ""}});
  expect("\"\"\n", {{""}});
  expect("a\r", {{"a"}});
  expect("\"a\rb\"", {{"a\rb"}});
}

// In a table with one column a blank line is a row without its value.
TEST(Csv, BlankLinesOfOneColumnAreRows) {
  TempFolder folder;
  Rows rows;
  ASSERT_OK(readRows(folder.file("t.csv", "\na\n1\n\n\r\n2\n\n\n"), rows));
  EXPECT_EQ(rows, (Rows{{"a"}, {"1"}, {""}, {""}, {"2"}}));
  CsvReader reader;
  ASSERT_OK(reader.open(folder.file("u.csv", "a\n\n\nx\n")));
  std::vector<CsvField> row;
  bool end = false;
  for (int64_t line = 1; line <= 4; ++line) {
    ASSERT_OK(reader.next(row, end));
    EXPECT_EQ(row[0].line, line);
  }
}

TEST(Csv, ReportsThePosition) {
  TempFolder folder;
  Rows rows;
  auto refuse = [&](std::string_view text, const char *message) {
    EXPECT_ERROR(readRows(folder.file("t.csv", text), rows), Code::BadInput,
                 message);
  };
  refuse("a\nb,\"x", "t.csv:2:3: quoted field without its end");
  refuse("a\nb,\"x\"y", "t.csv:2:6: text after a quoted field");
  refuse("a\nb\rc", "t.csv:2:2: carriage return without a line feed");
  refuse("a\r\rb", "t.csv:1:2: carriage return without a line feed");
  refuse(std::string_view("a\n\0b", 4), "t.csv:2:1: found a NUL byte");
  refuse(std::string_view("a\n\"\0\"", 5), "t.csv:2:2: found a NUL byte");
  refuse("\xFF\xFE"
         "a",
         "t.csv: found UTF-16, expected UTF-8; convert it with 'iconv");
  refuse("a;b\n\"x\"y;", "t.csv:2:4: text after a quoted field, expected ';'");
  refuse("a,b\"c", "t.csv:1:4: quote inside an unquoted field");
  refuse(std::string((1 << 20) + 1, 'a'), "t.csv:1:1: field longer than 1 MiB");
  refuse("\"" + std::string((1 << 20) + 1, 'a') + "\"",
         "t.csv:1:1: field longer than 1 MiB");
  EXPECT_EQ(csvQuote("plain"), "plain");
  EXPECT_EQ(csvQuote("a\"b,c"), "\"a\"\"b,c\"");
}

class CsvDataTest : public testing::Test {
protected:
  void SetUp() override {
    DataProgram::describe(inputs, inputs.table, 3);
    config = Json{{"data",
                   {{"kind", "csv"},
                    {"path", ""},
                    {"split", {{"train", 0.8}, {"val", 0.2}}},
                    {"columns",
                     {{{"name", "x0"}, {"type", "f32"}, {"size", 0}},
                      {{"name", "x1"}, {"type", "f32"}, {"size", 0}},
                      {{"name", "kind"}, {"type", "category"}, {"size", 3}},
                      {{"name", "n"}, {"type", "i32"}, {"size", 0}}}},
                    {"bindings",
                     {{{"field", {"x0", "x1"}}, {"input", "x"}},
                      {{"field", "kind"}, {"input", "label"}},
                      {{"field", "n"}, {"input", "y"}}}}}}};
  }
  Status open(std::string_view text) {
    options.path = folder.file("t.csv", text);
    return openDataset(config, inputs.program, options, data);
  }
  /// n,x1,x0,kind with n = 0, 1, ..., count - 1.
  static std::string table(int count) {
    constexpr const char *kinds[] = {"red", "green", "blue"};
    std::string text = "n,x1,extra,x0,kind\n";
    for (int i = 0; i < count; ++i)
      text += fmt::format("{},{}.5,?,-{}e-1,{}\n", i, i, i, kinds[i % 3]);
    return text;
  }
  int64_t number(int64_t row) {
    return static_cast<int64_t>(batch.tensors[2].as<double>()[row]);
  }

  TempFolder folder;
  DataProgram inputs;
  DataOptions options;
  Json config;
  std::unique_ptr<Dataset> data;
  Batch batch;
};

TEST_F(CsvDataTest, FillsInputsByName) {
  ASSERT_OK(open(table(10)));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 64, batch));
  ASSERT_EQ(batch.rows, 10);
  EXPECT_EQ(batch.tensors[0].shape, (Shape{10, 2}));
  EXPECT_EQ(batch.tensors[1].shape, (Shape{10}));
  constexpr int32_t ids[] = {2, 1, 0}; // red, green, blue, sorted
  for (int64_t i = 0; i < 10; ++i) {
    EXPECT_EQ(batch.tensors[0].as<float>()[2 * i],
              static_cast<float>(-0.1 * static_cast<double>(i)));
    EXPECT_EQ(batch.tensors[0].as<float>()[2 * i + 1],
              static_cast<float>(i) + 0.5f);
    EXPECT_EQ(batch.tensors[1].as<int32_t>()[i], ids[i % 3]);
    EXPECT_EQ(number(i), i);
  }
}
// A few batches of a sorted table stand for all of it, and are always the same.
TEST_F(CsvDataTest, EvaluatesRowsOfTheWholeSplit) {
  ASSERT_OK(open(table(1000)));
  for (Split split : {Split::All, Split::Train, Split::Val}) {
    std::set<int64_t> seen;
    double sum = 0;
    for (int64_t index = 0; index < 5; ++index) {
      ASSERT_OK(data->evalBatch(split, index, 5, 20, batch));
      ASSERT_EQ(batch.rows, 20);
      for (int64_t i = 0; i < 20; ++i) {
        seen.insert(number(i));
        sum += static_cast<double>(number(i));
      }
    }
    EXPECT_EQ(seen.size(), 100u);
    EXPECT_NEAR(sum / 100, 499.5, 15);
    ASSERT_OK(data->evalBatch(split, 5, 5, 20, batch));
    EXPECT_EQ(batch.rows, 0);
    ASSERT_OK(data->evalBatch(split, 3, 5, 20, batch));
    for (int64_t i = 0; i < 20; ++i)
      EXPECT_TRUE(seen.contains(number(i)));
  }
  // Batches that cover a split are the split, in order.
  ASSERT_OK(data->evalBatch(Split::All, 1, 8, 200, batch));
  EXPECT_EQ(number(0), 200);
}

TEST_F(CsvDataTest, EveryEpochVisitsEveryTrainingRowOnce) {
  ASSERT_OK(open(table(50)));
  EXPECT_EQ(data->rows(Split::Train), 40);
  EXPECT_EQ(data->rows(Split::Val), 10);
  std::set<int64_t> held;
  ASSERT_OK(data->evalBatch(Split::Val, 0, 0, 64, batch));
  for (int64_t i = 0; i < batch.rows; ++i)
    held.insert(number(i));
  EXPECT_EQ(held.size(), 10u);
  // 3 epochs in batches of 8.
  std::vector<int64_t> order;
  std::map<int64_t, int> visits;
  for (int64_t cursor = 0; cursor < 15; ++cursor) {
    ASSERT_OK(data->trainBatch(cursor, 8, batch));
    ASSERT_EQ(batch.rows, 8);
    for (int64_t i = 0; i < 8; ++i) {
      order.push_back(number(i));
      visits[number(i)]++;
      EXPECT_FALSE(held.contains(number(i)));
    }
    if (cursor % 5 == 4)
      for (auto [row, count] : visits)
        ASSERT_EQ(count, cursor / 5 + 1) << row;
  }
  EXPECT_EQ(visits.size(), 40u);
  EXPECT_FALSE(
      std::equal(order.begin(), order.begin() + 40, order.begin() + 40));
  // Any cursor can be asked for again, across the end of an epoch too.
  ASSERT_OK(data->trainBatch(1, 30, batch));
  for (int64_t i = 0; i < 30; ++i)
    EXPECT_EQ(number(i), order[static_cast<size_t>(30 + i)]);
}

// Rows that follow each other in the file rarely do so in an epoch: 2 of 39
// pairs by chance.
TEST_F(CsvDataTest, EpochsAreWellMixed) {
  ASSERT_OK(open(table(50)));
  int neighbours = 0;
  for (int64_t epoch = 0; epoch < 200; ++epoch) {
    ASSERT_OK(data->trainBatch(epoch, 40, batch));
    for (int64_t i = 0; i + 1 < 40; ++i)
      neighbours += std::abs(number(i) - number(i + 1)) == 1;
  }
  EXPECT_LT(neighbours, 3 * 200);
}

TEST_F(CsvDataTest, PredictNeedsNoTargets) {
  options.function = "predict";
  ASSERT_OK(open("x0,x1\n1,2\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  ASSERT_EQ(batch.tensors.size(), 1u);
  EXPECT_EQ(batch.tensors[0].name, "x");
}

TEST_F(CsvDataTest, CategoriesComeBackFromTheIdentity) {
  ASSERT_OK(open(table(10)));
  Json identity = data->identity();
  EXPECT_EQ(dumpJson(identity["categories"]),
            R"({"kind":["blue","green","red"]})");
  options.identity = &identity;
  options.function = "eval";
  ASSERT_OK(open("n,x0,x1,kind\n1,1,1,red\n2,2,2,blue\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[0], 2);
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[1], 0);
  EXPECT_ERROR(open("n,x0,x1,kind\n1,1,1,pink\n"), Code::BadInput,
               "t.csv:2:7: column 'kind': found 'pink', which the training "
               "data does not contain");
}

TEST_F(CsvDataTest, IntegerCategoriesAreIds) {
  std::string header = "n,x0,x1,kind\n";
  options.function = "eval";
  ASSERT_OK(open(header + "1,1,1,2\n1,1,1,0\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[0], 2);
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[1], 0);
  EXPECT_ERROR(open(header + "1,1,1,2\n1,1,1,3\n"), Code::BadInput,
               "t.csv:3:7: column 'kind': found 3, expected an integer in [0, "
               "3)");
  EXPECT_ERROR(open(header + "1,1,1,0\n1,1,1,3\n1,1,1,2\n1,1,1,1\n"),
               Code::BadInput,
               "t.csv:3:7: column 'kind': found 3, expected an integer in [0, "
               "3)");
  Json identity = data->identity();
  options.identity = &identity;
  EXPECT_ERROR(open(header + "1,1,1,-1\n"), Code::BadInput,
               "found '-1', expected an integer in [0, 3)");
  ASSERT_OK(open(header + "1,1,1,2.0\n"));
}

TEST_F(CsvDataTest, IntegersStayInTheRangeOfTheirInput) {
  std::string header = "n,x0,x1,kind\n";
  config["data"]["bindings"][2]["below"] = 3;
  EXPECT_ERROR(open(header + "2,1,1,a\n3,1,1,a\n"), Code::BadInput,
               "t.csv:3:1: column 'n': found 3, expected an integer below 3");
  ASSERT_OK(open(header + "2,1,1,a\n-1,1,1,a\n"));
  config["data"]["bindings"][2]["min"] = 0;
  EXPECT_ERROR(
      open(header + "2,1,1,a\n-1,1,1,a\n"), Code::BadInput,
      "t.csv:3:1: column 'n': found -1, expected an integer in [0, 3)");
}

TEST_F(CsvDataTest, IdsMayBeWrittenAsDecimals) {
  std::string header = "n,x0,x1,kind\n";
  options.function = "eval";
  ASSERT_OK(open(header + "1,1,1,2.0\n1,1,1,0.00\n1,1,1, 2\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[0], 2);
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[1], 0);
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[2], 2);
  ASSERT_OK(open(header + "1,1,1,2.5\n1,1,1,0.5\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[0], 1);
}

TEST_F(CsvDataTest, ReportsBadValues) {
  std::string header = "n,x0,x1,kind\n", good = "1,1,1,a\n";
  auto refuse = [&](const std::string &text, const char *message) {
    EXPECT_ERROR(open(text), Code::BadInput, message);
  };
  refuse("", "found an empty file, expected a header row");
  refuse(header, "found a header row only");
  refuse("n,x0,x1,kind,n\n", "t.csv:1:14: found column 'n' twice");
  refuse("n,x0,kind\n1,1,1\n", "t.csv:1:1: no column 'x1', found n, x0, kind");
  refuse(header + good + "1,2\n", "t.csv:3:3: found 2 fields, expected 4");
  refuse(header + good + "1,2,3,4,5\n", "found 5 fields, expected 4");
  refuse(header + "1,,1,a\n", "t.csv:2:3: column 'x0': missing value");
  refuse(header + "1,1,1, \n", "t.csv:2:7: column 'kind': missing value");
  refuse(header + "1,1,1,caf\xE9\n",
         "t.csv:2:7: invalid UTF-8 (byte 0xE9), expected UTF-8 text (convert");
  refuse("n,x0,x1,k\xEFnd\n", "t.csv:1:9: invalid UTF-8 (byte 0xEF)");
  refuse("n:x0:x1:kind\n", "are its fields separated by ','? 'separator'");
  refuse("n,X0,x1,kind\n", "; did you mean 'X0'?");
  refuse("n,x0,x1,knd\n", "; did you mean 'knd'?");
  refuse(header + "1,nan,1,a\n", "found 'nan', expected a finite number");
  refuse(header + "1,inf,1,a\n", "found 'inf', expected a finite number");
  refuse(header + "1,1e39,1,a\n", "found '1e39', expected a finite number");
  refuse(header + "1,0x10,1,a\n", "found '0x10', expected a finite number");
  refuse(header + "1,1 2,1,a\n", "found '1 2', expected a finite number");
  refuse(header + "1.5,1,1,a\n",
         "column 'n': found '1.5', expected a 32-bit integer");
  refuse(header + "3000000000,1,1,a\n", "expected a 32-bit integer");
  refuse(header + "1,1,1,a\n1,1,1,b\n1,1,1,c\n1,1,1,d\n",
         "t.csv:5:7: column 'kind': found 'd' as the 4th different value, "
         "expected at most 3");
  refuse(header + good, "too few rows (1) for a split");
}

TEST_F(CsvDataTest, AcceptsOrdinaryNumbers) {
  options.function = "eval";
  ASSERT_OK(open(" n,x0,x1\t,kind,,\n+1, 1.5 ,+2e0,a,,\n"
                 "3.0,1e-400,3.4028235e+38,a,,\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  const float *x = batch.tensors[0].as<float>();
  EXPECT_EQ(x[0], 1.5f);
  EXPECT_EQ(x[1], 2.0f);
  EXPECT_EQ(x[2], 0.0f);
  EXPECT_EQ(x[3], FLT_MAX);
  EXPECT_EQ(number(1), 3);
}

// What predict prints is the shortest text that is the number again.
TEST_F(CsvDataTest, ReadsWhatIsPrinted) {
  options.function = "eval";
  std::vector<float> numbers = {FLT_MAX,      -FLT_MAX,      FLT_MIN,
                                FLT_TRUE_MIN, -FLT_TRUE_MIN, 0.1f,
                                16777216.0f,  1e-38f,        -0.0f};
  for (uint32_t bits = 1; bits < 0x7F800000; bits += 0x00654321)
    numbers.push_back(std::bit_cast<float>(bits));
  std::string text = "n,x0,x1,kind\n";
  for (float number : numbers)
    text += fmt::format("1,{},0,a\n", number);
  ASSERT_OK(open(text));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 4096, batch));
  ASSERT_EQ(batch.rows, static_cast<int64_t>(numbers.size()));
  for (size_t i = 0; i < numbers.size(); ++i)
    EXPECT_EQ(batch.tensors[0].as<float>()[2 * i], numbers[i]);
}

// One rule for what a column of categories holds.
TEST_F(CsvDataTest, CategoriesAreIdsOrNames) {
  std::string header = "n,x0,x1,kind\n";
  options.function = "eval";
  auto ids = [&](const std::vector<const char *> &values) {
    std::string text = header;
    for (const char *value : values)
      text += fmt::format("1,1,1,{}\n", value);
    std::vector<int32_t> found;
    Status status = open(text);
    EXPECT_TRUE(status.ok()) << status.message();
    if (status.ok() && data->evalBatch(Split::All, 0, 0, 64, batch).ok())
      for (int64_t i = 0; i < batch.rows; ++i)
        found.push_back(batch.tensors[1].as<int32_t>()[i]);
    return found;
  };
  using Ids = std::vector<int32_t>;
  EXPECT_EQ(ids({"2", "1.0", " 0 "}), (Ids{2, 1, 0}));
  // Names; 1 and 1.0 are one of them.
  EXPECT_EQ(ids({"red", "red ", "NA", "red\t"}), (Ids{1, 1, 0, 1}));
  EXPECT_EQ(ids({"x", "1.0", "1"}), (Ids{1, 0, 0}));
  EXPECT_ERROR(open(header + "1,1,1,2\n1,1,1,NA\n"), Code::BadInput,
               "t.csv:3:7: column 'kind': missing value ('NA' among integers)");
  EXPECT_ERROR(open(header + "1,1,1,2\n1,1,1,\n"), Code::BadInput,
               "t.csv:3:7: column 'kind': missing value");
}

// 0.29 * 100 is 28.999999999999996, 0.57 * 100 is 56.99999999999999.
TEST(Split, SharesAreThoseThatWereWritten) {
  for (auto [train, val] : {std::pair(29, 71), {57, 43}, {70, 29}, {1, 99}}) {
    SplitCounts counts = countSplit({train / 100.0, val / 100.0}, 100);
    EXPECT_EQ(counts.train, train);
    EXPECT_EQ(counts.val, val);
  }
  EXPECT_EQ(countSplit({0.9, 0.1}, 15).train, 13);
  EXPECT_EQ(countSplit({0.9, 0.1}, 15).val, 2);
}

// What is between fields and before fractions is what the file shows.
TEST_F(CsvDataTest, GuessesItsMarks) {
  options.function = "eval";
  auto values = [&](const std::string &text) {
    std::vector<float> found;
    Status status = open(text);
    EXPECT_TRUE(status.ok()) << status.message();
    if (status.ok() && data->evalBatch(Split::All, 0, 0, 64, batch).ok())
      for (int64_t i = 0; i < 2 * batch.rows; ++i)
        found.push_back(batch.tensors[0].as<float>()[i]);
    return found;
  };
  using Values = std::vector<float>;
  EXPECT_EQ(values("n,x0,x1,kind\n1,2.5,3,a\n"), (Values{2.5f, 3}));
  EXPECT_TRUE(data->notes().empty());
  EXPECT_EQ(values("n;x0;x1;kind\n1;2,5;3;a,b\n1;-1,25e1;1;\"x;y\"\n"),
            (Values{2.5f, 3, -12.5f, 1}));
  ASSERT_EQ(data->notes().size(), 2u);
  EXPECT_NE(data->notes()[0].find("separated by ';'"), std::string::npos);
  EXPECT_NE(data->notes()[1].find("comma of '2,5' in column 'x0'"),
            std::string::npos);
  EXPECT_EQ(values("n\tx0\tx1\tkind\n1\t2.5\t3\ta\n"), (Values{2.5f, 3}));
  EXPECT_EQ(data->notes().size(), 1u);
  EXPECT_EQ(values("n|x0|x1|\"a,b,c,d\"|kind\n1|2|3||a\n"), (Values{2, 3}));
  EXPECT_ERROR(open("n;x0;x1;kind\n1;2,5;3.5;a\n"), Code::BadInput,
               "t.csv:2:7: column 'x1': found '3.5', expected a finite number "
               "with ',' before its fraction");
  EXPECT_ERROR(open("n;x0;x1;kind\n1;2.5;3,5;a\n"), Code::BadInput,
               "t.csv:2:7: column 'x1': found '3,5', expected a finite number");
  EXPECT_EQ(values("n;x0;x1;kind\n1;1,234,567;3;a\n"), (Values{1234567, 3}));
  EXPECT_NE(
      data->notes()[1].find("'1,234,567' in column 'x0' is read as 1234567"),
      std::string::npos);
  EXPECT_ERROR(open("n;x0;x1;kind\n1;1,234,567;3,5;a\n"), Code::BadInput,
               "found '3,5', expected a finite number");
  EXPECT_ERROR(open("n;x0;x1;kind\n1;1,2345,67;3;a\n"), Code::BadInput,
               "found '1,2345,67', expected a finite number");
  // As they are told.
  config["data"]["separator"] = ":";
  config["data"]["decimal"] = ",";
  EXPECT_EQ(values("n:x0:x1:kind\n1:2,5:3:a\n"), (Values{2.5f, 3}));
  EXPECT_TRUE(data->notes().empty());
}

TEST_F(CsvDataTest, MissingValuesAreWhatTheRuleSays) {
  Json &columns = config["data"]["columns"];
  columns[0]["missing"] = "mean";
  columns[1]["missing"] = "median";
  columns[2].update({{"missing", "constant"}, {"constant", "none"}});
  columns[3].update({{"missing", "constant"}, {"constant", "7"}});
  BmrtTensor withFlags[4] = {inputs.table[0], inputs.table[1], inputs.table[2],
                             DataProgram::input("gap", kBmrtF32, {-1, 3})};
  DataProgram::describe(inputs, withFlags, 4);
  config["data"]["bindings"].push_back(
      {{"field", {"x0", "x1", "n"}}, {"input", "gap"}, {"missing", true}});
  config["data"]["split"] = {{"train", 1.0}, {"val", 0.0}};
  ASSERT_OK(open("n,x0,x1,kind\n1,1,10,red\n,NA,20,\n3,4,,nan\n4,,40,blue\n"
                 "5,7,30,red\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  const float *x = batch.tensors[0].as<float>();
  EXPECT_EQ(x[2], 4.0f); // (1 + 4 + 7) / 3
  EXPECT_EQ(x[6], 4.0f);
  EXPECT_EQ(x[5], 25.0f); // between 20 and 30
  EXPECT_EQ(number(1), 7);
  const int32_t *kind = batch.tensors[1].as<int32_t>(); // blue, none, red
  EXPECT_EQ(kind[0], 2);
  EXPECT_EQ(kind[1], 1);
  EXPECT_EQ(kind[2], 1);
  EXPECT_EQ(kind[3], 0);
  const float *gap = batch.tensors[3].as<float>();
  EXPECT_EQ(std::vector(gap, gap + 15),
            (std::vector<float>{0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0}));
  // What was found belongs to the weights.
  Json identity = data->identity();
  EXPECT_EQ(dumpJson(namesOf(identity)["normalization"]),
            R"({"x0":{"missing":4.0},"x1":{"missing":25.0}})");
  options.identity = &identity;
  options.function = "eval";
  ASSERT_OK(open("n,x0,x1,kind\n1,,,red\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[0].as<float>()[0], 4.0f);
  EXPECT_EQ(batch.tensors[0].as<float>()[1], 25.0f);
  options.identity = nullptr;
  options.mayNumber = false;
  columns[2].erase("missing");
  EXPECT_ERROR(open("n,x0,x1,kind\n1,,,0\n"), Code::BadInput,
               "the weights do not say how column 'x0' is filled");
}

// Of the training rows alone, and of whole numbers the lower of two.
TEST_F(CsvDataTest, WhatIsFilledInComesFromTraining) {
  config["data"]["columns"][0]["missing"] = "mean";
  config["data"]["columns"][3]["missing"] = "median";
  std::string text = "n,x0,x1,kind\n";
  for (int i = 0; i < 40; ++i)
    text += fmt::format("{},{},1,a\n", i, i);
  text += ",,1,a\n";
  ASSERT_OK(open(text));
  ASSERT_EQ(data->rows(Split::Train), 32);
  double sum = 0, count = 0, filled = 0;
  std::vector<double> numbers;
  ASSERT_OK(data->evalBatch(Split::Train, 0, 0, 64, batch));
  for (int64_t i = 0; i < batch.rows; ++i)
    if (float value = batch.tensors[0].as<float>()[2 * i];
        value == std::floor(value)) {
      sum += value;
      ++count;
      numbers.push_back(value);
    }
  std::ranges::sort(numbers);
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 64, batch));
  filled = batch.tensors[0].as<float>()[80];
  EXPECT_NEAR(filled, sum / count, 1e-5);
  EXPECT_NE(filled, 19.5);
  EXPECT_EQ(number(40), numbers[(numbers.size() - 1) / 2]);
}

TEST_F(CsvDataTest, UnknownCategoriesAreWhatTheRuleSays) {
  config["data"]["columns"][2]["unknown"] = "other";
  std::string header = "n,x0,x1,kind\n";
  config["data"]["split"] = {{"train", 1.0}, {"val", 0.0}};
  ASSERT_OK(open(header + "1,1,1,red\n2,1,1,blue\n"));
  Json identity = data->identity();
  EXPECT_EQ(dumpJson(identity["categories"]),
            R"({"kind":["blue","other","red"]})");
  EXPECT_ERROR(open(header + "1,1,1,a\n1,1,1,b\n1,1,1,c\n"), Code::BadInput,
               "t.csv:4:7: column 'kind': found 'c' as the 4th different");
  options.identity = &identity;
  options.function = "eval";
  ASSERT_OK(open(header + "1,1,1,pink\n2,1,1,red\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[0], 1);
  EXPECT_EQ(batch.tensors[1].as<int32_t>()[1], 2);
  // Of ids too, in training and later.
  config["data"]["columns"][2]["unknown"] = "0";
  for (const Json *saved :
       std::initializer_list<const Json *>{nullptr, &identity}) {
    options.identity = saved;
    options.function = saved ? "eval" : "train";
    ASSERT_OK(open(header + "1,1,1,2\n1,1,1,9\n1,1,1,-4\n"));
    ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
    EXPECT_EQ(batch.tensors[1].as<int32_t>()[0], 2);
    EXPECT_EQ(batch.tensors[1].as<int32_t>()[1], 0);
    EXPECT_EQ(batch.tensors[1].as<int32_t>()[2], 0);
    identity = data->identity();
  }
}

TEST_F(CsvDataTest, NormalisesByTheTrainingRows) {
  Json &columns = config["data"]["columns"];
  columns[0].update({{"missing", "mean"}, {"normalize", "standard"}});
  columns[1]["normalize"] = "minmax";
  config["data"]["split"] = {{"train", 1.0}, {"val", 0.0}};
  std::string header = "n,x0,x1,kind\n";
  ASSERT_OK(open(header + "1,2,10,a\n1,,20,a\n1,6,50,a\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  const float *x = batch.tensors[0].as<float>();
  const double expected[] = {-std::sqrt(1.5), 0, 0, 0.25, std::sqrt(1.5), 1};
  for (int i = 0; i < 6; ++i)
    EXPECT_NEAR(x[i], expected[i], 1e-6);
  Json identity = data->identity();
  options.identity = &identity;
  options.function = "eval";
  ASSERT_OK(open(header + "1,4,90,a\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[0].as<float>()[0], 0);
  EXPECT_EQ(batch.tensors[0].as<float>()[1], 2);
  options.identity = nullptr;
  columns[0]["normalize"] = "log1p";
  ASSERT_OK(open(header + "1,0,90,a\n1,1.5,1,a\n"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[0].as<float>()[0], 0);
  EXPECT_EQ(batch.tensors[0].as<float>()[2], static_cast<float>(std::log(2.5)));
  EXPECT_ERROR(open(header + "1,-1,1,a\n"), Code::BadInput,
               "t.csv:2:3: column 'x0': found -1, expected a number above -1");
}

TEST_F(CsvDataTest, RefusesBadConfigurations) {
  const auto good = config;
  config["data"]["bindings"][1]["field"] = "x0";
  EXPECT_ERROR(open(table(5)), Code::BadInput,
               "column 'x0' holds floating-point numbers, but input 'label' "
               "expects i32");
  config["data"]["bindings"][1]["field"] = "none";
  EXPECT_ERROR(open(table(5)), Code::BadInput,
               "no column 'none' in data.columns");
  config["data"]["bindings"][0]["field"] = "x0";
  EXPECT_ERROR(open(table(5)), Code::BadInput,
               "input 'x' takes 2 values per row, but 1 columns");
  config = good;
  config["data"]["split"]["val"] = 0.5;
  EXPECT_ERROR(open(table(5)), Code::BadInput, "a sum of at most 1");
}

} // namespace
