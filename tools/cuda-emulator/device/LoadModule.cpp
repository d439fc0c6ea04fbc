//===- LoadModule.cpp - PTX to functions ----------------------------------===//
#include "tools/cuda-emulator/device/LoadModule.h"

#include "tools/cuda-emulator/code/Decoder.h"
#include "tools/cuda-emulator/ptx/Error.h"
#include "tools/cuda-emulator/ptx/Parser.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace emulator {
namespace {

using bmc::cuda::FunctionObject;
using bmc::cuda::ModuleObject;

/// "sm_90a" runs on exactly that chip, "sm_80" on it and on later ones.
bool runsOn(const std::string &target, const Chip &chip) {
  if (target == chip.name)
    return true;
  int number = 0;
  const char *begin = target.data() + 3, *last = target.data() + target.size();
  if (!target.starts_with("sm_") ||
      std::from_chars(begin, last, number).ptr != last)
    return false;
  return number <= chip.major * 10 + chip.minor;
}

void checkModule(const ptx::Module &parsed, const Options &options) {
  unsigned newest = newestPtx(options.driver);
  auto text = [](unsigned version) {
    return std::to_string(version / 10) + "." + std::to_string(version % 10);
  };
  if (parsed.version > newest)
    throw LoadError(LoadError::Version, 1,
                    "Unsupported .version " + text(parsed.version) +
                        "; current version is '" + text(newest) + "'");
  if (!runsOn(parsed.target, *options.chip))
    throw LoadError(LoadError::Target, 1,
                    "target '" + parsed.target + "' does not run on " +
                        options.chip->name);
}

class Loader {
public:
  Loader(Driver &driver, const ptx::Module &parsed)
      : driver(driver), parsed(parsed) {}

  void variables(ModuleObject &module) {
    for (const ptx::Variable &v : parsed.variables) {
      if (v.space == ptx::Space::Shared)
        continue;
      if (v.isExtern)
        throw LoadError(LoadError::Syntax, 1,
                        "unresolved extern variable '" + v.name + "'");
      uint64_t address = driver.allocate(v.bytes);
      if (address == 0)
        throw std::bad_alloc();
      module.variables.push_back(address);
      symbols[v.name] = address;
      auto *bytes = reinterpret_cast<uint8_t *>(address);
      std::memset(bytes, 0, v.bytes);
      std::ranges::copy(v.initial, bytes);
      if (driver.observer)
        driver.observer->hostWrites(address, v.bytes);
    }
    for (const ptx::Variable &v : parsed.variables)
      for (const ptx::Relocation &relocation : v.relocations) {
        auto found = symbols.find(relocation.symbol);
        if (found == symbols.end())
          throw LoadError(LoadError::Unsupported, 1,
                          "'" + v.name + "' holds the address of '" +
                              relocation.symbol + "'");
        uint64_t value =
            found->second + static_cast<uint64_t>(relocation.addend);
        std::memcpy(reinterpret_cast<uint8_t *>(symbols[v.name]) +
                        relocation.offset,
                    &value, 8);
      }
  }

  void functions(ModuleObject &module) {
    for (const ptx::Function &f : parsed.functions) {
      if (!f.isEntry || !f.hasBody)
        continue;
      auto function = std::make_unique<FunctionObject>();
      function->module = &module;
      function->code = Decoder(parsed, symbols).kernel(f);
      uint32_t fixed = function->code.staticShared;
      if (fixed > 48 << 10)
        throw LoadError(LoadError::Syntax, f.line,
                        "'" + f.name + "' uses too much shared data (" +
                            std::to_string(fixed) + " bytes, 49152 max)");
      function->maxDynamicShared -= fixed;
      module.functions[f.name] = std::move(function);
    }
  }

private:
  Driver &driver;
  const ptx::Module &parsed;
  Symbols symbols;
};

Result codeOf(LoadError::Kind kind) {
  switch (kind) {
  case LoadError::Version:
    return Result::UnsupportedPtxVersion;
  case LoadError::Syntax:
  case LoadError::Unsupported:
  case LoadError::Target:
    return Result::InvalidPtx;
  }
  return Result::InvalidPtx;
}

} // namespace

Result loadModule(Driver &driver, const char *image,
                  std::unique_ptr<ModuleObject> &module, std::string &log) {
  if (std::memcmp(image,
                  "\x7f"
                  "ELF",
                  4) == 0) {
    log = "the emulator runs PTX, not machine code";
    return Result::NoBinaryForGpu;
  }
  module = std::make_unique<ModuleObject>();
  try {
    ptx::Module parsed = ptx::parse(image);
    checkModule(parsed, driver.options);
    module->ptxVersion = parsed.version;
    module->files = parsed.files;
    Loader loader(driver, parsed);
    loader.variables(*module);
    loader.functions(*module);
    return Result::Success;
  } catch (const LoadError &error) {
    log = std::string("ptxas application ptx input, ") + error.what();
    unloadModule(driver, *module);
    module.reset();
    return codeOf(error.kind);
  } catch (const std::bad_alloc &) {
    unloadModule(driver, *module);
    module.reset();
    return Result::OutOfMemory;
  }
}

void unloadModule(Driver &driver, ModuleObject &module) {
  for (uint64_t address : module.variables)
    driver.release(address);
}

} // namespace emulator
