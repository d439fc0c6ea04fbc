//===- Location.cpp - Locations in the user's words -----------------------===//

#include "codegen/common/Location.h"

#include "llvm/Support/Path.h"

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
  return text;
}

} // namespace bmc
