//===- BadRows.h - Rows that cannot be read ---------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_BADROWS_H
#define BMC_RUNTIME_DATA_BADROWS_H

#include "runtime/core/Status.h"

#include <string>
#include <vector>

namespace bmc {

/// What is wrong with rows: the first error ends the reading, unless it goes on
/// without them (DataOptions::keepsGoing).
struct BadRows {
  bool keepsGoing = false;
  std::vector<std::string> messages;

  /// The error of a row, or none if it is kept here.
  Status keep(Status status) {
    if (status.ok() || !keepsGoing)
      return status;
    messages.push_back(status.message());
    return {};
  }
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_BADROWS_H
