//===- SafetensorsWriter.cpp - Writing .safetensors -------------*- C++ -*-===//
#include "runtime/core/Json.h"
#include "runtime/data/Safetensors.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

using namespace bmc;

/// Where the data part may start, so that tensors can be mapped and loaded with
/// wide aligned accesses.
static constexpr size_t kDataAlignment = 256;

/// Length and JSON. Written by hand because tensors keep their order.
static Status makeHeader(std::span<const TensorView> tensors,
                         const std::map<std::string, std::string> &metadata,
                         std::string &header) {
  header = "{\"__metadata__\":" + dumpJson(Json(metadata));
  std::set<std::string_view> names;
  uint64_t offset = 0;
  for (const TensorView &tensor : tensors) {
    if (!names.insert(tensor.name).second)
      return internalError("two tensors named '{}'", tensor.name);
    std::string dtype = dtypeName(tensor.dtype);
    dtype[0] = static_cast<char>(std::toupper(dtype[0]));
    header += fmt::format(
        ",{}:{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{},{}]}}",
        dumpJson(Json(tensor.name)), dtype,
        fmt::join(tensor.shape.extents(), ","), offset,
        offset + tensor.bytes());
    offset += tensor.bytes();
  }
  header += "}";
  size_t used = sizeof(uint64_t) + header.size();
  header.append((kDataAlignment - used % kDataAlignment) % kDataAlignment, ' ');
  return {};
}

Status bmc::writeSafetensors(const std::string &path,
                             std::span<const TensorView> tensors,
                             const std::map<std::string, std::string> &metadata,
                             FileDigest *digest) {
  std::string header;
  BMRT_TRY(makeHeader(tensors, metadata, header).withContext(path));
  uint64_t length = header.size();
  FileWriter file;
  BMRT_TRY(file.open(path));
  BMRT_TRY(file.write(&length, sizeof length));
  BMRT_TRY(file.write(header.data(), header.size()));
  for (const TensorView &tensor : tensors)
    BMRT_TRY(file.write(tensor.data, tensor.bytes()));
  BMRT_TRY(file.finish());
  if (digest)
    *digest = {file.size(), file.checksum()};
  return {};
}
