//===- ConvDweight.h - The gradient of a convolution's weight ---*- C++ -*-===//
//
//   dweight[f][c][tap] = sum over images, q of dy[f][q] x[c][q + shift(tap)]
//
// Images are taken in chunks, each of which leaves sums in a gradient of its
// own. How a chunk is summed depends on the sizes; the chunks are added up in
// order, unless there is one.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_WINDOWS_CONVDWEIGHT_H
#define BMC_CODEGEN_CPU_WINDOWS_CONVDWEIGHT_H

#include "codegen/cpu/builder/CpuKernel.h"
#include "ir/BmcOps.h"

namespace bmc {

/// The gradients that are to be computed.
struct DweightChunks {
  int64_t images = 1; ///< of a chunk
  mlir::Value count;  ///< of chunks
  mlir::Value sums;   ///< [count][the weight's shape], not cleared
};

/// As a product of dy with patches of x whose vectors run along channels: false
/// (and nothing emitted) if these are too few.
bool emitDweightProduct(CpuKernel &kernel, ConvDweightOp op,
                        const DweightChunks &chunks);

/// As dot products along staged planes: false if windows reach too far.
bool emitDweightStencil(CpuKernel &kernel, ConvDweightOp op,
                        const DweightChunks &chunks);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_WINDOWS_CONVDWEIGHT_H
