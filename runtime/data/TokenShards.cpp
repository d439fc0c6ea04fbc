//===- TokenShards.cpp - Token files of llm.c -------------------*- C++ -*-===//
//
// A shard is 256 little-endian int32 (magic, version, token count, unused) and
// the tokens: magic 20240520, version 1: u16 (GPT-2); magic 20240801, version
// 7: u32 (Llama 3). Source: llm.c, dev/data/data_common.py.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Crc32c.h"
#include "runtime/core/Files.h"
#include "runtime/data/FilePattern.h"
#include "runtime/data/TokenSource.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <vector>

using namespace bmc;

namespace {

constexpr uint64_t kHeaderBytes = 256 * sizeof(int32_t);
constexpr size_t kMaxOpenShards = 64;
/// How much of either end of a shard the fingerprint covers.
constexpr uint64_t kFingerprintBytes = 65536;

struct Shard {
  std::string path;
  int64_t begin = 0; ///< position of its first token in the sequence
  int64_t count = 0;
  int width = 2; ///< bytes per token
};

class TokenShards : public TokenSource {
public:
  TokenShards(int64_t vocabularySize, Vocabulary vocabulary)
      : vocabularySize(vocabularySize), meaning(std::move(vocabulary)) {}

  Status add(const std::string &path);
  int64_t size() const override { return total; }
  Status read(int64_t position, int64_t count, int32_t *tokens) override;
  const Vocabulary &vocabulary() const override { return meaning; }
  uint32_t fingerprint() const override { return crc; }

private:
  Status readPart(const Shard &shard, int64_t first, int64_t count,
                  int32_t *tokens);
  Status openShard(const Shard &shard, const FileReader *&file);

  int64_t vocabularySize;
  int64_t total = 0;
  uint32_t crc = 0;
  std::vector<Shard> shards;
  std::map<std::string, FileReader> openFiles;
  std::vector<unsigned char> buffer;
  Vocabulary meaning;
};

Status parseHeader(const FileReader &file, Shard &shard) {
  if (file.size() < kHeaderBytes)
    return badInput("{}: found {} bytes, expected a token file with a header "
                    "of {} bytes",
                    file.path(), file.size(), kHeaderBytes);
  std::array<int32_t, 3> header;
  BMRT_TRY(file.read(0, header.data(), sizeof header));
  auto [magic, version, count] = header;
  if (magic == 20240520 && version == 1)
    shard.width = 2;
  else if (magic == 20240801 && version == 7)
    shard.width = 4;
  else
    return badInput("{}: found magic {} version {}, expected 20240520 version "
                    "1 or 20240801 version 7",
                    file.path(), magic, version);
  uint64_t expected =
      count < 0 ? 0 : kHeaderBytes + static_cast<uint64_t>(count) * shard.width;
  if (file.size() != expected)
    return badInput("{}: the header announces {} tokens ({} bytes), found a "
                    "file of {} bytes",
                    file.path(), count, expected, file.size());
  shard.count = count;
  return {};
}

Status TokenShards::add(const std::string &path) {
  Shard shard;
  shard.path = path;
  shard.begin = total;
  const FileReader *file = nullptr;
  BMRT_TRY(openShard(shard, file));
  BMRT_TRY(parseHeader(*file, shard));
  std::vector<char> sample(std::min(file->size(), kFingerprintBytes));
  for (uint64_t offset : {uint64_t{0}, file->size() - sample.size()}) {
    BMRT_TRY(file->read(offset, sample.data(), sample.size()));
    crc = crc32c(crc, sample.data(), sample.size());
  }
  total += shard.count;
  shards.push_back(std::move(shard));
  return {};
}

Status TokenShards::openShard(const Shard &shard, const FileReader *&file) {
  auto found = openFiles.find(shard.path);
  if (found == openFiles.end()) {
    if (openFiles.size() == kMaxOpenShards)
      openFiles.clear();
    FileReader opened;
    BMRT_TRY(opened.open(shard.path));
    found = openFiles.emplace(shard.path, std::move(opened)).first;
  }
  file = &found->second;
  return {};
}

Status TokenShards::readPart(const Shard &shard, int64_t first, int64_t count,
                             int32_t *tokens) {
  const FileReader *file = nullptr;
  BMRT_TRY(openShard(shard, file));
  auto width = static_cast<size_t>(shard.width);
  buffer.resize(static_cast<size_t>(count) * width);
  BMRT_TRY(file->read(kHeaderBytes + static_cast<uint64_t>(first) * width,
                      buffer.data(), buffer.size()));
  for (int64_t i = 0; i < count; ++i) {
    uint32_t token = 0;
    std::memcpy(&token, buffer.data() + static_cast<size_t>(i) * width, width);
    if (token >= static_cast<uint64_t>(vocabularySize))
      return badInput("{}: token {} at position {}, expected less than "
                      "vocab_size = {}",
                      shard.path, token, first + i, vocabularySize);
    tokens[i] = static_cast<int32_t>(token);
  }
  return {};
}

Status TokenShards::read(int64_t position, int64_t count, int32_t *tokens) {
  auto shard = std::ranges::upper_bound(shards, position, {}, &Shard::begin);
  for (--shard; count > 0; ++shard) {
    int64_t first = position - shard->begin;
    int64_t part = std::min(count, shard->count - first);
    BMRT_TRY(readPart(*shard, first, part, tokens));
    position += part;
    tokens += part;
    count -= part;
  }
  return {};
}

} // namespace

Status bmc::openTokenShards(const std::string &pattern, int64_t vocabularySize,
                            Vocabulary vocabulary,
                            std::unique_ptr<TokenSource> &out) {
  std::vector<std::string> paths;
  BMRT_TRY(findFiles(pattern, paths));
  auto source =
      std::make_unique<TokenShards>(vocabularySize, std::move(vocabulary));
  for (const std::string &path : paths)
    BMRT_TRY(source->add(path));
  out = std::move(source);
  return {};
}
