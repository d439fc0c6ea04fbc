//===- WarpTest.cpp - Divergence, exchange of lanes, barriers -------------===//
#include "test/unit/cuda-emulator/Emulated.h"

using namespace bmc::cuda;

static std::vector<uint32_t> lanes(const std::string &body,
                                   unsigned threads = 32,
                                   const std::string &declarations = "") {
  return runThreads<uint32_t>(body + "\nst.global.u32 [%d0], %r0;", threads,
                              declarations);
}

TEST(EmulatorWarp, LoopsAsOftenAsEachLaneWants) {
  auto values = lanes(R"(
    mov.u32 %r0, 0;
    mov.u32 %r1, 0;
LOOP:
    add.u32 %r0, %r0, %r1;
    add.u32 %r1, %r1, 1;
    setp.le.u32 %p1, %r1, %r31;
    @%p1 bra LOOP;
  )");
  for (unsigned i = 0; i < 32; ++i)
    EXPECT_EQ(values[i], i * (i + 1) / 2);
}

TEST(EmulatorWarp, MeetsAgainAfterABranch) {
  auto values = lanes(R"(
    and.b32 %r1, %r31, 1;
    setp.eq.u32 %p1, %r1, 0;
    @%p1 bra EVEN;
    mov.u32 %r0, 100;
    bra JOIN;
EVEN:
    mov.u32 %r0, 200;
JOIN:
    activemask.b32 %r2;
    setp.eq.u32 %p2, %r2, -1;
    selp.b32 %r2, 1, 0, %p2;
    add.u32 %r0, %r0, %r2;
  )");
  EXPECT_EQ(values[0], 201u);
  EXPECT_EQ(values[31], 101u);
}

TEST(EmulatorWarp, GuardsSingleInstructions) {
  auto values = lanes(R"(
    setp.lt.u32 %p1, %r31, 3;
    mov.u32 %r0, 7;
    @%p1 mov.u32 %r0, 8;
    @!%p1 add.u32 %r0, %r0, 1000;
  )");
  EXPECT_EQ(values[2], 8u);
  EXPECT_EQ(values[3], 1007u);
}

TEST(EmulatorWarp, BranchesByIndex) {
  auto values = lanes(R"(
    rem.u32 %r1, %r31, 3;
    TABLE: .branchtargets A, B, C;
    brx.idx %r1, TABLE;
A:  mov.u32 %r0, 10;
    bra END;
B:  mov.u32 %r0, 20;
    bra END;
C:  mov.u32 %r0, 30;
END:
  )");
  for (unsigned i = 0; i < 32; ++i)
    EXPECT_EQ(values[i], 10 * (i % 3 + 1));
}

TEST(EmulatorWarp, CallsFunctionsFromSeveralPlaces) {
  const char *twice =
      R"(.func (.param .b32 result) twice(.param .b32 a, .param .align 8 .b8 pair[16]) {
    .reg .b32 %r<3>; .reg .b64 %d<2>;
    ld.param.b32 %r1, [a];
    ld.param.b64 %d1, [pair+8];
    cvt.u32.u64 %r2, %d1;
    mad.lo.u32 %r1, %r1, 2, %r2;
    st.param.b32 [result], %r1;
    ret;
  })";
  auto values = lanes(R"(
    setp.lt.u32 %p1, %r31, 16;
    mov.u64 %d1, 5;
    @%p1 bra LOW;
    { .param .b32 x; .param .align 8 .b8 y[16]; .param .b32 z;
      st.param.b32 [x], 1000; st.param.b64 [y+8], %d1;
      call.uni (z), twice, (x, y); ld.param.b32 %r0, [z]; }
    bra END;
LOW:
    { .param .b32 x; .param .align 8 .b8 y[16]; .param .b32 z;
      st.param.b32 [x], %r31; st.param.b64 [y+8], %d1;
      call (z), twice, (x, y); ld.param.b32 %r0, [z]; }
END:
  )",
                      32, twice);
  for (unsigned i = 0; i < 32; ++i)
    EXPECT_EQ(values[i], i < 16 ? 2 * i + 5 : 2005);
}

