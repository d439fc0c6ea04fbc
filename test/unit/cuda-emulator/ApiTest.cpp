//===- ApiTest.cpp - The driver's functions -------------------------------===//
#include "test/unit/cuda-emulator/Emulated.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

using namespace bmc::cuda;

TEST(EmulatorApi, ExportsEveryFunctionOfTheList) {
  Emulated device;
  unsigned count = 0;
#define BMC_CUDA_FUNCTION(NAME, SYMBOL, ...) count += device.cu.NAME != nullptr;
#include "runtime/cuda/Driver.def"
  EXPECT_GT(count, 40u);
}

TEST(EmulatorApi, NamesItsDevice) {
  ONLY_EMULATED("has a name of its own");
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

/// Adds `value` to the word at `out`.
static const char *const kAdd = R"(.version 8.0
.target sm_80
.address_size 64
.visible .entry k(.param .u64 out, .param .u32 value)
{
.reg .b32 %r<4>;
.reg .b64 %d<2>;
ld.param.u64 %d0, [out];
ld.param.u32 %r0, [value];
ld.global.u32 %r1, [%d0];
add.u32 %r1, %r1, %r0;
st.global.u32 [%d0], %r1;
ret;
}
)";

TEST(EmulatorApi, WorksAsLateAsIsLegal) {
  ONLY_EMULATED("works when it likes");
  for (bool late : {true, false}) {
    Emulated device(late ? "" : "async=launch");
    Function f = device.function(device.load(kAdd));
    DevicePtr out = device.upload<uint32_t>({1});
    Stream stream = nullptr;
    Event event = nullptr;
    void *memory = nullptr;
    device.cu.cuStreamCreate(&stream, kStreamNonBlocking);
    device.cu.cuEventCreate(&event, kEventDefault);
    device.cu.cuMemAllocHost(&memory, 4);
    auto *pinned = static_cast<uint32_t *>(memory);
    *pinned = 0;
    EXPECT_EQ(device.launch(f, {1, 1, 1}, {1, 1, 1}, 0, stream, out, 41),
              Result::Success);
    EXPECT_EQ(device.cu.cuMemcpyDtoHAsync(pinned, out, 4, stream),
              Result::Success);
    device.cu.cuEventRecord(event, stream);
    EXPECT_EQ(*pinned, late ? 0u : 42u);
    // Polling gets there, one piece at a time.
    EXPECT_EQ(device.cu.cuEventQuery(event),
              late ? Result::NotReady : Result::Success);
    EXPECT_EQ(*pinned, late ? 0u : 42u);
    EXPECT_EQ(device.cu.cuEventSynchronize(event), Result::Success);
    EXPECT_EQ(*pinned, 42u);
    EXPECT_EQ(device.cu.cuStreamQuery(stream), Result::Success);
  }
}

TEST(EmulatorApi, TakesPageableBytesAtOnce) {
  Emulated device;
  DevicePtr out = device.allocate(4);
  uint32_t value = 7;
  EXPECT_EQ(device.cu.cuMemcpyHtoDAsync(out, &value, 4, nullptr),
            Result::Success);
  value = 8;
  EXPECT_EQ(device.download<uint32_t>(out, 1)[0], 7u);
}

TEST(EmulatorApi, OrdersTheDefaultStreamWithBlockingOnes) {
  ONLY_EMULATED("does not wait for the free stream");
  Emulated device;
  Function f = device.function(device.load(kAdd));
  DevicePtr out = device.upload<uint32_t>({0});
  Stream blocking = nullptr, free = nullptr;
  device.cu.cuStreamCreate(&blocking, kStreamDefault);
  device.cu.cuStreamCreate(&free, kStreamNonBlocking);
  device.launch(f, {1, 1, 1}, {1, 1, 1}, 0, blocking, out, 1);
  device.launch(f, {1, 1, 1}, {1, 1, 1}, 0, free, out, 100);
  EXPECT_EQ(device.download<uint32_t>(out, 1)[0], 1u);
  device.cu.cuStreamSynchronize(free);
  EXPECT_EQ(device.download<uint32_t>(out, 1)[0], 101u);
}

TEST(EmulatorApi, ReplaysGraphsWithTheBytesOfTheCapture) {
  Emulated device;
  Function f = device.function(device.load(kAdd));
  DevicePtr out = device.upload<uint32_t>({0});
  Stream stream = nullptr;
  Graph graph = nullptr;
  GraphExec exec = nullptr;
  device.cu.cuStreamCreate(&stream, kStreamNonBlocking);
  EXPECT_EQ(device.cu.cuStreamBeginCapture(stream, CaptureMode::ThreadLocal),
            Result::Success);
  uint32_t value = 5;
  void *parameters[] = {&out, &value};
  EXPECT_EQ(device.cu.cuLaunchKernel(f, 1, 1, 1, 1, 1, 1, 0, stream, parameters,
                                     nullptr),
            Result::Success);
  value = 1000;
  EXPECT_EQ(device.cu.cuStreamEndCapture(stream, &graph), Result::Success);
  EXPECT_EQ(device.cu.cuGraphInstantiateWithFlags(&exec, graph, 0),
            Result::Success);
  EXPECT_EQ(device.cu.cuGraphDestroy(graph), Result::Success);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(device.cu.cuGraphLaunch(exec, stream), Result::Success);
  EXPECT_EQ(device.cu.cuStreamSynchronize(stream), Result::Success);
  EXPECT_EQ(device.download<uint32_t>(out, 1)[0], 15u);
  EXPECT_EQ(device.cu.cuGraphExecDestroy(exec), Result::Success);
  if (!isHardware()) // where a destroyed handle is anything
    EXPECT_EQ(device.cu.cuGraphLaunch(exec, stream), Result::InvalidHandle);
}

