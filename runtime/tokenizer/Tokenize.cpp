//===- Tokenize.cpp - What tokens a text has ------------------------------===//
#include "runtime/tokenizer/Tokenize.h"

#include "runtime/core/ByteStream.h"
#include "runtime/core/Memory.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace bmc;

namespace {

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

} // namespace

Status bmc::printResult(std::string_view text) {
  bool isWritten =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return isWritten ? Status()
                   : resourceError("cannot write to standard output");
}

Status bmc::tokenize(const Tokenizer &tokenizer,
                     const TokenizeRequest &request) {
  if (request.text)
    return request.example.any() ? showExamples(tokenizer, request, "")
                                 : showTokens(tokenizer, request);
  std::string text;
  BMRT_TRY(readWhole(request.input, text));
  MemoryUse use("encoding", request.input, text.size());
  BMRT_TRY(refuseUtf16(request.input, text));
  std::string_view rest = text;
  if (rest.starts_with(kByteOrderMark))
    rest.remove_prefix(kByteOrderMark.size());
  if (request.example.any())
    return showExamples(tokenizer, request, rest);
  TokenIds ids;
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
    return showStatistics(tokenizer, rest, ids);
  if (request.showsStatistics)
    BMRT_TRY(showStatistics(tokenizer, rest, ids));
  return writeTokenShards(request.output, ids, tokenizer.size(),
                          request.shardTokens);
}
