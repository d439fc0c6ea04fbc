//===- PreTokenizer.cpp - From texts to words -----------------------------===//
#include "runtime/tokenizer/PreTokenizer.h"

#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <utf8proc.h>

using namespace bmc;

static bool isPunctuation(int32_t codePoint) {
  utf8proc_category_t category = utf8proc_category(codePoint);
  bool isSymbol =
      category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO;
  return (category >= UTF8PROC_CATEGORY_PC &&
          category <= UTF8PROC_CATEGORY_PO) ||
         (isSymbol && codePoint < 0x80);
}

void PreTokenizer::eachBert(std::string_view text, const UseWord &use) const {
  size_t begin = 0;
  auto endWord = [&](size_t end) {
    if (begin < end)
      use(text.substr(begin, end - begin));
  };
  for (size_t offset = 0; offset < text.size();) {
    size_t start = offset;
    int32_t codePoint = decodeUtf8(text, offset);
    offset += codePoint < 0;
    bool isSpace = isWhiteSpace(codePoint);
    if (!isSpace && !isPunctuation(codePoint))
      continue;
    endWord(start);
    if (!isSpace)
      use(text.substr(start, offset - start));
    begin = offset;
  }
  endWord(text.size());
}

void PreTokenizer::eachMetaspace(std::string_view text, bool isFirst,
                                 const UseWord &use) const {
  constexpr std::string_view kSpace = "\u2581";
  std::string marked;
  for (char byte : text) {
    if (byte == ' ')
      marked += kSpace;
    else
      marked += byte;
  }
  bool isPrefixed =
      prefix == Prefix::Always || (prefix == Prefix::First && isFirst);
  if (isPrefixed && !marked.starts_with(kSpace))
    marked.insert(0, kSpace);
  for (std::string_view rest = marked; !rest.empty();) {
    size_t next = splitsWords ? rest.find(kSpace, 1) : rest.npos;
    use(rest.substr(0, next));
    rest.remove_prefix(std::min(next, rest.size()));
  }
}

void PreTokenizer::eachOther(std::string_view text, bool isFirst,
                             const UseWord &use) const {
  if (text.empty())
    return;
  if (kind == Kind::Bert)
    return eachBert(text, use);
  if (kind == Kind::Metaspace && !splitsSpaces)
    return eachMetaspace(text, isFirst, use);
  if (kind == Kind::ByteLevel) {
    std::string longer = text.starts_with(' ') ? "" : " ";
    longer += text;
    return eachSplit(longer, 0, longer.size(), use);
  }
  if (kind == Kind::Whole)
    return use(text);
  for (size_t offset = 0, begin = 0; offset <= text.size();) {
    size_t start = offset;
    bool isEnd = offset == text.size();
    int32_t codePoint = isEnd ? ' ' : decodeUtf8(text, offset);
    offset += codePoint < 0 || isEnd;
    if (!isWhiteSpace(codePoint))
      continue;
    if (begin < start)
      eachMetaspace(text.substr(begin, start - begin), false, use);
    begin = offset;
  }
}
