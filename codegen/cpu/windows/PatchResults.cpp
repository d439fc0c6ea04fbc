//===- PatchResults.cpp - From sums of patches to planes of the result ----===//
//
// The sums of a vector of planes are turned, so that each plane's elements are
// neighbours; where phases or points take every n-th element they are spread.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/ResultOutputs.h"
#include "codegen/cpu/rows/Columns.h"
#include "codegen/cpu/windows/PatchProduct.h"
#include "codegen/cpu/windows/StridedVectors.h"

using namespace mlir;

namespace bmc {

namespace {

class PatchResultEmitter {
public:
  PatchResultEmitter(CpuKernel &kernel, Value result,
                     const PatchProductPlan &plan, const PatchTask &task,
                     Value sums)
      : kernel(kernel), b(kernel.builder), plan(plan), task(task),
        result(result), type(getElementTypeOrSelf(result.getType())),
        lanes(plan.tile.lanes),
        outputs(findResultOutputs(kernel.function, result)), sums(sums) {
    // Vectors reach past what they are to write and read.
    turned = b.stackBuffer(type, lanes * turnedElements() + 2 * lanes);
    turnedPhases = turned;
    if (hasSteps())
      turnedPhases =
          b.stackBuffer(type, plan.phases.size() * turnedPhase() + lanes);
  }

  void emit();

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  int64_t rowStep() const { return plan.piece.axes[0].phases[0].step; }
  int64_t columnStep() const { return plan.piece.axes[1].phases[0].step; }
  /// What a piece covers of the result on an axis, at most.
  int64_t coveredRows() const { return plan.piece.rows * rowStep(); }
  int64_t coveredColumns() const { return plan.piece.columns * columnStep(); }
  /// Whether neighbours of a phase are none of the result.
  bool hasSteps() const { return rowStep() * columnStep() > 1; }
  /// Elements of a phase of `lanes` turned planes.
  int64_t turnedPhase() const { return lanes * plan.paddedPositions(); }
  /// Elements of a turned plane.
  int64_t turnedElements() const {
    int64_t covered = plan.images * coveredRows() * coveredColumns();
    return std::max(plan.paddedPositions(), covered);
  }
  /// Rows of a turned image, and elements of a row.
  Value turnedRows() const { return b.mul(task.numRows, rowStep()); }
  Value turnedColumns() const { return b.mul(task.numColumns, columnStep()); }

  void turn(Value line);
  void spread(Value lane);
  void spreadRow(ArrayRef<Value> lines, Value to);
  void storePlane(Value line, Value lane);

