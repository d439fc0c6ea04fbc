//===- Functions.cpp - Calls of functions and of forward ------------------===//

#include "frontend/sema/Evaluator.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// What is called, and how messages speak of it.
struct Callee {
  const FunctionDecl &function;
  std::string what; ///< "Linear 'up'", "'leaky_relu'"
  /// Where it was made or declared, if that is in the user's file.
  SourceRange declaration;
};

const FunctionDecl *Evaluator::findFunction(StringRef name) {
  if (!current || !current->isLibrary)
    if (const FunctionDecl *function = functions.lookup(name))
      return function;
  const FunctionDecl *function = libraryFunctions.lookup(name);
  StringRef loss = name;
  if (!function && loss.consume_back("_loss"))
    function = libraryFunctions.lookup(loss);
  return function && function->isCalled(name) ? function : nullptr;
}

bool Evaluator::isFunction(StringRef name) {
  return findFunction(name) || isBuiltin(name);
}

/// "f32[.., D=256] -> f32[.., 4*D=1024]".
static std::string signatureOf(Evaluator &evaluator,
                               const FunctionDecl &function) {
  auto append = [&](std::string &text, StringRef separator, const Expr *type) {
    std::optional<TypePattern> pattern =
        type ? evaluator.evalSignature(cast<TypeExpr>(*type)) : std::nullopt;
    if (pattern)
      text += (text.empty() ? "" : separator.str()) + format(*pattern);
    return pattern.has_value() || !type;
  };
  std::string inputs, results;
  for (const FunctionParam &param : function.params)
    if (!append(inputs, ", ", param.type.get()))
      return "";
  for (const FunctionResult &result : function.results)
    if (!append(results, ", ", result.type.get()))
      return "";
  return inputs + (results.empty() ? "" : " -> " + results);
}

/// The text of a range.
static StringRef textOf(SourceRange range) {
  return {range.Start.getPointer(),
          size_t(range.End.getPointer() - range.Start.getPointer())};
}

/// How one tensor is had of a list, or of what a call results in.
static std::string helpForSequence(const Actual &actual) {
  if (!actual.value.isSequence())
    return "";
  if (!actual.value.names)
    return "hand over one after the other, without parentheses";
  const std::vector<std::string> &names = *actual.value.names;
  return "." + names.front() + " is the first of them; `" +
         llvm::join(names, ", ") + " = ..` gives each a name";
}

/// Checks one argument against the type of its parameter and binds it.
bool Evaluator::bindParam(const Callee &callee, const FunctionParam &param,
                          const Actual &actual, const CallExpr &call,
                          Frame &frame) {
  bool isAbsent = actual.value.isNone() && param.fallback;
  if (!param.type || isAbsent) {
    frame.locals[param.name.text] = actual.value;
    return true;
  }
  if (!actual.value.isTensor()) {
    error(actual.range, DiagId::BadArguments,
          callee.what + " expects a tensor for '" + param.name.text +
              "', got " + describe(actual.value, program))
        .help(helpForSequence(actual));
    return false;
  }
  std::string problem, signature;
  bool ok = inFrame(frame, [&] {
    const auto &type = cast<TypeExpr>(*param.type);
    bindSizes(type, typeOf(actual.value));
    auto pattern = evalSignature(type);
    if (!pattern)
      return false;
    problem = mismatch(*pattern, typeOf(actual.value), frame.ellipsis);
    if (!problem.empty())
      signature = signatureOf(*this, callee.function);
    return true;
  });
  if (!ok)
    return false;
  frame.locals[param.name.text] = actual.value;
  if (problem.empty())
    return true;
  bool isOnly = callee.function.params.size() == 1;
  bool needsFloat = typeOf(actual.value).element == ElementType::I32 &&
                    cast<TypeExpr>(*param.type).element == ElementType::F32;
  SourceRange declaration =
      current->isLibrary ? SourceRange() : callee.declaration;
  error(call.callee->range, DiagId::LayerInput,
        callee.what + " " +
            (isOnly ? "" : "for '" + param.name.text.str() + "' ") + problem)
      .mark(actual.range, format(typeOf(actual.value)))
      .note(declaration,
            "'" + textOf(declaration) + "' declared here: " + signature)
      .help(needsFloat ? "float(x) makes f32 of i32" : "");
  return false;
}

