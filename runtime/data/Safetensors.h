//===- Safetensors.h - Reading and writing .safetensors ---------*- C++ -*-===//
//
// Format: u64 header length, JSON header, tensor bytes without holes or overlap
// (github.com/huggingface/safetensors). Files are untrusted: every number is
// checked before it is used, and nothing is allocated for what a file merely
// claims. Errors are BadInput with file and tensor names.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_DATA_SAFETENSORS_H
#define BMC_RUNTIME_DATA_SAFETENSORS_H

#include "runtime/core/Files.h"
#include "runtime/core/Status.h"
#include "runtime/core/Tensor.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace bmc {

/// Limits of the reader.
constexpr uint64_t kMaxSafetensorsHeader = 100'000'000;
constexpr size_t kMaxSafetensorsTensors = 1'000'000;

/// A tensor as the header declares it.
struct SafetensorsEntry {
  std::string name;
  std::string dtype; ///< "F32", "BF16", ...
  std::vector<uint64_t> shape;
  uint64_t begin = 0; ///< byte range in the data part
  uint64_t end = 0;
};

/// "[2, 3]" for messages.
std::string shapeText(const SafetensorsEntry &entry);

class SafetensorsReader {
public:
  /// Opens and validates the whole header.
  Status open(const std::string &path);

  /// In file order.
  const std::vector<SafetensorsEntry> &entries() const { return tensors; }
  const std::map<std::string, std::string> &metadata() const { return strings; }
  /// nullptr when absent.
  const SafetensorsEntry *find(const std::string &name) const;
  const std::string &path() const { return file.path(); }

  /// Whether `read` would accept the shape and type of `target`.
  Status check(const SafetensorsEntry &entry, const TensorView &target) const;
  /// Reads into `target`, which must have the same shape. F16, BF16, F32, F64
  /// convert to either float type, I32 and I64 to either integer type.
  Status read(const SafetensorsEntry &entry, const TensorView &target) const;

private:
  Status readHeader();
  Status parseHeader(std::string_view header);
  Status checkLayout(uint64_t dataBytes);

  FileReader file;
  uint64_t dataStart = 0;
  std::vector<SafetensorsEntry> tensors;
  std::map<std::string, size_t> byName;
  std::map<std::string, std::string> strings;
};

/// Loads every target from the file by name. The file must hold exactly the
/// targets; everything is checked before the first byte is written to memory.
Status loadSafetensors(const std::string &path,
                       std::span<const TensorView> targets);

/// Reads all tensors of types this runtime has (floats become f32 or f64,
/// F16/BF16 become f32) in file order; for `step --batch`.
Status readSafetensors(const std::string &path,
                       std::vector<HostTensor> &tensors);

/// Size and checksum of a written file.
struct FileDigest {
  uint64_t bytes = 0;
  uint32_t crc32c = 0;
};

/// Writes a new file and makes it durable (fsync). The data part starts at a
/// multiple of 256 bytes.
Status writeSafetensors(const std::string &path,
                        std::span<const TensorView> tensors,
                        const std::map<std::string, std::string> &metadata = {},
                        FileDigest *digest = nullptr);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_SAFETENSORS_H
