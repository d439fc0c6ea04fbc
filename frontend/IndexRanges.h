//===- IndexRanges.h - What integers inputs may hold ------------*- C++ -*-===//
#ifndef BMC_FRONTEND_INDEXRANGES_H
#define BMC_FRONTEND_INDEXRANGES_H

#include "frontend/Program.h"

#include "llvm/ADT/StringMap.h"

namespace bmc {

/// Values an i32 input may have.
struct IndexRange {
  int64_t min = INT64_MIN, below = INT64_MAX;
};

/// What look-ups, class labels and lengths of sequences demand of the inputs,
/// by name; a negative label is none.
llvm::StringMap<IndexRange> indexRanges(const Program &program);

} // namespace bmc

#endif // BMC_FRONTEND_INDEXRANGES_H
