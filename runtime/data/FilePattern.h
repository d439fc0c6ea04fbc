//===- FilePattern.h - Several files by one name ----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_FILEPATTERN_H
#define BMC_RUNTIME_DATA_FILEPATTERN_H

#include "runtime/core/Status.h"

#include <string>
#include <vector>

namespace bmc {

/// The files that a path names: itself or, where it has `*`, `?`, `[..]` or
/// `{a,b}` and is not the name of a file, those that match, in the order of
/// their names. BadInput if none does.
Status findFiles(const std::string &path, std::vector<std::string> &files);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_FILEPATTERN_H
