//===- ArenaMapTest.cpp - The arena without what nobody touches -----------===//
#include "runtime/device/ArenaMap.h"

#include <gtest/gtest.h>

using namespace bmc;

namespace {

/// One dim of up to 64, and a function with three buffers of 64 bytes a row in
/// a row of their own, one of which starts again in the middle of the first.
struct Buffers {
  BmrtDim dim{"B", 64};
  BmrtSize sizes[2] = {{64, {1}}, {100, {}}};
  BmrtOperand operands[5] = {{kBmrtArena, 0, 0},
                             {kBmrtArena, 0, 4096},
                             {kBmrtArena, 1, 8192},
                             {kBmrtState, 1, 8192},
                             {kBmrtArena, 0, 2048}};
  BmrtLaunch launches[2] = {};
  BmrtFunction functions[2] = {};
  BmrtProgram program = {};

  Buffers() {
    launches[0].operands = operands;
    launches[0].numOperands = 4;
    launches[1].operands = operands + 4;
    launches[1].numOperands = 1;
    functions[0].name = "train";
    functions[0].launches = launches;
    functions[0].numLaunches = 1;
    functions[1].name = "predict";
    functions[1].launches = launches + 1;
    functions[1].numLaunches = 1;
    program.numDims = 1;
    program.dims = &dim;
    program.functions = functions;
    program.numFunctions = 2;
    program.arenaBytes = 8320;
    program.operandBytes = sizes;
    program.numOperandBytes = 2;
  }
};

TEST(ArenaMapTest, LeavesThePlanAtTheBounds) {
  Buffers buffers;
  ArenaMap map(buffers.program, ProgramUse::all(buffers.program));
  EXPECT_EQ(map.bytes(), 8320u);
  for (uint64_t offset : {0, 2048, 4096, 8192})
    EXPECT_EQ(map.place(offset), offset);
}

TEST(ArenaMapTest, LeavesOutGaps) {
  Buffers buffers;
  ArenaMap map(buffers.program, {{16}, {"train", "predict"}});
  EXPECT_EQ(map.place(0), 0u);
  EXPECT_EQ(map.place(2048), 1024u);
  EXPECT_EQ(map.place(4096), 2048u);
  EXPECT_EQ(map.place(8192), 3072u);
  // 100 bytes take 128.
  EXPECT_EQ(map.bytes(), 3072u + 128);
}

TEST(ArenaMapTest, KeepsWhatOverlaps) {
  Buffers buffers;
  ArenaMap map(buffers.program, {{40}, {"train", "predict"}});
  EXPECT_EQ(map.place(2048), 2048u);
  EXPECT_EQ(map.place(4096), 4096u);
  EXPECT_EQ(map.place(8192), 4096u + 40 * 64);
}

TEST(ArenaMapTest, LeavesOutFunctionsThatAreNotCalled) {
  Buffers buffers;
  ArenaMap map(buffers.program, {{64}, {"predict"}});
  EXPECT_EQ(map.place(2048), 0u);
  EXPECT_EQ(map.bytes(), 4096u);
}

TEST(ArenaMapTest, KnowsNothingWithoutSizes) {
  Buffers buffers;
  buffers.program.numOperandBytes = 0;
  ArenaMap map(buffers.program, {{1}, {"predict"}});
  EXPECT_EQ(map.bytes(), 8320u);
  EXPECT_EQ(map.place(4096), 4096u);
}

} // namespace
