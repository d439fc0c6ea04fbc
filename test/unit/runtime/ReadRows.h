//===- ReadRows.h - All rows of a reader ------------------------*- C++ -*-===//
#ifndef BMC_TEST_UNIT_RUNTIME_READROWS_H
#define BMC_TEST_UNIT_RUNTIME_READROWS_H

#include "runtime/data/RowReader.h"

#include <string>
#include <vector>

namespace bmc {

using Rows = std::vector<std::vector<std::string>>;

/// Texts of the fields, up to the end or an error.
inline Status readAll(RowReader &reader, Rows &rows) {
  std::vector<CsvField> row;
  std::string number;
  bool end = false;
  rows.clear();
  while (true) {
    BMRT_TRY(reader.next(row, end));
    if (end)
      return {};
    rows.emplace_back();
    for (const CsvField &field : row)
      rows.back().emplace_back(textOf(field, number));
  }
}

} // namespace bmc

#endif // BMC_TEST_UNIT_RUNTIME_READROWS_H