  CpuKernel &kernel;
  CpuBuilder &b;
  const PatchProductPlan &plan;
  const PatchTask &task;
  Value result;
  Type type;
  int64_t lanes;
  ResultOutputs outputs;
  Value sums;
  /// `lanes` planes, and each phase of them.
  Value turned, turnedPhases;
};

} // namespace

/// A vector of planes at a time.
void PatchResultEmitter::emit() {
  Value first = b.mul(task.firstPanel, plan.tile.columns());
  Value end =
      b.min(b.sub(b.index(plan.planes), first), b.index(plan.chunkColumns()));
  b.loop(b.index(0), end, lanes, [&](Value line) {
    turn(line);
    Value count = b.min(b.sub(end, line), b.index(lanes));
    b.loop(b.index(0), count, 1, [&](Value lane) {
      storePlane(b.add(b.add(first, line), lane), lane);
    });
  });
}

/// The sums of the planes from `line` on as planes.
void PatchResultEmitter::turn(Value line) {
  for (size_t phase = 0; phase < plan.phases.size(); ++phase) {
    Value from = pointer(sums, b.add(line, phase * plan.sumElements()));
    Value to = pointer(turnedPhases, b.index(phase * turnedPhase()));
    int64_t pitch = hasSteps() ? plan.paddedPositions() : turnedElements();
    b.loop(b.index(0), task.numPositions, lanes, [&](Value position) {
      SmallVector<Value> rows;
      for (int64_t i = 0; i < lanes; ++i)
        rows.push_back(b.loadVector(
            type, lanes,
            pointer(from, b.mul(b.add(position, i), plan.chunkColumns()))));
      rows = transposeVectors(b, rows);
      for (int64_t i = 0; i < lanes; ++i)
        b.storeVector(rows[i], pointer(to, b.add(position, i * pitch)));
    });
  }
  if (hasSteps())
    b.loop(b.index(0), b.index(lanes), 1, [&](Value lane) { spread(lane); });
}

/// The elements of a turned plane's phases to where they lie in it. Images
/// follow each other as their rows do. In the order of memory: what is written
/// behind a row is written again.
void PatchResultEmitter::spread(Value lane) {
  size_t columnPhases = plan.piece.axes[1].phases.size();
  Value from = pointer(turnedPhases, b.mul(lane, plan.paddedPositions()));
  Value to = pointer(turned, b.mul(lane, turnedElements()));
  b.loop(b.index(0), b.mul(task.numRows, task.numImages), 1, [&](Value row) {
    Value begin = pointer(from, b.mul(row, task.numColumns));
    for (size_t first = 0; first < plan.phases.size(); first += columnPhases) {
      const AxisPhase &phase = plan.phases[first].row;
      Value line = b.add(b.mul(row, phase.step), phase.first);
      SmallVector<Value> lines;
      for (size_t i = 0; i < columnPhases; ++i)
        lines.push_back(pointer(begin, b.index((first + i) * turnedPhase())));
      spreadRow(lines, pointer(to, b.mul(line, turnedColumns())));
    }
  });
}

/// A row: `lines` are its phases, of which each has every n-th element.
void PatchResultEmitter::spreadRow(ArrayRef<Value> lines, Value to) {
  auto step = static_cast<int64_t>(lines.size());
  if (step == 2)
    return b.loop(b.index(0), task.numColumns, lanes, [&](Value column) {
      Value even = b.loadVector(type, lanes, pointer(lines[0], column));
      Value odd = b.loadVector(type, lanes, pointer(lines[1], column));
      for (auto [half, vector] :
           llvm::enumerate(interleaveVectors(b, even, odd)))
        b.storeVector(vector,
                      pointer(to, b.add(b.mul(column, step), half * lanes)));
    });
  for (auto [i, line] : llvm::enumerate(lines))
    b.loop(b.index(0), task.numColumns, 1, [&](Value column) {
      Value sum = b.load(type, pointer(line, column));
      b.store(sum, pointer(to, b.add(b.mul(column, step), i)));
    });
}

/// Stores what the kernel makes of a turned plane.
void PatchResultEmitter::storePlane(Value line, Value lane) {
  Value planeRows = kernel.extent(plan.piece.axes[0].result);
  Value planeColumns = kernel.extent(plan.piece.axes[1].result);
  Value top = b.mul(task.firstRow, plan.piece.axes[0].phases[0].step);
  Value left = b.mul(task.firstColumn, plan.piece.axes[1].phases[0].step);
  Value rows = b.min(b.sub(planeRows, top), b.index(coveredRows()));
  Value columns =
      plan.piece.columnPieces() == 1
          ? planeColumns
          : b.min(b.sub(planeColumns, left), b.index(coveredColumns()));
  b.loop(b.index(0), task.numImages, 1, [&](Value image) {
    Value plane =
        b.add(b.mul(b.add(task.firstImage, image), plan.groups), task.group);
    plane = b.add(b.mul(plane, plan.planes), line);
    b.loop(b.index(0), rows, 1, [&](Value row) {
      Value resultRow = b.add(b.mul(plane, planeRows), b.add(top, row));
      Value from = b.add(b.mul(image, turnedRows()), row);
      from = b.add(b.mul(lane, turnedElements()), b.mul(from, turnedColumns()));
      forEachVector(b, b.index(0), columns, lanes, [&](Value j, Value mask) {
        Value sum =
            b.loadVector(type, lanes, pointer(turned, b.add(from, j)), mask);
        storeResultOutputs(kernel, outputs, result, sum, resultRow,
                           b.add(left, j), mask);
      });
    });
  });
}

void emitPatchResults(CpuKernel &kernel, Value result,
                      const PatchProductPlan &plan, const PatchTask &task,
                      Value sums) {
  PatchResultEmitter(kernel, result, plan, task, sums).emit();
}

} // namespace bmc
