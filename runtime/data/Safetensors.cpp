//===- Safetensors.cpp - Reading .safetensors -------------------*- C++ -*-===//
#include "runtime/data/Safetensors.h"

#include "runtime/core/Half.h"
#include "runtime/core/Json.h"
#include "runtime/core/Memory.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

using namespace bmc;

static_assert(std::endian::native == std::endian::little,
              "the format is little-endian");

/// Bytes per element; 0 for types the format does not have (or packs below a
/// byte, which nothing here reads).
static uint64_t dtypeBytes(std::string_view dtype) {
  constexpr std::pair<std::string_view, uint64_t> sizes[] = {
      {"BOOL", 1},    {"U8", 1},  {"I8", 1},  {"F8_E4M3", 1}, {"F8_E5M2", 1},
      {"F8_E8M0", 1}, {"I16", 2}, {"U16", 2}, {"F16", 2},     {"BF16", 2},
      {"I32", 4},     {"U32", 4}, {"F32", 4}, {"I64", 8},     {"U64", 8},
      {"F64", 8},     {"C64", 8}};
  for (auto [name, size] : sizes)
    if (name == dtype)
      return size;
  return 0;
}

std::string bmc::shapeText(const SafetensorsEntry &entry) {
  return fmt::format("[{}]", fmt::join(entry.shape, ", "));
}

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

/// A list of non-negative integers, at most `limit` of them.
static bool readNumbers(const Json &value, size_t limit,
                        std::vector<uint64_t> &numbers) {
  if (!value.is_array() || value.size() > limit)
    return false;
  for (const Json &item : value) {
    if (!item.is_number_unsigned())
      return false;
    numbers.push_back(item.get<uint64_t>());
  }
  return true;
}

static Status parseEntry(const std::string &name, const Json &value,
                         SafetensorsEntry &entry) {
  auto bad = [&](const char *what) {
    return badInput("tensor '{}': {}", name, what);
  };
  entry.name = name;
  if (std::ranges::any_of(name, [](unsigned char c) { return c < 0x20; }))
    return badInput("found a tensor name with a control character");
  if (!value.is_object() || value.size() != 3)
    return bad("expected dtype, shape and data_offsets");
  BMRT_TRY(getString(value, "dtype", entry.dtype)
               .withContext(fmt::format("tensor '{}'", name)));
  uint64_t bytes = dtypeBytes(entry.dtype);
  if (bytes == 0)
    return badInput("tensor '{}': found dtype '{}', expected F16, BF16, F32, "
                    "F64, I32, I64 or another byte-sized type",
                    name, entry.dtype);
  const Json *shape = findMember(value, "shape");
  if (!shape || !readNumbers(*shape, kBmrtMaxRank, entry.shape))
    return bad("expected a shape of at most 8 non-negative integers");
  for (uint64_t extent : entry.shape)
    if (extent > INT64_MAX || __builtin_mul_overflow(bytes, extent, &bytes))
      return bad("the size of the shape overflows");
  const Json *offsets = findMember(value, "data_offsets");
  std::vector<uint64_t> range;
  if (!offsets || !readNumbers(*offsets, 2, range) || range.size() != 2 ||
      range[0] > range[1])
    return bad("expected data_offsets [begin, end] with begin <= end");
  entry.begin = range[0];
  entry.end = range[1];
  if (entry.end - entry.begin != bytes)
    return badInput("tensor '{}': {} {} takes {} bytes, found data_offsets of "
                    "{} bytes",
                    name, entry.dtype, shapeText(entry), bytes,
                    entry.end - entry.begin);
  return {};
}

Status SafetensorsReader::parseHeader(std::string_view header) {
  if (!header.starts_with('{'))
    return badInput("the header does not start with '{{'");
  Json root;
  BMRT_TRY(parseJson(header, root).withContext("header"));
  if (root.size() > kMaxSafetensorsTensors)
    return badInput("found {} tensors, expected at most {}", root.size(),
                    kMaxSafetensorsTensors);
  for (const auto &member : root.items()) {
    if (member.key() != "__metadata__") {
      BMRT_TRY(
          parseEntry(member.key(), member.value(), tensors.emplace_back()));
      continue;
    }
    if (!member.value().is_object())
      return badInput("__metadata__ is not an object");
    for (const auto &text : member.value().items()) {
      if (!text.value().is_string())
        return badInput("__metadata__: '{}' is not a string", text.key());
      strings[text.key()] = text.value().get<std::string>();
    }
  }
  return {};
}

