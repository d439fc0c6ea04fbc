//===- AnnounceTest.cpp - What the emulator learns about launches ---------===//
//
// Kernels that go wrong where only the operands of a launch tell: the memory
// they touch is device memory that somebody wrote.
//
//===----------------------------------------------------------------------===//
#include "runtime/device/GpuDevice.h"
#include "runtime/device/OpenDevice.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <zlib.h>

using namespace bmc;

namespace {

constexpr uint32_t kRows = 5;
enum : uint64_t {
  kIn = 0,
  kOut = 64,
  kScratch = 128,
  kOther = 192,
  kEnd = 256
};

/// Two grids of one warp over in, out, scratch and the number of rows, whose
/// threads run `first` and `second` where %p0 says that they have a row. %d0 to
/// %d2 are the addresses of a thread's element of each, %r1 its number.
std::string twoGrids(const std::string &first, const std::string &second) {
  std::string text = ".version 8.0\n.target sm_80\n.address_size 64\n";
  for (const char *name : {"first", "second"}) {
    text += std::string(".visible .entry ") + name;
    text +=
        R"((.param .u64 in, .param .u64 out, .param .u64 scratch, .param .u64 n) {
.reg .pred %p<2>; .reg .b32 %r<4>; .reg .b64 %d<8>; .reg .f32 %f<4>;
ld.param.u64 %d0, [in]; ld.param.u64 %d1, [out]; ld.param.u64 %d2, [scratch];
ld.param.u64 %d3, [n]; cvt.u32.u64 %r2, %d3; mov.u32 %r1, %tid.x;
mul.wide.u32 %d4, %r1, 4; add.s64 %d0, %d0, %d4; add.s64 %d1, %d1, %d4;
add.s64 %d2, %d2, %d4; setp.lt.u32 %p0, %r1, %r2;
)" + std::string(*name == 'f' ? first : second) +
        "\nret; }\n";
  }
  return text;
}

const std::string kCopyToScratch =
    "@%p0 ld.global.f32 %f0, [%d0]; @%p0 st.global.f32 [%d2], %f0;";
const std::string kCopyToOut =
    "@%p0 ld.global.f32 %f0, [%d2]; @%p0 st.global.f32 [%d1], %f0;";

/// As bmc embeds it.
std::string packed(const std::string &text) {
  uLongf bytes = compressBound(text.size());
  std::string code(bytes, '\0');
  EXPECT_EQ(compress(reinterpret_cast<Bytef *>(code.data()), &bytes,
                     reinterpret_cast<const Bytef *>(text.data()), text.size()),
            Z_OK);
  code.resize(bytes);
  return code;
}

/// A program of one function of one launch.
struct OneLaunch {
  std::string code;
  BmrtDim dim = {"B", 16};
  BmrtSize rows = {1, {1}}, bytes[2] = {{4, {1}}, {64, {}}};
  BmrtOperand operands[3] = {
      {kBmrtArena, 0, kIn}, {kBmrtArena, 0, kOut}, {kBmrtArena, 0, kScratch}};
  uint32_t positions[3] = {0, 1, 2}, sizes[1] = {0};
  BmrtGrid grids[2] = {grid("first"), grid("second")};
  BmrtLaunch launch = {nullptr, operands, &rows,   3,       1,     1,
                       1,       "copy",   nullptr, nullptr, grids, 2};
  BmrtFunction function = {"copy", nullptr, nullptr, &launch, 0, 0, 1, 0, kEnd};
  BmrtProgram program = {};
  BmrtImage image = {};

  OneLaunch(const std::string &first, const std::string &second, bool tells)
      : code(packed(twoGrids(first, second))) {
    program.numDims = program.numFunctions = 1;
    program.dims = &dim;
    program.functions = &function;
    program.arenaBytes = kEnd;
    program.operandBytes = bytes;
    program.numOperandBytes = tells ? 2 : 0;
    image = {kBmrtCuda,
             0,
             "sm_80",
             &program,
             code.data(),
             code.size(),
             twoGrids(first, second).size(),
             bmrtChecksum(code.data(), code.size())};
  }

