//===- ArrayRows.h - Arrays as the columns of a table -----------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_ARRAYROWS_H
#define BMC_RUNTIME_DATA_ARRAYROWS_H

#include "runtime/core/Tensor.h"
#include "runtime/data/RowReader.h"

namespace bmc {

/// Arrays of one first extent, the rows. `x` of shape [N] is a column x, of
/// shape [N, 3] columns x0, x1, x2, of more axes likewise, the last one running
/// first. Behind the names fields are numbers. In messages lines are rows, from
/// 1 on, and columns those of the row.
class ArrayRows : public RowReader {
public:
  /// Reads a .npy, .npz or .safetensors file.
  Status open(const std::string &path);
  Status next(std::vector<CsvField> &row, bool &end) override;
  uint64_t size() const override { return bytes; }
  int64_t rows() const override { return rowCount; }
  char decimal() const override { return '.'; }

  /// Whether a file begins as one of these does.
  static bool isArrayFile(const std::string &path, std::string_view start);

private:
  std::vector<HostTensor> arrays;
  std::vector<int64_t> widths; ///< numbers of a row, of each array
  std::vector<std::string> names;
  std::vector<double> numbers;      ///< of a row
  int64_t rowCount = 0, given = -1; ///< -1: the names
  uint64_t bytes = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_ARRAYROWS_H
