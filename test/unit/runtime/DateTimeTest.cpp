//===- DateTimeTest.cpp - Dates and times as numbers ----------------------===//
#include "runtime/data/DateTime.h"

#include <gtest/gtest.h>

using namespace bmc;

namespace {

double partOf(std::string_view text, std::string_view name) {
  DateTime date;
  DatePart part;
  EXPECT_TRUE(parseDateTime(text, date)) << text;
  EXPECT_TRUE(parseDatePart(name, part)) << name;
  return date.part(part);
}

// The numbers are those of Python's datetime.
TEST(DateTime, SaysItsParts) {
  EXPECT_EQ(partOf("2024-12-31", "year"), 2024);
  EXPECT_EQ(partOf("2024-12-31", "month"), 12);
  EXPECT_EQ(partOf("2024/12/31", "day"), 31);
  EXPECT_EQ(partOf("31.12.2024", "day_of_year"), 366);
  EXPECT_EQ(partOf("2023-01-01", "day_of_year"), 1);
  EXPECT_EQ(partOf("2024-02-29", "weekday"), 3);
  EXPECT_EQ(partOf("1969-12-29", "weekday"), 0);
  EXPECT_EQ(partOf("1969-12-28", "weekday"), 6);
  EXPECT_EQ(partOf("0001-01-01", "weekday"), 0);
  EXPECT_EQ(partOf("2024-02-29T23:58:07", "hour"), 23);
  EXPECT_EQ(partOf("2024-02-29 23:58:07.25", "minute"), 58);
  EXPECT_EQ(partOf("2024-02-29 23:58:07.25", "second"), 7.25);
  EXPECT_EQ(partOf("2024-02-29 23:58", "second"), 0);
  EXPECT_EQ(partOf("1970-01-02", "days"), 1);
  EXPECT_EQ(partOf("1969-12-31T12:00", "days"), -0.5);
  EXPECT_EQ(partOf("2024-02-29T00:00Z", "days"), 19782);
  // Days count in UTC, the hour is that of the clock.
  EXPECT_EQ(partOf("1970-01-01T01:00+02:00", "days"), -1.0 / 24);
  EXPECT_EQ(partOf("1970-01-01T01:00-0530", "days"), 6.5 / 24);
  EXPECT_EQ(partOf("1970-01-01T01:00+02", "hour"), 1);
}

TEST(DateTime, RefusesWhatIsNone) {
  DateTime date;
  for (const char *text : {"",
                           "2024",
                           "2024-13-01",
                           "2023-02-29",
                           "2024-00-10",
                           "2024-1-1",
                           "2024-12/31",
                           "12/31/2024",
                           "2024-12-31x",
                           "2024-12-31T",
                           "2024-12-31T24:00",
                           "2024-12-31T12",
                           "2024-12-31T12:60",
                           "2024-12-31T12:00:60",
                           "2024-12-31T12:00:1",
                           "2024-12-31T12:00:00.",
                           "2024-12-31T12:00:00.x",
                           "2024-12-31T12:00+1",
                           "2024-12-31T12:00+25:00",
                           "2024-12-31T12:00+01:",
                           "2024-12-31T12:00Zx",
                           "31.12.24",
                           "-024-12-31"})
    EXPECT_FALSE(parseDateTime(text, date)) << text;
  DatePart part;
  EXPECT_FALSE(parseDatePart("week", part));
}

} // namespace
