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
  EXPECT_EQ(rows, (Rows{{"b", "a", "c"}, {"1.5", "x", ""}, {"", "1", "3"}}));
  // What comes late is no column, and what is wrong has its place.
  std::string text = "{\"\\u0061\": 1}\n{}\n";
  for (int i = 0; i < 998; ++i)
    text += "{\"b\": 2}\n";
  ASSERT_OK(readJson(text + "{\"a\": 3, \"c\": 4}", rows));
  EXPECT_EQ(rows.size(), 1002u);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(rows[1], (std::vector<std::string>{"1", ""}));
  EXPECT_EQ(rows.back(), (std::vector<std::string>{"3", ""}));
  EXPECT_ERROR(readJson("{\"a\": 1}\n{\"b\": tru}", rows), Code::BadInput,
               "2:7: not a JSON object");
}

TEST(JsonRows, ObjectsNeedNotBeWrittenAlike) {
  constexpr std::string_view objects[] = {
      R"({"a": 1, "b": {"c": "x", "d": [1, 2]}, "e": true})",
      R"({"a": 2.5, "b": {"c": "yy", "d": [3, 4]}, "e": null})",
      R"({"a":  3, "b": {"c":   "z", "d": [5, 6]}, "e": "long, }{ text"})",
      R"({"a": 4, "b": {"c": "x", "d": [7, 8]}, "e": 1} )",
      R"({"a": 5, "b": {"c": "x", "d": [7]}, "e": 1})",
      R"({"a": 6, "b": {"c": "x", "d": [7]}, "e": 1})",
      R"({"a": 7, "b": {"c": "\u0041", "d": [7]}, "e": 1})",
      R"({"a": 8, "f": 1, "b": {"c": "x"}, "e": 1})",
      R"({"a": 9, "f": 2, "b": {"c": "\"", "d": [7]}, "e": 1})",
      R"({"b": {"c": "x"}, "e": 1, "a": 10})",
      R"({"a": 11, "b": {"c": "x"}, "e": 1})",
      R"({"a": 12, "b": {"c": "x"}, "e": 1})",
      R"({})",
      R"({})",
  };
  std::string lines, broken;
  for (std::string_view object : objects) {
    lines += fmt::format("{}\n", object);
    broken += fmt::format("{{\n{}\n", object.substr(1));
  }
  Rows rows, expected;
  ASSERT_OK(readJson(lines, rows));
  ASSERT_OK(readJson(broken, expected));
  EXPECT_EQ(rows, expected);
  EXPECT_EQ(rows[3], (std::vector<std::string>{"3", "z", "5", "6",
                                               "long, }{ text", ""}));
  for (const char *bad : {"{\"a\": 1, \"b\": }", "{\"a\": 1, \"b\": 2",
                          "{\"a\": 1, \"b\": 2}}", "{\"a\": 1, \"a\": 2}",
                          "{\"a\": 1, \"b\": 2.}", "{\"a\": 1, \"b\": [2}"})
    EXPECT_ERROR(
        readJson(fmt::format("{{\"a\": 1, \"b\": 2}}\n{0}\n", bad), rows),
        Code::BadInput, ":2:");
}

TEST(JsonRows, PlacesAreThoseOfValues) {
  TempFolder folder;
  std::string object = "{\"a\": 1, \"b\":  \"x\"}";
  std::unique_ptr<RowReader> reader;
  ASSERT_OK(
      openRows(folder.file("rows.jsonl", object + "\n " + object + object +
                                             "\n{\"a\":  1, \"b\": 2}"),
               0, reader));
  std::vector<std::pair<int64_t, int64_t>> places;
  std::vector<CsvField> row;
  for (bool end = false; !end;) {
    ASSERT_OK(reader->next(row, end));
    for (const CsvField &field : row)
      places.emplace_back(field.line, field.column);
  }
  EXPECT_EQ(places, (std::vector<std::pair<int64_t, int64_t>>{{1, 1},
                                                              {1, 1},
                                                              {1, 7},
                                                              {1, 16},
                                                              {2, 8},
                                                              {2, 17},
                                                              {2, 27},
                                                              {2, 36},
                                                              {3, 8},
                                                              {3, 16}}));
}

TEST(JsonRows, ListsAreColumns) {
  Rows rows;
  ASSERT_OK(
      readJson("\xEF\xBB\xBF {\"x\":[1,null,0.1]}{\"x\":[-2,3,1e300]}", rows));
  EXPECT_EQ(rows,
            (Rows{{"x0", "x1", "x2"}, {"1", "", "0.1"}, {"-2", "3", "1e300"}}));
}

TEST(JsonRows, ListsOfListsAreNumberedThrough) {
  Rows rows;
  ASSERT_OK(readJson("{\"x\":[[1,2],[3,4]]}{\"x\":[[5],[6]]}", rows));
  EXPECT_EQ(rows, (Rows{{"x0", "x1", "x2", "x3"},
                        {"1", "2", "3", "4"},
                        {"5", "6", "", ""}}));
  EXPECT_ERROR(readJson("{\"x\":[[1,2],[3]]}", rows), Code::BadInput,
               "1:16: the lists in 'x' are not equally long");
  EXPECT_ERROR(readJson("{\"x\":[1,[3]]}", rows), Code::BadInput,
               "1:12: the lists in 'x' are not equally long");
  EXPECT_ERROR(
      readJson("{\"x\":" + std::string(100, '[') + std::string(100, ']') + "}",
               rows),
      Code::BadInput, "1:39: lists stand inside each other");
}

