//===- CheckTest.cpp - Planted faults -------------------------------------===//
//
// Each kernel is right and has one place, @, at which a fault can be planted.
// The right one must pass the checked mode, the faulty one must not.
//
//===----------------------------------------------------------------------===//
#include "test/unit/cuda-emulator/Emulated.h"

using namespace bmc::cuda;

namespace {

struct Fault {
  const char *name;
  const char *body;    ///< with one @
  const char *right;   ///< in its place
  const char *planted; ///< the fault
  const char *found;   ///< part of the report
  unsigned blocks = 1, threads = 64;
};

constexpr const char *kDeclarations = ".shared .align 16 .b8 s[512];\n"
                                      ".global .align 16 .b8 g[1024] = {1};\n";

/// Every thread writes its word of shared memory, then reads its neighbour's.
constexpr const char *kExchange = R"(
    mov.u32 %r2, s;
    mad.lo.u32 %r3, %r31, 4, %r2;
    st.shared.u32 [%r3], %r31;
    @
    xor.b32 %r4, %r31, 32;
    mad.lo.u32 %r3, %r4, 4, %r2;
    ld.shared.u32 %r5, [%r3];
    st.global.u32 [%d0], %r5;
)";

constexpr const char *kCopy = R"(
    mov.u32 %r2, s;
    mad.lo.u32 %r3, %r31, 4, %r2;
    mov.u64 %d2, g;
    mad.wide.u32 %d2, %r31, 4, %d2;
    cp.async.ca.shared.global [%r3], [%d2], 4;
    cp.async.commit_group;
    @
    xor.b32 %r4, %r31, 1;
    mad.lo.u32 %r3, %r4, 4, %r2;
    ld.shared.u32 %r5, [%r3];
    st.global.u32 [%d0], %r5;
)";

