//===- Target.h - What fuzz targets share -----------------------*- C++ -*-===//
//
// A target is a function from bytes of a stranger to nothing. It finds a fault
// by crashing, by a sanitizer, by taking too long, or by `require`.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_TEST_FUZZ_TARGET_H
#define BMC_TEST_FUZZ_TARGET_H

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

/// The name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace bmc {

inline void require(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "fuzz: not so: %s\n", what);
  std::abort();
}

/// Bytes as a regular file of memory, for what is read by path.
class MemoryFile {
public:
  explicit MemoryFile(std::string_view contents)
      : descriptor(memfd_create("fuzz", MFD_CLOEXEC)) {
    require(descriptor >= 0 &&
                write(descriptor, contents.data(), contents.size()) ==
                    static_cast<ssize_t>(contents.size()),
            "memory holds the input");
  }
  MemoryFile(const MemoryFile &) = delete;
  MemoryFile &operator=(const MemoryFile &) = delete;
  ~MemoryFile() { close(descriptor); }

  std::string path() const {
    return "/proc/self/fd/" + std::to_string(descriptor);
  }

private:
  int descriptor;
};

} // namespace bmc

#endif // BMC_TEST_FUZZ_TARGET_H
