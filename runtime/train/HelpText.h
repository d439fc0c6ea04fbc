//===- HelpText.h - Words of --help -----------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_HELPTEXT_H
#define BMC_RUNTIME_TRAIN_HELPTEXT_H

#include <string>

namespace bmc {

/// What the help of `train` says of signals.
extern const char kSignalHelp[];

/// An entry of a list: the name, and beside it a description wrapped to 80
/// columns, which begins below a name that is too long. Ends with a line break.
std::string helpEntry(const std::string &name, const std::string &description);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_HELPTEXT_H
