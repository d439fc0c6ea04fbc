//===- Blocks.cpp - Construction and calls of blocks ----------------------===//

#include "frontend/sema/Evaluator.h"

#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

static constexpr size_t kMaxConstructionDepth = 64;
static constexpr size_t kMaxInstances = 20'000;

const BlockDecl *Evaluator::findBlock(StringRef name) {
  bool inLibrary = current && current->isLibrary;
  if (!inLibrary)
    if (const BlockDecl *block = blocks.lookup(name))
      return block;
  return libraryBlocks.lookup(name);
}

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

static std::vector<Name> namesOf(ArrayRef<Actual> actuals) {
  std::vector<Name> names;
  for (const Actual &actual : actuals)
    names.push_back(actual.name);
  return names;
}

static std::vector<SourceRange> rangesOf(ArrayRef<Actual> actuals) {
  std::vector<SourceRange> ranges;
  for (const Actual &actual : actuals)
    ranges.push_back(actual.range);
  return ranges;
}

/// Where a block is declared, if that is in the user's file.
static SourceRange userRange(const BlockDecl &block) {
  return block.isLibrary ? SourceRange() : block.name.range;
}

bool Evaluator::bindConstructor(Instance &instance, ArrayRef<Actual> actuals,
                                SourceRange callRange) {
  const BlockDecl &block = *instance.block;
  std::vector<Formal> formals;
  for (const ConstructorParam &param : block.params)
    formals.push_back({param.name.text, !param.fallback});
  auto binding = bindArguments(formals, namesOf(actuals), rangesOf(actuals),
                               "block " + block.name.text.str(), callRange,
                               userRange(block));
  if (!binding)
    return false;
  for (auto [actual, index] : zip(actuals, *binding))
    instance.arguments[formals[index].name] = actual.value;
  return true;
}

Instance *Evaluator::instantiate(const BlockDecl &block,
                                 ArrayRef<Actual> actuals, std::string path,
                                 SourceRange callRange,
                                 SourceRange declaration) {
  if (is_contained(constructing, &block)) {
    error(callRange, DiagId::RecursiveBlock,
          "block '" + block.name.text + "' contains itself")
        .note(block.name.range, "'" + block.name.text + "' is declared here");
    return nullptr;
  }
  if (constructing.size() >= kMaxConstructionDepth ||
      instances.size() >= kMaxInstances) {
    if (!std::exchange(gaveUp, true))
      error(callRange, DiagId::ProgramTooLarge,
            "the model has more than " + Twine(kMaxInstances) +
                " blocks or more than " + Twine(kMaxConstructionDepth) +
                " inside each other");
    return nullptr;
  }
  instances.push_back(std::make_unique<Instance>());
  Instance &instance = *instances.back();
  instance.block = &block;
  instance.path = path;
  instance.declaration = declaration;
  if (!bindConstructor(instance, actuals, callRange))
    return nullptr;

  Frame frame;
  frame.self = &instance;
  frame.isLibrary = block.isLibrary;
  bool callerIsLibrary = current && current->isLibrary;
  frame.callSite = callerIsLibrary ? current->callSite : callRange;
  constructing.push_back(&block);
  bool ok = inFrame(frame, [&] {
    for (const ConstructorParam &param : block.params)
      if (param.fallback && !instance.arguments.count(param.name.text))
        instance.arguments[param.name.text] = eval(*param.fallback);
    bool holds = true;
    for (const RequireDecl &requirement : block.requirements)
      holds &= checkRequirement(requirement);
    if (!holds)
      return false;
    for (const Setting &member : block.members) {
      std::string memberPath = path.empty()
                                   ? member.name.text.str()
                                   : path + "." + member.name.text.str();
      SourceRange range{member.name.range.Start, member.value->range.End};
      instance.members[member.name.text] =
          evalMember(*member.value, memberPath, range);
    }
    return true;
  });
  constructing.pop_back();
  return ok ? &instance : nullptr;
}

