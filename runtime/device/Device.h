//===- Device.h - Where a program's memory is and its kernels run -*- C++
//-*-===//
//
// Program keeps both sections in host memory. A device has its own copy of
// them, or, as the CPU does, works in the host's.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_DEVICE_DEVICE_H
#define BMC_RUNTIME_DEVICE_DEVICE_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Memory.h"
#include "runtime/core/Status.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// The two sections in host memory.
struct Sections {
  MemoryBlock state, arena;

  char *at(BmrtSection section, uint64_t offset) const {
    return (section == kBmrtState ? state : arena).data() + offset;
  }
};

/// Numbers that a started run returns, on their way to the host. Must not
/// outlive the device.
class Delivery {
public:
  virtual ~Delivery() = default;
  /// Waits until they are there.
  virtual Status wait() = 0;
  /// Where output `index` of the function then is.
  virtual const char *number(uint32_t index) const = 0;
};

/// What a program is going to be used for.
struct ProgramUse {
  /// No dim of a call is above its limit.
  std::vector<int64_t> limits;
  /// Names of the functions that are called.
  std::vector<std::string_view> functions;

  bool calls(const BmrtFunction &function) const {
    return std::ranges::find(functions, function.name) != functions.end();
  }
  bool operator==(const ProgramUse &) const = default;
  /// All that the program was built for.
  static ProgramUse all(const BmrtProgram &program);
};

class Device {
public:
  virtual ~Device() = default;

  /// "cpu", or "cuda:0" and what the driver calls it.
  virtual std::string name() const = 0;

  /// Whether the host's sections are the device's: nothing is copied then.
  virtual bool usesHostMemory() const = 0;

  /// How much of a device's own memory is free, and how much there is. 0 where
  /// it works in the host's.
  virtual Status memory(uint64_t &free, uint64_t &total) const = 0;

  /// Bytes of it that such a use of a program takes.
  virtual uint64_t need(const BmrtProgram &program,
                        const ProgramUse &use) const = 0;

  /// Takes memory for the sections of a program, whose host copies are at
  /// `sections`; called again when they have moved. Contents are undefined
  /// where the device has its own. Resource error if there is too little.
  virtual Status allocate(const BmrtProgram &program, const Sections &sections,
                          const ProgramUse &use) = 0;

  /// Copies part of a section from the host's to the device's, and back.
  /// toDevice may return before the device has the bytes, which are those the
  /// host had; toHost waits for all that was run before.
  virtual Status toDevice(BmrtSection section, uint64_t offset,
                          uint64_t bytes) = 0;
  virtual Status toHost(BmrtSection section, uint64_t offset,
                        uint64_t bytes) = 0;

  /// Copies a part of a section to another place in it, after all that was run
  /// before. The two do not overlap.
  virtual Status copy(BmrtSection section, uint64_t from, uint64_t to,
                      uint64_t bytes) = 0;

  /// Runs all launches of a function of the program, or one of them, with the
  /// dims at these values (0: none of the function's inputs has the dim). Where
  /// the device works on its own it may return before they have ended.
  virtual Status run(const BmrtFunction &function,
                     std::span<const int64_t> dims) = 0;
  virtual Status runLaunch(const BmrtFunction &function, uint32_t launch,
                           std::span<const int64_t> dims) = 0;

  /// Runs a function whose outputs are numbers without waiting for them, if the
  /// device works on its own: `delivery` is null otherwise. From the first one
  /// that is not finite on all numbers of started runs are NaN, and so updates
  /// change nothing, until a state is sent: the host sees them too late to
  /// stop.
  virtual Status start(const BmrtFunction &function,
                       std::span<const int64_t> dims,
                       std::unique_ptr<Delivery> &delivery) = 0;

  /// Runs all launches one after the other and measures each: seconds[i] is how
  /// long launch i took.
  virtual Status runTimed(const BmrtFunction &function,
                          std::span<const int64_t> dims,
                          std::span<double> seconds) = 0;
};

/// The value of a size of `launch` at these dims. Internal error if a dim is
/// missing or the value does not fit.
Status evaluateSize(const BmrtSize &size, std::span<const int64_t> dims,
                    const BmrtLaunch &launch, int64_t &value);

/// Bytes of a tensor at these dims.
uint64_t tensorBytes(const BmrtTensor &tensor, std::span<const int64_t> dims);

/// Bytes of the state without what is carried, if that lies behind all else:
/// nobody needs it but who calls `decode`, and its contents are of the device
/// alone.
uint64_t lastingStateBytes(const BmrtProgram &program);

/// The largest dims of a program.
std::vector<int64_t> dimBounds(const BmrtProgram &program);

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_DEVICE_H
