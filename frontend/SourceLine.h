//===- SourceLine.h - A source line as a terminal shows it ------*- C++ -*-===//
#ifndef BMC_FRONTEND_SOURCELINE_H
#define BMC_FRONTEND_SOURCELINE_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace bmc {

/// A line with tabs expanded and unprintable bytes replaced, cut to a window
/// around a focus if it is long. Columns are terminal cells, so that carets
/// below wide (CJK) characters and tabs come out right.
class SourceLine {
public:
  /// `line` without its newline; `focus` is a byte offset in it.
  SourceLine(llvm::StringRef line, size_t focus);

  llvm::StringRef text() const { return shown; }
  /// First terminal cell of the byte at `offset` (offset <= line size),
  /// clamped to the window.
  unsigned column(size_t offset) const;
  /// Cells of the shown text.
  unsigned width() const { return shownWidth; }

private:
  std::vector<unsigned> cells; ///< cell of every byte, plus the end
  unsigned windowBegin = 0;
  unsigned shownWidth = 0;
  std::string shown;
};

/// Number of characters (code points) in `text`; a bad byte counts as one.
unsigned countCharacters(llvm::StringRef text);

} // namespace bmc

#endif // BMC_FRONTEND_SOURCELINE_H
