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

const OpSet &ops() {
  static const OpSet &set = __builtin_cpu_supports("x86-64-v4")   ? v4::opSet()
                            : __builtin_cpu_supports("x86-64-v3") ? v3::opSet()
                                                                  : v2::opSet();
  return set;
}
#else
namespace baseline {
const OpSet &opSet();
}

const OpSet &ops() { return baseline::opSet(); }
#endif

} // namespace emulator
