//===- Generation.h - What texts are generated with -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_GENERATION_H
#define BMC_RUNTIME_INFER_GENERATION_H

#include "runtime/infer/Generator.h"
#include "runtime/train/Session.h"

#include <optional>

namespace bmc {

/// A program with its weights as a generator, by the settings of the options.
class Generation {
public:
  /// The session and the program, whose weights `record` is of, must outlive
  /// it. At most `sequences` are generated at once.
  Status initialize(const Session &session, const RunRecord &record,
                    Program &program, int64_t sequences);

  /// Of what is generated.
  const Vocabulary &vocabulary() const { return words; }
  const Decoder &decoder() const { return *feed; }
  Generator &generator() { return *growth; }
  /// The target of a source before its first token.
  Prompt targetOf(const SourceRow &source) const;

private:
  Vocabulary words;
  StopRules rules;
  int32_t start = 0; ///< token before the first of a target
  std::optional<Decoder> feed;
  std::optional<Generator> growth;
};

/// The functions that generate.
constexpr std::string_view kGeneratingFunctions[] = {"generate", "decode"};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_GENERATION_H
