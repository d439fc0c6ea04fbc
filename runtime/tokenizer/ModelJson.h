//===- ModelJson.h - What models read of tokenizer files --------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_MODELJSON_H
#define BMC_RUNTIME_TOKENIZER_MODELJSON_H

#include "runtime/tokenizer/Bpe.h"
#include "runtime/tokenizer/Expression.h"

#include <functional>

namespace bmc {

/// Ids that a vocabulary may leave out.
constexpr int64_t kMaxGap = 65536;

/// Bytes of all tokens that a trie is made of.
constexpr size_t kMaxTrieBytes = size_t{1} << 24;

/// Bytes of a token all of whose cuts in two are looked at.
constexpr size_t kMaxTokenBytes = 4096;

/// An object of tokens and ids.
Status readVocabulary(const Json &vocabulary, bool isByteLevel,
                      TokenTable &tokens);
/// A member that is a string; empty if it is null or missing.
Status readOptional(const Json &value, const char *name, std::string &text);
/// A member that is true or false; `otherwise` if it is neither.
bool readFlag(const Json &value, const char *name, bool otherwise = false);
/// What takes the place of what is found, which is not long: `content`.
constexpr size_t kMostContent = 256;
Status readContent(const Json &value, std::string &text);
/// `pattern`: a text, or an expression as it is written; the other is empty.
Status readPattern(const Json &value, std::string &text,
                   std::string &expression);
/// The same, compiled.
Status readPattern(const Json &value, std::string &text,
                   Expression &expression);
/// Reads a step, or those of the list that is its member `list`, in which there
/// may be lists again.
Status readSteps(const Json &value, const char *list,
                 const std::function<Status(const Json &)> &read);
/// A merge of a file; of two of a pair the last counts. What goes on in a word
/// begins with a prefix, which is in the middle of no token.
Status addMerge(const TokenTable &tokens, bool isByteLevel, int32_t rank,
                std::string left, std::string right, size_t prefix,
                MergeTable &merges);
/// BadInput if a byte-level model lacks a byte.
Status checkBytes(const Bpe &model);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_MODELJSON_H
