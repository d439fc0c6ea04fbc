//===- ApiTest.cpp - The driver's functions -------------------------------===//
#include "test/unit/cuda-emulator/Emulated.h"

using namespace bmc::cuda;

TEST(EmulatorApi, ExportsEveryFunctionOfTheList) {
  Emulated device;
  unsigned count = 0;
#define BMC_CUDA_FUNCTION(NAME, SYMBOL, ...) count += device.cu.NAME != nullptr;
#include "runtime/cuda/Driver.def"
  EXPECT_GT(count, 40u);
}

TEST(EmulatorApi, NamesItsDevice) {
  Emulated device("sm_90a,memory=64M,driver=12080");
  char name[64];
  ASSERT_EQ(device.cu.cuDeviceGetName(name, sizeof name, 0), Result::Success);
  EXPECT_STREQ(name, "bmc emulator (sm_90a)");
  int major = 0, version = 0;
  device.cu.cuDeviceGetAttribute(&major,
                                 DeviceAttribute::ComputeCapabilityMajor, 0);
  device.cu.cuDriverGetVersion(&version);
  EXPECT_EQ(major, 9);
  EXPECT_EQ(version, 12080);
  size_t total = 0;
  device.cu.cuDeviceTotalMem(&total, 0);
  EXPECT_EQ(total, size_t{64} << 20);
}

TEST(EmulatorApi, RunsAKernel) {
  std::vector<uint32_t> values = runThreads<uint32_t>(
      "mul.lo.u32 %r0, %r31, 3;\nst.global.u32 [%d0], %r0;", 40);
  for (unsigned i = 0; i < 40; ++i)
    EXPECT_EQ(values[i], 3 * i);
}
