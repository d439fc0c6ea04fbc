//===- ChatTable.cpp - Conversations, and what is to be answered ----------===//
//
// A conversation is its messages as the template writes them, one after the
// other. Tokens never cross the border of two messages, nor that between the
// words before an answer, the answer and what ends it: so a conversation that
// is generated turn by turn (infer/Chat) has the tokens of one that is read.
// Answers and what ends them are to be learnt, everything else is not.
//
//===----------------------------------------------------------------------===//
#include "runtime/abi/Decoding.h"
#include "runtime/data/SequenceTable.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

constexpr const char *kUser = "user", *kAssistant = "assistant";

/// What someone says.
struct Message {
  std::string role, text;
  bool isLearnt = true; ///< of an answer
};

/// What stands before and behind a message of a role.
struct Frame {
  std::string before, behind;
};

class ChatTable : public SequenceTable {
protected:
  Status configure(const DatasetSource &source) override;
  Status addLine(std::string_view line, TextPlace place) override;
  int64_t sequences() const override {
    return static_cast<int64_t>(pieceEnds.size());
  }
  std::vector<int64_t>
  textsOf(std::span<const int64_t> sequences) const override;
  int64_t lengthOf(int64_t sequence) const override;
  void read(int64_t sequence, Sequence &out) const override;

private:
  int64_t firstPiece(int64_t sequence) const {
    return sequence ? pieceEnds[static_cast<size_t>(sequence) - 1] : 0;
  }
  int64_t endPiece(int64_t sequence) const {
    return pieceEnds[static_cast<size_t>(sequence)];
  }
  Status checkMessages(std::span<const Message> messages) const;
  void addPiece(std::string_view text, bool isAnswer, TextPlace place);

  std::string begin; ///< of each conversation
  std::map<std::string, Frame> frames;
  /// A conversation is some of `texts`: where they end, and which of them are
  /// learnt.
  std::vector<int64_t> pieceEnds;
  std::vector<bool> isAnswer;
};

Status ChatTable::configure(const DatasetSource &source) {
  const Json *roles = findMember(source.data, "template");
  if (!roles || !roles->is_object())
    return badInput("missing key 'data.template', expected an object");
  for (const auto &[role, value] : roles->items()) {
    std::string text = value.is_string() ? value.get<std::string>() : "";
    if (role == "begin") {
      begin = text;
      continue;
    }
    size_t at = text.find(kMessagePlace);
    if (at == text.npos)
      return badInput("data.template: '{}' has no place for the message", role);
    frames[role] = {text.substr(0, at), text.substr(at + kMessagePlace.size())};
  }
  return frames.contains(kUser) && frames.contains(kAssistant)
             ? Status()
             : badInput("data.template: expected 'user' and 'assistant'");
}

//===----------------------------------------------------------------------===//
// Forms of a conversation
//===----------------------------------------------------------------------===//

/// The text of a member; a list of parts has to be of texts.
Status readText(const Json &object, const char *key, std::string &text) {
  const Json *value = findMember(object, key);
  if (value && value->is_string()) {
    text = value->get<std::string>();
    return {};
  }
  if (!value || !value->is_array())
    return badInput("found no text '{}'", key);
  for (const Json &part : *value) {
    const Json *piece = findMember(part, "text");
    if (!piece || !piece->is_string())
      return badInput("a part of '{}' is no text", key);
    text += piece->get<std::string>();
  }
  return {};
}

/// The names that ShareGPT's files have for roles.
std::string commonRole(const std::string &role) {
  static constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"human", "user"}, {"gpt", "assistant"}, {"model", "assistant"}};
  for (auto [other, name] : names)
    if (role == other)
      return std::string(name);
  return role;
}

/// {"role": .., "content": ..}, and perhaps "weight": 0.
Status readMessage(const Json &value, const char *roleKey, const char *textKey,
                   Message &message) {
  if (!value.is_object())
    return badInput("found no object");
  BMRT_TRY(readText(value, roleKey, message.role));
  BMRT_TRY(readText(value, textKey, message.text));
  message.role = commonRole(message.role);
  const Json *weight = findMember(value, "weight");
  if (!weight)
    return {};
  if (*weight != 0 && *weight != 1)
    return badInput("'weight' is {}, expected 0 or 1", dumpJson(*weight));
  message.isLearnt = *weight == 1;
  return {};
}

Status readMessages(const Json &list, const char *roleKey, const char *textKey,
                    std::vector<Message> &messages) {
  if (!list.is_array())
    return badInput("the messages are no list");
  for (const Json &value : list) {
    messages.emplace_back();
    BMRT_TRY(readMessage(value, roleKey, textKey, messages.back())
                 .withContext(fmt::format("message {}", messages.size())));
  }
  return {};
}

