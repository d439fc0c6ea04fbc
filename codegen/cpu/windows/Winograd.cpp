//===- Winograd.cpp - Convolutions of 3 taps with fewer products ----------===//

#include "codegen/cpu/windows/Winograd.h"

using namespace mlir;

namespace bmc {

/// Inputs that a pair of results meets.
static constexpr int64_t kPairInputs = 4;

static AxisStencil pairStencil(const AxisStencil &axis) {
  AxisStencil pairs = axis;
  pairs.stride = 2;
  pairs.planes = {0, 1};
  pairs.maxShift = 1;
  pairs.phases.clear();
  for (int64_t first = 0; first < 2; ++first) {
    AxisPhase phase{first, 2, (axis.positions() + 1 - first) / 2, {}};
    for (int64_t input = 0; input < kPairInputs; ++input)
      phase.taps.push_back({input, input % 2, input / 2});
    pairs.phases.push_back(std::move(phase));
  }
  return pairs;
}

std::optional<std::array<AxisStencil, 2>>
pairStencils(const std::array<AxisStencil, 2> &axes) {
  std::array<AxisStencil, 2> result = axes;
  bool isPaired = false;
  for (auto [stencil, axis] : llvm::zip_equal(result, axes)) {
    bool isPlain = axis.phases.size() == 1 && axis.stride == 1;
    size_t taps = axis.phases.front().taps.size();
    if (!isPlain || (taps != 1 && taps != 3) ||
        axis.maxShift + 1 != static_cast<int64_t>(taps))
      return std::nullopt;
    if (taps == 3)
      stencil = pairStencil(axis);
    isPaired |= taps == 3;
  }
  return isPaired ? std::optional(std::move(result)) : std::nullopt;
}

WinogradPoints winogradPoints(const std::array<AxisStencil, 2> &axes) {
  WinogradPoints points;
  for (auto [count, axis] : llvm::zip_equal(points, axes))
    count = static_cast<int64_t>(axis.phases.front().taps.size());
  return points;
}

namespace {

using Line = SmallVector<Value>;
using Transform = Line (*)(CpuBuilder &, ValueRange);

Line inputLine(CpuBuilder &b, ValueRange d) {
  return {b.subf(d[0], d[2]), b.addf(d[1], d[2]), b.subf(d[2], d[1]),
          b.subf(d[1], d[3])};
}

Line weightLine(CpuBuilder &b, ValueRange g) {
  Value half = b.constant(0.5, g[0].getType());
  Value outer = b.mulf(half, b.addf(g[0], g[2]));
  Value inner = b.mulf(half, g[1]);
  return {g[0], b.addf(outer, inner), b.subf(outer, inner), g[2]};
}

Line sumLine(CpuBuilder &b, ValueRange m) {
  return {b.addf(b.addf(m[0], m[1]), m[2]), b.subf(b.subf(m[1], m[2]), m[3])};
}

Line resultLine(CpuBuilder &b, ValueRange y) {
  return {y[0], b.addf(y[0], y[1]), b.subf(y[0], y[1]),
          b.subf(b.zero(y[1].getType()), y[1])};
}

Line tapLine(CpuBuilder &b, ValueRange m) {
  Value half = b.constant(0.5, m[0].getType());
  Value outer = b.mulf(half, b.addf(m[1], m[2]));
  Value inner = b.mulf(half, b.subf(m[1], m[2]));
  return {b.addf(m[0], outer), inner, b.addf(outer, m[3])};
}

/// Along the columns, then along the rows, of `rows` lines.
Line transformBoth(CpuBuilder &b, WinogradPoints points, int64_t rows,
                   ValueRange values, Transform line) {
  auto apply = [&](int axis, ValueRange from) {
    return points[axis] == 1 ? Line(from) : line(b, from);
  };
  size_t columns = values.size() / rows;
  SmallVector<Line> lines;
  for (int64_t i = 0; i < rows; ++i)
    lines.push_back(apply(1, values.slice(i * columns, columns)));
  SmallVector<Line> results;
  for (size_t j = 0; j < lines[0].size(); ++j) {
    Line column;
    for (const Line &from : lines)
      column.push_back(from[j]);
    results.push_back(apply(0, column));
  }
  Line result;
  for (size_t i = 0; i < results[0].size(); ++i)
    for (const Line &column : results)
      result.push_back(column[i]);
  return result;
}

} // namespace

SmallVector<Value> transformInputs(CpuBuilder &b, WinogradPoints points,
                                   ValueRange inputs) {
  return transformBoth(b, points, points[0], inputs, inputLine);
}

SmallVector<Value> transformWeights(CpuBuilder &b, WinogradPoints points,
                                    ValueRange taps) {
  return transformBoth(b, points, points[0] == 1 ? 1 : 3, taps, weightLine);
}

SmallVector<Value> transformSums(CpuBuilder &b, WinogradPoints points,
                                 ValueRange sums) {
  return transformBoth(b, points, points[0], sums, sumLine);
}

SmallVector<Value> transformResults(CpuBuilder &b, WinogradPoints points,
                                    ValueRange results) {
  return transformBoth(b, points, points[0] == 1 ? 1 : 2, results, resultLine);
}

SmallVector<Value> transformTaps(CpuBuilder &b, WinogradPoints points,
                                 ValueRange sums) {
  return transformBoth(b, points, points[0], sums, tapLine);
}

} // namespace bmc
