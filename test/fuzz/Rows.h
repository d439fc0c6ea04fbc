//===- Rows.h - What a reader finds in a table ------------------*- C++ -*-===//
#ifndef BMC_TEST_FUZZ_ROWS_H
#define BMC_TEST_FUZZ_ROWS_H

#include "runtime/data/RowReader.h"

#include <string>
#include <vector>

namespace bmc {

using Rows = std::vector<std::vector<std::string>>;

/// All that an open reader still has.
inline Status readRows(RowReader &reader, Rows &rows) {
  std::vector<CsvField> row;
  std::string number;
  for (bool end = false;;) {
    BMRT_TRY(reader.next(row, end));
    if (end)
      return {};
    for (rows.emplace_back(); const CsvField &field : row)
      rows.back().emplace_back(textOf(field, number));
  }
}

} // namespace bmc

#endif // BMC_TEST_FUZZ_ROWS_H
