//===- Safetensors.h - Tensors in files -------------------------*- C++ -*-===//
//
// https://huggingface.co/docs/safetensors: u64 length, JSON header, raw
// little-endian data. The runtime has its own reader; the compiler may not
// include it.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_TOOLS_BMC_EVAL_SAFETENSORS_H
#define BMC_TOOLS_BMC_EVAL_SAFETENSORS_H

#include "ir/reference/Tensor.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

namespace bmc {

using TensorMap = llvm::StringMap<reference::Tensor>;
using NamedTensors = std::vector<std::pair<std::string, reference::Tensor>>;

/// Reads F64, F32, BF16, F16, I64, I32 and BOOL tensors. A damaged file or
/// another type is an error that names the file and the tensor.
llvm::Expected<TensorMap> readSafetensors(llvm::StringRef path,
                                          mlir::MLIRContext *context);

/// Writes the tensors in their element types.
llvm::Error writeSafetensors(llvm::StringRef path, const NamedTensors &tensors);

} // namespace bmc

#endif // BMC_TOOLS_BMC_EVAL_SAFETENSORS_H
