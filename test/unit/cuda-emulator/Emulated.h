//===- Emulated.h - The emulator as a program sees it -----------*- C++ -*-===//
//
// Each object opens the library anew, with options of its own. With PTX_LIBRARY
// in the environment the library is another libcuda: what instructions give is
// then tried on a GPU, and tests of what only the emulator does are skipped.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_TEST_UNIT_CUDAEMULATOR_EMULATED_H
#define BMC_TEST_UNIT_CUDAEMULATOR_EMULATED_H

#include "runtime/cuda/CudaTypes.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace bmc::cuda {

/// The functions of Driver.def.
struct Functions {
#define BMC_CUDA_FUNCTION(NAME, SYMBOL, ...)                                   \
  Result (*NAME)(__VA_ARGS__) = nullptr;
#include "runtime/cuda/Driver.def"
};

using Dims = std::array<unsigned, 3>;

/// Whether PTX_LIBRARY names another libcuda than the emulator.
bool isHardware();

/// First in a test of what the emulator promises beyond PTX and the driver.
#define ONLY_EMULATED(WHAT)                                                    \
  if (isHardware())                                                            \
  GTEST_SKIP() << "a GPU " WHAT

/// Options for an emulated device of compute capability 9.0; none for hardware.
std::string sm90Options();

/// A device that is initialized and current.
class Emulated {
public:
  /// Options are the emulator's: throws if there are any and it is hardware.
  explicit Emulated(const std::string &options = "")
      : Emulated(options, isHardware()) {}
  /// The emulator, or the library of PTX_LIBRARY.
  Emulated(const std::string &options, bool onHardware);
  ~Emulated();
  Emulated(const Emulated &) = delete;
  Emulated &operator=(const Emulated &) = delete;

  Functions cu;

  /// The major number of its compute capability.
  int major() const;

  /// Loads a module; fails the test with the log if that goes wrong.
  Module load(const std::string &ptx);
  /// The error log of a module that must not load.
  std::string loadError(const std::string &ptx,
                        Result expected = Result::InvalidPtx);
  Function function(Module module, const char *name = "k");

  DevicePtr allocate(size_t bytes);
  template <class T> DevicePtr upload(const std::vector<T> &values) {
    DevicePtr address = allocate(values.size() * sizeof(T));
    EXPECT_EQ(
        cu.cuMemcpyHtoD(address, values.data(), values.size() * sizeof(T)),
        Result::Success);
    return address;
  }
  template <class T> std::vector<T> download(DevicePtr address, size_t count) {
    std::vector<T> values(count);
    EXPECT_EQ(cu.cuMemcpyDtoH(values.data(), address, count * sizeof(T)),
              Result::Success);
    return values;
  }
  template <class... P>
  Result launch(Function function, Dims grid, Dims block, unsigned shared,
                Stream stream, P... parameters) {
    void *pointers[] = {&parameters..., nullptr};
    return cu.cuLaunchKernel(function, grid[0], grid[1], grid[2], block[0],
                             block[1], block[2], shared, stream, pointers,
                             nullptr);
  }
  /// Tells what the next launch uses; the optional entry point of the README.
  struct Operand {
    uint64_t address, bytes;
    uint32_t flags; ///< 1: read, 2: written
  };
  void announce(const std::vector<Operand> &operands);
  /// What the emulator says was wrong with the last kernel.
  std::string report() const;

private:
  void *library = nullptr;
};

/// A module of one kernel `k` with a parameter `out` and register banks
/// %p, %h, %r, %d, %f, %g (pred, b16, b32, b64, f32, f64); %d0 is `out` plus
/// 8 bytes for each thread. `declarations` stand before the kernel.
std::string kernel(const std::string &body,
                   const std::string &declarations = "",
                   const std::string &parameters = "",
                   const std::string &target = "sm_80");

/// Runs the kernel with one block of `threads` and gives what each wrote to
/// its 8 bytes at %d0, as its low bits.
template <class T>
std::vector<T> runThreads(const std::string &body, unsigned threads = 32,
                          const std::string &declarations = "") {
  Emulated device;
  Function f = device.function(device.load(kernel(body, declarations)));
  DevicePtr out = device.allocate(threads * 8);
  EXPECT_EQ(device.launch(f, {1, 1, 1}, {threads, 1, 1}, 0, nullptr, out),
            Result::Success);
  auto raw = device.download<uint64_t>(out, threads);
  EXPECT_EQ(device.cu.cuStreamSynchronize(nullptr), Result::Success)
      << device.report();
  std::vector<T> values(threads);
  for (unsigned i = 0; i < threads; ++i)
    std::memcpy(&values[i], &raw[i], sizeof(T));
  return values;
}

} // namespace bmc::cuda

#endif // BMC_TEST_UNIT_CUDAEMULATOR_EMULATED_H
