//===- Transcript.h - The text of a continuation ----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_TRANSCRIPT_H
#define BMC_RUNTIME_INFER_TRANSCRIPT_H

#include "runtime/data/Vocabulary.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// What ends a continuation: tokens (the name of a special token, or an id
/// where there is no vocabulary) and texts that the continuation comes to
/// contain.
struct StopRules {
  std::vector<int32_t> tokens;
  std::vector<std::string> texts;

  /// Usage error where one of `stops` cannot be a stop.
  static Status parse(const Vocabulary &vocabulary,
                      const std::vector<std::string> &stops, StopRules &out);
};

/// Turns generated tokens into text, ids where there is no vocabulary, and
/// finds its end. The stop itself is not part of the text. Copies go on from
/// where the original is.
class Transcript {
public:
  /// Both must outlive the transcript.
  Transcript(const Vocabulary &vocabulary, const StopRules &rules)
      : vocabulary(&vocabulary), rules(&rules) {}

  /// Tokens that come before, which stop nothing.
  void addPrompt(std::span<const int32_t> ids);
  /// A generated token; true if the continuation ends before or within it.
  bool add(int32_t id);

  /// Prompt and continuation.
  const std::string &text() const { return all; }
  /// Without what stands between ids of the two.
  std::string_view continuation() const;
  /// Up to here the text cannot become part of a stop any more.
  size_t certain() const { return certainEnd; }
  /// The text goes on no more, so all of it is certain.
  void finish();

private:
  void decode(int32_t id);
  void decodeTogether(bool isLast);
  size_t findStop() const;
  size_t held() const;

  const Vocabulary *vocabulary;
  const StopRules *rules;
  std::string all;
  /// Where tokens depend on those around them: the last that are in the text,
  /// which those after them continue, and how many they are.
  std::vector<int32_t> recent;
  size_t told = 0;
  size_t generated = 0, certainEnd = 0; ///< positions in `all`
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_TRANSCRIPT_H
