//===- RecurrentSteps.h - What recurrent does besides products --*- C++ -*-===//
//
// Both directions of a recurrent layer walk rounds, each of which multiplies
// what the round before left (the state; back: the gradients of the gates) with
// the recurrent weight, and treats what comes out element by element. How
// products are computed and who owns which elements is the target's affair;
// here is what happens to an element, or to a vector of neighbours.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_RECURRENT_RECURRENTSTEPS_H
#define BMC_CODEGEN_COMMON_RECURRENT_RECURRENTSTEPS_H

#include "codegen/common/builder/Anchor.h"
#include "codegen/common/builder/Kernel.h"
#include "codegen/common/recurrent/RecurrentCells.h"
#include "ir/BmcOps.h"

#include <memory>

namespace bmc {

/// Sizes of recurrent or recurrent_backward that the compiler knows.
struct RecurrentSizes {
  explicit RecurrentSizes(mlir::Operation *anchor);

  mlir::Value weight;
  mlir::Type type; ///< element type
  int64_t bytes;   ///< per element
  Extent batch, steps;
  int64_t hidden, gates, parts;
  RecurrentCell cell;
  bool reverse;
  bool isBackward;

  /// Columns of what is multiplied with the weight.
  int64_t depth() const { return isBackward ? gates * hidden : hidden; }
  /// Products that an element of the state needs.
  int64_t products() const { return isBackward ? 1 : gates; }
};

/// Scratch that lives from round to round.
struct RecurrentBuffers {
  /// [2][batch][operandStride]: a round reads one and writes the other.
  mlir::Value operand;
  mlir::Value h, c; ///< [batch][stateStride]; back: their gradients
  int64_t operandStride, stateStride;

  /// Takes the buffers from `base` on.
  RecurrentBuffers(Kernel &kernel, const RecurrentSizes &sizes,
                   mlir::Value base, int64_t operandStride,
                   int64_t stateStride);
  static int64_t elements(int64_t batch, int64_t operandStride,
                          int64_t stateStride) {
    return batch * (2 * operandStride + 2 * stateStride);
  }
};

/// Where an element, or the first of `lanes`, is. `mask` is null if all exist.
struct StatePlace {
  mlir::Value row, column, mask;
};

class RecurrentSteps {
public:
  virtual ~RecurrentSteps() = default;

  /// Before the first round.
  virtual void start(const StatePlace &at) = 0;
  /// Well before `step`: the elements of a sequence that it reads and writes
  /// are far from each other, so that caches do not foresee them.
  virtual void prefetch(mlir::Value round, const StatePlace &at) = 0;
  /// In each; `products` are those of the element.
  virtual void step(mlir::Value round, const StatePlace &at,
                    mlir::ValueRange products) = 0;
  /// After the last; `products` is empty unless finishesWithProduct().
  virtual void finish(const StatePlace &at, mlir::ValueRange products) = 0;
  virtual bool finishesWithProduct() const { return false; }
  /// Whether finish has anything to do.
  virtual bool finishes() const = 0;

  /// What round `round` multiplies: row 0 of the buffer.
  mlir::Value operandOf(mlir::Value round);

protected:
  RecurrentSteps(Kernel &kernel, const RecurrentSizes &sizes,
                 const RecurrentBuffers &buffers, unsigned lanes);

  mlir::Value zero();
  mlir::Value load(mlir::Value base, mlir::Value index, const StatePlace &at);
  void store(mlir::Value value, mlir::Value base, mlir::Value index,
             const StatePlace &at);
  /// Of a [batch, hidden] argument that may be absent, then zero.
  mlir::Value loadState(mlir::Value argument, const StatePlace &at);
  void storeState(mlir::Value value, mlir::Value output, const StatePlace &at);
  /// `value` times the mask, if there is one.
  mlir::Value masked(mlir::Value value, mlir::Value mask, const StatePlace &at);
  /// Index of part `part` of `parts` in a [batch, steps, parts * hidden]
  /// tensor.
  mlir::Value sequenceIndex(mlir::Value time, const StatePlace &at,
                            int64_t parts, int64_t part);
  /// Asks for all parts of an element of such a tensor.
  void prefetchParts(mlir::Value base, mlir::Value time, const StatePlace &at,
                     int64_t parts);
  mlir::Value operandIndex(const StatePlace &at, int64_t part);
  mlir::Value stateIndex(const StatePlace &at);
  /// Position on the sequence; `forward` as the walk of recurrent goes.
  mlir::Value timeOf(mlir::Value round, bool forward);
  /// Whether the position lies before the row's length: i1, null if all do.
  mlir::Value isActive(mlir::Value lengths, mlir::Value time,
                       const StatePlace &at);
  /// `value` if active, else `otherwise`.
  mlir::Value choose(mlir::Value active, mlir::Value value,
                     mlir::Value otherwise);

  Kernel &kernel;
  KernelBuilder &b;
  const RecurrentSizes &sizes;
  RecurrentBuffers buffers;
  unsigned lanes;
};

/// The steps of the anchor, recurrent or recurrent_backward.
std::unique_ptr<RecurrentSteps>
makeRecurrentSteps(Kernel &kernel, mlir::Operation *anchor,
                   const RecurrentSizes &sizes, const RecurrentBuffers &buffers,
                   unsigned lanes);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_RECURRENT_RECURRENTSTEPS_H
