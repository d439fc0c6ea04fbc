//===- Construct.cpp - Blocks and parameters come into being --------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/StringExtras.h"
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
  auto binding =
      bindArguments(formals, actuals, "block " + block.name.text.str(),
                    callRange, userRange(block));
  if (!binding)
    return false;
  for (auto [actual, index] : zip(actuals, *binding))
    instance.arguments[formals[index].name] = actual.value;
  return true;
}

Value Evaluator::frozen(const Value &value, SourceRange range) {
  if (value.isTensor()) {
    const Node &node = nodeOf(value);
    bool isTrained = node.op == OpKind::Parameter && !node.isBuffer;
    return isTrained ? addNode(OpKind::StopGradient, value, node.type, range)
                     : value;
  }
  if (value.isSequence()) {
    std::vector<Value> elements;
    for (const Value &element : value.elements())
      elements.push_back(frozen(element, range));
    Value result = value;
    result.items =
        std::make_shared<const std::vector<Value>>(std::move(elements));
    return result;
  }
  if (value.kind != Value::Kind::Block)
    return value;
  instances.push_back(std::make_unique<Instance>(*value.instance));
  Instance &copy = *instances.back();
  for (StringMap<Value> *values : {&copy.arguments, &copy.members})
    for (auto &entry : *values)
      entry.second = frozen(entry.second, range);
  Value result = value;
  result.instance = &copy;
  return result;
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
  frame.self = frame.owner = &instance;
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
      holds &= checkRequirement(*requirement.condition);
    if (!holds)
      return false;
    for (const Setting &member : block.members) {
      // Declared twice, as has been said by name.
      if (instance.members.contains(member.name.text))
        continue;
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
    return evalRepeat(*repeat, [&](int64_t i) {
      return evalMember(*repeat->element, path + "." + std::to_string(i),
                        declaration);
    });
  if (auto *list = dyn_cast<ListExpr>(&expr)) {
    std::vector<Value> values;
    for (auto [i, element] : enumerate(list->elements))
      values.push_back(
          evalMember(*element, path + "." + std::to_string(i), declaration));
    return Value::fromSequence(std::move(values));
  }
  if (auto *call = dyn_cast<CallExpr>(&expr))
    if (auto *name = dyn_cast<NameExpr>(call->callee.get())) {
      if (name->name == "parameter" || name->name == "buffer")
        return makeParameter(*call, path);
      if (const BlockDecl *block = findBlock(name->name)) {
        auto actuals = evalArguments(call->arguments);
        Instance *instance = actuals ? instantiate(*block, *actuals, path,
                                                   call->range, declaration)
                                     : nullptr;
        return instance ? Value::fromInstance(instance) : Value::error();
      }
      if (name->name == "Sequential")
        return makeSequential(*call, path, declaration);
      bool isList = name->name == "ModuleList" && call->arguments.size() == 1 &&
                    call->arguments[0].name.text.empty();
      if (isList)
        return evalMember(*call->arguments[0].value, path, declaration);
    }
  Value value = eval(expr);
  if (value.isTensor() && nodeOf(value).op != OpKind::Parameter) {
    error(expr.range, DiagId::MisplacedConstruct,
          "a member is a parameter, a block, a list of them or a constant; "
          "tensors are computed in forward");
    return Value::error();
  }
  addAliases(value, path);
  return value;
}

/// Sequential(a, b, ..) or Sequential([Block() for N]): layers named 0, 1, ..
Value Evaluator::makeSequential(const CallExpr &call, const std::string &path,
                                SourceRange declaration) {
  bool isList = call.arguments.size() == 1 &&
                isa<ListExpr, RepeatExpr>(*call.arguments[0].value);
  std::vector<Value> layers;
  if (isList) {
    Value list = evalMember(*call.arguments[0].value, path, declaration);
    if (list.isError())
      return list;
    layers = list.elements();
  }
  for (const Argument &argument : call.arguments) {
    if (!argument.name.text.empty()) {
      error(argument.name.range, DiagId::BadArguments,
            "the layers of Sequential are numbered and have no names");
      return Value::error();
    }
    std::string layerPath = path + "." + std::to_string(layers.size());
    if (!isList)
      layers.push_back(evalMember(*argument.value, layerPath, declaration));
  }
  for (const Value &layer : layers) {
    if (layer.isError())
      return layer;
    if (layer.kind == Value::Kind::Block || layer.isSequential)
      continue;
    error(call.range, DiagId::BadArguments,
          "Sequential takes layers, got " + describe(layer, program))
        .help("activations are layers too: ReLU()");
    return Value::error();
  }
  if (layers.empty()) {
    error(call.range, DiagId::BadArguments, "Sequential needs a layer");
    return Value::error();
  }
  Value result = Value::fromSequence(std::move(layers));
  result.isSequential = true;
  return result;
}

/// A parameter or block made elsewhere is known under this path as well.
void Evaluator::addAliases(const Value &value, const std::string &path) {
  if (value.isTensor() && nodeOf(value).name != path)
    program.aliases.emplace_back(path, value.node);
  if (value.kind != Value::Kind::Block || value.instance->path == path)
    return;
  std::string prefix = value.instance->path + ".";
  for (NodeId id : program.parameters)
    if (StringRef name = program.nodes[id].name; name.starts_with(prefix))
      program.aliases.emplace_back(
          path + "." + name.drop_front(prefix.size()).str(), id);
}

Value Evaluator::evalRepeat(const RepeatExpr &expr,
                            function_ref<Value(int64_t)> evaluate) {
  Value range = eval(*expr.count);
  if (range.isError())
    return range;
  if (!range.isInteger() && !range.isSequence()) {
    error(expr.count->range, DiagId::BadValue,
          "'[.. for ..]' runs over a list or a number of repetitions, got " +
              describe(range, program));
    return Value::error();
  }
  int64_t count = range.isInteger() ? range.integer : range.elements().size();
  if (count < 0 || count > int64_t(kMaxInstances)) {
    error(expr.count->range, DiagId::BadValue,
          "the number of repetitions must be from 0 to " +
              Twine(kMaxInstances) + ", got " + Twine(count));
    return Value::error();
  }
  std::vector<Value> values;
  // What the variables hide comes back behind the brackets.
  SmallVector<std::optional<Value>> hidden;
  for (const Name &variable : expr.variables) {
    auto outer = current->locals.find(variable.text);
    hidden.push_back(outer == current->locals.end()
                         ? std::nullopt
                         : std::optional(outer->second));
  }
  for (int64_t i = 0; i < count && spendStep(expr.range); ++i) {
    Value element =
        range.isInteger() ? Value::fromInteger(i) : range.elements()[i];
    if (!expr.variables.empty() &&
        !bindVariables(expr.variables, element, expr.count->range))
      break;
    values.push_back(evaluate(i));
    if (values.back().isError())
      break;
  }
  for (auto [variable, outer] : zip(expr.variables, hidden))
    if (outer)
      current->locals[variable.text] = *outer;
    else
      current->locals.erase(variable.text);
  bool failed = int64_t(values.size()) < count ||
                (!values.empty() && values.back().isError());
  return failed ? Value::error() : Value::fromSequence(std::move(values));
}

/// The path of a parameter of the block being made that is called `name`
/// instead of as its member; nullopt after a report.
std::optional<std::string> Evaluator::parameterPath(const Actual &name,
                                                    const std::string &member) {
  if (name.value.isNone())
    return member;
  StringRef text = name.value.text;
  bool isName = name.value.kind == Value::Kind::String && !text.empty() &&
                all_of(text, [](char c) { return isAlnum(c) || c == '_'; });
  if (!isName) {
    error(name.range, DiagId::BadParameter,
          "'name' must be a string of letters, digits and '_', got " +
              describe(name.value, program));
    return std::nullopt;
  }
  const std::string &block = current->self->path;
  return block.empty() ? text.str() : block + "." + text.str();
}

/// Whether a parameter at `path` can be of this type, and start so; reports.
bool Evaluator::checkParameter(const Actual &type, const Actual *init,
                               const std::string &path) {
  if (type.value.kind != Value::Kind::Type || !type.value.type->isFloat()) {
    error(type.range, DiagId::BadParameter,
          "parameter needs a type such as f32[D, D], got " +
              describe(type.value, program))
        .help(type.value.isTensor()
                  ? "how it starts is said apart: parameter(" +
                        format(typeOf(type.value)) + ", init = normal(0, 0.02))"
                  : "");
    return false;
  }
  if (init && init->value.kind != Value::Kind::Init) {
    error(init->range, DiagId::BadParameter,
          "init must be zeros(), ones(), constant(c), normal(mean, std), "
          "uniform(low, high) or a xavier or kaiming one, got " +
              describe(init->value, program));
    return false;
  }
  for (const Size &size : type.value.type->shape)
    if (size.dim) {
      error(type.range, DiagId::RuntimeFeatureSize,
            "parameter '" + path + "' has the run-time dim " + size.dim->name +
                "; its sizes must be compile-time numbers")
          .note(size.dim->range, "'" + size.dim->name + "' is declared here");
      return false;
    }
  return true;
}

/// Whether a parameter is trained by rows; reports.
static bool readSparse(Evaluator &evaluator, const Actual &sparse,
                       const TensorType &type) {
  if (sparse.value.kind != Value::Kind::Boolean) {
    evaluator.error(sparse.range, DiagId::BadParameter,
                    "'sparse' must be true or false, got " +
                        describe(sparse.value, evaluator.program));
    return false;
  }
  if (sparse.value.boolean && type.rank() != 2)
    evaluator
        .error(sparse.range, DiagId::BadParameter,
               "only a table of two axes can be sparse, the parameter is " +
                   format(type))
        .help("the rows that a batch looks up are then all that is trained");
  return sparse.value.boolean;
}

/// parameter(f32[N, K], init = normal(0, 0.02), name = "weight_0"), or
/// buffer(..)
Value Evaluator::makeParameter(const CallExpr &call, std::string path) {
  StringRef kind = cast<NameExpr>(call.callee.get())->name;
  auto actuals = evalArguments(call.arguments);
  if (!actuals)
    return Value::error();
  const Formal formals[] = {
      {"type"}, {"init", false}, {"name", false}, {"sparse", false}};
  auto binding = bindArguments(formals, *actuals, kind.str(), call.range, {});
  if (!binding)
    return Value::error();
  const Actual *given[std::size(formals)] = {};
  for (auto [actual, index] : zip(*actuals, *binding))
    given[index] = &actual;
  auto [type, init, name, sparse] = given;
  if (name) {
    std::optional<std::string> named = parameterPath(*name, path);
    if (!named)
      return Value::error();
    path = *named;
  }
  if (!checkParameter(*type, init, path))
    return Value::error();
  const TensorType &tensor = *type->value.type;
  bool isSparse = sparse && readSparse(*this, *sparse, tensor);
  if (reportReserved(*this, path, call.range))
    return Value::error();
  if (!parameterPaths.insert(path).second) {
    error(call.range, DiagId::DuplicateName,
          "there is already a parameter '" + path + "'");
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
  lastNode().isBuffer = kind == "buffer";
  lastNode().isSparse = isSparse;
  if (init)
    lastNode().init = init->value.init;
  if (!resolveInit(lastNode().init, tensor)) {
    error(init->range, DiagId::BadParameter,
          "the width of this init follows from the two axes of a matrix, but "
          "the parameter is " +
              format(tensor))
        .help("normal(mean, std) or uniform(low, high) fit any parameter");
    return Value::error();
  }
  program.parameters.push_back(value.node);
  return value;
}

} // namespace bmc
