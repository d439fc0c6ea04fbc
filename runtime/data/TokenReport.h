//===- TokenReport.h - What should be known of a text before training -----===//
#ifndef BMC_RUNTIME_DATA_TOKENREPORT_H
#define BMC_RUNTIME_DATA_TOKENREPORT_H

#include "runtime/data/TokenSource.h"

#include <string>
#include <vector>

namespace bmc {

/// Lines about a sequence of tokens: how many there are and are in use, which
/// are the most frequent, how many are unknown, and the loss of a model that
/// knows how frequent each is and nothing else.
Status reportTokens(TokenSource &tokens, std::vector<std::string> &lines);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_TOKENREPORT_H
