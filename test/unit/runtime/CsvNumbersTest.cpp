//===- CsvNumbersTest.cpp - What a field of a table says ------------------===//
#include "runtime/data/CsvNumbers.h"

#include <gtest/gtest.h>

using namespace bmc;

namespace {

double numberOf(std::string_view text, char mark = '.') {
  double value = 0;
  EXPECT_TRUE(parseNumber(text, value, mark)) << text;
  return value;
}

TEST(CsvNumbers, ReadsSignsAndMarksOfThousands) {
  EXPECT_EQ(numberOf("-1.5e3"), -1500);
  EXPECT_EQ(numberOf("1,299"), 1299);
  EXPECT_EQ(numberOf("12,345,678.25"), 12345678.25);
  EXPECT_EQ(numberOf("$1,299.00"), 1299);
  EXPECT_EQ(numberOf("-$5"), -5);
  EXPECT_EQ(numberOf("$-5.50"), -5.5);
  EXPECT_EQ(numberOf("\u20AC 12"), 12);
  EXPECT_EQ(numberOf("\u00A3.50"), 0.5);
  EXPECT_EQ(numberOf("12 %"), 12);
  EXPECT_EQ(numberOf("12.5%"), 12.5);
  EXPECT_EQ(numberOf("4'058"), 4058);
  EXPECT_EQ(numberOf("4\u2019058"), 4058);
  EXPECT_EQ(numberOf("1 299"), 1299);
  EXPECT_EQ(numberOf("225\u202F997\u00A0\u20AC"), 225997);
  EXPECT_EQ(numberOf("1.299,00 \u20AC", ','), 1299);
  EXPECT_EQ(numberOf("61,5", ','), 61.5);
  EXPECT_EQ(numberOf("1.299.000", ','), 1299000);
}

TEST(CsvNumbers, RefusesWhatIsNoNumber) {
  double value = 0;
  for (const char *text : {"",         "$",
                           "%",        "-",
                           "--5",      "$$5",
                           "-$-5",     "1,29",
                           "1,2990",   ",299",
                           "1299,000", "1,299'000",
                           "1,,299",   "1,299.000,00",
                           "1.5.2",    "12 % %",
                           "$5%",      "1,299e3",
                           "$1e3x",    "1 2",
                           "twelve",   "5 $ 5",
                           "1,299.-5"})
    EXPECT_FALSE(parseNumber(text, value)) << text;
  EXPECT_FALSE(parseNumber("1,299.00", value, ','));
  EXPECT_FALSE(parseNumber("1.29", value, ','));
}

TEST(CsvNumbers, ReadsTruths) {
  double value = 0;
  for (const char *text : {"yes", "Yes", "TRUE"})
    EXPECT_TRUE(parseTruth(text, value) && value == 1) << text;
  for (const char *text : {"no", "False"})
    EXPECT_TRUE(parseTruth(text, value) && value == 0) << text;
  for (const char *text : {"", "y", "1", "yes.", "maybe"})
    EXPECT_FALSE(parseTruth(text, value)) << text;
}

TEST(CsvNumbers, SeesTheDecimalMark) {
  EXPECT_EQ(shownDecimal("1.5", ';'), '.');
  EXPECT_EQ(shownDecimal("1,5", ';'), ',');
  EXPECT_EQ(shownDecimal("1,299.00", ';'), '.');
  EXPECT_EQ(shownDecimal("1.299,00 \u20AC", ';'), ',');
  EXPECT_EQ(shownDecimal("1.299,00", ','), ',');
  EXPECT_EQ(shownDecimal("1,299,000", ';'), '.');
  EXPECT_EQ(shownDecimal("1.299.000", ','), ',');
  EXPECT_EQ(shownDecimal("1,299", ','), 0);
  EXPECT_EQ(shownDecimal("1,5", 0), 0);
  EXPECT_EQ(shownDecimal("12", ';'), 0);
  EXPECT_EQ(shownDecimal("31.12.2024", ';'), 0);
  EXPECT_EQ(shownDecimal("Dear Sir, no.", ';'), 0);
}

} // namespace