TEST(EmulatorWarp, Shuffles) {
  auto bfly = lanes("shfl.sync.bfly.b32 %r0, %r31, 5, 31, -1;");
  auto down = lanes("shfl.sync.down.b32 %r0|%p1, %r31, 3, 31, -1;\n@!%p1 "
                    "add.u32 %r0, %r0, 100;");
  auto up = lanes("shfl.sync.up.b32 %r0|%p1, %r31, 3, 0, -1;\n@!%p1 add.u32 "
                  "%r0, %r0, 100;");
  // Segments of 8 lanes: c is 0x1807 for idx, down and bfly.
  auto index = lanes("shfl.sync.idx.b32 %r0, %r31, 2, 0x181f, -1;");
  for (unsigned i = 0; i < 32; ++i) {
    EXPECT_EQ(bfly[i], i ^ 5);
    EXPECT_EQ(down[i], i + 3 < 32 ? i + 3 : i + 100);
    EXPECT_EQ(up[i], i >= 3 ? i - 3 : i + 100);
    EXPECT_EQ(index[i], (i & ~7u) + 2);
  }
}

TEST(EmulatorWarp, WaitsForTheLanesOfAShuffle) {
  auto values = lanes(R"(
    setp.lt.u32 %p1, %r31, 16;
    mov.u32 %r1, 1;
    @%p1 bra GO;
    mov.u32 %r1, 2;
    bra GO;
GO: shfl.sync.bfly.b32 %r0, %r1, 16, 31, -1;
  )");
  EXPECT_EQ(values[0], 2u);
  EXPECT_EQ(values[16], 1u);
}

TEST(EmulatorWarp, VotesMatchesReduces) {
  const char *odd = "and.b32 %r1, %r31, 1;\nsetp.eq.u32 %p1, %r1, 1;\n";
  EXPECT_EQ(lanes(std::string(odd) + "vote.sync.ballot.b32 %r0, %p1, -1;")[7],
            0xaaaaaaaau);
  EXPECT_EQ(
      lanes(std::string(odd) +
            "vote.sync.any.pred %p2, %p1, -1;\nselp.b32 %r0, 1, 0, %p2;")[0],
      1u);
  EXPECT_EQ(
      lanes(std::string(odd) +
            "vote.sync.all.pred %p2, %p1, -1;\nselp.b32 %r0, 1, 0, %p2;")[0],
      0u);
  EXPECT_EQ(lanes(std::string(odd) + "match.any.sync.b32 %r0, %r1, -1;")[1],
            0xaaaaaaaau);
  EXPECT_EQ(lanes("redux.sync.add.u32 %r0, %r31, -1;")[3], 496u);
  EXPECT_EQ(
      lanes("sub.s32 %r1, %r31, 20;\nredux.sync.min.s32 %r0, %r1, -1;")[3],
      0xffffffecu);
  EXPECT_EQ(lanes("mov.u32 %r0, %lanemask_lt;")[4], 15u);
}

TEST(EmulatorWarp, ElectsALeader) {
  Emulated device(sm90Options());
  if (device.major() < 9)
    GTEST_SKIP() << "this GPU has no elect";
  Function f = device.function(
      device.load(kernel("elect.sync %r1|%p1, -1;\nselp.b32 %r0, 1, 0, %p1;\n"
                         "st.global.u32 [%d0], %r0;",
                         "", "", "sm_90")));
  DevicePtr out = device.allocate(32 * 8);
  ASSERT_EQ(device.launch(f, {1, 1, 1}, {32, 1, 1}, 0, nullptr, out),
            Result::Success);
  auto values = device.download<uint64_t>(out, 32);
  for (unsigned i = 0; i < 32; ++i)
    EXPECT_EQ(static_cast<uint32_t>(values[i]), i == 0) << i;
}

TEST(EmulatorWarp, OrdersABlockByBarriers) {
  auto values = lanes(R"(
    mul.lo.u32 %r1, %r31, 4;
    mov.u32 %r2, s;
    add.u32 %r3, %r2, %r1;
    st.shared.u32 [%r3], %r31;
    bar.sync 0;
    xor.b32 %r1, %r31, 64;
    mad.lo.u32 %r3, %r1, 4, %r2;
    ld.shared.u32 %r0, [%r3];
  )",
                      128, ".shared .align 4 .b8 s[512];");
  for (unsigned i = 0; i < 128; ++i)
    EXPECT_EQ(values[i], i ^ 64);
}