bool Evaluator::bindParams(const Callee &callee, ArrayRef<Actual> actuals,
                           const CallExpr &call, Frame &frame) {
  const auto &params = callee.function.params;
  std::vector<Formal> formals;
  for (const FunctionParam &param : params)
    formals.push_back({param.name.text, !param.fallback});
  auto binding = bindArguments(formals, actuals, callee.what, call.range,
                               callee.declaration);
  if (!binding)
    return false;
  for (auto [actual, index] : zip(actuals, *binding))
    if (!bindParam(callee, params[index], actual, call, frame))
      return false;
  return inFrame(frame, [&] {
    for (const FunctionParam &param : params) {
      if (frame.locals.count(param.name.text))
        continue;
      Value value = eval(*param.fallback);
      if (value.isError())
        return false;
      frame.locals[param.name.text] = value;
    }
    return true;
  });
}

Value Evaluator::call(const Callee &callee, ArrayRef<Actual> actuals,
                      const CallExpr &call, Frame &frame) {
  frame.function = &callee.function;
  frame.isLibrary = callee.function.isLibrary;
  frame.callSite = current->isLibrary ? current->callSite : call.range;
  if (!bindParams(callee, actuals, call, frame))
    return Value::error();
  return run(frame);
}

Value Evaluator::callForward(Instance &instance, ArrayRef<Actual> actuals,
                             const CallExpr &expr) {
  if (!instance.block->forward)
    return Value::error(); // checkNames has reported the block
  Frame frame;
  frame.self = frame.owner = &instance;
  return call(
      {*instance.block->forward, instance.describe(), instance.declaration},
      actuals, expr, frame);
}

Value Evaluator::callFunction(const FunctionDecl &function,
                              ArrayRef<Actual> actuals, const CallExpr &expr) {
  Frame frame;
  frame.owner = current->owner;
  SourceRange declaration =
      function.isLibrary ? SourceRange() : function.name.range;
  return call({function, ("'" + function.name.text + "'").str(), declaration},
              actuals, expr, frame);
}

/// "forward of 'Mlp'", "'leaky_relu'".
static std::string describeRunning(const Frame &frame) {
  if (frame.self)
    return ("forward of '" + frame.self->block->name.text + "'").str();
  return ("'" + frame.function->name.text + "'").str();
}

Value Evaluator::run(Frame &frame) {
  return inFrame(frame, [&] {
    std::optional<Value> result = execute(frame.function->body);
    if (!result) {
      error(frame.function->name.range, DiagId::NoReturn,
            describeRunning(frame) + " ends without a return");
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

bool Evaluator::checkResult(const Value &value, const Expr &declared,
                            SourceRange range) {
  auto pattern = evalType(cast<TypeExpr>(declared));
  if (!pattern)
    return false;
  std::string who = describeRunning(*current);
  if (!value.isTensor()) {
    error(range, DiagId::ResultMismatch,
          who + " must return tensors, got " + describe(value, program));
    return false;
  }
  std::optional<Shape> ellipsis = current->ellipsis;
  if (mismatch(*pattern, typeOf(value), ellipsis).empty())
    return true;
  error(range, DiagId::ResultMismatch,
        who + " declares " + format(*pattern) + ", but returns " +
            format(typeOf(value)))
      .note(declared.range, "declared here")
      .help(reshapeHint(*pattern, typeOf(value)));
  return false;
}

Value Evaluator::finishResults(const Value &result, SourceRange range) {
  const auto &declared = current->function->results;
  if (declared.empty() || result.isError())
    return result;
  std::vector<Value> values =
      result.isSequence() ? result.elements() : std::vector<Value>{result};
  if (values.size() != declared.size()) {
    error(range, DiagId::ResultMismatch,
          describeRunning(*current) + " returns " + Twine(values.size()) +
              " values, but declares " + Twine(declared.size()))
        .note(declared.front().type->range, "declared here");
    return Value::error();
  }
  std::vector<std::string> names;
  for (auto [value, result] : zip(values, declared)) {
    if (!checkResult(value, *result.type, range))
      return Value::error();
    if (!result.name.text.empty())
      names.push_back(result.name.text.str());
  }
  return names.empty() ? result
                       : Value::fromNamed(std::move(values), std::move(names));
}

} // namespace bmc
