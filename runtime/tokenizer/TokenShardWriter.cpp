//===- TokenShardWriter.cpp - Token files of llm.c ------------------------===//
//
// What runtime/data/TokenShards.cpp reads.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Files.h"
#include "runtime/core/OutputFile.h"
#include "runtime/tokenizer/Tokenize.h"

#include <algorithm>
#include <array>

using namespace bmc;

namespace {

template <typename Id>
Status writeIds(FileWriter &file, std::span<const int32_t> ids) {
  std::vector<Id> buffer;
  constexpr size_t kBlock = size_t{1} << 18;
  for (; !ids.empty(); ids = ids.subspan(std::min(kBlock, ids.size()))) {
    auto part = ids.first(std::min(kBlock, ids.size()));
    buffer.assign(part.begin(), part.end());
    BMRT_TRY(file.write(buffer.data(), buffer.size() * sizeof(Id)));
  }
  return {};
}

Status writeShard(const std::string &path, std::span<const int32_t> ids,
                  bool isWide) {
  std::array<int32_t, 256> header{isWide ? 20240801 : 20240520, isWide ? 7 : 1,
                                  static_cast<int32_t>(ids.size())};
  OutputFile output(path);
  FileWriter file;
  BMRT_TRY(file.open(output.temporary()));
  BMRT_TRY(file.write(header.data(), sizeof header));
  BMRT_TRY(isWide ? writeIds<uint32_t>(file, ids)
                  : writeIds<uint16_t>(file, ids));
  BMRT_TRY(file.finish());
  return output.publish();
}

} // namespace

Status bmc::writeTokenShards(const std::string &path,
                             std::span<const int32_t> ids,
                             int64_t vocabularySize, int64_t shardTokens) {
  bool isWide = vocabularySize > 65536;
  auto count = static_cast<int64_t>(ids.size());
  if (shardTokens == 0 && count <= kMaxShardTokens)
    return writeShard(path, ids, isWide);
  int64_t most = shardTokens ? shardTokens : kMaxShardTokens;
  std::string stem =
      path.ends_with(".bin") ? path.substr(0, path.size() - 4) : path;
  for (int64_t first = 0, number = 0; first < count || number == 0;
       first += most, ++number)
    BMRT_TRY(writeShard(
        fmt::format("{}_{:06d}.bin", stem, number),
        ids.subspan(static_cast<size_t>(first),
                    static_cast<size_t>(std::min(most, count - first))),
        isWide));
  return {};
}
