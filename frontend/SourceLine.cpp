//===- SourceLine.cpp - A source line as a terminal shows it --------------===//

#include "frontend/SourceLine.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"

using namespace llvm;

namespace bmc {

static constexpr unsigned kTabWidth = 8;
static constexpr unsigned kMaxWidth = 160;

namespace {
struct Character {
  size_t bytes;
  StringRef text; ///< what to print
  unsigned width; ///< in cells
};
} // namespace

/// Bytes of the UTF-8 sequence at the start of `text`, 0 if it is malformed.
static size_t sequenceLength(StringRef text) {
  auto *begin = reinterpret_cast<const UTF8 *>(text.begin());
  auto *end = reinterpret_cast<const UTF8 *>(text.end());
  unsigned length = getNumBytesForUTF8(*begin);
  if (length > text.size() || !isLegalUTF8Sequence(begin, end))
    return 0;
  return length;
}

static Character nextCharacter(StringRef text) {
  size_t length = sequenceLength(text);
  if (length == 0)
    return {1, "?", 1};
  int width = sys::unicode::columnWidthUTF8(text.take_front(length));
  if (width < 0)
    return {length, "?", 1};
  return {length, text.take_front(length), unsigned(width)};
}

SourceLine::SourceLine(StringRef line, size_t focus) {
  unsigned cell = 0;
  std::vector<std::pair<unsigned, std::string>> pieces;
  for (size_t offset = 0; offset < line.size();) {
    if (line[offset] == '\t') {
      unsigned width = kTabWidth - cell % kTabWidth;
      pieces.push_back({cell, std::string(width, ' ')});
      cells.push_back(cell);
      cell += width;
      ++offset;
      continue;
    }
    Character character = nextCharacter(line.substr(offset));
    pieces.push_back({cell, character.text.str()});
    cells.insert(cells.end(), character.bytes, cell);
    cell += character.width;
    offset += character.bytes;
  }
  cells.push_back(cell);

  unsigned focusCell = cells[std::min(focus, line.size())];
  if (cell > kMaxWidth && focusCell > kMaxWidth / 2)
    windowBegin = std::min(focusCell - kMaxWidth / 2, cell - kMaxWidth / 2);
  for (auto &[begin, text] : pieces)
    if (begin >= windowBegin && begin < windowBegin + kMaxWidth)
      shown += text;
  shownWidth = std::min(cell - windowBegin, kMaxWidth);
}

unsigned SourceLine::column(size_t offset) const {
  unsigned cell = cells[std::min(offset, cells.size() - 1)];
  return std::min(std::max(cell, windowBegin) - windowBegin, shownWidth);
}

unsigned countCharacters(StringRef text) {
  unsigned count = 0;
  while (!text.empty()) {
    text = text.drop_front(std::max<size_t>(sequenceLength(text), 1));
    ++count;
  }
  return count;
}

} // namespace bmc
