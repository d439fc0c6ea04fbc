//===- NumpyFile.h - Arrays of .npy and .npz files --------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_NUMPYFILE_H
#define BMC_RUNTIME_DATA_NUMPYFILE_H

#include "runtime/core/Tensor.h"

#include <string>
#include <vector>

namespace bmc {

/// Whether a file begins as one of numpy's does: an array, or a ZIP archive.
bool isNumpyFile(std::string_view start);

/// Reads the arrays of a .npy file, which is called as the file is without its
/// ending, or of a .npz file. Numbers become i32, i64, f32 or f64. BadInput
/// with the byte for what is damaged, holds objects, or is in Fortran's order.
Status readNumpy(const std::string &path, std::vector<HostTensor> &arrays);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_NUMPYFILE_H
