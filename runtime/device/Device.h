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

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bmc {

/// The two sections in host memory.
struct Sections {
  MemoryBlock state, arena;

  char *at(BmrtSection section, uint64_t offset) const {
    return (section == kBmrtState ? state : arena).data() + offset;
  }
};

class Device {
public:
  virtual ~Device() = default;

  /// "cpu", or "cuda:0" and what the driver calls it.
  virtual std::string name() const = 0;

  /// Whether the host's sections are the device's: nothing is copied then.
  virtual bool usesHostMemory() const = 0;

  /// Takes memory for the sections of a program, whose host copies are at
  /// `sections`; called again when they have moved. Contents are undefined
  /// where the device has its own. Resource error if there is too little.
  virtual Status allocate(const BmrtProgram &program,
                          const Sections &sections) = 0;

  /// Copies part of a section from the host's to the device's, and back. After
  /// toHost everything run before has ended.
  virtual Status toDevice(BmrtSection section, uint64_t offset,
                          uint64_t bytes) = 0;
  virtual Status toHost(BmrtSection section, uint64_t offset,
                        uint64_t bytes) = 0;

  /// Runs all launches of a function of the program, or one of them, with the
  /// dims at these values (0: none of the function's inputs has the dim).
  virtual Status run(const BmrtFunction &function,
                     std::span<const int64_t> dims) = 0;
  virtual Status runLaunch(const BmrtFunction &function, uint32_t launch,
                           std::span<const int64_t> dims) = 0;
};

/// The value of a size of `launch` at these dims. Internal error if a dim is
/// missing or the value does not fit.
Status evaluateSize(const BmrtSize &size, std::span<const int64_t> dims,
                    const BmrtLaunch &launch, int64_t &value);

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_DEVICE_H
