//===- Forward.cpp - Calls of blocks and their statements -----------------===//

#include "frontend/sema/Evaluator.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// "f32[.., D=256] -> f32[.., 4*D=1024]" of a forward.
static std::string signatureOf(Evaluator &evaluator, Instance &instance) {
  const ForwardDecl &forward = *instance.block->forward;
  std::string text;
  for (const ForwardParam &param : forward.params) {
    std::optional<TypePattern> type =
        evaluator.evalType(cast<TypeExpr>(*param.type));
    if (!type)
      return "";
    text += (text.empty() ? "" : ", ") + format(*type);
  }
  std::string results;
  for (const ExprPtr &result : forward.results) {
    std::optional<TypePattern> type =
        evaluator.evalType(cast<TypeExpr>(*result));
    if (!type)
      return "";
    results += (results.empty() ? " -> " : ", ") + format(*type);
  }
  return text + results;
}

bool Evaluator::bindForward(Instance &instance, ArrayRef<Actual> actuals,
                            const CallExpr &call, Frame &callee) {
  const ForwardDecl &forward = *instance.block->forward;
  std::vector<Formal> formals;
  for (const ForwardParam &param : forward.params)
    formals.push_back({param.name.text});
  auto binding = bindArguments(formals, actuals, instance.describe(),
                               call.range, instance.declaration);
  if (!binding)
    return false;
  for (auto [actual, index] : zip(actuals, *binding)) {
    const ForwardParam &param = forward.params[index];
    if (!actual.value.isTensor()) {
      error(actual.range, DiagId::BadArguments,
            instance.describe() + " expects a tensor for '" + param.name.text +
                "', got " + describe(actual.value, program));
      return false;
    }
    std::string problem, signature;
    bool ok = inFrame(callee, [&] {
      auto pattern = evalType(cast<TypeExpr>(*param.type));
      if (!pattern)
        return false;
      problem = mismatch(*pattern, typeOf(actual.value), callee.ellipsis);
      if (!problem.empty())
        signature = signatureOf(*this, instance);
      return true;
    });
    if (!ok)
      return false;
    if (!problem.empty()) {
      bool isOnly = forward.params.size() == 1;
      error(call.callee->range, DiagId::LayerInput,
            instance.describe() + " " +
                (isOnly ? "" : "for '" + param.name.text.str() + "' ") +
                problem)
          .mark(actual.range, format(typeOf(actual.value)))
          .note(current->isLibrary ? SourceRange() : instance.declaration,
                "'" +
                    StringRef(instance.declaration.Start.getPointer(),
                              instance.declaration.End.getPointer() -
                                  instance.declaration.Start.getPointer()) +
                    "' declared here: " + signature);
      return false;
    }
    callee.locals[param.name.text] = actual.value;
  }
  return true;
}

Value Evaluator::callForward(Instance &instance, ArrayRef<Actual> actuals,
                             const CallExpr &call) {
  const BlockDecl &block = *instance.block;
  if (!block.forward)
    return Value::error(); // checkNames has reported the block
  Frame callee;
  callee.self = &instance;
  callee.isLibrary = block.isLibrary;
  callee.callSite = current->isLibrary ? current->callSite : call.range;
  if (!bindForward(instance, actuals, call, callee))
    return Value::error();
  return runForward(instance, callee);
}

Value Evaluator::runForward(Instance &instance, Frame &callee) {
  const ForwardDecl &forward = *instance.block->forward;
  return inFrame(callee, [&] {
    std::optional<Value> result = execute(forward.body);
    if (!result) {
      error(forward.range, DiagId::NoReturn,
            "forward of '" + instance.block->name.text +
                "' ends without a return");
      return Value::error();
    }
    return *result;
  });
}

/// How to bring a value to the declared type, if only axes of size 1 are in the
/// way.
static std::string reshapeHint(const TypePattern &pattern,
                               const TensorType &type) {
  Shape shape;
  for (const std::optional<Size> &size : pattern.sizes)
    if (size)
      shape.push_back(*size);
  bool fits = !pattern.hasEllipsis && shape.size() == pattern.sizes.size() &&
              pattern.element == type.element &&
              Evaluator::differInOnes(shape, type.shape);
  return fits ? "write 'as " + format(pattern) + "' after the value" : "";
}

