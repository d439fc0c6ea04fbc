//===- Safetensors.cpp - Fuzz target: weights and batches -----------------===//

#include "runtime/data/Safetensors.h"
#include "runtime/data/Weights.h"
#include "test/fuzz/Target.h"
#include "test/unit/runtime/LinearProgram.h"

#include "runtime/core/Program.h"

using namespace bmc;

/// The tensors of a file and their sizes agree with the file.
static void checkTensors(const std::string &path, size_t size) {
  SafetensorsReader reader;
  if (!reader.open(path).ok())
    return;
  uint64_t bytes = 0;
  for (const SafetensorsEntry &entry : reader.entries()) {
    require(entry.begin <= entry.end && entry.end <= size,
            "tensors lie within the file");
    require(reader.find(entry.name) != nullptr, "a listed tensor is found");
    bytes += entry.end - entry.begin;
  }
  require(bytes + 8 <= size, "tensors do not overlap");
  std::vector<HostTensor> tensors;
  if (!readSafetensors(path, tensors).ok())
    return;
  require(tensors.size() == reader.entries().size(), "all tensors are read");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MemoryFile file({reinterpret_cast<const char *>(data), size});
  checkTensors(file.path(), size);
  static LinearProgram linear;
  Program program;
  require(Program::create(linear.program, program).ok(), "the program starts");
  (void)loadParameters(file.path(), program.states(kBmrtParameter),
                       {{"fc.weight", "w"}});
  return 0;
}
