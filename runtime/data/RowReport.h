//===- RowReport.h - What should be known of rows before training -*- C++
//-*-===//
#ifndef BMC_RUNTIME_DATA_ROWREPORT_H
#define BMC_RUNTIME_DATA_ROWREPORT_H

#include "runtime/data/RowDataset.h"

#include <span>
#include <string>
#include <vector>

namespace bmc {

/// Lines about classes, columns that say nothing, rows that are on both sides
/// of the split, lengths of texts and words that the vocabulary lacks.
std::vector<std::string> reportRows(const RowSource &rows,
                                    std::span<const int64_t> train,
                                    std::span<const int64_t> val);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_ROWREPORT_H
