//===- Builtins.h - The functions of the language ---------------*- C++ -*-===//
//
// One table per family (Builtins<Family>.cpp). To add a function: one row with
// its signature in the language's own notation and one handler.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_FRONTEND_SEMA_BUILTINS_H
#define BMC_FRONTEND_SEMA_BUILTINS_H

#include "frontend/sema/Evaluator.h"

namespace bmc {

/// A call of a function with its arguments in the order of the signature,
/// defaults filled in. A variadic parameter is one Sequence.
struct BuiltinCall {
  Evaluator &evaluator;
  const ast::CallExpr &expr;
  llvm::StringRef name;
  SourceRange range;
  std::vector<Value> arguments;
  std::vector<SourceRange> ranges; ///< of the arguments; the call if defaulted
  std::vector<std::string> formals;

  const Value &operator[](size_t i) const { return arguments[i]; }
  const TensorType &type(size_t i) const {
    return evaluator.typeOf(arguments[i]);
  }

  /// Reports about argument `i`: "softmax: <message>".
  DiagnosticBuilder error(size_t i, DiagId id, const llvm::Twine &message);
  /// Each reports and returns false or nullopt if the argument is another kind.
  bool isTensor(size_t i);
  bool isFloatTensor(size_t i);
  bool isIntegerTensor(size_t i);
  /// Evaluator::stayBelow of an argument.
  bool stayBelow(size_t i, int64_t extent, llvm::StringRef what,
                 const llvm::Twine &there, bool mayBeNegative = false);
  bool isTensorOrNone(size_t i);
  bool isList(size_t i);
  /// At least one tensor in a list.
  bool isTensorList(size_t i);
  /// Variadic argument `i`, which may also be given as one list.
  llvm::ArrayRef<Value> listed(size_t i) const;
  /// Argument `i`, or the elements of the list that it is.
  std::vector<Value> oneOrMore(size_t i) const;
  /// The type of a tensor to be made: f32[B, 8], or its sizes, one by one (of
  /// a variadic argument) or as a list.
  std::optional<TensorType> newType(size_t i);
  std::optional<int64_t> integer(size_t i);
  std::optional<double> number(size_t i);
  std::optional<bool> boolean(size_t i);
  std::optional<std::string> choice(size_t i,
                                    const std::vector<std::string> &choices);
  /// An axis of tensor `x`, negative ones counted from the end.
  std::optional<unsigned> axis(size_t i, const TensorType &x);
  /// An axis whose extent is static.
  std::optional<unsigned> staticAxis(size_t i, const TensorType &x);
  /// One axis, several, or (for none) all of them; sorted.
  std::optional<llvm::SmallVector<int64_t>> axes(size_t i, const TensorType &x);

  /// Calls a function of std, which then checks its arguments.
  Value callLibrary(llvm::StringRef function, llvm::ArrayRef<Actual> actuals) {
    return evaluator.callFunction(*evaluator.libraryFunctions.lookup(function),
                                  actuals, expr);
  }
  /// Argument `i` to pass on under its name.
  Actual pass(size_t i) const {
    return {{formals[i], ranges[i]}, arguments[i], ranges[i]};
  }
  Value node(OpKind op, llvm::ArrayRef<Value> operands, TensorType type) {
    return evaluator.addNode(op, operands, std::move(type), range);
  }
};

struct Builtin {
  llvm::StringRef name;
  /// "x, dim=-1": parameters with defaults; "*sizes" takes any number.
  llvm::StringRef signature;
  Value (*handle)(BuiltinCall &call);
  /// What it computes, its shapes, what torch has: reference/Reference.h.
  llvm::StringRef reference;
};

/// A number that has a name unless the file gives it another meaning.
std::optional<double> constantNamed(llvm::StringRef name);

/// A table and the group of the reference that its rows belong to.
struct BuiltinFamily {
  llvm::StringRef title;
  llvm::ArrayRef<Builtin> rows;
};
/// All tables, and what has a form of its own but is written as a call.
llvm::ArrayRef<BuiltinFamily> builtinFamilies();

llvm::ArrayRef<Builtin> mathBuiltins();
llvm::ArrayRef<Builtin> activationBuiltins();
llvm::ArrayRef<Builtin> shapeBuiltins();
llvm::ArrayRef<Builtin> axesBuiltins();
llvm::ArrayRef<Builtin> reduceBuiltins();
llvm::ArrayRef<Builtin> orderBuiltins();
llvm::ArrayRef<Builtin> layerBuiltins();
llvm::ArrayRef<Builtin> listBuiltins();
llvm::ArrayRef<Builtin> randomBuiltins();
llvm::ArrayRef<Builtin> recurrentBuiltins();
llvm::ArrayRef<Builtin> convolutionBuiltins();
llvm::ArrayRef<Builtin> poolingBuiltins();
llvm::ArrayRef<Builtin> stateBuiltins();
llvm::ArrayRef<Builtin> lossBuiltins();
llvm::ArrayRef<Builtin> initBuiltins();
llvm::ArrayRef<Builtin> metricBuiltins();

/// einsum(equation, *operands), a builtin of its own file.
Value einsum(BuiltinCall &call);

/// Turns a distribution by fan into one by numbers; false if `type` has less
/// than two axes.
bool resolveInit(InitSpec &init, const TensorType &type);

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_BUILTINS_H
