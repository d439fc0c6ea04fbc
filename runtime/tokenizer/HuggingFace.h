//===- HuggingFace.h - The format tokenizer.json ----------------*- C++ -*-===//
//
// What Hugging Face's library `tokenizers` writes and reads. What of it is
// supported is listed in README.md; anything else that changes tokens is
// refused by its name.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TOKENIZER_HUGGINGFACE_H
#define BMC_RUNTIME_TOKENIZER_HUGGINGFACE_H

#include "runtime/tokenizer/Tokenizer.h"

namespace bmc {

/// A tokenizer of a whole document; BadInput naming the key that is wrong.
Status readHuggingFace(const Json &document, TokenizerPtr &out);

/// The document of a subword tokenizer; BadInput for the other kinds, which
/// have none.
Status writeHuggingFace(const Tokenizer &tokenizer, Json &document);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_HUGGINGFACE_H
