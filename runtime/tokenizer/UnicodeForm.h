//===- UnicodeForm.h - Normal forms of Unicode ------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_UNICODEFORM_H
#define BMC_RUNTIME_TOKENIZER_UNICODEFORM_H

#include "runtime/tokenizer/AlignedText.h"

#include <vector>

namespace bmc {

enum class UnicodeForm { Nfc, Nfd, Nfkc, Nfkd };

/// A text that is UTF-8 in a normal form.
AlignedText toUnicodeForm(const AlignedText &text, UnicodeForm form);

/// A character of a text that is made of another, in the terms of Hugging
/// Face's library: 1 is one that was put in, 0 takes the place of a character,
/// -n that of one and n more behind it.
struct CharacterChange {
  int32_t codePoint = 0;
  int change = 0;
};

/// The text of these characters, aligned as that library has it: what is put in
/// comes from where the character before it does.
AlignedText applyChanges(const AlignedText &text,
                         const std::vector<CharacterChange> &changes);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_UNICODEFORM_H
