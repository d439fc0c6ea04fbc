//===- Statements.cpp - The body of a function ----------------------------===//

#include "frontend/sema/Evaluator.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

std::optional<Value> Evaluator::execute(const StmtList &body) {
  for (const StmtPtr &statement : body) {
    if (!spendStep(statement->range))
      return Value::error();
    if (std::optional<Value> returned = execute(*statement))
      return returned;
  }
  return std::nullopt;
}

std::optional<Value> Evaluator::execute(const Stmt &statement) {
  switch (statement.kind) {
  case StmtKind::Assign:
    executeAssign(cast<AssignStmt>(statement));
    return std::nullopt;
  case StmtKind::For:
    return executeFor(cast<ForStmt>(statement));
  case StmtKind::If: {
    auto &branch = cast<IfStmt>(statement);
    auto condition = evalBoolean(*branch.condition, "the condition");
    if (!condition)
      return Value::error();
    return execute(*condition ? branch.then : branch.otherwise);
  }
  case StmtKind::Require:
    if (!checkRequirement(*cast<RequireStmt>(statement).condition))
      return Value::error();
    return std::nullopt;
  case StmtKind::Return: {
    auto &values = cast<ReturnStmt>(statement).values;
    Value value =
        values.size() == 1 ? eval(*values.front()) : evalSequence(values);
    return finishResults(value, statement.range);
  }
  }
  llvm_unreachable("all statements are handled");
}

/// Gives the variables of a loop their values, several those of a list.
bool Evaluator::bindVariables(ArrayRef<Name> variables, const Value &value,
                              SourceRange range) {
  if (variables.size() == 1) {
    current->locals[variables[0].text] = value;
    return true;
  }
  if (!value.isSequence() || value.elements().size() != variables.size()) {
    error(range, DiagId::BadDestructuring,
          Twine(variables.size()) + " variables, but each element is " +
              describe(value, program))
        .help("for i, x in enumerate(items), for a, b in zip(items, others)");
    return false;
  }
  for (auto [variable, element] : zip(variables, value.elements()))
    current->locals[variable.text] = element;
  return true;
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
    Value element =
        range.isInteger() ? Value::fromInteger(i) : range.elements()[i];
    if (!bindVariables(statement.variables, element, statement.range->range))
      return Value::error();
    if (std::optional<Value> returned = execute(statement.body))
      return returned;
  }
  return std::nullopt;
}

/// Reports a value that is not of the type written at the assignment.
bool Evaluator::checkAnnotation(const Value &value,
                                const AssignStmt &statement) {
  auto pattern = evalType(cast<TypeExpr>(*statement.type));
  if (!pattern)
    return false;
  std::string problem =
      value.isTensor()
          ? mismatch(*pattern, typeOf(value), current->ellipsis)
          : "expects " + format(*pattern) + ", got " + describe(value, program);
  if (problem.empty())
    return true;
  error(statement.value->range, DiagId::ResultMismatch,
        "'" + statement.targets[0].text + "' " + problem)
      .note(statement.type->range, "the type is written here")
      .help(value.isTensor() ? "'x as f32[..]' changes the shape" : "");
  return false;
}

bool isSizes(const Expr &expr) {
  if (auto *index = dyn_cast<IndexExpr>(&expr))
    return isSizes(*index->base);
  auto *call = dyn_cast<CallExpr>(&expr);
  auto *attribute = dyn_cast<AttributeExpr>(call ? call->callee.get() : &expr);
  return attribute && attribute->name.text == (call ? "size" : "shape");
}

/// Of a name that is a size already, as `D` in `B, S, D = x.shape`.
bool Evaluator::checkSize(const Name &name, const Value &size) {
  Value known = lookup(name.text);
  if (known.isError() || size.isError())
    return false;
  bool isSize = known.isInteger() || known.kind == Value::Kind::Dim;
  if (isSize && toSize(known) == toSize(size))
    return true;
  error(name.range, DiagId::ResultMismatch,
        "'" + name.text + "' is " +
            (known.kind == Value::Kind::Dim ? "a run-time size"
                                            : describe(known, program)) +
            ", but this size is " + describe(size, program))
      .help("choose another name for it");
  return false;
}

bool Evaluator::executeAssign(const AssignStmt &statement) {
  Value value = eval(*statement.value);
  size_t count = statement.targets.size();
  bool ofSizes = isSizes(*statement.value);
  auto bind = [&](const Name &target, const Value &value) {
    if (ofSizes && !current->locals.count(target.text) &&
        isVisible(target.text))
      return checkSize(target, value);
    current->locals[target.text] = value;
    return true;
  };
  if (count == 1) {
    if (statement.type && !value.isError() &&
        !checkAnnotation(value, statement))
      value = Value::error();
    return bind(statement.targets[0], value);
  }
  if (count == 2 && value.pair)
    value = Value(*value.pair);
  bool fits = value.isSequence() && value.elements().size() == count;
  if (!fits && !value.isError())
    error(statement.range, DiagId::BadDestructuring,
          Twine(count) + " names on the left, but the value is " +
              describe(value, program))
        .mark(statement.value->range)
        .help(value.isTensor() ? "one name takes it: " +
                                     statement.targets[0].text.str() + " = .."
              : value.names
                  ? "the results are not nested; ." + value.names->front() +
                        " behind the call is the first alone"
                  : "");
  for (auto [i, target] : enumerate(statement.targets))
    fits &= bind(target, fits ? value.elements()[i] : Value::error());
  return fits;
}

} // namespace bmc
