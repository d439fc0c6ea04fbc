//===- ChannelPanels.h - Staged planes, channels side by side ---*- C++ -*-===//
//
// A panel holds the staged planes (Stencil.h) of as many channels as a vector
// has lanes: each of its elements is a vector.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_WINDOWS_CHANNELPANELS_H
#define BMC_CODEGEN_CPU_WINDOWS_CHANNELPANELS_H

#include "codegen/cpu/windows/Stencil.h"
#include "ir/BmcOps.h"

namespace bmc {

/// Of panels that are staged together.
struct PanelShape {
  StencilPiece piece; ///< of the positions of dy
  int64_t lanes = 1;
  int64_t panels = 1;
  std::array<int64_t, 2> input{1, 1}; ///< of x

  int64_t channels() const { return panels * lanes; }
  /// Elements of a staged panel: the last vector receives what no tap meets.
  int64_t panelElements() const {
    return (piece.channelElements() + 1) * lanes;
  }
  /// Of all panels of an image.
  int64_t imageElements() const { return panels * panelElements(); }
  /// Elements of x that a piece meets in a plane, at most.
  int64_t sourceElements() const {
    return sourceExtent(0, piece.rowPieces(), piece.planeRows()) *
           sourceExtent(1, piece.columnPieces(), piece.planeColumns());
  }

private:
  int64_t sourceExtent(int axis, int64_t pieces, int64_t staged) const {
    int64_t most = staged * piece.axes[axis].stride;
    return pieces == 1 ? input[axis] : std::min(input[axis], most);
  }
};

/// Channels of a task: [first, first + count) of a group.
struct PanelChannels {
  mlir::Value group, first, count;
};

/// Stages x of conv_dweight, a piece at a time.
class PanelStaging {
public:
  /// Emits the table of places, on the stack.
  PanelStaging(CpuKernel &kernel, ConvDweightOp op, const Windows &windows,
               const PanelShape &shape);

  /// What follows is about the piece that begins at this position.
  void setPiece(mlir::Value firstRow, mlir::Value firstColumn);
  /// The piece's elements of an image. What no element lies on keeps its value.
  void stage(mlir::Value image, const PanelChannels &channels,
             mlir::Value target);

private:
  /// Part of one axis of x.
  struct Span {
    mlir::Value begin, end;
  };

  mlir::Value pointer(mlir::Value base, mlir::Value index) {
    return b.pointer(base, index, type);
  }
  bool hasWholeRows() const { return shape.piece.columnPieces() == 1; }
  Span sourceSpan(int axis, mlir::Value first, int64_t pieces, int64_t staged);
  mlir::Value placeOn(int axis, mlir::Value source, mlir::Value first,
                      int64_t staged, int64_t planeStep, int64_t step);
  void stageVectors(llvm::ArrayRef<mlir::Value> lines, mlir::Value target,
                    mlir::Value places, mlir::Value length);

  CpuKernel &kernel;
  CpuBuilder &b;
  ConvDweightOp op;
  const Windows &windows;
  const PanelShape &shape;
  mlir::Type type;
  int64_t lanes;
  mlir::Value inputColumns, inputPlane;
  /// For each element of x in a piece, in order, its place in a panel (i32).
  mlir::Value places;
  Span rows, columns;
};

} // namespace bmc

#endif // BMC_CODEGEN_CPU_WINDOWS_CHANNELPANELS_H
