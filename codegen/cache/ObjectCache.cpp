//===- ObjectCache.cpp - Code of kernels compiled before ------------------===//

#include "codegen/cache/ObjectCache.h"
#include "codegen/link/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <cstdlib>

using namespace llvm;

namespace bmc {

static constexpr size_t kDigestBytes = 16;
/// Thousands of kernels; a GPT has 0.3 MB of them.
static constexpr uint64_t kMostBytes = uint64_t{256} << 20;

static std::string digest(ArrayRef<StringRef> parts) {
  BLAKE3 hasher;
  for (StringRef part : parts)
    hasher.update(part);
  auto bytes = hasher.final<kDigestBytes>();
  return std::string(bytes.begin(), bytes.end());
}

/// LLVM's pruning looks at files of this prefix only.
std::string ObjectCache::pathOf(StringRef symbol) const {
  SmallString<256> path(folder);
  sys::path::append(path,
                    "llvmcache-" + toHex(digest({compiler, symbol}), true));
  return path.str().str();
}

/// A file is a digest of what follows it: a disk that was full or a machine
/// that stopped may leave part of an object.
std::optional<std::string> ObjectCache::read(StringRef symbol) const {
  if (folder.empty())
    return std::nullopt;
  int descriptor = -1;
  if (sys::fs::openFileForRead(pathOf(symbol), descriptor))
    return std::nullopt;
  auto file = MemoryBuffer::getOpenFile(
      sys::fs::convertFDToNativeFile(descriptor), symbol, /*FileSize=*/-1);
  // Pruning asks when a file was last of use.
  sys::fs::setLastAccessAndModificationTime(descriptor,
                                            std::chrono::system_clock::now());
  sys::fs::file_t handle = sys::fs::convertFDToNativeFile(descriptor);
  sys::fs::closeFile(handle);
  if (!file || (*file)->getBufferSize() < kDigestBytes)
    return std::nullopt;
  StringRef contents = (*file)->getBuffer();
  StringRef object = contents.drop_front(kDigestBytes);
  if (contents.take_front(kDigestBytes) != digest({object}))
    return std::nullopt;
  return object.str();
}

std::optional<std::string> ObjectCache::find(StringRef symbol) {
  std::optional<std::string> object = read(symbol);
  ++use.asked;
  use.found += object.has_value();
  return object;
}

void ObjectCache::add(StringRef symbol, StringRef object) {
  if (folder.empty() || sys::fs::create_directories(folder))
    return;
  // Who cannot write compiles again.
  (void)writeOutput(pathOf(symbol), digest({object}) + object.str());
  hasGrown = true;
}

ObjectCache::~ObjectCache() {
  if (!hasGrown)
    return;
  CachePruningPolicy policy;
  policy.MaxSizeBytes = kMostBytes;
  pruneCache(folder, policy);
}

std::string defaultCacheFolder() {
  const char *cache = std::getenv("XDG_CACHE_HOME");
  const char *home = std::getenv("HOME");
  SmallString<256> path(cache ? cache : "");
  // A relative path is to be ignored (XDG Base Directory Specification).
  if (!sys::path::is_absolute(path)) {
    path = home ? home : "";
    sys::path::append(path, ".cache");
  }
  if (!sys::path::is_absolute(path))
    return "";
  sys::path::append(path, "bmc");
  return path.str().str();
}

std::string compilerIdentity() {
  auto self = MemoryBuffer::getFile("/proc/self/exe", /*IsText=*/false,
                                    /*RequiresNullTerminator=*/false);
  return self ? digest({(*self)->getBuffer()}) : "";
}

} // namespace bmc