/// A question and its answer, under one of the names that are in use.
Status readPair(const Json &object, std::vector<Message> &messages) {
  static constexpr std::pair<const char *, const char *> names[] = {
      {"prompt", "completion"},
      {"prompt", "response"},
      {"instruction", "output"},
      {"instruction", "response"},
      {"question", "answer"}};
  for (auto [question, answer] : names) {
    if (!findMember(object, question) || !findMember(object, answer))
      continue;
    Message user{kUser, ""}, assistant{kAssistant, ""};
    BMRT_TRY(readText(object, question, user.text));
    BMRT_TRY(readText(object, answer, assistant.text));
    std::string input;
    if (findMember(object, "input"))
      BMRT_TRY(readText(object, "input", input));
    if (!input.empty())
      user.text += "\n" + input;
    if (findMember(object, "system")) {
      messages.push_back({"system", ""});
      BMRT_TRY(readText(object, "system", messages.back().text));
    }
    messages.push_back(std::move(user));
    messages.push_back(std::move(assistant));
    return {};
  }
  return badInput("expected 'messages', 'conversations', 'prompt' and "
                  "'completion', or 'instruction' and 'output'");
}

Status readConversation(std::string_view line, std::vector<Message> &messages) {
  Json object;
  BMRT_TRY(parseJson(line, object));
  if (!object.is_object())
    return badInput("expected a JSON object");
  if (const Json *list = findMember(object, "messages"))
    return readMessages(*list, "role", "content", messages);
  if (const Json *list = findMember(object, "conversations"))
    return readMessages(*list, "from", "value", messages);
  return readPair(object, messages);
}

//===----------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------===//

Status ChatTable::checkMessages(std::span<const Message> messages) const {
  bool isAnswered = false;
  for (size_t i = 0; i < messages.size(); ++i) {
    const Message &message = messages[i];
    isAnswered |= message.role == kAssistant && message.isLearnt;
    if (frames.contains(message.role))
      continue;
    std::string known;
    for (const auto &[role, frame] : frames)
      known += (known.empty() ? "" : ", ") + role;
    return badInput("message {}: the template has no role '{}', expected one "
                    "of {}",
                    i + 1, message.role, known);
  }
  return isAnswered ? Status()
                    : badInput("found no answer, a message of the role '{}'",
                               kAssistant);
}

void ChatTable::addPiece(std::string_view text, bool isLearnt,
                         TextPlace place) {
  texts.add(0, text, place);
  isAnswer.push_back(isLearnt);
}

Status ChatTable::addLine(std::string_view line, TextPlace place) {
  std::vector<Message> messages;
  BMRT_TRY(readConversation(line, messages));
  BMRT_TRY(checkMessages(messages));
  addPiece(begin, false, place);
  for (size_t i = 0; i < messages.size(); ++i) {
    const Message &message = messages[i];
    const Frame &frame = frames.at(message.role);
    if (message.role == kAssistant) {
      if (i == 0 || messages[i - 1].role == kAssistant)
        addPiece(frame.before, false, place);
      addPiece(message.text, message.isLearnt, place);
      addPiece(frame.behind, message.isLearnt, place);
      continue;
    }
    // A prompt ends with the words that an answer follows.
    bool isPrompt =
        i + 1 < messages.size() && messages[i + 1].role == kAssistant;
    addPiece(frame.before + message.text + frame.behind +
                 (isPrompt ? frames.at(kAssistant).before : ""),
             false, place);
  }
  pieceEnds.push_back(static_cast<int64_t>(isAnswer.size()));
  return {};
}

std::vector<int64_t>
ChatTable::textsOf(std::span<const int64_t> sequences) const {
  std::vector<int64_t> pieces;
  for (int64_t sequence : sequences)
    for (int64_t i = firstPiece(sequence); i < endPiece(sequence); ++i)
      pieces.push_back(i);
  return pieces;
}

int64_t ChatTable::lengthOf(int64_t sequence) const {
  return std::max<int64_t>(
      texts.tokensOf(0, firstPiece(sequence), endPiece(sequence)) - 1, 0);
}

void ChatTable::read(int64_t sequence, Sequence &out) const {
  for (int64_t i = firstPiece(sequence); i < endPiece(sequence); ++i)
    out.add(texts.row(0, i), isAnswer[static_cast<size_t>(i)]);
}

} // namespace

Status bmc::openChatDataset(const DatasetSource &source,
                            std::unique_ptr<Dataset> &out) {
  auto table = std::make_unique<ChatTable>();
  BMRT_TRY(table->load(source));
  return makeRowDataset(source, std::move(table), out);
}
