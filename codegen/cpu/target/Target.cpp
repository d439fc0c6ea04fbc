//===- Target.cpp - What the generators know about a CPU ------------------===//

#include "codegen/cpu/target/Target.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/TargetParser/Host.h"

namespace bmc {

unsigned CpuTarget::vectorBytes() const {
  switch (isa) {
  case VectorIsa::Portable:
    return 16;
  case VectorIsa::Avx2:
    return 32;
  case VectorIsa::Avx512:
    return 64;
  }
  llvm_unreachable("covered switch");
}

unsigned CpuTarget::vectorRegisters() const {
  return isa == VectorIsa::Avx512 ? 32 : 16;
}

llvm::StringRef CpuTarget::name() const {
  switch (isa) {
  case VectorIsa::Portable:
    return "portable";
  case VectorIsa::Avx2:
    return "avx2";
  case VectorIsa::Avx512:
    return "avx512";
  }
  llvm_unreachable("covered switch");
}

static CpuTarget makeTarget(VectorIsa isa) {
  CpuTarget target;
  target.isa = isa;
  if (isa == VectorIsa::Avx2)
    target.cpu = "x86-64-v3";
  if (isa == VectorIsa::Avx512) {
    target.cpu = "x86-64-v4";
    // LLVM splits 512-bit vectors in two on CPUs that once throttled.
    target.features = "-prefer-256-bit";
  }
  return target;
}

static VectorIsa hostIsa() {
  llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
  auto has = [&](std::initializer_list<const char *> names) {
    return llvm::all_of(
        names, [&](const char *name) { return features.lookup(name); });
  };
  if (has({"avx512f", "avx512dq", "avx512bw", "avx512vl", "fma"}))
    return VectorIsa::Avx512;
  if (has({"avx2", "fma", "bmi2"}))
    return VectorIsa::Avx2;
  return VectorIsa::Portable;
}

llvm::Expected<CpuTarget> parseCpuTarget(llvm::StringRef name) {
  if (name == "native")
    return makeTarget(hostIsa());
  auto isa = llvm::StringSwitch<std::optional<VectorIsa>>(name)
                 .Cases({"avx512", "x86-64-v4"}, VectorIsa::Avx512)
                 .Cases({"avx2", "x86-64-v3"}, VectorIsa::Avx2)
                 .Cases({"portable", "x86-64"}, VectorIsa::Portable)
                 .Default(std::nullopt);
  if (!isa)
    return llvm::createStringError("unknown --mcpu '" + name +
                                   "': expected native, avx512, avx2 or "
                                   "portable");
  return makeTarget(*isa);
}

} // namespace bmc
