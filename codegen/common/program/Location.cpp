//===- Location.cpp - Locations in the user's words -----------------------===//

#include "codegen/common/program/Location.h"

#include "llvm/Support/Path.h"

#include <set>

using namespace mlir;

namespace bmc {

/// First file position and first name found, outside in.
static void collect(Location loc, FileLineColLoc &file, StringAttr &path) {
  if (auto position = dyn_cast<FileLineColLoc>(loc)) {
    if (!file)
      file = position;
  } else if (auto name = dyn_cast<NameLoc>(loc)) {
    if (!path && !name.getName().getValue().empty())
      path = name.getName();
    collect(name.getChildLoc(), file, path);
  } else if (auto call = dyn_cast<CallSiteLoc>(loc)) {
    collect(call.getCaller(), file, path);
    collect(call.getCallee(), file, path);
  } else if (auto fused = dyn_cast<FusedLoc>(loc)) {
    for (Location part : fused.getLocations())
      collect(part, file, path);
  }
}

/// ", fused with lines 19 and 20": the lines of `parts` other than that of
/// `main`, or nothing if there are none.
static std::string describeOthers(ArrayRef<Location> parts,
                                  FileLineColLoc main) {
  std::set<unsigned> lines;
  for (Location part : parts) {
    FileLineColLoc file;
    StringAttr path;
    collect(part, file, path);
    if (file && main && file.getLine() != main.getLine())
      lines.insert(file.getLine());
  }
  std::string text;
  for (unsigned line : lines) {
    bool isFirst = line == *lines.begin(), isLast = line == *lines.rbegin();
    text += isFirst ? "" : isLast ? " and " : ", ";
    text += std::to_string(line);
  }
  if (text.empty())
    return text;
  return (lines.size() == 1 ? ", fused with line " : ", fused with lines ") +
         text;
}

std::string describeLocation(Location loc) {
  FileLineColLoc file;
  StringAttr path;
  collect(loc, file, path);
  std::string text;
  if (file)
    text = (llvm::sys::path::filename(file.getFilename().getValue()) + ":" +
            llvm::Twine(file.getLine()) + ":" + llvm::Twine(file.getColumn()))
               .str();
  if (path)
    text += (text.empty() ? "" : " ") + ("(" + path.getValue() + ")").str();
  if (auto fused = dyn_cast<FusedLoc>(loc))
    text += describeOthers(fused.getLocations(), file);
  return text;
}

} // namespace bmc
