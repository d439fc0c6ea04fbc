//===- Examples.h - Texts as a model is given them --------------*- C++ -*-===//
//
// What tokenizer.json says in post_processor, truncation and padding: a text,
// or a pair of them, with special tokens around, of a certain length.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TOKENIZER_EXAMPLES_H
#define BMC_RUNTIME_TOKENIZER_EXAMPLES_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/tokenizer/AlignedText.h"

#include <optional>
#include <span>

namespace bmc {

class Tokenizer;

/// A token of an example.
struct ExampleToken {
  int32_t id = 0;
  int32_t type = 0;    ///< which of a pair it counts to
  int sequence = -1;   ///< the text it is of: 0, 1, or -1 for none
  TextSpan place = {}; ///< its bytes in that text
  bool isSpecial = false, isPadding = false;
};

/// A text or a pair; what did not find room follows, in examples of their own.
struct Example {
  std::vector<ExampleToken> tokens;
  std::vector<Example> overflow;
};

enum class Side { Right, Left };

/// What is done to what is too long.
struct Truncation {
  enum class Strategy { LongestFirst, OnlyFirst, OnlySecond };
  int64_t most = 0;   ///< tokens, with the special ones
  int64_t stride = 0; ///< tokens that examples have in common
  Strategy strategy = Strategy::LongestFirst;
  Side side = Side::Right;
};

/// What is done to what is too short.
struct Padding {
  int64_t length = 0;   ///< 0: that of the longest of a batch
  int64_t multiple = 0; ///< of which the length is one; 0: any
  Side side = Side::Right;
  int32_t id = 0, type = 0;
  std::string token = "[PAD]";
};

/// A part of an example: a text, or special tokens.
struct TemplatePiece {
  int sequence = -1; ///< the text: 0, 1, or -1 for none
  int32_t type = 0;
  std::vector<int32_t> ids = {};
};

/// How examples are made.
struct ExampleRules {
  std::vector<TemplatePiece> single{{.sequence = 0}};
  std::vector<TemplatePiece> pair{{.sequence = 0}, {.sequence = 1, .type = 1}};
  /// Whether spaces are no part of places, and whether the one in front of the
  /// first word was put there.
  bool trimsPlaces = false, addsSpace = false;
  std::optional<Truncation> truncation;
  std::optional<Padding> padding;
};

/// Most tokens of an example by the limits below.
constexpr int64_t kMaxExampleTokens = int64_t{1} << 24;

/// The example of a text, or of two. BadInput for what cannot be encoded or
/// truncated so.
Status encodeExample(const Tokenizer &tokenizer, const ExampleRules &rules,
                     std::string_view text,
                     const std::optional<std::string_view> &pair, Example &out);
/// The examples of a batch become one length.
void padExamples(const ExampleRules &rules, std::span<Example> batch);

/// `post_processor`, `truncation` and `padding` of a tokenizer.json whose
/// vocabulary has `size` tokens.
Status readExampleRules(const Json &document, int64_t size, ExampleRules &out);
/// As the members `truncation` and `padding` are written.
Json toJson(const std::optional<Truncation> &truncation);
Json toJson(const std::optional<Padding> &padding);

/// "longest_first", "only_first" or "only_second", also as files have it.
Status parseStrategy(std::string_view name, Truncation::Strategy &out);
/// "left" or "right", also in capitals.
Status parseSide(std::string_view name, Side &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_EXAMPLES_H
