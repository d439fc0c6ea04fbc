//===- Transcript.h - What generate writes ----------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_TRANSCRIPT_H
#define BMC_RUNTIME_INFER_TRANSCRIPT_H

#include "runtime/data/Vocabulary.h"

#include <cstdint>
#include <string>

namespace bmc {

/// Writes tokens to standard output as text, or as ids where there is no
/// vocabulary, as soon as it is certain that they do not belong to the stop:
/// the name of a special token, an id where there is no vocabulary, or a text
/// that the generated text comes to contain. The stop itself is not written.
class Transcript {
public:
  /// Usage error where `stop` cannot be one.
  Status open(const Vocabulary &words, const std::string &stop);

  /// A token of the prompt, which does not stop anything.
  Status prompt(int32_t id);
  /// A generated token; sets `isDone` if generation stops here.
  Status add(int32_t id, bool &isDone);
  /// What is left, and a line end.
  Status finish();

private:
  void decode(int32_t id);
  Status write(size_t end);

  const Vocabulary *vocabulary = nullptr;
  std::string stopText;
  int32_t stopToken = -1;
  std::string text;
  size_t written = 0, generated = 0; ///< positions in `text`
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_TRANSCRIPT_H
