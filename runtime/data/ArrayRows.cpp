//===- ArrayRows.cpp - Arrays as the columns of a table -------------------===//
#include "runtime/data/ArrayRows.h"

#include "runtime/data/NumpyFile.h"
#include "runtime/data/Safetensors.h"

#include <algorithm>

namespace bmc {

static constexpr int64_t kMaxColumns = 1 << 20;

bool ArrayRows::isArrayFile(const std::string &path, std::string_view start) {
  return isNumpyFile(start) || path.ends_with(".safetensors");
}

/// Elements of a row.
static int64_t widthOf(const HostTensor &array) {
  int64_t width = 1;
  for (uint32_t axis = 1; axis < array.shape.rank(); ++axis)
    width *= array.shape[axis];
  return width;
}

Status ArrayRows::open(const std::string &path) {
  *this = ArrayRows();
  BMRT_TRY(path.ends_with(".safetensors") ? readSafetensors(path, arrays)
                                          : readNumpy(path, arrays));
  for (const HostTensor &array : arrays) {
    bytes += array.storage.size();
    if (array.shape.rank() == 0)
      return badInput("{}: '{}' is a number, expected arrays of rows", path,
                      array.name);
    int64_t width = widthOf(array);
    if (width > kMaxColumns - static_cast<int64_t>(names.size()))
      return badInput("{}: more than {} numbers in a row", path, kMaxColumns);
    if (array.shape[0] != arrays[0].shape[0])
      return badInput("{}: '{}' has {} rows, but '{}' has {}", path, array.name,
                      array.shape[0], arrays[0].name, arrays[0].shape[0]);
    widths.push_back(width);
    for (int64_t i = 0; i < width; ++i)
      names.push_back(width == 1 ? array.name : array.name + std::to_string(i));
  }
  if (arrays.empty())
    return badInput("{}: found no array", path);
  rowCount = arrays[0].shape[0];
  numbers.resize(names.size());
  return {};
}

Status ArrayRows::next(std::vector<CsvField> &row, bool &end) {
  end = given == rowCount;
  row.resize(end ? 0 : names.size());
  if (end)
    return {};
  int64_t index = given++;
  if (index < 0) {
    for (size_t i = 0; i < row.size(); ++i)
      row[i] = {names[i], 1, 1};
    return {};
  }
  std::span<double> rest = numbers;
  for (size_t i = 0; i < arrays.size(); ++i) {
    auto width = static_cast<size_t>(widths[i]);
    loadElements(arrays[i].dtype, arrays[i].storage.data(), index * widths[i],
                 rest.first(width));
    rest = rest.subspan(width);
  }
  for (size_t i = 0; i < row.size(); ++i)
    row[i] = {{}, index + 1, static_cast<int64_t>(i) + 1, numbers[i]};
  return {};
}

} // namespace bmc
