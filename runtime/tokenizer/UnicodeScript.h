//===- UnicodeScript.h - The script of a character --------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_UNICODESCRIPT_H
#define BMC_RUNTIME_TOKENIZER_UNICODESCRIPT_H

#include <cstdint>

namespace bmc {

/// A number for each script of Unicode 9; kana are Han. 0: that of a space, and
/// of what is none.
int scriptOf(int32_t codePoint);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_UNICODESCRIPT_H
