//===- CudaDriver.cpp - NVIDIA's driver, found while running --------------===//
#include "runtime/cuda/CudaDriver.h"

#include <cstdlib>
#include <dlfcn.h>

namespace bmc::cuda {

static Status find(void *library, const std::string &path, const char *symbol,
                   void **function) {
  *function = dlsym(library, symbol);
  if (*function)
    return {};
  return resourceError("'{}' has no {}: a newer NVIDIA driver is needed", path,
                       symbol);
}

Status Driver::load(const Driver *&driver) {
  static Driver loaded;
  static bool isLoaded = false;
  driver = &loaded;
  if (isLoaded)
    return {};
  const char *named = std::getenv("BMC_LIBCUDA");
  std::string path = named && *named ? named : "libcuda.so.1";
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return resourceError("cannot load the NVIDIA driver: {}", dlerror());
#define BMC_CUDA_FUNCTION(NAME, SYMBOL, ...)                                   \
  BMRT_TRY(                                                                    \
      find(library, path, #SYMBOL, reinterpret_cast<void **>(&loaded.NAME)));
#include "runtime/cuda/Driver.def"
  loaded.announce = reinterpret_cast<decltype(loaded.announce)>(
      dlsym(library, "bmcEmulatorAnnounce"));
  BMRT_TRY(loaded.check(loaded.cuInit(0), "start the NVIDIA driver"));
  isLoaded = true;
  return {};
}

Status Driver::check(Result result, const std::string &doing) const {
  if (result == Result::Success)
    return {};
  const char *name = nullptr, *words = nullptr;
  cuGetErrorName(result, &name);
  cuGetErrorString(result, &words);
  if (!name)
    return resourceError("cannot {}: CUDA error {}", doing,
                         static_cast<int>(result));
  return resourceError("cannot {}: {} ({})", doing, name, words ? words : "");
}

} // namespace bmc::cuda