Value Evaluator::evalMember(const Expr &expr, const std::string &path,
                            SourceRange declaration) {
  if (!spendStep(expr.range))
    return Value::error();
  if (auto *conditional = dyn_cast<ConditionalExpr>(&expr)) {
    std::optional<bool> condition =
        evalBoolean(*conditional->condition, "the condition");
    if (!condition)
      return Value::error();
    return evalMember(*condition ? *conditional->then : *conditional->otherwise,
                      path, declaration);
  }
  if (auto *repeat = dyn_cast<RepeatExpr>(&expr))
    return evalRepeat(*repeat, path, declaration);
  if (auto *list = dyn_cast<ListExpr>(&expr)) {
    std::vector<Value> values;
    for (auto [i, element] : enumerate(list->elements))
      values.push_back(
          evalMember(*element, path + "." + std::to_string(i), declaration));
    return Value::fromSequence(std::move(values));
  }
  if (auto *call = dyn_cast<CallExpr>(&expr))
    if (auto *name = dyn_cast<NameExpr>(call->callee.get())) {
      if (name->name == "parameter")
        return makeParameter(*call, path);
      if (const BlockDecl *block = findBlock(name->name)) {
        auto actuals = evalArguments(call->arguments);
        Instance *instance = actuals ? instantiate(*block, *actuals, path,
                                                   call->range, declaration)
                                     : nullptr;
        return instance ? Value::fromInstance(instance) : Value::error();
      }
    }
  Value value = eval(expr);
  if (value.isTensor() && nodeOf(value).op != OpKind::Parameter) {
    error(expr.range, DiagId::MisplacedConstruct,
          "a member is a parameter, a block, a list of them or a constant; "
          "tensors are computed in forward");
    return Value::error();
  }
  return value;
}

Value Evaluator::evalRepeat(const RepeatExpr &expr, const std::string &path,
                            SourceRange declaration) {
  std::optional<int64_t> count =
      evalInteger(*expr.count, "the number of repetitions");
  if (!count)
    return Value::error();
  if (*count < 0 || *count > int64_t(kMaxInstances)) {
    error(expr.count->range, DiagId::BadValue,
          "the number of repetitions must be from 0 to " +
              Twine(kMaxInstances) + ", got " + Twine(*count));
    return Value::error();
  }
  std::vector<Value> values;
  for (int64_t i = 0; i < *count; ++i) {
    if (!expr.variable.text.empty())
      current->locals[expr.variable.text] = Value::fromInteger(i);
    values.push_back(
        evalMember(*expr.element, path + "." + std::to_string(i), declaration));
    if (values.back().isError())
      break;
  }
  current->locals.erase(expr.variable.text);
  if (!values.empty() && values.back().isError())
    return Value::error();
  return Value::fromSequence(std::move(values));
}

/// parameter(f32[N, K], init = normal(0, 0.02))
Value Evaluator::makeParameter(const CallExpr &call, const std::string &path) {
  auto actuals = evalArguments(call.arguments);
  if (!actuals)
    return Value::error();
  const Formal formals[] = {{"type"}, {"init", false}};
  auto binding = bindArguments(formals, namesOf(*actuals), rangesOf(*actuals),
                               "parameter", call.range, {});
  if (!binding)
    return Value::error();
  const Actual *type = nullptr, *init = nullptr;
  for (auto [actual, index] : zip(*actuals, *binding))
    (index == 0 ? type : init) = &actual;
  if (type->value.kind != Value::Kind::Type || !type->value.type->isFloat()) {
    error(type->range, DiagId::BadParameter,
          "parameter needs a type such as f32[D, D], got " +
              describe(type->value, program));
    return Value::error();
  }
  if (init && init->value.kind != Value::Kind::Init) {
    error(init->range, DiagId::BadParameter,
          "init must be constant(c), zeros(), ones(), normal(mean, std) or "
          "uniform(low, high), got " +
              describe(init->value, program));
    return Value::error();
  }
  const TensorType &tensor = *type->value.type;
  for (const Size &size : tensor.shape)
    if (size.dim) {
      error(type->range, DiagId::RuntimeFeatureSize,
            "parameter '" + path + "' has the run-time dim " + size.dim->name +
                "; its sizes must be compile-time numbers")
          .note(size.dim->range, "'" + size.dim->name + "' is declared here");
      return Value::error();
    }
  Value value = addNode(OpKind::Parameter, {}, tensor, call.range);
  if (value.isError())
    return value;
  parameterElements += *countElements(tensor.shape);
  if (parameterElements > kMaxElements) {
    if (!std::exchange(gaveUp, true))
      error(call.range, DiagId::TensorTooLarge,
            "the parameters up to '" + path +
                "' have more than 2^40 elements together");
    return Value::error();
  }
  lastNode().name = path;
  if (init)
    lastNode().init = init->value.init;
  program.parameters.push_back(value.node);
  return value;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

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
  auto binding =
      bindArguments(formals, namesOf(actuals), rangesOf(actuals),
                    instance.describe(), call.range, instance.declaration);
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
        .note(declared->range, "declared here");
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
