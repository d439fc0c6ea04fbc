//===- NumpyFile.cpp - Arrays of .npy and .npz files ----------------------===//
#include "runtime/data/NumpyFile.h"

#include "runtime/core/Files.h"
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

float halfToFloat(uint16_t half) {
  uint32_t sign = uint32_t{half} >> 15 << 31, bits = half & 0x7FFF;
  if (bits >= 0x7C00)
    return std::bit_cast<float>(sign | 0x7F800000 | (bits & 0x3FF) << 13);
  // Subnormal halves are normal floats: let the multiplication do it.
  return std::bit_cast<float>(sign | bits << 13) * 0x1p112f;
}

/// An element of numpy's type, as a double; whole numbers beyond 2^53 round.
double readElement(const char *at, char kind, size_t size) {
  uint64_t bits = readNumber({at, size}, 0, size);
  if (kind == 'f')
    return size == 8   ? std::bit_cast<double>(bits)
           : size == 4 ? std::bit_cast<float>(static_cast<uint32_t>(bits))
                       : halfToFloat(static_cast<uint16_t>(bits));
  if (kind == 'i' && size < 8 && bits >> (8 * size - 1))
    bits |= ~uint64_t{0} << (8 * size);
  return kind == 'i' ? static_cast<double>(static_cast<int64_t>(bits))
                     : static_cast<double>(bits);
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
  char kind = type.size() > 3 ? type[2] : 0;
  size_t size = type.size() > 3 ? static_cast<size_t>(type[3] - '0') : 0;
  bool isLittle = type.starts_with("'<") || type.starts_with("'|");
  bool isKnown = kind == 'f'   ? size == 2 || size == 4 || size == 8
                 : kind == 'b' ? size == 1
                 : kind == 'i' || kind == 'u'
                     ? size == 1 || size == 2 || size == 4 || size == 8
                     : false;
  if (!isLittle || !isKnown || type.size() < 5 || type[4] != '\'')
    return place.error(8,
                       "elements of type {}, expected numbers of numpy in "
                       "the order of this machine",
                       type.substr(0, type.find(',')));
  uint64_t elements = 1;
  for (int64_t extent : shape)
    if (__builtin_mul_overflow(elements, static_cast<uint64_t>(extent),
                               &elements))
      return place.error(8, "the shape has too many elements");
  if (elements != (bytes.size() - start) / size ||
      (bytes.size() - start) % size != 0)
    return place.error(start,
                       "{} bytes follow the header, expected {} elements "
                       "of {}",
                       bytes.size() - start, elements, size);
  array.dtype = kind == 'f' ? size == 8 ? kBmrtF64 : kBmrtF32
                : size == 8 || (kind == 'u' && size == 4) ? kBmrtI64
                                                          : kBmrtI32;
  Shape extents;
  for (int64_t extent : shape)
    extents.push(extent);
  array.reshape(extents);
  for (uint64_t i = 0; i < elements; ++i)
    storeElement(array.dtype, array.storage.data(), static_cast<int64_t>(i),
                 readElement(bytes.data() + start + i * size, kind, size));
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
