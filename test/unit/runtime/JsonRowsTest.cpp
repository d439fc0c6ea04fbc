//===- JsonRowsTest.cpp - Tests of rows that are no CSV -------------------===//
#include "runtime/data/JsonRows.h"

#include "ReadRows.h"
#include "TempFolder.h"

#include <gtest/gtest.h>

using namespace bmc;

namespace {

Status readJson(std::string_view text, Rows &rows) {
  TempFolder folder;
  std::unique_ptr<RowReader> reader;
  BMRT_TRY(openRows(folder.file("rows.jsonl", text), 0, reader));
  return readAll(*reader, rows);
}

TEST(JsonRows, ObjectsAreRowsOfTheFirstOnesMembers) {
  Rows rows;
  ASSERT_OK(
      readJson("{\"b\": 1.5, \"a\": \"x\"}\n{\"a\": true, \"c\": 3}\n", rows));
  EXPECT_EQ(rows, (Rows{{"a", "b"}, {"x", "1.5"}, {"1", ""}}));
}

TEST(JsonRows, ListsAreColumns) {
  Rows rows;
  ASSERT_OK(
      readJson("\xEF\xBB\xBF {\"x\":[1,null,0.1]}{\"x\":[-2,3,1e300]}", rows));
  EXPECT_EQ(
      rows,
      (Rows{{"x0", "x1", "x2"}, {"1", "", "0.1"}, {"-2", "3", "1e+300"}}));
}

TEST(JsonRows, BracesInStringsEndNothing) {
  Rows rows;
  ASSERT_OK(readJson("\n{\n \"a\": \"}{\\\"}\",\n \"b\": 2}\n\n", rows));
  EXPECT_EQ(rows, (Rows{{"a", "b"}, {"}{\"}", "2"}}));
}

TEST(JsonRows, SaysWhereAnObjectIsWrong) {
  Rows rows;
  auto message = [&](std::string_view text) {
    Status status = readJson(text, rows);
    EXPECT_EQ(status.code(), Code::BadInput) << text;
    return status.message();
  };
  EXPECT_NE(message("{\"a\":1}\n{\"a\":\n1").find("rows.jsonl:2:1:"),
            std::string::npos);
  EXPECT_NE(message("{\"a\":1}\n[1]").find("rows.jsonl:2:1: expected a JSON"),
            std::string::npos);
  EXPECT_NE(message("{\"a\":{\"b\":1}}").find("'a' is an object"),
            std::string::npos);
  EXPECT_NE(message("{}").find("no members"), std::string::npos);
}

TEST(Record, IsOneRow) {
  Rows rows;
  std::unique_ptr<RowReader> reader;
  ASSERT_OK(openRecord("--row", "x0=1,name=a=b, z =", reader));
  ASSERT_OK(readAll(*reader, rows));
  EXPECT_EQ(rows, (Rows{{"x0", "name", " z "}, {"1", "a=b", ""}}));
  for (const char *bad : {"", "x", "x=1,", "x=1,,y=2"})
    EXPECT_EQ(openRecord("--row", bad, reader).code(), Code::Usage) << bad;
}

} // namespace
