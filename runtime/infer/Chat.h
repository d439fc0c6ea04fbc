//===- Chat.h - A conversation with the model -------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_CHAT_H
#define BMC_RUNTIME_INFER_CHAT_H

#include "runtime/infer/Generator.h"

namespace bmc {

/// Reads messages from standard input, one a line, and answers each after all
/// that was said before; on a terminal with a prompt before each message. What
/// `settings.prompt` says comes before the first. Ends with the input.
Status runChat(Generator &generator, const Vocabulary &vocabulary,
               const GenerateSettings &settings, std::vector<int32_t> ids);

/// `turn` with the message in the place of "{message}".
std::string messageText(std::string turn, const std::string &message);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_CHAT_H
