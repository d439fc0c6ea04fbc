//===- PtxVersionTest.cpp - Versions of PTX and the drivers for them ------===//
#include "runtime/cuda/PtxVersion.h"

#include <gtest/gtest.h>

using namespace bmc::cuda;

TEST(PtxVersion, IsReadOffTheCode) {
  PtxVersion version =
      ptxVersionOf("// LLVM\n\n.version 8.6\n.target sm_100\n");
  EXPECT_EQ(version.major, 8);
  EXPECT_EQ(version.minor, 6);
  EXPECT_EQ(ptxVersionOf(".target sm_80\n").major, 0);
  EXPECT_EQ(ptxVersionOf(".version").major, 0);
}

TEST(PtxVersion, NamesTheFirstDriver) {
  EXPECT_EQ(driverForPtx({8, 0}),
            "an NVIDIA driver for CUDA 12.0 or newer (on Linux 525 or newer)");
  EXPECT_EQ(driverForPtx({8, 6}),
            "an NVIDIA driver for CUDA 12.7 or newer (on Linux 565 or newer)");
  EXPECT_EQ(driverForPtx({12, 7}), "a newer NVIDIA driver");
}