/// Sorts by position; together the tensors must fill the data part exactly.
Status SafetensorsReader::checkLayout(uint64_t dataBytes) {
  std::ranges::sort(tensors, {}, [](const SafetensorsEntry &entry) {
    return std::tie(entry.begin, entry.end, entry.name);
  });
  uint64_t position = 0;
  for (const SafetensorsEntry &entry : tensors) {
    if (entry.begin != position)
      return badInput("tensor '{}' starts at byte {}, expected {} ({})",
                      entry.name, entry.begin, position,
                      entry.begin < position ? "it overlaps another tensor"
                                             : "there is a hole before it");
    position = entry.end;
  }
  if (position != dataBytes)
    return badInput("the tensors take {} bytes, the file has {}", position,
                    dataBytes);
  return {};
}

/// What a file is that starts with these eight bytes, if it is well known not
/// to be safetensors.
static const char *otherFormat(uint64_t start) {
  if ((start & 0xFFFFFFFF) == 0x04034B50) // PK\3\4
    return "a zip file, as torch.save writes them";
  bool isPickle = (start & 0xFF) == 0x80 && (start >> 8 & 0xFF) >= 2 &&
                  (start >> 8 & 0xFF) <= 5;
  // A header may have such a length, but not so large a one.
  if (isPickle && start > kMaxSafetensorsHeader)
    return "a pickle, as torch.save once wrote them";
  return nullptr;
}

Status SafetensorsReader::readHeader() {
  uint64_t length = 0;
  if (file.size() < sizeof length)
    return badInput("found {} bytes, expected a safetensors file", file.size());
  BMRT_TRY(file.read(0, &length, sizeof length));
  if (const char *kind = otherFormat(length))
    return badInput("found {}, expected safetensors; convert it in Python with "
                    "safetensors.torch.save_file(torch.load(..), ..)",
                    kind);
  if (length > kMaxSafetensorsHeader)
    return badInput("the header has {} bytes, expected at most {}", length,
                    kMaxSafetensorsHeader);
  if (length > file.size() - sizeof length)
    return badInput("the header has {} bytes, but the file only {}: is it "
                    "truncated?",
                    length, file.size());
  std::string header(length, '\0');
  BMRT_TRY(file.read(sizeof length, header.data(), length));
  BMRT_TRY(parseHeader(header));
  dataStart = sizeof length + length;
  BMRT_TRY(checkLayout(file.size() - dataStart));
  for (size_t i = 0; i < tensors.size(); ++i)
    byName[tensors[i].name] = i;
  return {};
}

Status SafetensorsReader::open(const std::string &path) {
  *this = SafetensorsReader();
  BMRT_TRY(file.open(path));
  MemoryUse use("reading the header of", path, file.size());
  return readHeader().withContext(path);
}

const SafetensorsEntry *SafetensorsReader::find(const std::string &name) const {
  auto found = byName.find(name);
  return found == byName.end() ? nullptr : &tensors[found->second];
}

//===----------------------------------------------------------------------===//
// Tensor data
//===----------------------------------------------------------------------===//

/// Widens 16-bit floats at `from` and stores them as `target` type.
static void widen(bool bfloat, const char *from, BmrtDType target, char *to,
                  int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    uint16_t bits;
    std::memcpy(&bits, from + 2 * i, 2);
    float value = bfloat ? bfloatToFloat(bits) : halfToFloat(bits);
    if (target == kBmrtF64)
      reinterpret_cast<double *>(to)[i] = value;
    else
      reinterpret_cast<float *>(to)[i] = value;
  }
}

/// The runtime's type for a file's, if it has one.
static bool nativeType(std::string_view dtype, BmrtDType &native) {
  constexpr std::pair<std::string_view, BmrtDType> types[] = {
      {"F32", kBmrtF32},
      {"F64", kBmrtF64},
      {"I32", kBmrtI32},
      {"I64", kBmrtI64}};
  for (auto [name, type] : types)
    if (name == dtype) {
      native = type;
      return true;
    }
  return false;
}

