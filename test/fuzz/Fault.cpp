//===- Fault.cpp - A target that has faults, to test Main.cpp -------------===//

#include "test/fuzz/Target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  bmc::require(!text.starts_with("fault"), "the input is no fault");
  return 0;
}
