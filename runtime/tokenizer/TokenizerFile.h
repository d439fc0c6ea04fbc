//===- TokenizerFile.h - Tokenizers in files --------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_TOKENIZERFILE_H
#define BMC_RUNTIME_TOKENIZER_TOKENIZERFILE_H

#include "runtime/tokenizer/Tokenizer.h"

namespace bmc {

/// Reads a tokenizer: `tokenizer.json`, `vocab.json` (with the `merges.txt`
/// beside it), `vocab.txt`, `.tiktoken` ranks, a SentencePiece `.model` (also
/// `.spm`), or a folder with one of these. Files are of strangers: what is
/// wrong is BadInput with the path and a position, and the memory it takes is
/// bounded.
Status loadTokenizer(const std::string &path, TokenizerPtr &out);

/// Writes tokenizer.json.
Status saveTokenizer(const Tokenizer &tokenizer, const std::string &path);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_TOKENIZERFILE_H