TEST(EmulatorApi, InvalidatesACaptureThatWaits) {
  Emulated device;
  DevicePtr out = device.allocate(4);
  Stream stream = nullptr;
  Graph graph = nullptr;
  uint32_t pageable = 0;
  device.cu.cuStreamCreate(&stream, kStreamNonBlocking);
  auto capture = [&](auto call, Result expected) {
    EXPECT_EQ(device.cu.cuStreamBeginCapture(stream, CaptureMode::Global),
              Result::Success);
    EXPECT_EQ(call(), expected);
    EXPECT_EQ(device.cu.cuStreamEndCapture(stream, &graph),
              expected == Result::Success ? Result::Success
                                          : Result::StreamCaptureInvalidated);
  };
  capture([&] { return device.cu.cuMemsetD8Async(out, 0, 4, stream); },
          Result::Success);
  capture(
      [&] { return device.cu.cuMemcpyHtoDAsync(out, &pageable, 4, stream); },
      Result::StreamCaptureUnsupported);
  capture(
      [&] { return device.cu.cuMemcpyDtoHAsync(&pageable, out, 4, stream); },
      Result::StreamCaptureUnsupported);
  capture([&] { return device.cu.cuStreamSynchronize(stream); },
          Result::StreamCaptureUnsupported);
  capture([&] { return device.cu.cuMemcpyHtoD(out, &pageable, 4); },
          Result::StreamCaptureUnsupported);
  capture([&] { return device.cu.cuMemFree(out); },
          Result::StreamCaptureUnsupported);
  EXPECT_EQ(device.cu.cuStreamBeginCapture(nullptr, CaptureMode::Global),
            Result::StreamCaptureUnsupported);
  EXPECT_EQ(device.cu.cuStreamEndCapture(stream, &graph), Result::IllegalState);
}

TEST(EmulatorApi, RefusesWhatADriverRefuses) {
  Emulated device;
  Function f = device.function(device.load(kAdd));
  DevicePtr out = device.allocate(4), none = 0;
  EXPECT_EQ(device.cu.cuMemAlloc(&none, size_t{1} << 50), Result::OutOfMemory);
  EXPECT_EQ(device.cu.cuMemFree(out + 256), Result::InvalidValue);
  EXPECT_EQ(device.launch(f, {0, 1, 1}, {1, 1, 1}, 0, nullptr, out, 1),
            Result::InvalidValue);
  EXPECT_EQ(device.launch(f, {1, 1, 1}, {1025, 1, 1}, 0, nullptr, out, 1),
            Result::InvalidValue);
  EXPECT_EQ(device.launch(f, {1, 65536, 1}, {1, 1, 1}, 0, nullptr, out, 1),
            Result::InvalidValue);
  int count = 0;
  Device number = 0;
  EXPECT_EQ(device.cu.cuDeviceGetCount(&count), Result::Success);
  EXPECT_EQ(device.cu.cuDeviceGet(&number, count), Result::InvalidDevice);
  Function missing = nullptr;
  EXPECT_EQ(device.cu.cuModuleGetFunction(&missing, device.load(kAdd), "other"),
            Result::NotFound);
  const char *name = nullptr;
  EXPECT_EQ(device.cu.cuGetErrorName(Result::IllegalAddress, &name),
            Result::Success);
  EXPECT_STREQ(name, "CUDA_ERROR_ILLEGAL_ADDRESS");
  EXPECT_EQ(device.cu.cuGetErrorName(static_cast<Result>(12345), &name),
            Result::InvalidValue);
}

TEST(EmulatorApi, KeepsToTheBoundsOfItsMemory) {
  ONLY_EMULATED("has memory of its own size, and room behind allocations");
  Emulated device("memory=1M");
  DevicePtr out = device.allocate(4), none = 0;
  EXPECT_EQ(device.cu.cuMemAlloc(&none, 2 << 20), Result::OutOfMemory);
  EXPECT_EQ(device.cu.cuMemcpyHtoD(out, &out, 8), Result::InvalidValue);
}

TEST(EmulatorApi, FailsOnDemand) {
  ONLY_EMULATED("has no options");
  Emulated device(
      "fail:cuMemAlloc:2:CUDA_ERROR_OUT_OF_MEMORY,fail:cuLaunchKernel:1:700");
  DevicePtr out = device.allocate(4), none = 0;
  EXPECT_EQ(device.cu.cuMemAlloc(&none, 4), Result::OutOfMemory);
  EXPECT_EQ(device.cu.cuMemAlloc(&none, 4), Result::Success);
  Function f = device.function(device.load(kAdd));
  EXPECT_EQ(device.launch(f, {1, 1, 1}, {1, 1, 1}, 0, nullptr, out, 1),
            Result::IllegalAddress);
  // Such an error stays.
  EXPECT_EQ(device.cu.cuStreamSynchronize(nullptr), Result::IllegalAddress);
}

