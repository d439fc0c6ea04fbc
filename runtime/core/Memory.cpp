//===- Memory.cpp - The two memory blocks of a program ----------*- C++ -*-===//
#include "runtime/core/Memory.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace bmc;

/// Below this size huge pages waste more than they save.
static constexpr uint64_t kHugePageThreshold = uint64_t{8} << 20;

MemoryBlock::~MemoryBlock() {
  if (address)
    munmap(address, length);
}

Status MemoryBlock::allocate(uint64_t bytes, const char *purpose) {
  if (address)
    munmap(address, length);
  address = nullptr;
  length = 0;
  // A program without state still gets an address to hand to kernels.
  bytes = std::max<uint64_t>(bytes, 1);
  void *block = bytes > PTRDIFF_MAX
                    ? MAP_FAILED
                    : mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (block == MAP_FAILED)
    return resourceError("cannot allocate {} for {}: {}", formatBytes(bytes),
                         purpose, std::strerror(ENOMEM));
  if (bytes >= kHugePageThreshold)
    madvise(block, bytes, MADV_HUGEPAGE);
  address = static_cast<char *>(block);
  length = bytes;
  return {};
}

static std::optional<uint64_t> readNumber(const std::string &path) {
  std::ifstream file(path);
  uint64_t value;
  if (file >> value)
    return value;
  return std::nullopt;
}

/// Value of a "Name:   123 kB" line in bytes, 0 when absent.
static uint64_t readKilobytes(const char *path, const std::string &name) {
  std::ifstream file(path);
  std::string key;
  uint64_t value;
  std::string rest;
  while (file >> key) {
    if (key == name && file >> value)
      return value * 1024;
    std::getline(file, rest);
  }
  return 0;
}

uint64_t bmc::availableMemory() {
  uint64_t available = readKilobytes("/proc/meminfo", "MemAvailable:");
  std::ifstream groups("/proc/self/cgroup");
  std::string entry, group;
  while (std::getline(groups, entry))
    if (entry.rfind("0::", 0) == 0)
      group = entry.substr(3);
  std::string base = "/sys/fs/cgroup" + group;
  auto limit = readNumber(base + "/memory.max");
  auto used = readNumber(base + "/memory.current");
  if (limit && used)
    available = std::min(available, *limit - std::min(*limit, *used));
  return available;
}

uint64_t bmc::anonymousMemory() {
  // Counts pages one by one; the sums in "status" lag behind on some kernels.
  if (uint64_t bytes = readKilobytes("/proc/self/smaps_rollup", "Anonymous:"))
    return bytes;
  return readKilobytes("/proc/self/status", "RssAnon:");
}

uint64_t bmc::peakAnonymousMemory() {
  // The kernel keeps the peak of all pages only. Those of files stay once they
  // are mapped, so what they are now is at least what they were then.
  uint64_t all = readKilobytes("/proc/self/status", "VmHWM:");
  uint64_t files = readKilobytes("/proc/self/status", "RssFile:");
  return std::max(anonymousMemory(), all - std::min(all, files));
}

Status bmc::checkMemory(uint64_t bytes, const char *purpose) {
  uint64_t available = availableMemory();
  if (available == 0 || bytes <= available)
    return {};
  return resourceError("not enough memory: {} take {}, {} is available",
                       purpose, formatBytes(bytes), formatBytes(available));
}

namespace {

/// The use that an exception left first, of a fixed size: there is no memory.
struct Exhausted {
  const char *action = nullptr;
  char what[512];
  uint64_t bytes;
};

Exhausted exhausted;

} // namespace

MemoryUse::~MemoryUse() {
  if (std::uncaught_exceptions() <= exceptions || exhausted.action)
    return;
  exhausted.action = action;
  exhausted.what[what.copy(exhausted.what, sizeof exhausted.what - 1)] = '\0';
  exhausted.bytes = bytes;
}

Status bmc::outOfMemory() {
  const char *action = std::exchange(exhausted.action, nullptr);
  if (!action)
    return resourceError("out of memory, with {} in use",
                         formatBytes(anonymousMemory()));
  return resourceError("out of memory while {} {} ({})", action, exhausted.what,
                       formatBytes(exhausted.bytes));
}

std::string bmc::formatBytes(uint64_t bytes) {
  constexpr const char *units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1024)
    return fmt::format("{} bytes", bytes);
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(units); ++unit)
    value /= 1024;
  return fmt::format("{:.1f} {}", value, units[unit]);
}
