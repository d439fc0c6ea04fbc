//===- VocabularyFiles.h - Tokenizers in plain lists ------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_VOCABULARYFILES_H
#define BMC_RUNTIME_TOKENIZER_VOCABULARYFILES_H

#include "runtime/tokenizer/Split.h"
#include "runtime/tokenizer/Tokenizer.h"

namespace bmc {

/// vocab.json and merges.txt of GPT-2: byte-level, <|endoftext|> is special.
Status readVocabularyAndMerges(const std::string &path, const Json &vocabulary,
                               const std::string &mergesPath,
                               std::string_view merges, TokenizerPtr &out);

/// Lines of a token in base64 and its rank, which is also its id: what merges
/// to a token of a lower rank goes first. They do not say what a word is.
Status readTiktoken(std::string_view text, SplitPattern pattern,
                    TokenizerPtr &out);

/// vocab.txt of BERT: a token on each line, its number is the id. Texts become
/// lower case and lose accents if no token is in capitals.
Status readWordPieceList(std::string_view text, TokenizerPtr &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_VOCABULARYFILES_H
