//===- SettingsTest.cpp - Tests of Settings and Suggest -------------------===//
#include "runtime/train/Settings.h"
#include "runtime/core/Suggest.h"

#include <gtest/gtest.h>

using namespace bmc;

static Status apply(const char *key, const char *value, Settings &settings) {
  return applyOverride(key, value, "m.model", settings);
}

TEST(Settings, AppliesEveryKey) {
  Settings s;
  for (auto [key, value] : Overrides{{"lr", "2e-3"},
                                     {"min_lr", "0"},
                                     {"warmup", "7"},
                                     {"batch_size", "3"},
                                     {"max_steps", "11"},
                                     {"seed", "18446744073709551615"},
                                     {"eval_every", "0"},
                                     {"eval_batches", "5"},
                                     {"checkpoint_every", "6"},
                                     {"keep", "2"},
                                     {"overfit_batch", "true"}})
    EXPECT_TRUE(apply(key.c_str(), value.c_str(), s).ok()) << key;
  EXPECT_EQ(s.lr.base, 2e-3);
  EXPECT_EQ(s.lr.warmup, 7);
  EXPECT_EQ(s.batchSize, 3);
  EXPECT_EQ(s.maxSteps, 11);
  EXPECT_EQ(s.seed, UINT64_MAX);
  EXPECT_EQ(s.evalBatches, 5);
  EXPECT_EQ(s.checkpointEvery, 6);
  EXPECT_EQ(s.keep, 2);
  EXPECT_TRUE(s.overfitBatch);
}

TEST(Settings, StepsReplaceEpochs) {
  Settings s;
  ASSERT_TRUE(apply("epochs", "4", s).ok());
  EXPECT_EQ(s.epochs, 4);
  ASSERT_TRUE(apply("max_steps", "9", s).ok());
  EXPECT_EQ(s.epochs, 0);
}

TEST(Settings, RejectsWhatIsOutOfRange) {
  for (auto [key, value] : Overrides{{"lr", "-1"},
                                     {"lr", "inf"},
                                     {"lr", "1e-3x"},
                                     {"lr", ""},
                                     {"batch_size", "0"},
                                     {"batch_size", "1.5"},
                                     {"batch_size", "2147483648"},
                                     {"keep", "0"},
                                     {"warmup", "-1"},
                                     {"seed", "-1"},
                                     {"max_steps", "9223372036854775808"},
                                     {"overfit_batch", "1"}}) {
    Settings s;
    Status status = apply(key.c_str(), value.c_str(), s);
    EXPECT_EQ(status.code(), Code::Usage) << key << "=" << value;
    EXPECT_NE(status.message().find("expects"), std::string::npos);
  }
}

TEST(Settings, SaySameIsOfOneKeyOrTheLength) {
  EXPECT_TRUE(saySame("lr", "lr"));
  EXPECT_TRUE(saySame("max_steps", "epochs"));
  EXPECT_TRUE(saySame("epochs", "max_steps"));
  EXPECT_FALSE(saySame("lr", "min_lr"));
  EXPECT_FALSE(saySame("epochs", "warmup"));
}

TEST(Settings, RangesIncludeBothEnds) {
  int64_t value = 0;
  EXPECT_TRUE(parseInteger("2147483647", kBatchSizeRange, value));
  EXPECT_EQ(value, 2147483647);
  EXPECT_TRUE(parseInteger("1", kBatchSizeRange, value));
  EXPECT_FALSE(parseInteger("0", kBatchSizeRange, value));
  EXPECT_TRUE(parseInteger("0", orZero(kPeriodRange), value));
  EXPECT_FALSE(parseInteger("", kWarmupRange, value));
  EXPECT_EQ(describe(kKeepRange), "an integer >= 1");
  EXPECT_EQ(describe(kAccumulateRange), "an integer from 1 to 1000000");
}

// A schedule may be all warmup, and may end at the rate that it began with.
TEST(Settings, SchedulesReachTheirLimits) {
  using enum ScheduleFault;
  EXPECT_EQ(checkSchedule(true, 0.1, 0.1, 20, 20), None);
  EXPECT_EQ(checkSchedule(true, 0.1, 0.1, 21, 20), WarmupTooLong);
  EXPECT_EQ(checkSchedule(true, 0.1, 0.1, 21, 0), None);
  EXPECT_EQ(checkSchedule(true, 0.1, 0.2, 0, 20), MinAboveBase);
  EXPECT_EQ(checkSchedule(false, 0.1, 0.05, 0, 20), MinWithoutDecay);
  EXPECT_EQ(checkSchedule(false, 0.1, 0, 20, 20), None);
}

TEST(Settings, NamesWhatIsCompiledIn) {
  Settings s;
  Status status = apply("weight_decay", "0", s);
  EXPECT_EQ(status.code(), Code::Usage);
  EXPECT_EQ(status.message(), "'weight_decay' is compiled into this program; "
                              "change it in m.model and build again");
}

TEST(Settings, ParsesKeyAndValue) {
  Overrides overrides;
  EXPECT_TRUE(parseOverride("a=b=c", overrides).ok());
  EXPECT_EQ(overrides[0].first, "a");
  EXPECT_EQ(overrides[0].second, "b=c");
  EXPECT_FALSE(parseOverride("a", overrides).ok());
  EXPECT_FALSE(parseOverride("=b", overrides).ok());
}

TEST(Suggest, FindsTyposOnly) {
  std::string_view names[] = {"train", "eval", "eval_every", "generate"};
  EXPECT_EQ(suggestion("trian", names), "; did you mean 'train'?");
  EXPECT_EQ(suggestion("evl", names), "; did you mean 'eval'?");
  EXPECT_EQ(suggestion("evel_evry", names), "; did you mean 'eval_every'?");
  EXPECT_EQ(suggestion("gener", names), "; did you mean 'generate'?");
  EXPECT_EQ(suggestion("zzz", names), "");
  EXPECT_EQ(suggestion("", names), "");
}
