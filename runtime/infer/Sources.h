//===- Sources.h - What targets are generated from --------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_SOURCES_H
#define BMC_RUNTIME_INFER_SOURCES_H

#include "runtime/infer/Decoder.h"
#include "runtime/train/Session.h"

#include <memory>
#include <optional>
#include <vector>

namespace bmc {

/// A source, and what the output calls it: its text, or the number of its row.
struct Source {
  SourceRow row;
  std::string text;
  std::optional<int64_t> number;
};

/// Reads sources: texts of --prompt or --prompts for pairs of texts, rows of
/// --data or --row for tables.
class SourceReader {
public:
  virtual ~SourceReader() = default;
  /// The next sources in order; none at the end.
  virtual Status next(std::vector<Source> &sources) = 0;
};

/// The program must have the function `generate`; all must outlive the reader.
/// BadInput with its place where a source does not fit the model.
Status openSources(const Session &session, const RunRecord &record,
                   const Vocabulary &targets,
                   std::unique_ptr<SourceReader> &out);

/// The inputs of a source in the row of a batch, under this number. Sequences
/// that are shorter than those that `generate` takes are filled up with zeros.
SourceRow sourceOf(const Session &session, const Batch &batch, int64_t row,
                   uint64_t number);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_SOURCES_H
