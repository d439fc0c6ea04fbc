//===- ModelJson.h - What models read of tokenizer files --------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_MODELJSON_H
#define BMC_RUNTIME_TOKENIZER_MODELJSON_H

#include "runtime/tokenizer/Bpe.h"

namespace bmc {

/// Ids that a vocabulary may leave out.
constexpr int64_t kMaxGap = 65536;

/// An object of tokens and ids.
Status readVocabulary(const Json &vocabulary, bool isByteLevel,
                      TokenTable &tokens);
/// A member that is a string; empty if it is null or missing.
Status readOptional(const Json &value, const char *name, std::string &text);
/// A member that is true or false; `otherwise` if it is neither.
bool readFlag(const Json &value, const char *name, bool otherwise = false);
/// A merge of a file; of two of a pair the last counts.
Status addMerge(const TokenTable &tokens, bool isByteLevel, int32_t rank,
                std::string left, std::string right, MergeTable &merges);
/// BadInput if a byte-level model lacks a byte.
Status checkBytes(const Bpe &model);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_MODELJSON_H
