//===- ObjectCache.h - Code of kernels compiled before ----------*- C++ -*-===//
#ifndef BMC_CODEGEN_CACHE_OBJECTCACHE_H
#define BMC_CODEGEN_CACHE_OBJECTCACHE_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <utility>

namespace bmc {

/// A folder of objects and PTX by what they were compiled from. It only saves
/// time: what is missing, damaged or not to be written is compiled. Several
/// processes may use it at once.
class ObjectCache {
public:
  /// No cache: nothing is found and nothing kept.
  ObjectCache() = default;
  /// `compiler` tells compilers apart that would make other code of the
  /// same kernel.
  ObjectCache(std::string folder, std::string compiler)
      : folder(std::move(folder)), compiler(std::move(compiler)) {}
  /// Removes what has not been used for long when the folder has grown beyond
  /// its bound.
  ~ObjectCache();

  std::optional<std::string> find(llvm::StringRef symbol);
  void add(llvm::StringRef symbol, llvm::StringRef object);

  struct Use {
    size_t asked = 0;
    size_t found = 0;
  };
  /// What was looked for since this was asked last.
  Use takeUse() { return std::exchange(use, {}); }

private:
  std::optional<std::string> read(llvm::StringRef symbol) const;
  std::string pathOf(llvm::StringRef symbol) const;

  std::string folder;
  std::string compiler;
  bool hasGrown = false;
  Use use;
};

/// The folder of the user's cache: $XDG_CACHE_HOME/bmc, else ~/.cache/bmc;
/// empty if neither variable holds an absolute path.
std::string defaultCacheFolder();

/// Identifies the file of the running compiler by its contents; empty if it
/// cannot be read.
std::string compilerIdentity();

} // namespace bmc

#endif // BMC_CODEGEN_CACHE_OBJECTCACHE_H