bool Evaluator::checkResults(Instance &instance, const Value &result,
                             SourceRange range) {
  const ForwardDecl &forward = *instance.block->forward;
  if (forward.results.empty())
    return true;
  std::vector<Value> values =
      result.isSequence() ? result.elements() : std::vector<Value>{result};
  if (values.size() != forward.results.size()) {
    error(range, DiagId::ResultMismatch,
          "forward returns " + Twine(values.size()) + " values, but declares " +
              Twine(forward.results.size()))
        .note(forward.results.front()->range, "declared here");
    return false;
  }
  for (auto [value, declared] : zip(values, forward.results)) {
    auto pattern = evalType(cast<TypeExpr>(*declared));
    if (!pattern)
      return false;
    if (!value.isTensor()) {
      error(range, DiagId::ResultMismatch,
            "forward must return tensors, got " + describe(value, program));
      return false;
    }
    std::optional<Shape> ellipsis = current->ellipsis;
    if (mismatch(*pattern, typeOf(value), ellipsis).empty())
      continue;
    error(range, DiagId::ResultMismatch,
          "forward of '" + instance.block->name.text + "' declares " +
              format(*pattern) + ", but returns " + format(typeOf(value)))
        .note(declared->range, "declared here")
        .help(reshapeHint(*pattern, typeOf(value)));
    return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

std::optional<Value> Evaluator::execute(const StmtList &body) {
  for (const StmtPtr &statement : body) {
    if (!spendStep(statement->range))
      return Value::error();
    std::optional<Value> returned;
    if (auto *assign = dyn_cast<AssignStmt>(statement.get())) {
      executeAssign(*assign);
    } else if (auto *loop = dyn_cast<ForStmt>(statement.get())) {
      returned = executeFor(*loop);
    } else if (auto *branch = dyn_cast<IfStmt>(statement.get())) {
      auto condition = evalBoolean(*branch->condition, "the condition");
      if (!condition)
        return Value::error();
      returned = execute(*condition ? branch->then : branch->otherwise);
    } else {
      auto *ret = cast<ReturnStmt>(statement.get());
      Value value = ret->values.size() == 1 ? eval(*ret->values.front())
                                            : evalSequence(ret->values);
      if (value.isError() ||
          (current->self && !checkResults(*current->self, value, ret->range)))
        return Value::error();
      return value;
    }
    if (returned)
      return returned;
  }
  return std::nullopt;
}

std::optional<Value> Evaluator::executeFor(const ForStmt &statement) {
  Value range = eval(*statement.range);
  if (range.isError())
    return Value::error();
  if (!range.isSequence() && !range.isInteger()) {
    error(statement.range->range, DiagId::BadOperand,
          "'for' runs over a list or a number of rounds, got " +
              describe(range, program));
    return Value::error();
  }
  int64_t count = range.isInteger() ? range.integer : range.elements().size();
  for (int64_t i = 0; i < count; ++i) {
    if (!spendStep(statement.range->range))
      return Value::error();
    current->locals[statement.variable.text] =
        range.isInteger() ? Value::fromInteger(i) : range.elements()[i];
    if (std::optional<Value> returned = execute(statement.body))
      return returned;
  }
  return std::nullopt;
}

bool Evaluator::executeAssign(const AssignStmt &statement) {
  Value value = eval(*statement.value);
  size_t count = statement.targets.size();
  if (count == 1) {
    current->locals[statement.targets[0].text] = value;
    return true;
  }
  bool fits = value.isSequence() && value.elements().size() == count;
  if (!fits && !value.isError())
    error(statement.range, DiagId::BadDestructuring,
          Twine(count) + " names on the left, but the value is " +
              describe(value, program))
        .mark(statement.value->range);
  for (auto [i, target] : enumerate(statement.targets))
    current->locals[target.text] = fits ? value.elements()[i] : Value::error();
  return fits;
}

} // namespace bmc