TEST(EmulatorApi, FailsFromTheFirstCallOn) {
  ONLY_EMULATED("has no options");
  Emulated gone("fail:cuInit:1+:100");
  EXPECT_EQ(gone.cu.cuInit(0), Result::NoDevice);
  EXPECT_EQ(gone.cu.cuInit(0), Result::NoDevice);
}

TEST(EmulatorApi, TracesCalls) {
  ONLY_EMULATED("has no options");
  std::string path = testing::TempDir() + "emulator-trace.txt";
  std::remove(path.c_str());
  {
    Emulated device("trace=" + path + ",fail:cuMemAlloc:1:2");
    DevicePtr none = 0;
    EXPECT_EQ(device.cu.cuMemAlloc(&none, 4), Result::OutOfMemory);
    EXPECT_EQ(device.cu.cuMemGetInfo(nullptr, nullptr), Result::InvalidValue);
  }
  std::ifstream file(path);
  std::string text(std::istreambuf_iterator<char>(file), {});
  EXPECT_TRUE(text.starts_with("cuInit\n")) << text;
  EXPECT_NE(text.find("\ncuMemAlloc\ncuMemGetInfo\n"), std::string::npos)
      << text;
  std::remove(path.c_str());
}

TEST(EmulatorApi, RefusesOptionsItDoesNotKnow) {
  ONLY_EMULATED("has no options");
  for (const char *options :
       {"sm_12", "order=sideways", "memory=0", "fail:cuNothing:1:2",
        "fail:cuInit:0:2", "host=x86-64-v5"}) {
    Emulated device(options);
    EXPECT_EQ(device.cu.cuInit(0), Result::InvalidValue) << options;
  }
}

TEST(EmulatorApi, NamesWhatItCannotLoad) {
  ONLY_EMULATED("has words of its own");
  Emulated device("sm_80,driver=12000");
  auto has = [](const std::string &log, const char *part) {
    return log.find(part) != std::string::npos;
  };
  std::string log = device.loadError(kernel("wgmma.fence.sync.aligned;"));
  EXPECT_TRUE(has(log, "line 16: 'wgmma.fence.sync.aligned'")) << log;
  EXPECT_TRUE(has(device.loadError(kernel("add.rn.ftz.s32 %r0, %r1, %r2;")),
                  "modifier"))
      << log;
  EXPECT_TRUE(has(device.loadError(kernel("add.s32 %r0, %d1, %r2;")),
                  "'%d1' has the wrong size"));
  EXPECT_TRUE(has(device.loadError(kernel("add.s32 %r0, %r1;")),
                  "2 operands, expected 3"));
  EXPECT_TRUE(has(device.loadError(kernel("bra NOWHERE;")), "label 'NOWHERE'"));
  EXPECT_TRUE(has(device.loadError(kernel("call.uni f, (%r0);",
                                          ".extern .func f(.param .b32 a);")),
                  "unresolved"));
  EXPECT_TRUE(
      has(device.loadError(".version 8.0\n.target sm_80\nnonsense"), "line 3"));
  device.loadError(".version 8.0\n.target sm_90a\n");
  device.loadError(".version 8.1\n.target sm_80\n",
                   Result::UnsupportedPtxVersion);
  device.loadError("\x7f"
                   "ELF....",
                   Result::NoBinaryForGpu);
}

TEST(EmulatorApi, RunsBlocksInAnyOrder) {
  ONLY_EMULATED("has an order of its own");
  // Each block takes a ticket: who came when.
  std::string ptx =
      kernel("mov.u32 %r1, %ctaid.x;\nmul.wide.u32 %d1, %r1, 8;\nadd.u64 %d0, "
             "%d0, %d1;\n"
             "atom.global.add.u32 %r2, [ticket], 1;\nst.global.u32 [%d0], %r2;",
             ".global .u32 ticket;");
  auto tickets = [&](const char *options) {
    Emulated device(options);
    Function f = device.function(device.load(ptx));
    DevicePtr out = device.allocate(64);
    device.launch(f, {8, 1, 1}, {1, 1, 1}, 0, nullptr, out);
    std::vector<uint64_t> raw = device.download<uint64_t>(out, 8);
    std::vector<uint32_t> all(raw.begin(), raw.end());
    return all;
  };
  std::vector<uint32_t> up = {0, 1, 2, 3, 4, 5, 6, 7},
                        down(up.rbegin(), up.rend());
  EXPECT_EQ(tickets("order=ascending"), up);
  EXPECT_EQ(tickets("order=descending"), down);
  std::vector<uint32_t> random = tickets("order=random:1");
  EXPECT_NE(random, up);
  std::sort(random.begin(), random.end());
  EXPECT_EQ(random, up);
}
