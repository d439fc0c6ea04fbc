//===- MemoryTest.cpp - Spaces, widths, atomics, asynchronous copies ------===//
#include "test/unit/cuda-emulator/Emulated.h"

#include <cstdlib>

using namespace bmc::cuda;

static uint64_t oneThread(const std::string &body,
                          const std::string &declarations = "") {
  return runThreads<uint64_t>("mov.u64 %d1, 0;\n" + body +
                                  "\nst.global.u64 [%d0], %d1;",
                              1, declarations)[0];
}

TEST(EmulatorMemory, ReadsAndWritesEveryWidth) {
  std::string local =
      ".local .align 16 .b8 l[32];\nst.local.u64 [l], 0x1122334455667788;\n"
      "st.local.u64 [l+8], 0x99aabbccddeeff00;\n";
  EXPECT_EQ(oneThread(local + "ld.local.u8 %h1, [l+1];\ncvt.u64.u16 %d1, %h1;"),
            0x77u);
  EXPECT_EQ(oneThread(local + "ld.local.s8 %r1, [l+9];\ncvt.u64.u32 %d1, %r1;"),
            0xffffffffu);
  EXPECT_EQ(
      oneThread(local + "ld.local.s16 %r1, [l+10];\ncvt.u64.u32 %d1, %r1;"),
      0xffffddeeu);
  EXPECT_EQ(
      oneThread(local +
                "ld.local.v2.u32 {%r1, %r2}, [l+8];\nmov.b64 %d1, {%r2, %r1};"),
      0xddeeff0099aabbccu);
  EXPECT_EQ(
      oneThread(
          local +
          "ld.local.v4.u16 {%h1, %h2, %h3, %h4}, [l];\ncvt.u64.u16 %d1, %h3;"),
      0x3344u);
  EXPECT_EQ(
      oneThread(local +
                "st.local.v2.u64 [l], {%d1, 5};\nld.local.u64 %d1, [l+8];"),
      5u);
  EXPECT_EQ(oneThread(local + "mov.u32 %r1, 0x1234;\nst.local.u8 [l], "
                              "%r1;\nld.local.u64 %d1, [l];"),
            0x1122334455667734u);
}

TEST(EmulatorMemory, FindsVariables) {
  std::string table = ".global .align 4 .u32 t[4] = {10, 20, 30};\n.const "
                      ".align 8 .f64 c[2] = {1.5, 0d4000000000000000};\n"
                      ".global .u64 p = generic(t)+4;\n";
  EXPECT_EQ(
      oneThread("ld.global.u32 %r1, [t+8];\ncvt.u64.u32 %d1, %r1;", table),
      30u);
  EXPECT_EQ(
      oneThread("ld.global.u32 %r1, [t+12];\ncvt.u64.u32 %d1, %r1;", table),
      0u);
  EXPECT_EQ(oneThread("ld.const.u64 %d1, [c+8];", table), 0x4000000000000000u);
  EXPECT_EQ(
      oneThread(
          "ld.global.u64 %d2, [p];\nld.u32 %r1, [%d2];\ncvt.u64.u32 %d1, %r1;",
          table),
      20u);
}

TEST(EmulatorMemory, KnowsGenericAddresses) {
  std::string shared = ".shared .align 8 .b8 s[16];";
  std::string set =
      "mov.u64 %d2, s;\ncvta.shared.u64 %d3, %d2;\nst.u64 [%d3+8], 77;\n";
  EXPECT_EQ(oneThread(set + "ld.shared.u64 %d1, [%d2+8];", shared), 77u);
  EXPECT_EQ(
      oneThread(set + "isspacep.shared %p1, %d3;\nselp.b64 %d1, 1, 0, %p1;",
                shared),
      1u);
  EXPECT_EQ(
      oneThread(set + "isspacep.global %p1, %d0;\nselp.b64 %d1, 1, 0, %p1;",
                shared),
      1u);
  EXPECT_EQ(
      oneThread(set + "cvta.to.shared.u64 %d4, %d3;\nsub.u64 %d1, %d4, %d2;",
                shared),
      0u);
  EXPECT_EQ(oneThread(".local .u64 l;\nmov.u64 %d2, l;\ncvta.local.u64 %d3, "
                      "%d2;\nst.u64 [%d3], 9;\n"
                      "ld.local.u64 %d1, [l];"),
            9u);
}

