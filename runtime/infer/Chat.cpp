//===- Chat.cpp - A conversation with the model ---------------------------===//
#include "runtime/infer/Chat.h"

#include "runtime/abi/Decoding.h"
#include "runtime/infer/GenerateOutput.h"

#include <algorithm>
#include <cstdio>
#include <span>
#include <unistd.h>

namespace bmc {

/// Nobody types more.
constexpr size_t kMaxMessageBytes = size_t{1} << 20;

/// A line of standard input without its end; `isRead` is false where there is
/// none any more.
static Status readMessage(std::string &message, bool &isRead) {
  message.clear();
  isRead = false;
  char piece[4096];
  while (std::fgets(piece, sizeof piece, stdin)) {
    isRead = true;
    message += piece;
    if (message.ends_with('\n')) {
      message.pop_back();
      return {};
    }
    if (message.size() > kMaxMessageBytes)
      return badInput("message: more than {} bytes", kMaxMessageBytes);
  }
  return {};
}

std::string messageText(std::string turn, const std::string &message) {
  size_t at = turn.find(kMessagePlace);
  if (at != std::string::npos)
    turn.replace(at, kMessagePlace.size(), message);
  return turn;
}

/// Completes an answer by what is behind each, of which it may have generated
/// the first tokens.
static void endAnswer(std::span<const int32_t> end, std::vector<int32_t> &ids) {
  size_t there = std::min(end.size(), ids.size());
  while (!std::ranges::equal(end.first(there), std::span(ids).last(there)))
    --there;
  ids.insert(ids.end(), end.begin() + static_cast<ptrdiff_t>(there), end.end());
}

namespace {
/// Shows an answer, and only that.
class AnswerPrinter : public ContinuationListener {
public:
  Status grown(size_t, const Transcript &transcript) override {
    return printer.show(transcript);
  }
  Status finished(size_t, const Transcript &transcript, Continuation) override {
    BMRT_TRY(printer.show(transcript));
    return printer.endText();
  }

private:
  ResultSink sink;
  TextPrinter printer{sink};
};
} // namespace

Status runChat(Generator &generator, const Vocabulary &vocabulary,
               const GenerateSettings &settings, std::vector<int32_t> ids) {
  Prompt said{std::move(ids)};
  const bool isTerminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  std::string message;
  std::vector<int32_t> end;
  BMRT_TRY(vocabulary.encode(settings.answerEnd, end)
               .withContext("the end of an answer"));
  for (;; ++said.sequence) {
    if (isTerminal)
      std::fputs("> ", stdout);
    std::fflush(stdout);
    bool isRead = false;
    BMRT_TRY(readMessage(message, isRead));
    if (!isRead)
      return {};
    BMRT_TRY(vocabulary.encode(messageText(settings.turn, message), said.ids)
                 .withContext("message"));
    said.start = said.ids.size();
    AnswerPrinter printer;
    BMRT_TRY(generator.sample(std::span(&said, 1), printer));
    endAnswer(end, said.ids);
  }
}

} // namespace bmc