static bool isHalf(std::string_view dtype) {
  return dtype == "F16" || dtype == "BF16";
}

Status SafetensorsReader::check(const SafetensorsEntry &entry,
                                const TensorView &target) const {
  auto wanted = target.shape.extents();
  bool sameShape = std::ranges::equal(
      entry.shape, wanted, [](uint64_t found, int64_t expected) {
        return found == static_cast<uint64_t>(expected);
      });
  if (!sameShape)
    return badInput("{}: tensor '{}': found shape {}, expected {}", path(),
                    entry.name, shapeText(entry), target.shape.str());
  BmrtDType native = kBmrtF32;
  bool known = nativeType(entry.dtype, native) || isHalf(entry.dtype);
  // PyTorch's num_batches_tracked is an integer; here it counts as a float.
  bool isCount = target.shape.rank() == 0 && isFloat(target.dtype);
  if (!known || (isFloat(native) != isFloat(target.dtype) && !isCount))
    return badInput("{}: tensor '{}': found dtype {}, expected {}", path(),
                    entry.name, entry.dtype,
                    isFloat(target.dtype) ? "F32, F64, BF16 or F16"
                                          : "I32 or I64");
  return {};
}

Status SafetensorsReader::read(const SafetensorsEntry &entry,
                               const TensorView &target) const {
  BMRT_TRY(check(entry, target));
  BmrtDType native = kBmrtF32;
  bool half = !nativeType(entry.dtype, native);
  uint64_t start = dataStart + entry.begin;
  if (!half && native == target.dtype)
    return file.read(start, target.data, entry.end - entry.begin);
  constexpr int64_t kChunk = int64_t{1} << 18;
  uint64_t width = dtypeBytes(entry.dtype);
  std::vector<char> buffer(kChunk * width);
  int64_t total = target.shape.elements();
  for (int64_t first = 0; first < total; first += kChunk) {
    int64_t count = std::min(kChunk, total - first);
    BMRT_TRY(file.read(start + static_cast<uint64_t>(first) * width,
                       buffer.data(), static_cast<uint64_t>(count) * width));
    char *to =
        target.data + static_cast<uint64_t>(first) * elementSize(target.dtype);
    if (half)
      widen(entry.dtype == "BF16", buffer.data(), target.dtype, to, count);
    else
      BMRT_TRY(
          convertElements(target.dtype, to, native, buffer.data(), count)
              .withContext(fmt::format("{}: tensor '{}'", path(), entry.name)));
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Whole files
//===----------------------------------------------------------------------===//

Status bmc::loadSafetensors(const std::string &path,
                            std::span<const TensorView> targets) {
  SafetensorsReader reader;
  BMRT_TRY(reader.open(path));
  for (const TensorView &target : targets) {
    const SafetensorsEntry *entry = reader.find(target.name);
    if (!entry)
      return badInput("{}: no tensor '{}', expected {} {}", path, target.name,
                      dtypeName(target.dtype), target.shape.str());
    BMRT_TRY(reader.check(*entry, target));
  }
  std::set<std::string_view> names;
  for (const TensorView &target : targets)
    names.insert(target.name);
  for (const SafetensorsEntry &entry : reader.entries())
    if (!names.contains(entry.name))
      return badInput("{}: found tensor '{}' {}, which the model does not have",
                      path, entry.name, shapeText(entry));
  for (const TensorView &target : targets)
    BMRT_TRY(reader.read(*reader.find(target.name), target));
  return {};
}

Status bmc::readSafetensors(const std::string &path,
                            std::vector<HostTensor> &tensors) {
  SafetensorsReader reader;
  BMRT_TRY(reader.open(path));
  tensors.clear();
  for (const SafetensorsEntry &entry : reader.entries()) {
    BmrtDType dtype = kBmrtF32;
    if (!nativeType(entry.dtype, dtype) && !isHalf(entry.dtype))
      return badInput("{}: tensor '{}': found dtype {}, expected a float, I32 "
                      "or I64",
                      path, entry.name, entry.dtype);
    Shape shape;
    for (uint64_t extent : entry.shape)
      shape.push(static_cast<int64_t>(extent));
    tensors.emplace_back(entry.name, dtype, shape);
    BMRT_TRY(reader.read(entry, tensors.back().view()));
  }
  return {};
}