const Fault kFaults[] = {
    {"missing barrier", kExchange, "bar.sync 0;", "", "nobody wrote"},
    {"barrier before the write of the next round", R"(
        mov.u32 %r2, s;
        mad.lo.u32 %r3, %r31, 4, %r2;
        xor.b32 %r4, %r31, 32;
        mad.lo.u32 %r4, %r4, 4, %r2;
        st.shared.u32 [%r3], %r31;
        bar.sync 0;
        ld.shared.u32 %r5, [%r4];
        @
        st.shared.u32 [%r3], %r5;)",
     "bar.sync 0;", "", "race: reads byte"},
    {"barrier of lanes where one of the block is needed", kExchange,
     "bar.sync 0;", "bar.warp.sync -1;", "nobody wrote"},
    {"missing wait for cp.async", kCopy, "cp.async.wait_group 0;\nbar.sync 0;",
     "bar.sync 0;", "cp.async of thread"},
    {"wait for cp.async that leaves one group too many", kCopy,
     "cp.async.wait_group 0;\nbar.sync 0;",
     "cp.async.wait_group 1;\nbar.sync 0;", "cp.async of thread"},
    {"missing barrier after the wait for cp.async", kCopy,
     "cp.async.wait_group 0;\nbar.sync 0;", "cp.async.wait_group 0;",
     "race: reads byte"},
    {"tail off by one", "@\n@!%p1 ret;\nst.global.u32 [%d0], %r31;",
     "setp.lt.u32 %p1, %r31, 64;", "setp.le.u32 %p1, %r31, 64;",
     "at byte 512 of an allocation of 512", 1, 96},
    {"wrong mask", "mov.u32 %r1, 0;\n@",
     "shfl.sync.bfly.b32 %r1, %r31, 1, 31, -1;",
     "shfl.sync.bfly.b32 %r1, %r31, 1, 31, 0xfffffffe;",
     "not in its own member mask"},
    {"wrong lane of a shuffle", "setp.lt.u32 %p1, %r31, 8;\n@!%p1 ret;\n@",
     "shfl.sync.idx.b32 %r1, %r31, 7, 31, 0xff;",
     "shfl.sync.idx.b32 %r1, %r31, 8, 31, 0xff;", "takes the value of lane 8",
     1, 32},
    {"uninitialised shared memory", "st.shared.u32 [s], 1;\nbar.sync 0;\n@",
     "ld.shared.u32 %r1, [s];", "ld.shared.u32 %r1, [s+4];",
     "byte 4 of shared memory that nobody wrote", 1, 1},
    {"uninitialised result", "@",
     "st.global.u64 [%d0], 1;\nld.global.u32 %r1, [%d0];",
     "ld.global.u32 %r1, [%d0];", "that nobody wrote", 1, 1},
    {"word of which half is written", "@\nld.global.u32 %r1, [%d0];",
     "st.global.u32 [%d0], 1;", "st.global.u16 [%d0], 1;", "that nobody wrote",
     1, 1},
    {"write out of range", "@", "st.shared.u32 [s+508], %r31;",
     "st.shared.u32 [s+512], %r31;", "shared memory", 1, 1},
    {"32-bit wrap of an offset",
     "mov.u32 %r1, 0x40000000;\nadd.u32 %r1, %r1, %r31;\n@\nst.global.u32 "
     "[%d1], %r1;",
     "mul.wide.u32 %d2, %r31, 8;\nadd.u64 %d1, %d0, 0;",
     "mul.lo.u32 %r2, %r1, 4;\ncvt.u64.u32 %d1, %r2;\n"
     "ld.param.u64 %d2, [out];\nsub.u64 %d1, %d2, %d1;\nsub.u64 %d1, %d1, 8;",
     "", 1, 8},
    {"early exit before a barrier",
     "setp.lt.u32 %p1, %r31, 40;\n@\nbar.sync 0;", "", "@!%p1 ret;",
     "has ended and never reaches barrier 0"},
    {"barrier in a branch of part of a warp", "setp.lt.u32 %p1, %r31, 40;\n@",
     "bar.sync 0;", "@%p1 bar.sync 0;\n@!%p1 bar.sync 0;", "for other lanes"},
    {"barrier that some never reach", "setp.lt.u32 %p1, %r31, 32;\n@",
     "bar.sync 1, 64;", "@%p1 bar.sync 1, 64;", "deadlock"},
    {"wrong number of threads at a barrier", "@", "bar.sync 1, 64;",
     "bar.sync 1, 96;", "deadlock"},
    {"partials joined by blocks without an order", R"(
        mov.u32 %r1, %ctaid.x;
        mov.u64 %d2, g;
        @
        ld.global.u32 %r2, [%d2];
        add.u32 %r2, %r2, 1;
        st.global.u32 [%d2], %r2;)",
     "mad.wide.u32 %d2, %r1, 4, %d2;", "", "race: reads global", 2, 1},
    {"wrong stride of a slice", R"(
        mov.u32 %r1, %ctaid.x;
        @
        mov.u64 %d2, g;
        mad.wide.u32 %d2, %r2, 4, %d2;
        st.global.u32 [%d2], %r31;)",
     "mad.lo.u32 %r2, %r1, 64, %r31;", "mad.lo.u32 %r2, %r1, 60, %r31;",
     "race: writes global", 2, 64},
    {"atomic beside a plain write", R"(
        mov.u64 %d2, g;
        @)",
     "atom.global.add.u32 %r1, [%d2], 1;",
     "setp.eq.u32 %p1, %r31, 0;\n@%p1 st.global.u32 [%d2], "
     "5;\natom.global.add.u32 %r1, [%d2], 1;",
     "race: updates"},
    {"lanes of a warp without an order", R"(
        mov.u32 %r2, s;
        mad.lo.u32 %r3, %r31, 4, %r2;
        st.shared.u32 [%r3], %r31;
        @
        xor.b32 %r4, %r31, 1;
        mad.lo.u32 %r3, %r4, 4, %r2;
        ld.shared.u32 %r5, [%r3];)",
     "bar.warp.sync -1;", "", "race: reads byte", 1, 32},
    {"slot of a ring released before it is read", R"(
        setp.lt.u32 %p1, %r31, 32;
        @%p1 bra FILL;
        bar.sync 1, 64;
        @
        bra END;
    FILL:
        mad.lo.u32 %r3, %r31, 4, 0;
        mov.u32 %r2, s;
        add.u32 %r3, %r3, %r2;
        st.shared.u32 [%r3], 1;
        bar.arrive 1, 64;
        bar.sync 2, 64;
        st.shared.u32 [%r3], 2;
    END:)",
     "ld.shared.u32 %r1, [s];\nbar.arrive 2, 64;",
     "bar.arrive 2, 64;\nld.shared.u32 %r1, [s];", "race: "},
    {"lane that ended before a shuffle",
     "setp.lt.u32 %p1, %r31, 48;\n@\n"
     "shfl.sync.down.b32 %r1, %r31, 16, 31, -1;",
     "", "@!%p1 ret;", "takes the value of lane"},
};

std::string replaced(const Fault &fault, const char *text) {
  // The last '@' that stands alone.
  std::string body = fault.body;
  size_t at = body.find('@');
  while (body[at + 1] != '\n' && body[at + 1] != '\0')
    at = body.find('@', at + 1);
  return body.replace(at, 1, text);
}

struct Outcome {
  Result result;
  std::string report;
};

Outcome run(const Fault &fault, const char *text, const std::string &options) {
  Emulated device(options);
  Function f = device.function(
      device.load(kernel(replaced(fault, text), kDeclarations)));
  DevicePtr out = device.allocate(64 * 8);
  EXPECT_EQ(device.launch(f, {fault.blocks, 1, 1}, {fault.threads, 1, 1}, 0,
                          nullptr, out),
            Result::Success);
  Result result = device.cu.cuStreamSynchronize(nullptr);
  return {result, device.report()};
}

} // namespace

