//===- JsonRows.h - Rows written as JSON objects ----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_JSONROWS_H
#define BMC_RUNTIME_DATA_JSONROWS_H

#include "runtime/core/Json.h"
#include "runtime/data/RowReader.h"

#include <map>
#include <string_view>

namespace bmc {

/// Objects that follow each other, on lines of their own or not. Their members
/// are numbers, strings, true and false (1 and 0), null (a missing value) or
/// lists of these, whose elements are columns of their own.
class JsonRows : public RowReader {
public:
  /// Reads the whole file.
  Status open(const std::string &path);
  Status next(std::vector<CsvField> &row, bool &end) override;
  uint64_t size() const override { return text.size(); }

private:
  using Members = std::map<std::string, std::string>;
  Status readObject(Members &members);
  Status addMember(const std::string &name, const Json &value, bool isElement,
                   Members &members) const;
  size_t objectEnd() const;
  Status error(const std::string &message) const;

  std::string path, text;
  size_t cursor = 0;
  int64_t line = 1;               ///< of the cursor
  int64_t object = 1;             ///< line on which the last object began
  std::vector<std::string> names; ///< none before the first row
  Members members;                ///< of the last row
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_JSONROWS_H
