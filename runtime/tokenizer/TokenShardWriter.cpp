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
Status writeIds(FileWriter &file, const TokenIds &ids, TextSpan range) {
  std::vector<Id> buffer;
  Status status;
  ids.forEach(range.begin, range.end, [&](std::span<const int32_t> part) {
    buffer.assign(part.begin(), part.end());
    status = file.write(buffer.data(), buffer.size() * sizeof(Id));
    return status.ok();
  });
  return status;
}

Status writeShard(const std::string &path, const TokenIds &ids, TextSpan range,
                  bool isWide) {
  std::array<int32_t, 256> header{isWide ? 20240801 : 20240520, isWide ? 7 : 1,
                                  static_cast<int32_t>(range.size())};
  OutputFile output(path);
  FileWriter file;
  BMRT_TRY(file.open(output.temporary()));
  BMRT_TRY(file.write(header.data(), sizeof header));
  BMRT_TRY(isWide ? writeIds<uint32_t>(file, ids, range)
                  : writeIds<uint16_t>(file, ids, range));
  BMRT_TRY(file.finish());
  return output.publish();
}

} // namespace

Status bmc::writeTokenShards(const std::string &path, const TokenIds &ids,
                             int64_t vocabularySize, int64_t shardTokens) {
  bool isWide = vocabularySize > 65536;
  size_t count = ids.size();
  if (shardTokens == 0 && count <= kMaxShardTokens)
    return writeShard(path, ids, {0, count}, isWide);
  auto most = static_cast<size_t>(shardTokens ? shardTokens : kMaxShardTokens);
  std::string stem =
      path.ends_with(".bin") ? path.substr(0, path.size() - 4) : path;
  for (size_t first = 0, number = 0; first < count || number == 0;
       first += most, ++number)
    BMRT_TRY(writeShard(fmt::format("{}_{:06d}.bin", stem, number), ids,
                        {first, std::min(first + most, count)}, isWide));
  return {};
}
