//===- Module.cpp - Modules, functions, launches --------------------------===//
#include "tools/cuda-emulator/api/Call.h"
#include "tools/cuda-emulator/device/LoadModule.h"

#include <cstring>
#include <utility>

using namespace bmc::cuda;
using namespace emulator;

/// Where the JIT's error log goes, if the caller asked for it.
struct LogBuffer {
  char *text = nullptr;
  size_t bytes = 0;
  void **bytesUsed = nullptr;

  LogBuffer(unsigned count, const JitOption *options, void **values) {
    for (unsigned i = 0; i < count; ++i) {
      if (options[i] == JitOption::ErrorLogBuffer)
        text = static_cast<char *>(values[i]);
      if (options[i] == JitOption::ErrorLogBufferBytes) {
        bytes = reinterpret_cast<size_t>(values[i]) & 0xffffffff;
        bytesUsed = &values[i];
      }
    }
  }
  void write(const std::string &log) const {
    if (!text || bytes == 0)
      return;
    size_t length = std::min(log.size(), bytes - 1);
    std::memcpy(text, log.data(), length);
    text[length] = '\0';
    *bytesUsed = reinterpret_cast<void *>(length);
  }
};

EMULATOR_EXPORT Result cuModuleLoadDataEx(Module *module, const void *image,
                                          unsigned count, JitOption *options,
                                          void **values) {
  return call("cuModuleLoadDataEx", Needs::Context, [=](Driver &driver) {
    if (!module || !image || (count && (!options || !values)))
      return Result::InvalidValue;
    if (Result result = driver.forbidDuringCapture(); result != Result::Success)
      return result;
    LogBuffer buffer(count, options, values);
    buffer.write("");
    std::unique_ptr<ModuleObject> loaded;
    std::string log;
    Result result =
        loadModule(driver, static_cast<const char *>(image), loaded, log);
    buffer.write(log);
    if (result == Result::Success)
      *module = driver.modules.add(std::move(loaded));
    return result;
  });
}

EMULATOR_EXPORT Result cuModuleUnload(Module module) {
  return call("cuModuleUnload", Needs::Context, [=](Driver &driver) {
    if (!driver.modules.contains(module))
      return Result::InvalidHandle;
    Result result = driver.runEverything();
    unloadModule(driver, *module);
    driver.modules.remove(module);
    return result;
  });
}

EMULATOR_EXPORT Result cuModuleGetFunction(Function *function, Module module,
                                           const char *name) {
  return call("cuModuleGetFunction", Needs::Context, [=](Driver &driver) {
    if (!function || !name)
      return Result::InvalidValue;
    if (!driver.modules.contains(module))
      return Result::InvalidHandle;
    auto found = module->functions.find(name);
    if (found == module->functions.end())
      return Result::NotFound;
    *function = found->second.get();
    return Result::Success;
  });
}

static bool isFunction(Driver &driver, Function function) {
  for (auto &[module, owner] : driver.modules.objects())
    for (auto &[name, object] : module->functions)
      if (object.get() == function)
        return true;
  return false;
}

static uint32_t maxThreads(const Code &code) {
  const auto &limit =
      code.requiredThreads[0] ? code.requiredThreads : code.maxThreads;
  return limit[0] ? limit[0] * limit[1] * limit[2] : 1024;
}

