//===- SentencePiece.h - The format .model ----------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_SENTENCEPIECE_H
#define BMC_RUNTIME_TOKENIZER_SENTENCEPIECE_H

#include "runtime/tokenizer/Tokenizer.h"

namespace bmc {

/// A tokenizer of the contents of a SentencePiece model, of type unigram or
/// BPE; BadInput with a place in it where it is malformed.
Status readSentencePiece(std::string contents, TokenizerPtr &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_SENTENCEPIECE_H