TEST(EmulatorWarp, HandsOverBetweenRoles) {
  // Warp 0 fills a slot three times, warps 1 and 2 read it: named barriers.
  auto values = lanes(R"(
    mov.u32 %r0, 0;
    mov.u32 %r5, 0;
    setp.lt.u32 %p1, %r31, 32;
    @%p1 bra FILL;
READ:
    bar.sync 1, 96;
    ld.shared.u32 %r1, [s];
    mad.lo.u32 %r0, %r0, 10, %r1;
    bar.arrive 2, 96;
    add.u32 %r5, %r5, 1;
    setp.lt.u32 %p2, %r5, 3;
    @%p2 bra READ;
    bra END;
FILL:
    add.u32 %r5, %r5, 1;
    st.shared.u32 [s], %r5;
    bar.arrive 1, 96;
    bar.sync 2, 96;
    setp.lt.u32 %p2, %r5, 3;
    @%p2 bra FILL;
END:
  )",
                      96, ".shared .u32 s;");
  EXPECT_EQ(values[40], 123u);
  EXPECT_EQ(values[95], 123u);
}

TEST(EmulatorWarp, CountsAndJoinsAtABarrier) {
  auto count =
      lanes("setp.lt.u32 %p1, %r31, 40;\nbar.red.popc.u32 %r0, 0, %p1;", 64);
  EXPECT_EQ(count[0], 40u);
  EXPECT_EQ(count[63], 40u);
  auto all = lanes("setp.lt.u32 %p1, %r31, "
                   "64;\nbarrier.cta.red.and.aligned.pred %p2, 0, %p1;\n"
                   "selp.b32 %r0, 1, 0, %p2;",
                   64);
  EXPECT_EQ(all[50], 1u);
}

TEST(EmulatorWarp, LetsLanesWaitInLoops) {
  // Lanes of one warp, then threads of two, wait for thread 40 or 0: the loop
  // stands before what ends it.
  for (const char *who : {"0", "40"}) {
    auto values = lanes(std::string(R"(
      st.volatile.shared.u32 [s], 0;
      bar.sync 0;
      setp.eq.u32 %p1, %r31, )") +
                            who + R"(;
      @%p1 bra SET;
  WAIT:
      ld.volatile.shared.u32 %r0, [s];
      setp.eq.u32 %p2, %r0, 0;
      @%p2 bra WAIT;
      bra END;
  SET:
      mov.u32 %r0, 9;
      st.volatile.shared.u32 [s], 9;
  END:
    )",
                        64, ".shared .u32 s;");
    for (unsigned i = 0; i < 64; ++i)
      EXPECT_EQ(values[i], 9u);
  }
}

TEST(EmulatorWarp, EndsALaunchThatTakesTooLong) {
  ONLY_EMULATED("runs on");
  Emulated device("timeout=1");
  Function f = device.function(device.load(kernel("FOREVER: bra FOREVER;")));
  DevicePtr out = device.allocate(256);
  device.launch(f, {1, 1, 1}, {32, 1, 1}, 0, nullptr, out);
  EXPECT_EQ(device.cu.cuStreamSynchronize(nullptr), Result::LaunchTimeout);
  EXPECT_NE(device.report().find("more than 1 s"), std::string::npos)
      << device.report();
}

TEST(EmulatorWarp, ReportsADeadlock) {
  ONLY_EMULATED("hangs");
  Emulated device;
  Function f = device.function(
      device.load(kernel("setp.lt.u32 %p1, %r31, 32;\n@%p1 bar.sync 1, 64;")));
  DevicePtr out = device.allocate(512);
  device.launch(f, {1, 1, 1}, {64, 1, 1}, 0, nullptr, out);
  EXPECT_EQ(device.cu.cuStreamSynchronize(nullptr), Result::LaunchTimeout);
  EXPECT_NE(device.report().find("warp 0 waits in line"), std::string::npos)
      << device.report();
  EXPECT_NE(device.report().find("barrier 1"), std::string::npos)
      << device.report();
}
