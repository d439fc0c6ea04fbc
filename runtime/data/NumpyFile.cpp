//===- NumpyFile.cpp - Arrays of .npy and .npz files ----------------------===//
#include "runtime/data/NumpyFile.h"

#include "runtime/core/Files.h"
#include "runtime/core/Half.h"
#include "runtime/core/Memory.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <zlib.h>

namespace bmc {

static constexpr std::string_view kArray = "\x93NUMPY", kArchive = "PK\x03\x04";
/// Longest header of an array, and most arrays of a file.
static constexpr size_t kMaxHeader = 1 << 16, kMaxArrays = 1 << 16;
/// Bytes that one compressed byte stands for, at most.
static constexpr uint64_t kMostPerByte = 1040;

bool isNumpyFile(std::string_view start) {
  return start.starts_with(kArray) || start.starts_with(kArchive);
}

namespace {

/// Where messages say something is.
struct Place {
  const std::string &path;
  std::string member; ///< of an archive; may be empty
  uint64_t start = 0; ///< of `bytes` in the file

  template <class... Args>
  Status error(uint64_t at, fmt::format_string<Args...> format,
               Args &&...args) const {
    return badInput("{}:{}: {}{}", path, start + at,
                    member.empty() ? "" : "'" + member + "': ",
                    fmt::format(format, std::forward<Args>(args)...));
  }
};

/// A number of `bytes` at `at`, the lowest byte first.
uint64_t readNumber(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count && at + i < bytes.size(); ++i)
    value |= uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return value;
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

/// What is behind a key of the header; empty if it is not there.
std::string_view valueOf(std::string_view header, std::string_view key) {
  size_t at = header.find(key);
  if (at == header.npos)
    return {};
  header.remove_prefix(at + key.size());
  header.remove_prefix(std::min(header.find_first_not_of(" :"), header.size()));
  return header;
}

/// (3, 4)
bool readShape(std::string_view text, std::vector<int64_t> &shape) {
  if (!text.starts_with('('))
    return false;
  text.remove_prefix(1);
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" ,"), text.size()));
    if (text.starts_with(')'))
      return true;
    int64_t extent = 0;
    auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), extent);
    if (failure != std::errc() || extent < 0 || shape.size() == 8)
      return false;
    shape.push_back(extent);
    text.remove_prefix(static_cast<size_t>(end - text.data()));
  }
}

/// IEEE half precision, as numpy's arrays hold it.
struct Half {
  uint16_t bits;
  operator float() const { return halfToFloat(bits); }
};

template <class From, class To>
void convertFrom(const char *bytes, HostTensor &array) {
  To *to = array.as<To>();
  for (int64_t i = 0, count = array.shape.elements(); i < count; ++i) {
    From value;
    std::memcpy(&value, bytes + static_cast<size_t>(i) * sizeof value,
                sizeof value);
    to[i] = static_cast<To>(value);
  }
}

/// A type of numpy's, by its kind and bytes, and the one its elements become,
/// which holds all its values; 8 bytes without a sign are rounded to double.
struct ElementType {
  std::string_view name;
  BmrtDType dtype;
  void (*convert)(const char *bytes, HostTensor &array);

  size_t size() const { return static_cast<size_t>(name[1] - '0'); }
};
constexpr ElementType kElementTypes[] = {
    {"f8", kBmrtF64, convertFrom<double, double>},
    {"f4", kBmrtF32, convertFrom<float, float>},
    {"f2", kBmrtF32, convertFrom<Half, float>},
    {"i8", kBmrtI64, convertFrom<int64_t, int64_t>},
    {"i4", kBmrtI32, convertFrom<int32_t, int32_t>},
    {"i2", kBmrtI32, convertFrom<int16_t, int32_t>},
    {"i1", kBmrtI32, convertFrom<int8_t, int32_t>},
    {"u8", kBmrtF64, convertFrom<uint64_t, double>},
    {"u4", kBmrtI64, convertFrom<uint32_t, int64_t>},
    {"u2", kBmrtI32, convertFrom<uint16_t, int32_t>},
    {"u1", kBmrtI32, convertFrom<uint8_t, int32_t>},
    {"b1", kBmrtI32, convertFrom<uint8_t, int32_t>}};

/// The type of "'<f4', ..", with the lowest byte first; null if it is none of
/// numbers.
const ElementType *findType(std::string_view text) {
  bool isLittle = text.starts_with("'<") || text.starts_with("'|");
  if (!isLittle || text.size() < 5 || text[4] != '\'')
    return nullptr;
  auto found =
      std::ranges::find(kElementTypes, text.substr(2, 2), &ElementType::name);
  return found == std::end(kElementTypes) ? nullptr : &*found;
}

