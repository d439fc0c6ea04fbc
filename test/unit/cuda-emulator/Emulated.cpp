//===- Emulated.cpp - The emulator as a program sees it -------------------===//
#include "test/unit/cuda-emulator/Emulated.h"

#include <cstdlib>
#include <dlfcn.h>
#include <stdexcept>

using namespace std::string_literals;

namespace bmc::cuda {

static const char *otherLibrary() { return std::getenv("PTX_LIBRARY"); }

bool isHardware() { return otherLibrary() != nullptr; }

std::string sm90Options() { return isHardware() ? "" : "sm_90a"; }

Emulated::Emulated(const std::string &options, bool onHardware) {
  if (onHardware && !options.empty())
    throw std::runtime_error("a GPU has no options: " + options);
  library = dlopen(onHardware ? otherLibrary() : EMULATOR_LIBRARY,
                   RTLD_NOW | RTLD_LOCAL);
  if (!library)
    throw std::runtime_error(dlerror());
#define BMC_CUDA_FUNCTION(NAME, SYMBOL, ...)                                   \
  cu.NAME =                                                                    \
      reinterpret_cast<Result (*)(__VA_ARGS__)>(dlsym(library, #SYMBOL));      \
  EXPECT_NE(cu.NAME, nullptr) << #SYMBOL;
#include "runtime/cuda/Driver.def"
  // For all tests at once: the instructions of another host.
  const char *host = std::getenv("EMULATOR_HOST");
  if (!onHardware)
    setenv("BMC_EMULATOR", (options + (host ? ",host="s + host : ""s)).c_str(),
           1);
  Context context = nullptr;
  if (cu.cuInit(0) == Result::Success &&
      cu.cuDevicePrimaryCtxRetain(&context, 0) == Result::Success)
    cu.cuCtxSetCurrent(context);
}

Emulated::~Emulated() {
  cu.cuCtxSetCurrent(nullptr);
  // On a GPU this frees what the test allocated.
  cu.cuDevicePrimaryCtxRelease(0);
  dlclose(library);
}

int Emulated::major() const {
  int major = 0;
  EXPECT_EQ(cu.cuDeviceGetAttribute(&major,
                                    DeviceAttribute::ComputeCapabilityMajor, 0),
            Result::Success);
  return major;
}

Module Emulated::load(const std::string &ptx) {
  char log[2048] = "";
  JitOption options[] = {JitOption::ErrorLogBuffer,
                         JitOption::ErrorLogBufferBytes};
  void *values[] = {log, reinterpret_cast<void *>(sizeof log)};
  Module module = nullptr;
  Result result =
      cu.cuModuleLoadDataEx(&module, ptx.c_str(), 2, options, values);
  EXPECT_EQ(result, Result::Success) << log << "\n" << ptx;
  return module;
}

std::string Emulated::loadError(const std::string &ptx, Result expected) {
  char log[2048] = "";
  JitOption options[] = {JitOption::ErrorLogBuffer,
                         JitOption::ErrorLogBufferBytes};
  void *values[] = {log, reinterpret_cast<void *>(sizeof log)};
  Module module = nullptr;
  EXPECT_EQ(cu.cuModuleLoadDataEx(&module, ptx.c_str(), 2, options, values),
            expected)
      << log;
  return log;
}

Function Emulated::function(Module module, const char *name) {
  Function function = nullptr;
  EXPECT_EQ(cu.cuModuleGetFunction(&function, module, name), Result::Success);
  return function;
}

DevicePtr Emulated::allocate(size_t bytes) {
  DevicePtr address = 0;
  EXPECT_EQ(cu.cuMemAlloc(&address, bytes), Result::Success);
  return address;
}

void Emulated::announce(const std::vector<Operand> &operands) {
  auto *function = reinterpret_cast<void (*)(uint32_t, const void *)>(
      dlsym(library, "bmcEmulatorAnnounce"));
  ASSERT_NE(function, nullptr);
  function(static_cast<uint32_t>(operands.size()), operands.data());
}

std::string Emulated::report() const {
  auto *last = reinterpret_cast<const char *(*)()>(
      dlsym(library, "bmcEmulatorLastReport"));
  return last ? last() : "";
}

std::string kernel(const std::string &body, const std::string &declarations,
                   const std::string &parameters, const std::string &target) {
  return ".version 8.0\n.target " + target + "\n.address_size 64\n" +
         declarations + "\n.visible .entry k(.param .u64 out" + parameters +
         ")\n{\n"
         ".reg .pred %p<16>;\n.reg .b16 %h<16>;\n.reg .b32 %r<32>;\n.reg .b64 "
         "%d<32>;\n"
         ".reg .f32 %f<16>;\n.reg .f64 %g<16>;\n"
         "ld.param.u64 %d0, [out];\nmov.u32 %r31, %tid.x;\nmad.wide.u32 %d0, "
         "%r31, 8, %d0;\n" +
         body + "\nret;\n}\n";
}

} // namespace bmc::cuda
