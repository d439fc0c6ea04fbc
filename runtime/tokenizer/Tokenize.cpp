//===- Tokenize.cpp - What tokens a text has ------------------------------===//
#include "runtime/tokenizer/Tokenize.h"

#include "runtime/core/Files.h"
#include "runtime/core/Memory.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

/// As JSON has it: in quotes, what cannot be seen as an escape.
std::string quoted(const std::string &text) { return dumpJson(Json(text)); }

Status print(const std::string &text) {
  bool isWritten =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return isWritten ? Status()
                   : resourceError("cannot write to standard output");
}

/// A line for each token, or all ids on one.
Status showTokens(const Tokenizer &tokenizer, const TokenizeRequest &request) {
  std::vector<int32_t> ids;
  BMRT_TRY(tokenizer.encode(*request.text, ids, nullptr).withContext("--text"));
  std::string out;
  for (int32_t id : ids)
    out += request.showsIds
               ? fmt::format("{}{}", out.empty() ? "" : " ", id)
               : fmt::format("{:>7}  {}\n", id, quoted(tokenizer.nameOf(id)));
  return print(request.showsIds ? out + "\n" : out);
}

/// How often each token occurs.
std::vector<int64_t> countTokens(const Tokenizer &tokenizer,
                                 std::span<const int32_t> ids) {
  std::vector<int64_t> counts(static_cast<size_t>(tokenizer.size()));
  for (int32_t id : ids)
    ++counts[static_cast<size_t>(id)];
  return counts;
}

/// The ids of the `most` most frequent tokens.
std::vector<int32_t> mostFrequent(const std::vector<int64_t> &counts,
                                  size_t most) {
  std::vector<int32_t> ids;
  for (size_t id = 0; id < counts.size(); ++id)
    if (counts[id])
      ids.push_back(static_cast<int32_t>(id));
  most = std::min(most, ids.size());
  std::ranges::partial_sort(
      ids, ids.begin() + static_cast<ptrdiff_t>(most), {}, [&](int32_t id) {
        return std::pair(-counts[static_cast<size_t>(id)], id);
      });
  ids.resize(most);
  return ids;
}

Status describe(const Tokenizer &tokenizer, std::string_view text,
                std::span<const int32_t> ids) {
  std::vector<int64_t> counts = countTokens(tokenizer, ids);
  auto used = static_cast<int64_t>(counts.size()) -
              std::ranges::count(counts, int64_t{0});
  int64_t placeholders = 0;
  for (size_t id = 0; id < counts.size(); ++id)
    if (counts[id] && tokenizer.isPlaceholder(static_cast<int32_t>(id)))
      placeholders += counts[id];
  auto perToken = static_cast<double>(text.size()) /
                  static_cast<double>(std::max<size_t>(ids.size(), 1));
  auto unknownShare = static_cast<double>(placeholders) /
                      static_cast<double>(std::max<size_t>(ids.size(), 1));
  std::string out = fmt::format("bytes             {}\n"
                                "lines             {}\n"
                                "tokens            {}, {:.3f} bytes each\n"
                                "different tokens  {} of {}\n"
                                "unknown           {} ({:.2f} %)\n"
                                "most frequent    ",
                                text.size(), std::ranges::count(text, '\n'),
                                ids.size(), perToken, used, tokenizer.size(),
                                placeholders, 100 * unknownShare);
  for (int32_t id : mostFrequent(counts, 10))
    out += fmt::format(" {} {}", quoted(tokenizer.nameOf(id)),
                       counts[static_cast<size_t>(id)]);
  return print(out + "\n");
}

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

} // namespace

Status bmc::tokenize(const Tokenizer &tokenizer,
                     const TokenizeRequest &request) {
  if (request.text)
    return showTokens(tokenizer, request);
  std::string text;
  BMRT_TRY(readFile(request.input, text));
  MemoryUse use("encoding", request.input, text.size());
  BMRT_TRY(refuseUtf16(request.input, text));
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string_view rest = text;
  if (rest.starts_with(kByteOrderMark))
    rest.remove_prefix(kByteOrderMark.size());
  std::vector<int32_t> ids;
  auto start = std::chrono::steady_clock::now();
  BMRT_TRY(tokenizer.encodeLong(rest, ids).withContext(request.input));
  double seconds = secondsSince(start);
  if (!request.quiet)
    std::fputs(fmt::format("note: {} tokens in {:.3f} s, {:.1f} MB/s\n",
                           ids.size(), seconds,
                           static_cast<double>(rest.size()) / 1e6 /
                               std::max(seconds, 1e-9))
                   .c_str(),
               stderr);
  if (request.output.empty())
    return describe(tokenizer, rest, ids);
  return writeTokenShards(request.output, ids, tokenizer.size(),
                          request.shardTokens);
}
