//===- Location.h - Locations in the user's words ---------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_PROGRAM_LOCATION_H
#define BMC_CODEGEN_COMMON_PROGRAM_LOCATION_H

#include "mlir/IR/Location.h"

#include <string>

namespace bmc {

/// "gpt.model:21:9 (blocks.3.attn)": file position and member path of an op. Of
/// fused locations the first is described, and the other lines are listed:
/// "gpt.model:21:9 (blocks.3.attn), fused with lines 19 and 20".
std::string describeLocation(mlir::Location loc);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_PROGRAM_LOCATION_H
