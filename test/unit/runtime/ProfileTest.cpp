//===- ProfileTest.cpp - How long each launch takes -----------------------===//
#include "LinearProgram.h"
#include "runtime/device/CpuDevice.h"
#include "runtime/train/ProfileReport.h"

#include <gtest/gtest.h>

using namespace bmc;

namespace {

/// Says how long launches take without running them.
class TimedDevice : public CpuDevice {
public:
  Status runTimed(const BmrtFunction &function, std::span<const int64_t>,
                  std::span<double> seconds) override {
    EXPECT_EQ(seconds.size(), function.numLaunches);
    for (size_t i = 0; i < seconds.size(); ++i)
      seconds[i] = next + static_cast<double>(i);
    return {};
  }

  double next = 0;
};

/// 2 B^2 bytes, but at most 40; 3 operations.
constexpr BmrtCostTerm kBytes[] = {{2, 40, {2}}};
constexpr BmrtCostTerm kOperations[] = {{3, 1e9, {}}};
constexpr BmrtCost kCost = {kBytes, nullptr, kOperations, 1,
                            0,      1,       kBmrtF64,    "sum"};

/// 10 bytes, 4 operations in f32 and 2 in f64 a second.
Profile profileOf() { return Profile({"a chip", "chip", {10, 4, 2, 2, 0}}); }

} // namespace

TEST(ProfileTest, EvaluatesWorkAndFloor) {
  const int64_t three[] = {3}, five[] = {5};
  EXPECT_EQ(workOf(&kCost, three).bytes, 18);
  EXPECT_EQ(workOf(&kCost, five).bytes, 40);
  EXPECT_EQ(workOf(&kCost, five).operations, 3);
  EXPECT_EQ(workOf(nullptr, five).bytes, 0);
  ChipRates rates = {10, 4, 2, 1, 8};
  LaunchWork work = {20, 6, 8};
  EXPECT_EQ(floorOf(work, kBmrtF32, rates).arithmetic, 3.5);
  EXPECT_EQ(floorOf(work, kBmrtF64, rates).arithmetic, 10);
  EXPECT_EQ(floorOf(work, kBmrtF32, rates, true).arithmetic, 2.75);
  EXPECT_EQ(floorOf(work, kBmrtF32, rates).memory, 2);
  EXPECT_EQ(floorOf(work, kBmrtF32, rates).seconds(), 3.5);
}

TEST(ProfileTest, LeavesOutTheFirstCallOfSeveral) {
  LinearProgram linear;
  BmrtFunction &train = linear.functions[0];
  linear.trainLaunches[1].cost = &kCost;
  TimedDevice device;
  Profile profile = profileOf();
  const int64_t dims[] = {5};
  device.next = 100;
  ASSERT_TRUE(profile.run(device, train, dims).ok());
  EXPECT_EQ(profile.launches()[0].seconds, 100);
  for (double next : {6.0, 8.0}) {
    device.next = next;
    ASSERT_TRUE(profile.run(device, train, dims).ok());
  }
  std::vector<LaunchProfile> launches = profile.launches();
  ASSERT_EQ(launches.size(), 2u);
  // Launch 1 takes 8 of which 4 are its floor; of launch 0 nothing is known.
  EXPECT_EQ(launches[0].launch, 0u);
  EXPECT_EQ(launches[0].seconds, 7);
  EXPECT_EQ(launches[0].floor, 0);
  EXPECT_EQ(launches[1].seconds, 8);
  EXPECT_EQ(launches[1].floor, 4);
  EXPECT_EQ(launches[1].calls, 2);
  EXPECT_EQ(profile.calls().size(), 3u);
  std::string text = profileText(profile);
  EXPECT_NE(text.find("train: 2 launches, mean of 2 calls"), std::string::npos)
      << text;
  EXPECT_NE(text.find("unknown"), std::string::npos) << text;
}

TEST(ProfileTest, KeepsTheFirstCallsOnly) {
  LinearProgram linear;
  TimedDevice device;
  Profile profile = profileOf();
  const int64_t dims[] = {5};
  size_t room = Profile::kMaxEvents / 2;
  for (size_t i = 0; i < room; ++i)
    ASSERT_TRUE(profile.run(device, linear.functions[0], dims).ok());
  EXPECT_FALSE(profile.isCut());
  ASSERT_TRUE(profile.run(device, linear.functions[0], dims).ok());
  EXPECT_TRUE(profile.isCut());
  EXPECT_EQ(profile.calls().size(), room);
  EXPECT_EQ(profile.launches()[0].calls, static_cast<int64_t>(room));
}

TEST(ProfileTest, FindsChipsByTheDriversName) {
  auto find = [](const char *device, const char *arch) {
    return findChip(device, arch).name;
  };
  EXPECT_EQ(find("cuda:0 (NVIDIA H100 80GB HBM3)", "sm_80"), "h100-sxm");
  EXPECT_EQ(find("cuda:0 (NVIDIA H100 PCIe)", "sm_90a"), "h100-pcie");
  EXPECT_EQ(find("cuda:1 (NVIDIA A100-SXM4-80GB)", "sm_80"), "a100-sxm");
  EXPECT_EQ(find("cuda:1 (NVIDIA A100-SXM4-40GB)", "sm_80"), "a100-40gb");
  EXPECT_EQ(find("cuda:0 (NVIDIA A10)", "sm_80"), "a10");
  EXPECT_EQ(find("cuda:0 (NVIDIA L40S)", "sm_89"), "l40s");
  EXPECT_EQ(find("cuda:0 (NVIDIA GeForce RTX 4090)", "sm_89"), "rtx-4090");
  EXPECT_EQ(find("cuda:0 (NVIDIA B200)", "sm_80"), "b200");
  // Not in the table: the first of the architecture, else of all.
  EXPECT_EQ(find("cuda:0 (NVIDIA A10G)", "sm_86"), "rtx-3090");
  EXPECT_EQ(find("cuda:0 (bmc emulator (sm_90a))", "sm_90a"), "h100-sxm");
  EXPECT_EQ(find("cuda:0 (something)", "sm_42"), "a100-sxm");
}