EMULATOR_EXPORT Result cuFuncGetAttribute(int *value,
                                          FunctionAttribute attribute,
                                          Function function) {
  return call("cuFuncGetAttribute", Needs::Context, [=](Driver &driver) {
    if (!value)
      return Result::InvalidValue;
    if (!isFunction(driver, function))
      return Result::InvalidHandle;
    const Code &code = function->code;
    switch (attribute) {
    case FunctionAttribute::MaxThreadsPerBlock:
      *value = static_cast<int>(maxThreads(code));
      break;
    case FunctionAttribute::StaticSharedBytes:
      *value = static_cast<int>(code.staticShared);
      break;
    case FunctionAttribute::ConstantBytes:
      *value = 0;
      break;
    case FunctionAttribute::LocalBytes:
      *value = static_cast<int>(code.localBytes);
      break;
    case FunctionAttribute::Registers:
      *value = static_cast<int>(std::min(code.registers, 255u));
      break;
    case FunctionAttribute::PtxVersion:
      *value = static_cast<int>(function->module->ptxVersion);
      break;
    case FunctionAttribute::BinaryVersion:
      *value = driver.options.chip->major * 10 + driver.options.chip->minor;
      break;
    case FunctionAttribute::MaxDynamicSharedBytes:
      *value = static_cast<int>(function->maxDynamicShared);
      break;
    case FunctionAttribute::PreferredSharedCarveout:
      *value = -1;
      break;
    default:
      return Result::InvalidValue;
    }
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuFuncSetAttribute(Function function,
                                          FunctionAttribute attribute,
                                          int value) {
  return call("cuFuncSetAttribute", Needs::Context, [=](Driver &driver) {
    if (!isFunction(driver, function))
      return Result::InvalidHandle;
    if (attribute == FunctionAttribute::PreferredSharedCarveout)
      return value >= -1 && value <= 100 ? Result::Success
                                         : Result::InvalidValue;
    int64_t limit = int64_t{driver.options.chip->sharedPerBlock} -
                    function->code.staticShared;
    if (attribute != FunctionAttribute::MaxDynamicSharedBytes || value < 0 ||
        value > limit)
      return Result::InvalidValue;
    function->maxDynamicShared = static_cast<uint32_t>(value);
    return Result::Success;
  });
}

static bool isLegal(const Launch &launch, const FunctionObject &function) {
  const Code &code = *launch.code;
  for (unsigned i = 0; i < 3; ++i) {
    uint32_t blockLimit = i == 2 ? 64 : 1024,
             gridLimit = i == 0 ? 2147483647u : 65535u;
    if (launch.grid[i] == 0 || launch.grid[i] > gridLimit ||
        launch.block[i] == 0 || launch.block[i] > blockLimit)
      return false;
    if (code.requiredThreads[0] && launch.block[i] != code.requiredThreads[i])
      return false;
  }
  return launch.threads() <= maxThreads(code) &&
         launch.dynamicShared <= function.maxDynamicShared;
}

/// The bytes of the parameters as they are now: from an array of pointers, or
/// from one buffer that `extra` names.
static bool copyParameters(Launch &launch, void **parameters, void **extra) {
  const Code &code = *launch.code;
  launch.parameters.assign(code.parameterBytes, 0);
  if (extra && !parameters) {
    const void *buffer = nullptr;
    size_t bytes = 0;
    for (unsigned i = 0; reinterpret_cast<uintptr_t>(extra[i]) != 0; i += 2) {
      if (reinterpret_cast<uintptr_t>(extra[i]) == 1)
        buffer = extra[i + 1];
      else if (reinterpret_cast<uintptr_t>(extra[i]) == 2)
        bytes = *static_cast<size_t *>(extra[i + 1]);
      else
        return false;
    }
    if (!buffer || bytes < code.parameterBytes)
      return false;
    std::memcpy(launch.parameters.data(), buffer, code.parameterBytes);
    return true;
  }
  if (code.parameters.empty())
    return true;
  if (!parameters || extra)
    return false;
  for (size_t i = 0; i < code.parameters.size(); ++i) {
    if (!parameters[i])
      return false;
    std::memcpy(launch.parameters.data() + code.parameters[i].offset,
                parameters[i], code.parameters[i].bytes);
  }
  return true;
}

static Work kernelWork(Launch launch, Module module) {
  return [launch = std::move(launch), module]() {
    Driver &driver = Driver::get();
    std::optional<GridError> error =
        runGrid(launch, *driver.heap, driver.options.order,
                driver.observer.get(), module->files);
    if (!error)
      return Result::Success;
    driver.makeSticky(error->code, error->report);
    return error->code;
  };
}

EMULATOR_EXPORT Result cuLaunchKernel(Function function, unsigned gridX,
                                      unsigned gridY, unsigned gridZ,
                                      unsigned blockX, unsigned blockY,
                                      unsigned blockZ, unsigned sharedBytes,
                                      Stream handle, void **parameters,
                                      void **extra) {
  return onStream(
      "cuLaunchKernel", handle, [=](Driver &driver, StreamObject &stream) {
        if (!isFunction(driver, function))
          return Result::InvalidHandle;
        Launch launch;
        launch.code = &function->code;
        launch.grid = {gridX, gridY, gridZ};
        launch.block = {blockX, blockY, blockZ};
        launch.dynamicShared = sharedBytes;
        launch.timeout = driver.options.timeout;
        launch.number = ++driver.launches;
        launch.operands = std::exchange(driver.announced, {});
        if (!isLegal(launch, *function) ||
            !copyParameters(launch, parameters, extra))
          return Result::InvalidValue;
        return driver.enqueue(stream,
                              kernelWork(std::move(launch), function->module));
      });
}
