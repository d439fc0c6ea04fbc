//===- Decoding.h - How generate chooses tokens -----------------*- C++ -*-===//
//
// Compiler and program know the same settings: a row of the table below is a
// key of the section generate and a flag of the verb.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_ABI_DECODING_H
#define BMC_RUNTIME_ABI_DECODING_H

#include "runtime/abi/TrainingRules.h"

#include <cstdint>
#include <string_view>

namespace bmc {

/// What is done to the scores of the next token before one is drawn, in this
/// order: penalties, temperature, top_k, top_p, min_p, each on what those
/// before left (the order of Hugging Face's transformers). With more than one
/// beam nothing is drawn.
struct DecodingSettings {
  /// > 1: scores of tokens of prompt and text are divided by it where they are
  /// positive, else multiplied (Keskar et al., "CTRL", 2019).
  double repetitionPenalty = 1;
  /// Subtracted from the score of each token that was generated, once.
  double presencePenalty = 0;
  /// The same, for each time it was.
  double frequencyPenalty = 0;
  double temperature = 1; ///< divides scores; 0 takes the likeliest token
  int64_t topK = 0;       ///< tokens that are kept; 0 = all
  /// The fewest likeliest tokens that are together at least so likely are kept
  /// (Holtzman et al., "The Curious Case of Neural Text Degeneration").
  double topP = 1;
  /// Tokens less likely than this part of the likeliest one are left out.
  double minP = 0;
  int64_t beams = 1; ///< texts that are followed at once
  /// A beam counts as its log-probability over its length to this power.
  double lengthPenalty = 1;
};

/// A setting that is a number, and what it may be.
struct DecodingNumber {
  const char *key;
  double DecodingSettings::*member;
  double least, most;
  const char *help; ///< of the flag
};

inline constexpr DecodingNumber kDecodingNumbers[] = {
    {"temperature", &DecodingSettings::temperature, 0, 100,
     "Logits are divided by it; 0 takes the likeliest token"},
    {"top_p", &DecodingSettings::topP, 0, 1,
     "Sample among the likeliest tokens that together have probability X"},
    {"min_p", &DecodingSettings::minP, 0, 1,
     "Leave out tokens below X times the probability of the likeliest"},
    {"repetition_penalty", &DecodingSettings::repetitionPenalty, 0.01, 100,
     "Make tokens of prompt and text less likely, by a factor; 1 = off"},
    {"presence_penalty", &DecodingSettings::presencePenalty, -100, 100,
     "Subtract X from the logits of generated tokens"},
    {"frequency_penalty", &DecodingSettings::frequencyPenalty, -100, 100,
     "Subtract X from the logits of tokens for each time they were generated"},
    {"length_penalty", &DecodingSettings::lengthPenalty, -10, 10,
     "Beams are compared by log-probability over length to the power of X"},
};

constexpr IntegerRange kTopKRange{0, INT32_MAX};
constexpr IntegerRange kBeamsRange{1, 256};
constexpr IntegerRange kMaxNewTokensRange{1, INT32_MAX};

/// What stands for the user's message in the setting `turn`.
constexpr std::string_view kMessagePlace = "{message}";

} // namespace bmc

#endif // BMC_RUNTIME_ABI_DECODING_H