TEST(EmulatorMemory, UpdatesAtomically) {
  std::string global =
      ".global .u32 g = 5;\n.global .u64 w = 7;\n.global .f32 x = 1.5;\n";
  EXPECT_EQ(oneThread("atom.global.add.u32 %r1, [g], 3;\nld.global.u32 %r2, "
                      "[g];\nmov.b64 %d1, {%r1, %r2};",
                      global),
            0x800000005u);
  EXPECT_EQ(
      oneThread("atom.global.cas.b64 %d2, [w], 7, 9;\nld.global.u64 %d1, [w];",
                global),
      9u);
  EXPECT_EQ(oneThread("red.relaxed.gpu.global.max.s32 [g], -3;\nld.global.u32 "
                      "%r1, [g];\ncvt.u64.u32 %d1, %r1;",
                      global),
            5u);
  EXPECT_EQ(oneThread("atom.global.inc.u32 %r1, [g], 5;\nld.global.u32 %r1, "
                      "[g];\ncvt.u64.u32 %d1, %r1;",
                      global),
            0u);
  auto sum = runThreads<uint32_t>(
      "st.shared.u32 [s], 0;\nbar.sync 0;\nred.shared.add.u32 [s], %r31;\n"
      "bar.sync 0;\nld.shared.u32 %r1, [s];\nst.global.u32 [%d0], %r1;",
      64, ".shared .u32 s;");
  EXPECT_EQ(sum[63], 2016u);
}

static const char *const kCopied =
    ".global .align 16 .u32 g[4] = {1, 2, 3, 4};\n.shared .align 16 .b8 s[16];";
static const char *const kCopy = "mov.u64 %d2, s;\nmov.u64 %d3, g;\n"
                                 "cp.async.cg.shared.global [%d2], [%d3], 16;\n"
                                 "cp.async.commit_group;\n";
static const char *const kRead =
    "ld.shared.u32 %r1, [s+8];\ncvt.u64.u32 %d1, %r1;";

TEST(EmulatorMemory, CopiesAsynchronously) {
  auto copied = [](const std::string &body) {
    return oneThread(body, kCopied);
  };
  std::string copy = kCopy, read = kRead;
  EXPECT_EQ(copied(copy + "cp.async.wait_group 0;\n" + read), 3u);
  EXPECT_EQ(
      copied(copy + "cp.async.commit_group;\ncp.async.wait_group 1;\n" + read),
      3u);
  EXPECT_EQ(copied("mov.u64 %d2, s;\nmov.u64 %d3, g;\n"
                   "cp.async.ca.shared.global [%d2+8], [%d3+4], 4;\n"
                   "cp.async.wait_all;\n" +
                   read),
            2u);
  // Only 4 bytes are read, the rest is zero; nothing is read from nowhere.
  EXPECT_EQ(copied("mov.u64 %d2, s;\nmov.u64 %d3, g;\n"
                   "cp.async.cg.shared.global [%d2], [%d3], 16, 4;\n"
                   "cp.async.wait_all;\nld.shared.u64 %d1, [s];"),
            1u);
  EXPECT_EQ(copied("mov.u64 %d2, s;\nmov.u64 %d3, 0;\n"
                   "cp.async.cg.shared.global [%d2], [%d3], 16, 0;\n"
                   "cp.async.wait_all;\nld.shared.u64 %d1, [s];"),
            0u);
}

TEST(EmulatorMemory, CopiesAsLateAsIsLegal) {
  ONLY_EMULATED("copies when it likes");
  EXPECT_EQ(oneThread(std::string(kCopy) + kRead, kCopied), 0xffffffffu);
  EXPECT_EQ(oneThread(std::string(kCopy) + "cp.async.wait_group 1;\n" + kRead,
                      kCopied),
            0xffffffffu);
}

// Groups belong to a thread: one that commits none waits for none.
TEST(EmulatorMemory, CommitsCopiesOfTheLanesThatCome) {
  ONLY_EMULATED("copies when it likes");
  auto values = runThreads<uint32_t>(
      "mov.u32 %r0, %tid.x;\nmul.wide.u32 %d2, %r0, 4;\nmov.u64 %d3, s;\n"
      "add.s64 %d2, %d2, %d3;\nmov.u64 %d3, g;\n"
      "cp.async.ca.shared.global [%d2], [%d3], 4;\n"
      "setp.lt.u32 %p0, %r0, 16;\n@%p0 cp.async.commit_group;\n"
      "cp.async.wait_group 0;\nld.shared.u32 %r1, [%d2];\n"
      "st.global.u32 [%d0], %r1;",
      32,
      ".global .align 16 .u32 g[4] = {1, 2, 3, 4};\n"
      ".shared .align 16 .b8 s[128];");
  for (unsigned i = 0; i < 32; ++i)
    EXPECT_EQ(values[i], i < 16 ? 1u : ~0u) << i;
}

TEST(EmulatorMemory, PoisonsWhatIsFresh) {
  ONLY_EMULATED("leaves in memory what was there");
  EXPECT_EQ(oneThread("ld.shared.u64 %d1, [s];", ".shared .u64 s;"),
            ~uint64_t{0});
  Emulated device;
  EXPECT_EQ(device.download<uint32_t>(device.allocate(64), 16)[15],
            0xffffffffu);
}

