//===- Ops.cpp - Picks the build for this processor -----------------------===//
#include "tools/cuda-emulator/ops/Ops.h"

namespace emulator {

#ifdef EMULATOR_X86
namespace v2 {
const OpSet &opSet();
}
namespace v3 {
const OpSet &opSet();
}
namespace v4 {
const OpSet &opSet();
}

static unsigned most = 4;

void limitOps(unsigned level) { most = level; }

const OpSet &ops() {
  if (most >= 4 && __builtin_cpu_supports("x86-64-v4"))
    return v4::opSet();
  if (most >= 3 && __builtin_cpu_supports("x86-64-v3"))
    return v3::opSet();
  return v2::opSet();
}
#else
namespace baseline {
const OpSet &opSet();
}

void limitOps(unsigned) {}

const OpSet &ops() { return baseline::opSet(); }
#endif

} // namespace emulator
