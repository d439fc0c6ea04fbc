//===- Memory.h - The two memory blocks of a program ------------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_MEMORY_H
#define BMC_RUNTIME_CORE_MEMORY_H

#include "runtime/core/Status.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string_view>
#include <utility>

namespace bmc {

/// Anonymous zero-filled memory. Pages are taken from the system when first
/// touched, huge pages where a block is 8 MiB or more.
class MemoryBlock {
public:
  MemoryBlock() = default;
  MemoryBlock(MemoryBlock &&other) noexcept { *this = std::move(other); }
  MemoryBlock &operator=(MemoryBlock &&other) noexcept {
    std::swap(address, other.address);
    std::swap(length, other.length);
    return *this;
  }
  ~MemoryBlock();

  /// Replaces the block by `bytes` zero bytes; Resource error naming `purpose`
  /// when the address space or a limit does not allow it.
  Status allocate(uint64_t bytes, const char *purpose);

  char *data() const { return address; }
  uint64_t size() const { return length; }

private:
  char *address = nullptr;
  uint64_t length = 0;
};

/// Bytes that can still be used without swapping or being killed: MemAvailable
/// cut by the cgroup limit. 0 when unknown.
uint64_t availableMemory();

/// Bytes of memory that are this process's own now, and at its peak: heap,
/// stacks, sections. Pages of files (the program's code, libraries) are not
/// in: processes share them, the system drops them at will, and how many are
/// mapped around one that is used varies from run to run.
uint64_t anonymousMemory();
uint64_t peakAnonymousMemory();

/// A resource error when `bytes` exceed availableMemory(). `purpose` says what
/// takes them, in the plural.
Status checkMemory(uint64_t bytes, const char *purpose);

/// What memory is taken for while this lives, in words such as ("reading",
/// "table.csv", its size): the message where memory runs out names the
/// innermost. Costs nothing until then; `what` must live as long.
class MemoryUse {
public:
  MemoryUse(const char *action, std::string_view what, uint64_t bytes)
      : action(action), what(what), bytes(bytes) {}
  MemoryUse(const MemoryUse &) = delete;
  MemoryUse &operator=(const MemoryUse &) = delete;
  ~MemoryUse();

private:
  const char *action;
  std::string_view what;
  uint64_t bytes;
  int exceptions = std::uncaught_exceptions(); ///< in flight when it began
};

/// The Resource error of a std::bad_alloc that was just caught.
Status outOfMemory();

/// "1.5 GiB".
std::string formatBytes(uint64_t bytes);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_MEMORY_H
