//===- SentencePieceProto.h - What a .model says ----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_SENTENCEPIECEPROTO_H
#define BMC_RUNTIME_TOKENIZER_SENTENCEPIECEPROTO_H

#include "runtime/tokenizer/CharsMap.h"
#include "runtime/tokenizer/TokenTable.h"
#include "runtime/tokenizer/Unigram.h"

namespace bmc {

/// A message ModelProto, as far as it says how texts become tokens.
struct SentencePieceProto {
  TokenTable tokens;
  std::vector<Piece> pieces;
  int32_t unknown = -1;
  bool isBpe = false;
  bool byteFallback = false;
  // What is done to a text before.
  CharsMap rules;
  bool addsSpace = true;     ///< in front
  bool removesSpaces = true; ///< around the text, and all but one of several
  bool escapesSpaces = true; ///< a space becomes U+2581
};

Status readProto(std::string_view contents, SentencePieceProto &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_SENTENCEPIECEPROTO_H
