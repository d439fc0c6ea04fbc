//===- ExactMatch.h - Targets that are generated right ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_EXACTMATCH_H
#define BMC_RUNTIME_INFER_EXACTMATCH_H

#include "runtime/infer/Generation.h"

namespace bmc {

/// Generates the targets of rows that have some, and counts those of which
/// every token is right.
class ExactMatch {
public:
  ExactMatch(const Session &session, Generation &generation)
      : session(session), generation(generation) {}

  Status add(const Batch &batch);
  /// Of all rows so far.
  double share() const;

private:
  const Session &session;
  Generation &generation;
  int64_t rows = 0, right = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_EXACTMATCH_H
