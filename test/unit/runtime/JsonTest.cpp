//===- JsonTest.cpp - Strict JSON -------------------------------*- C++ -*-===//
#include "runtime/core/Json.h"

#include "TempFolder.h"

#include <cmath>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

TEST(Json, ParsesNestedValues) {
  Json value;
  ASSERT_OK(parseJson(R"( {"a":[1,-2,{"b":[]}],"c":{"d":null,"e":1.5},
                          "f":[{"x":1},{"x":2}], "g":true, "h":"\u00e9"} )",
                      value));
  EXPECT_EQ(dumpJson(value), R"({"a":[1,-2,{"b":[]}],"c":{"d":null,"e":1.5},)"
                             R"("f":[{"x":1},{"x":2}],"g":true,"h":"é"})");
}

TEST(Json, RefusesWhatReadersDisagreeOn) {
  Json value;
  auto refuse = [&](std::string_view text, const char *message) {
    EXPECT_ERROR(parseJson(text, value), Code::BadInput, message);
  };
  refuse(R"({"a":1,"a":2})", "found key 'a' twice");
  refuse(R"({"b":{"a":1,"a":{}}})", "found key 'a' twice");
  refuse("[1] x", "invalid JSON at byte 5");
  refuse("[1,]", "invalid JSON at byte 4");
  refuse("", "invalid JSON at byte");
  refuse("{\"a\":", "invalid JSON at byte");
  refuse("[1 /* c */]", "invalid JSON at byte");
  refuse("[\"\xff\"]", "invalid JSON at byte");
  refuse("[NaN]", "invalid JSON at byte");
  refuse("[01]", "invalid JSON at byte");
  refuse(std::string(kMaxJsonDepth + 1, '['), "nested more than 64 deep");
  refuse(std::string(1000000, '['), "nested more than 64 deep");
  std::string deepest(kMaxJsonDepth, '[');
  EXPECT_OK(parseJson(deepest + std::string(kMaxJsonDepth, ']'), value));
}

TEST(Json, DoublesSurvive) {
  for (double number : {0.1, 1e300, 5e-324, 3.0, -2.2250738585072014e-308,
                        1.0 / 3, 123456789012345680.0}) {
    Json value;
    ASSERT_OK(parseJson(dumpJson(Json(number)), value));
    EXPECT_EQ(value.get<double>(), number);
  }
}

TEST(Json, MembersByPath) {
  Json value;
  ASSERT_OK(parseJson(R"({"train":{"lr":{"base":1e-3},"steps":5,"big":
                          18446744073709551615},"name":"x"})",
                      value));
  double base = 0;
  int64_t steps = 0;
  std::string name;
  EXPECT_OK(getDouble(value, "train.lr.base", base));
  EXPECT_EQ(base, 1e-3);
  EXPECT_OK(getInt(value, "train.steps", steps));
  EXPECT_EQ(steps, 5);
  EXPECT_OK(getDouble(value, "train.steps", base));
  EXPECT_OK(getString(value, "name", name));
  EXPECT_ERROR(getInt(value, "train.lr.base", steps), Code::BadInput,
               "key 'train.lr.base': found number, expected a 64-bit integer");
  EXPECT_ERROR(getInt(value, "train.big", steps), Code::BadInput,
               "expected a 64-bit integer");
  EXPECT_ERROR(getInt(value, "name.first", steps), Code::BadInput,
               "missing key 'name.first', expected a 64-bit integer");
  EXPECT_EQ(findMember(value, "train.nothing"), nullptr);
}

TEST(Json, DumpNeverFails) {
  EXPECT_EQ(dumpJson(Json("a\xff")), "\"a\xEF\xBF\xBD\"");
  EXPECT_EQ(dumpJson(Json(std::nan(""))), "null");
}

} // namespace
