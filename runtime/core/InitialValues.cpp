//===- InitialValues.cpp - What parameters start from ---------------------===//

#include "runtime/core/InitialValues.h"

#include "runtime/core/RandomFill.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace bmc {

namespace {

int64_t elementCount(const BmrtTensor &tensor) {
  int64_t count = 1;
  for (uint32_t axis = 0; axis < tensor.rank; ++axis)
    count *= tensor.extents[axis];
  return count;
}

/// One parameter being filled, in chunks of kChunk elements whatever the
/// number of threads.
struct Fill {
  static constexpr int64_t kChunk = int64_t{1} << 16;

  const BmrtState &state;
  char *data;
  int64_t count;
  Rng rng;

  template <typename T> void chunk(int64_t index) const {
    int64_t begin = index * kChunk;
    std::span<T> to(reinterpret_cast<T *>(data) + begin,
                    static_cast<size_t>(std::min(kChunk, count - begin)));
    uint64_t firstBlock = static_cast<uint64_t>(begin) / 4;
    if (state.init == kBmrtInitUniform)
      return fillUniform(rng, firstBlock, state.a, state.b, to);
    if (state.init == kBmrtInitConstant) {
      std::ranges::fill(to, static_cast<T>(state.a));
      return;
    }
    fillNormal(rng, firstBlock, state.a, state.b, to);
    if (state.init == kBmrtInitTruncNormal)
      redraw(firstBlock, to);
  }

  /// Draws numbers outside of the range again, until they are inside. The
  /// compiler sees to it that many are.
  template <typename T>
  void redraw(uint64_t firstBlock, std::span<T> to) const {
    constexpr uint32_t kMostDraws = 100000;
    for (size_t i = 0; i < to.size(); ++i) {
      for (uint32_t draw = 1; draw < kMostDraws && isOutside(to[i]); ++draw) {
        double block[4];
        fillNormal(rng.withDraw(draw), firstBlock + i / 4, state.a, state.b,
                   std::span<double>(block));
        to[i] = static_cast<T>(block[i % 4]);
      }
      to[i] = std::clamp(to[i], static_cast<T>(state.low),
                         static_cast<T>(state.high));
    }
  }
  bool isOutside(double value) const {
    return value < state.low || value > state.high;
  }

  static void run(void *context, int64_t index) {
    const Fill &fill = *static_cast<Fill *>(context);
    if (fill.state.tensor.dtype == kBmrtF64)
      fill.chunk<double>(index);
    else
      fill.chunk<float>(index);
  }
};

void fillByElement(const BmrtState &state, char *data, const Rng &rng) {
  Fill fill{state, data, elementCount(state.tensor), rng};
  bmrt_parallel_for(Fill::run, &fill,
                    (fill.count + Fill::kChunk - 1) / Fill::kChunk);
}

/// Vectors of equal length, one after the other, being made orthonormal by
/// Gram and Schmidt's method: each is normalised, then taken out of all that
/// follow. The result is the Q of a QR decomposition whose R has a positive
/// diagonal.
struct Orthogonalization {
  std::span<double> numbers;
  int64_t length;
  int64_t done = 0; ///< vectors that are final

  double *vector(int64_t index) { return &numbers[size_t(index * length)]; }

  void normalise(int64_t index) {
    double *x = vector(index);
    double sum = 0;
    for (int64_t i = 0; i < length; ++i)
      sum += x[i] * x[i];
    double factor = sum > 0 ? 1 / std::sqrt(sum) : 0;
    for (int64_t i = 0; i < length; ++i)
      x[i] *= factor;
  }

  /// Takes the newest final vector out of the one `offset` behind it.
  static void run(void *context, int64_t offset) {
    auto &self = *static_cast<Orthogonalization *>(context);
    const double *unit = self.vector(self.done - 1);
    double *x = self.vector(self.done + offset);
    double product = 0;
    for (int64_t i = 0; i < self.length; ++i)
      product += unit[i] * x[i];
    for (int64_t i = 0; i < self.length; ++i)
      x[i] -= product * unit[i];
  }
};

/// torch.nn.init.orthogonal_: the first axis are rows, all others columns. The
/// shorter of the two sides becomes orthonormal.
template <typename T>
void fillOrthogonal(const BmrtState &state, T *to, const Rng &rng) {
  int64_t rows = state.tensor.extents[0];
  int64_t columns = elementCount(state.tensor) / rows;
  std::vector<double> numbers(static_cast<size_t>(rows * columns));
  fillNormal(rng, 0, 0, 1, std::span<double>(numbers));
  int64_t count = std::min(rows, columns);
  Orthogonalization work{numbers, std::max(rows, columns)};
  while (work.done < count) {
    work.normalise(work.done++);
    bmrt_parallel_for(Orthogonalization::run, &work, count - work.done);
  }
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column) {
      double value =
          rows < columns ? work.vector(row)[column] : work.vector(column)[row];
      to[row * columns + column] = static_cast<T>(state.a * value);
    }
}

} // namespace

void fillParameter(const BmrtState &state, char *data, const Rng &rng) {
  if (state.init != kBmrtInitOrthogonal)
    return fillByElement(state, data, rng);
  if (state.tensor.dtype == kBmrtF64)
    fillOrthogonal(state, reinterpret_cast<double *>(data), rng);
  else
    fillOrthogonal(state, reinterpret_cast<float *>(data), rng);
}

} // namespace bmc