TEST(JsonRows, NestedMembersAreColumns) {
  Rows rows;
  ASSERT_OK(readJson(R"({"a": {"b": {"c": 1, "d": [2, 3]}, "e": {}}, "f": []}
{"a":{"b":{"d":[4],"c":null}}})",
                     rows));
  EXPECT_EQ(
      rows,
      (Rows{{"a.b.c", "a.b.d0", "a.b.d1"}, {"1", "2", "3"}, {"", "4", ""}}));
}

TEST(JsonRows, ObjectsInListsAreColumns) {
  Rows rows;
  ASSERT_OK(readJson(R"({"a": [{"n": 1, "m": [2]}, {"n": 3}, 4]}
{"a": [{"n": 5}, 6]})",
                     rows));
  EXPECT_EQ(rows, (Rows{{"a0.n", "a0.m0", "a1.n", "a2", "a1"},
                        {"1", "2", "3", "4", ""},
                        {"5", "", "", "", "6"}}));
}

TEST(JsonRows, EscapesAreText) {
  Rows rows;
  ASSERT_OK(
      readJson(R"({"a\\b": "\"\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83d\ude00z"}
{"a\u005cb": "plain"})",
               rows));
  EXPECT_EQ(rows, (Rows{{"a\\b"},
                        {"\"/\b\f\n\r\tA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"
                         "z"},
                        {"plain"}}));
}

// Objects that no buffer holds as a whole at first.
TEST(JsonRows, ObjectsMayBeLong) {
  Rows rows;
  std::string text, value(700'000, 'x');
  for (int i = 0; i < 5; ++i)
    text += R"({"a": ")" + value + R"(\\", "b": )" + std::to_string(i) + "}\n";
  ASSERT_OK(readJson(text, rows));
  ASSERT_EQ(rows.size(), 6u);
  EXPECT_EQ(rows[5][0], value + "\\");
  EXPECT_EQ(rows[5][1], "4");
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
  EXPECT_NE(message("{\"a\":1,\"a\":2}").find("found column 'a' twice"),
            std::string::npos);
  std::string deep;
  for (int i = 0; i < 40; ++i)
    deep += "{\"a\":";
  EXPECT_NE(message(deep + "1" + std::string(40, '}')).find("more than 32"),
            std::string::npos);
  static constexpr std::pair<const char *, const char *> bad[] = {
      {R"({"a":01})", "1:8"},
      {R"({"a":1.})", "1:8"},
      {R"({"a":+1})", "1:6"},
      {R"({"a":nan})", "1:6"},
      {R"({"a" 1})", "1:6"},
      {R"({"a":1,})", "1:8"},
      {R"({a:1})", "1:2"},
      {R"({"a":"\x"})", "1:9"},
      {R"({"a":"\ud800"})", "1:13"},
      {R"({"a":"\u12g4"})", "1:9"},
      {R"({"a":[1 2]})", "1:9"},
      {"{\"a\":\"\t\"}", "1:7"},
      {R"({"a":})", "1:6"},
      {R"({"a":-})", "1:7"},
      {R"({"a":1e})", "1:8"},
      {R"({"a":tru})", "1:6"},
      {"{\n \"a\": \"\\n\",\n  \"b\": tru}", "3:8"},
      {"{\"a\": 1} {\"a\": \"\\n\", \"b\": tru}", "1:27"}};
  for (auto [text, place] : bad)
    EXPECT_NE(message(text).find(fmt::format(
                  "rows.jsonl:{}: not a JSON object: expected", place)),
              std::string::npos)
        << text << message(text);
  EXPECT_NE(message("{}").find("no members"), std::string::npos);
}

TEST(JsonRows, ValuesHaveTheirPlace) {
  TempFolder folder;
  std::unique_ptr<RowReader> reader;
  ASSERT_OK(openRows(folder.file("rows.jsonl",
                                 "{\"a\": 1, \"b\": [2, 3]}\n{\n  \"a\": "
                                 "\"\\n\", \"b\": [\n4, 5]} {\"b\": [6]}"),
                     0, reader));
  std::vector<CsvField> row;
  std::vector<std::pair<int64_t, int64_t>> places;
  bool end = false;
  ASSERT_OK(reader->next(row, end)); // the names
  while (!end) {
    ASSERT_OK(reader->next(row, end));
    for (const CsvField &field : row)
      places.emplace_back(field.line, field.column);
  }
  // What an object lacks is where it begins.
  EXPECT_EQ(places, (std::vector<std::pair<int64_t, int64_t>>{{1, 7},
                                                              {1, 16},
                                                              {1, 19},
                                                              {3, 8},
                                                              {4, 1},
                                                              {4, 4},
                                                              {4, 8},
                                                              {4, 15},
                                                              {4, 8}}));
}

TEST(Record, IsOneRow) {
  Rows rows;
  std::unique_ptr<RowReader> reader;
  ASSERT_OK(openRecord("--row", "x0=1,name=a=b, z =", reader));
  ASSERT_OK(readAll(*reader, rows));
  EXPECT_EQ(rows, (Rows{{"x0", "name", " z "}, {"1", "a=b", ""}}));
  ASSERT_OK(openRecord("--row", R"(a="1,5",b="say ""x""",c="",d=1"2)", reader));
  ASSERT_OK(readAll(*reader, rows));
  EXPECT_EQ(rows,
            (Rows{{"a", "b", "c", "d"}, {"1,5", "say \"x\"", "", "1\"2"}}));
  for (const char *bad : {"", "x", "x=1,", "x=1,,y=2", "x=\"", "x=\"1",
                          "x=\"1\"\"", "x=\"1\"2", "x=\"1\",", "x=\"1\"y=2"})
    EXPECT_EQ(openRecord("--row", bad, reader).code(), Code::Usage) << bad;
}

} // namespace