Status parseArray(std::string_view bytes, const Place &place,
                  HostTensor &array) {
  uint64_t version = readNumber(bytes, 6, 1);
  size_t lengthBytes = version == 1 ? 2 : 4;
  uint64_t length = readNumber(bytes, 8, lengthBytes);
  size_t start = 8 + lengthBytes + length;
  if (!bytes.starts_with(kArray) || version < 1 || version > 3)
    return place.error(0, "not an array of numpy");
  if (length > kMaxHeader || start > bytes.size())
    return place.error(8,
                       "the header has {} bytes, expected at most those of "
                       "the file and {}",
                       length, kMaxHeader);
  std::string_view header = bytes.substr(8 + lengthBytes, length);
  std::string_view type = valueOf(header, "'descr'");
  std::vector<int64_t> shape;
  if (!readShape(valueOf(header, "'shape'"), shape))
    return place.error(8, "the header says no shape of at most 8 axes");
  if (valueOf(header, "'fortran_order'").starts_with("True"))
    return place.error(8, "the array is in Fortran's order, expected C's: save "
                          "numpy.ascontiguousarray of it");
  const ElementType *element = findType(type);
  if (!element)
    return place.error(8,
                       "elements of type {}, expected numbers of numpy in "
                       "the order of this machine",
                       type.substr(0, type.find(',')));
  uint64_t elements = 1;
  for (int64_t extent : shape)
    if (__builtin_mul_overflow(elements, static_cast<uint64_t>(extent),
                               &elements))
      return place.error(8, "the shape has too many elements");
  size_t size = element->size();
  if (elements != (bytes.size() - start) / size ||
      (bytes.size() - start) % size != 0)
    return place.error(start,
                       "{} bytes follow the header, expected {} elements "
                       "of {}",
                       bytes.size() - start, elements, size);
  array.dtype = element->dtype;
  Shape extents;
  for (int64_t extent : shape)
    extents.push(extent);
  array.reshape(extents);
  element->convert(bytes.data() + start, array);
  return {};
}

//===----------------------------------------------------------------------===//
// Archives
//===----------------------------------------------------------------------===//

/// A member of an archive, where the directory at its end says it is.
struct Member {
  std::string name;
  uint64_t method = 0, packed = 0, size = 0, header = 0;
};

Status readDirectory(std::string_view bytes, const std::string &path,
                     std::vector<Member> &members) {
  Place place{path, ""};
  // The last record is 22 bytes long, and a comment of at most 65535 follows.
  size_t least = bytes.size() > 66000 ? bytes.size() - 66000 : 0;
  size_t end = bytes.rfind("PK\x05\x06");
  if (end == bytes.npos || end < least || bytes.size() - end < 22)
    return place.error(bytes.size(), "the archive has no directory");
  uint64_t count = readNumber(bytes, end + 10, 2);
  size_t at = readNumber(bytes, end + 16, 4);
  for (uint64_t i = 0; i < count; ++i) {
    if (at + 46 > end || !bytes.substr(at).starts_with("PK\x01\x02"))
      return place.error(at, "the archive's directory is damaged, or that of "
                             "one of more than 4 GiB");
    Member member;
    member.method = readNumber(bytes, at + 10, 2);
    member.packed = readNumber(bytes, at + 20, 4);
    member.size = readNumber(bytes, at + 24, 4);
    uint64_t name = readNumber(bytes, at + 28, 2);
    member.header = readNumber(bytes, at + 42, 4);
    member.name = bytes.substr(at + 46, name);
    at += 46 + name + readNumber(bytes, at + 30, 2) +
          readNumber(bytes, at + 32, 2);
    members.push_back(std::move(member));
    if (members.size() > kMaxArrays)
      return place.error(at, "more than {} arrays", kMaxArrays);
  }
  return {};
}

Status inflateMember(std::string_view packed, const Member &member,
                     const Place &place, std::string &contents) {
  // No more than a byte can stand for, whatever the directory claims.
  if (member.size / kMostPerByte > packed.size())
    return place.error(0, "{} bytes cannot stand for {}", packed.size(),
                       member.size);
  BMRT_TRY(checkMemory(member.size, "arrays").withContext(place.path));
  contents.resize(member.size);
  z_stream stream = {};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) // no header of its own
    return resourceError("{}: no memory to decompress it", place.path);
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef *>(contents.data());
  stream.avail_out = static_cast<uInt>(contents.size());
  int code = inflate(&stream, Z_FINISH);
  uint64_t done = stream.total_out;
  inflateEnd(&stream);
  return code == Z_STREAM_END && done == member.size
             ? Status()
             : place.error(0, "the compressed data is damaged");
}

Status readMember(std::string_view bytes, const Member &member,
                  const std::string &path, HostTensor &array) {
  Place place{path, member.name, member.header};
  if (member.header + 30 > bytes.size() ||
      !bytes.substr(member.header).starts_with(kArchive))
    return place.error(0, "expected a member of the archive");
  uint64_t start = member.header + 30 +
                   readNumber(bytes, member.header + 26, 2) +
                   readNumber(bytes, member.header + 28, 2);
  if (start > bytes.size() || member.packed > bytes.size() - start)
    return place.error(0, "the member is longer than the file");
  std::string_view packed = bytes.substr(start, member.packed);
  place.start = start;
  array.name = member.name.substr(0, member.name.rfind(".npy"));
  if (member.method == 0)
    return parseArray(packed, place, array);
  if (member.method != 8)
    return place.error(0, "compressed by method {}, expected 0 or 8",
                       member.method);
  std::string contents;
  BMRT_TRY(inflateMember(packed, member, place, contents));
  return parseArray(contents, place, array);
}

} // namespace

Status readNumpy(const std::string &path, std::vector<HostTensor> &arrays) {
  std::string bytes;
  BMRT_TRY(readFile(path, bytes));
  MemoryUse use("reading", path, 2 * bytes.size());
  if (bytes.starts_with(kArray)) {
    HostTensor &array = arrays.emplace_back();
    array.name = std::filesystem::path(path).stem().string();
    return parseArray(bytes, {path, ""}, array);
  }
  std::vector<Member> members;
  BMRT_TRY(readDirectory(bytes, path, members));
  for (const Member &member : members)
    BMRT_TRY(readMember(bytes, member, path, arrays.emplace_back()));
  return {};
}

} // namespace bmc