TEST(EmulatorCheck, FindsEachPlantedFault) {
  ONLY_EMULATED("has no checked mode");
  ASSERT_GE(std::size(kFaults), 16u);
  for (const Fault &fault : kFaults)
    for (const char *order :
         {"check", "check,order=descending", "check,order=random:7"}) {
      Outcome right = run(fault, fault.right, order);
      EXPECT_EQ(right.result, Result::Success)
          << fault.name << ": " << right.report;
      Outcome planted = run(fault, fault.planted, order);
      EXPECT_NE(planted.result, Result::Success) << fault.name;
      EXPECT_NE(planted.report.find(fault.found), std::string::npos)
          << fault.name << ": " << planted.report;
    }
}

/// Copies the word of `in` at each thread to `out`.
static const char *const kCopyWords = R"(.version 8.0
.target sm_80
.address_size 64
.file 1 "two.model"
.visible .entry k(.param .u64 out, .param .u64 in)
{
.reg .b32 %r<4>;
.reg .b64 %d<4>;
.loc 1 12 5
ld.param.u64 %d0, [out];
ld.param.u64 %d1, [in];
mov.u32 %r0, %tid.x;
mad.wide.u32 %d0, %r0, 4, %d0;
mad.wide.u32 %d1, %r0, 4, %d1;
ld.global.u32 %r1, [%d1];
st.global.u32 [%d0], %r1;
ret;
}
)";

TEST(EmulatorCheck, HoldsALaunchToItsOperands) {
  ONLY_EMULATED("has no checked mode");
  auto outcome = [](uint64_t outBytes, uint32_t inFlags, bool swapped) {
    Emulated device("check");
    Function f = device.function(device.load(kCopyWords));
    // One arena that holds both, as a runtime's does.
    DevicePtr arena = device.upload(std::vector<uint32_t>(64, 1));
    DevicePtr out = arena, in = arena + 128;
    device.announce({{out, outBytes, 2}, {in, 32, inFlags}});
    if (swapped)
      std::swap(out, in);
    device.launch(f, {1, 1, 1}, {8, 1, 1}, 0, nullptr, out, in);
    Result result = device.cu.cuStreamSynchronize(nullptr);
    return Outcome{result, device.report()};
  };
  EXPECT_EQ(outcome(32, 1, false).result, Result::Success);
  std::string report = outcome(28, 1, false).report;
  EXPECT_NE(report.find("outside the operands"), std::string::npos) << report;
  EXPECT_NE(report.find("thread (7,0,0), PTX line 16"), std::string::npos)
      << report;
  EXPECT_NE(report.find("two.model:12"), std::string::npos) << report;
  // What is only written holds nothing before; what is only read stays.
  report = outcome(32, 1, true).report;
  EXPECT_NE(report.find("nobody wrote"), std::string::npos) << report;
  report = outcome(32, 3, true).report;
  EXPECT_NE(report.find("nobody wrote"), std::string::npos) << report;
}

TEST(EmulatorCheck, FindsAWriteToAnInput) {
  ONLY_EMULATED("has no checked mode");
  Emulated device("check");
  Function f = device.function(device.load(kCopyWords));
  DevicePtr out = device.upload(std::vector<uint32_t>(8, 1)),
            in = device.upload(std::vector<uint32_t>(8, 1));
  device.announce({{out, 32, 1}, {in, 32, 1}});
  device.launch(f, {1, 1, 1}, {8, 1, 1}, 0, nullptr, out, in);
  EXPECT_EQ(device.cu.cuStreamSynchronize(nullptr), Result::LaunchFailed);
  EXPECT_NE(device.report().find("an operand that is only read"),
            std::string::npos)
      << device.report();
}

TEST(EmulatorCheck, FindsStaleBytesOfAGraph) {
  ONLY_EMULATED("has no checked mode");
  // A program that frees a buffer whose address a graph holds.
  Emulated device("check");
  Function f = device.function(device.load(kCopyWords));
  DevicePtr in = device.upload(std::vector<uint32_t>(8, 1)),
            out = device.allocate(32);
  Stream stream = nullptr;
  Graph graph = nullptr;
  GraphExec exec = nullptr;
  device.cu.cuStreamCreate(&stream, kStreamNonBlocking);
  device.cu.cuStreamBeginCapture(stream, CaptureMode::ThreadLocal);
  device.launch(f, {1, 1, 1}, {8, 1, 1}, 0, stream, out, in);
  device.cu.cuStreamEndCapture(stream, &graph);
  device.cu.cuGraphInstantiateWithFlags(&exec, graph, 0);
  device.cu.cuGraphLaunch(exec, stream);
  EXPECT_EQ(device.cu.cuStreamSynchronize(stream), Result::Success)
      << device.report();
  device.cu.cuMemFree(in);
  device.cu.cuGraphLaunch(exec, stream);
  EXPECT_EQ(device.cu.cuStreamSynchronize(stream), Result::IllegalAddress);
  EXPECT_NE(device.report().find("global memory"), std::string::npos)
      << device.report();
}