static std::string faultOf(const std::string &body, Result expected,
                           const std::string &declarations = "") {
  Emulated device;
  Function f = device.function(device.load(kernel(body, declarations)));
  DevicePtr out = device.allocate(64);
  EXPECT_EQ(device.launch(f, {1, 1, 1}, {8, 1, 1}, 0, nullptr, out),
            Result::Success);
  EXPECT_EQ(device.cu.cuStreamSynchronize(nullptr), expected);
  // The context is lost: every later call says so.
  DevicePtr more = 0;
  EXPECT_EQ(device.cu.cuMemAlloc(&more, 4), expected);
  return device.report();
}

TEST(EmulatorMemory, SaysWhatIsNoMemory) {
  ONLY_EMULATED("finds only what lies far outside, and says nothing");
  std::string report =
      faultOf("st.global.u32 [%d0+32], %r31;", Result::IllegalAddress);
  EXPECT_NE(report.find("thread (4,0,0)"), std::string::npos) << report;
  EXPECT_NE(report.find("'st.global.u32'"), std::string::npos) << report;
  EXPECT_NE(report.find("at byte 64 of an allocation of 64"), std::string::npos)
      << report;
  EXPECT_NE(faultOf("ld.global.u32 %r1, [%d0+2];", Result::MisalignedAddress)
                .find("misaligned"),
            std::string::npos);
  EXPECT_NE(faultOf("st.shared.u32 [s+4], %r31;", Result::IllegalAddress,
                    ".shared .u32 s;")
                .find("shared"),
            std::string::npos);
}

// Each in a process of its own: a GPU may not come back from such an error.
TEST(EmulatorMemoryDeathTest, EndsWithTheErrorOfTheKernel) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  auto expectFault = [](const std::string &body, Result expected) {
    EXPECT_EXIT(
        {
          faultOf(body, expected);
          std::_Exit(testing::Test::HasFailure() ? 1 : 0);
        },
        testing::ExitedWithCode(0), "")
        << body;
  };
  expectFault("mov.u64 %d1, 0;\nld.u32 %r1, [%d1];\nst.global.u32 [%d0], %r1;",
              Result::IllegalAddress);
  expectFault("ld.global.u32 %r1, [%d0+2];\nst.global.u32 [%d0], %r1;",
              Result::MisalignedAddress);
  expectFault("trap;", Result::LaunchFailed);
}

TEST(EmulatorMemory, UsesDynamicSharedMemory) {
  Emulated device;
  Function f = device.function(device.load(
      kernel("mov.u32 %r1, d;\nadd.u32 %r1, %r1, 65532;\nst.shared.u32 [%r1], "
             "6;\nld.shared.u32 %r2, [%r1];\nst.global.u32 [%d0], %r2;",
             ".extern .shared .align 16 .b8 d[];")));
  DevicePtr out = device.allocate(8);
  EXPECT_EQ(device.launch(f, {1, 1, 1}, {1, 1, 1}, 65536, nullptr, out),
            Result::InvalidValue);
  EXPECT_EQ(device.cu.cuFuncSetAttribute(
                f, FunctionAttribute::MaxDynamicSharedBytes, 1 << 20),
            Result::InvalidValue);
  EXPECT_EQ(device.cu.cuFuncSetAttribute(
                f, FunctionAttribute::MaxDynamicSharedBytes, 65536),
            Result::Success);
  EXPECT_EQ(device.launch(f, {1, 1, 1}, {1, 1, 1}, 65536, nullptr, out),
            Result::Success);
  EXPECT_EQ(device.download<uint32_t>(out, 1)[0], 6u);
}

TEST(EmulatorMemory, ReadsParametersByNameRegisterAndGenericAddress) {
  struct Bytes {
    uint32_t words[4];
  } table{{10, 20, 30, 40}};
  Emulated device;
  Function f = device.function(
      device.load(kernel("mov.b64 %d1, table;\nmad.wide.u32 %d2, %r31, 4, "
                         "%d1;\nld.param.u32 %r1, [%d2];\n"
                         "cvta.param.u64 %d3, %d2;\nld.u32 %r2, "
                         "[%d3+4];\nld.param.u32 %r3, [table+12];\n"
                         "mad.lo.u32 %r1, %r1, 1000, %r2;\nmad.lo.u32 %r1, "
                         "%r1, 1000, %r3;\nst.global.u32 [%d0], %r1;",
                         "", ", .param .align 4 .b8 table[16]")));
  DevicePtr out = device.allocate(16);
  ASSERT_EQ(device.launch(f, {1, 1, 1}, {2, 1, 1}, 0, nullptr, out, table),
            Result::Success);
  auto values = device.download<uint64_t>(out, 2);
  EXPECT_EQ(static_cast<uint32_t>(values[0]), 10020040u);
  EXPECT_EQ(static_cast<uint32_t>(values[1]), 20030040u);
}
