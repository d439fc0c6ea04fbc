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

double dayOf(std::string_view text, DateOrder order = DateOrder::Unknown) {
  DateTime date;
  EXPECT_TRUE(parseDateTime(text, date, order)) << text;
  return date.part(DatePart::Days);
}

TEST(DateTime, ReadsSpellingsOfPeople) {
  const double day = dayOf("2024-03-02");
  for (const char *text : {"2.3.2024", "02.03.24", "2024/3/2", "2024.03.02",
                           "2 Mar 2024", "02-Mar-24", "Mar 2, 2024",
                           "mar. 2 2024", "March 2, 2024", "2 MARCH 2024"})
    EXPECT_EQ(dayOf(text), day) << text;
  for (const char *text : {"02/03/2024", "2/3/24", "02-03-2024"}) {
    EXPECT_EQ(dayOf(text, DateOrder::DayFirst), day) << text;
    EXPECT_EQ(dayOf(text, DateOrder::MonthFirst), dayOf("2024-02-03")) << text;
    DateTime date;
    EXPECT_FALSE(parseDateTime(text, date)) << text;
  }
  DateTime date;
  EXPECT_FALSE(parseDateTime("13/02/2024", date, DateOrder::MonthFirst));
  EXPECT_FALSE(parseDateTime("02/13/2024", date, DateOrder::DayFirst));
  EXPECT_EQ(dayOf("1 Jan 68"), dayOf("2068-01-01"));
  EXPECT_EQ(dayOf("1 Jan 69"), dayOf("1969-01-01"));
  EXPECT_EQ(dayOf("Mar 2, 2024, 6:00 PM"), day + 0.75);
  EXPECT_EQ(dayOf("2024-03-02 12:00 am"), day);
  EXPECT_EQ(dayOf("2024-03-02 12:00:00 PM"), day + 0.5);
  EXPECT_EQ(dayOf("2024-03-02 6:00"), day + 0.25);
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
                           "31.12.024",
                           "31.12",
                           "31 12 2024",
                           "31 Dez 2024",
                           "31 Dec",
                           "Dec 2024",
                           "Dec 31 24",
                           "2024.12/31",
                           "1:30 PM",
                           "2024-12-31 0:30 PM",
                           "2024-12-31 13:30 PM",
                           "2024-12-31 1:30 XM",
                           "2024-12-31,",
                           "31-12-2024",
                           "-024-12-31"})
    EXPECT_FALSE(parseDateTime(text, date)) << text;
  DatePart part;
  EXPECT_FALSE(parseDatePart("week", part));
}

} // namespace