  BmrtGrid grid(const char *name) {
    BmrtGrid made = {};
    made.function = name;
    for (BmrtGridFactor &factor : made.factors)
      factor = {{1, {}}, 1};
    made.threads = 32;
    made.operands = positions;
    made.sizes = sizes;
    made.numOperands = 3;
    made.numSizes = 1;
    return made;
  }

  Status run() {
    std::unique_ptr<Device> device;
    BMRT_TRY(GpuDevice::create(image, 0, device));
    Sections sections;
    BMRT_TRY(sections.arena.allocate(kEnd, "the test"));
    BMRT_TRY(device->allocate(program, sections, ProgramUse::all(program)));
    BMRT_TRY(device->toDevice(kBmrtArena, 0, kEnd));
    // The second time results of the first are there, as in a reused arena.
    const int64_t dims[] = {kRows};
    BMRT_TRY(device->run(function, dims));
    BMRT_TRY(device->run(function, dims));
    return device->toHost(kBmrtArena, 0, kEnd);
  }
};

/// Ends the process with the exit code of two calls in checked mode, in which
/// the runtime `tells` what launches use.
[[noreturn]] void end(const std::string &first, const std::string &second,
                      bool tells) {
  setenv("BMC_LIBCUDA", EMULATOR_LIBRARY, 1);
  setenv("BMC_EMULATOR", "check", 1);
  Status status = OneLaunch(first, second, tells).run();
  std::fprintf(stderr, "%s\n", status.message().c_str());
  std::_Exit(status.exitCode());
}

/// A fault that checked mode finds if it knows the operands, and only then.
void expectFound(const std::string &first, const std::string &second,
                 const char *words) {
  EXPECT_EXIT(end(first, second, false), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(end(first, second, true), testing::ExitedWithCode(3), words);
}

TEST(Announce, LetsPassWhatIsRight) {
  EXPECT_EXIT(end(kCopyToScratch, kCopyToOut, true), testing::ExitedWithCode(0),
              "");
}

TEST(Announce, FindsARowTooMuch) {
  expectFound("setp.le.u32 %p0, %r1, %r2;" + kCopyToScratch, kCopyToOut,
              "outside the operands");
  expectFound(kCopyToScratch, "setp.le.u32 %p0, %r1, %r2;" + kCopyToOut,
              "outside the operands");
}

TEST(Announce, FindsWhatBelongsToAnother) {
  expectFound(kCopyToScratch + "@%p0 ld.global.f32 %f1, [%d2+64];", kCopyToOut,
              "outside the operands");
}

TEST(Announce, FindsAWriteToAnInput) {
  expectFound(kCopyToScratch, kCopyToOut + "@%p0 st.global.f32 [%d0], %f0;",
              "only read");
}

TEST(Announce, FindsResultsOfAnEarlierLaunch) {
  // A partial result that nobody computes, and a sum into what is not zero.
  expectFound("setp.lt.u32 %p0, %r1, 4;" + kCopyToScratch, kCopyToOut,
              "that nobody wrote");
  expectFound(kCopyToScratch + "@%p0 ld.global.f32 %f1, [%d1];", kCopyToOut,
              "that nobody wrote");
}

TEST(Announce, KeepsWhatIsUpdatedInPlace) {
  auto inPlace = [] {
    setenv("BMC_LIBCUDA", EMULATOR_LIBRARY, 1);
    setenv("BMC_EMULATOR", "check", 1);
    OneLaunch test(kCopyToScratch, kCopyToOut, true);
    test.operands[1].offset = kIn;
    std::_Exit(test.run().exitCode());
  };
  EXPECT_EXIT(inPlace(), testing::ExitedWithCode(0), "");
}

} // namespace
