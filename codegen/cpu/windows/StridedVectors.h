//===- StridedVectors.h - Vectors of every n-th element ---------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_WINDOWS_STRIDEDVECTORS_H
#define BMC_CODEGEN_CPU_WINDOWS_STRIDEDVECTORS_H

#include "codegen/cpu/builder/CpuBuilder.h"

namespace bmc {

/// Lanes along a line of elements: lane l is element first + l * stride, which
/// exists if it lies in [0, end). `end` may be a constant.
struct LanePlaces {
  mlir::Value first;
  int64_t stride = 1;
  mlir::Value end;
};

/// Which lanes exist; null if all of them do.
mlir::Value maskExisting(CpuBuilder &builder, const LanePlaces &places,
                         unsigned lanes);

/// The lanes' elements of the line at `base`; lanes that do not exist are not
/// read and hold 0. `exists` (i1, null: yes): whether the line does.
mlir::Value loadPlaces(CpuBuilder &builder, mlir::Type elementType,
                       unsigned lanes, mlir::Value base,
                       const LanePlaces &places, mlir::Value exists = {});

/// The same with a stride of 2, and the lanes one element further.
std::array<mlir::Value, 2> loadPairs(CpuBuilder &builder,
                                     mlir::Type elementType, unsigned lanes,
                                     mlir::Value base, const LanePlaces &places,
                                     mlir::Value exists = {});

/// even[0], odd[0], even[1], .. as two vectors.
std::array<mlir::Value, 2> interleaveVectors(CpuBuilder &builder,
                                             mlir::Value even, mlir::Value odd);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_WINDOWS_STRIDEDVECTORS_H
