//===- Eval.h - The slow, obvious evaluator of bmc programs -----*- C++ -*-===//
//
// The oracle for folding, fusion, gradients and kernels: one small function per
// op (EvalElementwise.cpp, EvalMatmul.cpp, ...) that says what the op's formula
// says. Everything is computed in double and rounded to the element type once
// per op.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_REFERENCE_EVAL_H
#define BMC_IR_REFERENCE_EVAL_H

#include "ir/reference/Tensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <functional>

namespace bmc::reference {

/// Values of the named run-time sizes.
using DimValues = llvm::StringMap<int64_t>;

struct EvalOptions {
  /// Keep doubles everywhere: an f32 program computes as if written in f64.
  bool exact = false;
  /// Run-time sizes no input has. Sizes of inputs are bound from the inputs.
  DimValues dims;
};

/// The values of one function while it runs.
class Frame {
public:
  /// `func` must outlive the frame. `depth` counts nested calls.
  Frame(mlir::func::FuncOp func, const EvalOptions &options,
        unsigned depth = 0);

  /// Checks inputs against the signature, binds run-time sizes. Emits errors at
  /// the function's location.
  mlir::LogicalResult bind(llvm::ArrayRef<Tensor> inputs);
  /// Evaluates the body up to its return. Emits errors at the culprit.
  mlir::LogicalResult run();
  /// Operands of the return, in order. Only after run() succeeded.
  llvm::SmallVector<Tensor> getResults();

  /// The value of an operand or, inside a rule, the zero-filled tensor a result
  /// is written to.
  Tensor &operator[](mlir::Value value) { return values.at(value); }
  const Tensor &operator[](mlir::Value value) const { return values.at(value); }
  /// Like operator[], null for an absent optional operand.
  const Tensor *find(mlir::Value value) const;
  /// Operands of a variadic group.
  llvm::SmallVector<const Tensor *> all(mlir::ValueRange range) const;

  /// Value of a run-time size; nullopt if unbound.
  std::optional<int64_t> getDim(llvm::StringRef name) const;

  /// Evaluates `callee` on the operands of `call`; its results become the
  /// results of `call`. Sizes of this frame that the callee's inputs do not
  /// bind stay as they are. `streams` are those of a launch.
  mlir::LogicalResult call(mlir::Operation *call, mlir::func::FuncOp callee,
                           llvm::ArrayRef<int64_t> streams = {});

  /// The random stream number `i` of the launch that runs this kernel; nullopt
  /// if it has no such stream.
  std::optional<int64_t> getStream(uint64_t i) const;

private:
  mlir::LogicalResult evaluate(mlir::Operation &op);
  mlir::LogicalResult allocate(mlir::Value result);
  mlir::LogicalResult bindExtent(int64_t value, llvm::StringRef name);

  mlir::func::FuncOp func;
  EvalOptions options;
  unsigned depth;
  DimValues boundByInputs;
  llvm::SmallVector<int64_t> streams;
  llvm::DenseMap<mlir::Value, Tensor> values;
};

/// Evaluates a function. Bad inputs and failing ops are reported as errors with
/// a location.
mlir::FailureOr<llvm::SmallVector<Tensor>>
evaluate(mlir::func::FuncOp func, llvm::ArrayRef<Tensor> inputs,
         const EvalOptions &options = {});

/// Evaluates one op: reads its operands in the frame, fills its results.
using Rule =
    std::function<mlir::LogicalResult(mlir::Operation *op, Frame &frame)>;

/// The rule of an op, null if it has none. All ops of the dialect have one
/// except the declarations bmc.dim and bmc.parameter.
const Rule *lookup(mlir::OperationName name);

} // namespace bmc::reference

#endif // BMC_IR_REFERENCE_EVAL_H
