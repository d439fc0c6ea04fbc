//===- Builtins.cpp - Function table and argument access ------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Members of blocks, which Construct.cpp makes.
static ArrayRef<Builtin> stateMembers() {
  static const Builtin rows[] = {
      {"parameter", "type, init=zeros(), name=none, sparse=false", nullptr,
       "A tensor that is trained, a member of a block. name, letters, digits "
       "and _, stands for the member's own name in the checkpoint; sparse as "
       "of Embedding.\n"
       "shape: the type, such as f32[8, 4], of compile-time sizes\n"
       "torch: nn.Parameter: without its initial values\n"
       "try: w = parameter(f32[8, 4], init = normal(0, 0.1)); x @ w"},
      {"buffer", "type, init=zeros(), name=none", nullptr,
       "A tensor of the state that is not trained, a member of a block, saved "
       "with the parameters; see update_buffer.\n"
       "shape: the type, such as f32[8], of compile-time sizes\n"
       "torch: nn.Module.register_buffer\n"
       "try: scale = buffer(f32[8], init = ones()); x * scale"},
  };
  return rows;
}
static ArrayRef<Builtin> layerMembers() {
  static const Builtin rows[] = {
      {"Sequential", "*layers", nullptr,
       "Layers one after the other, also given as one list; net[0] is the "
       "first.\n"
       "shape: what the first takes -> what the last makes\n"
       "torch: nn.Sequential: also of a list, such as [Linear(8, 8) for 3]\n"
       "try: net = Sequential(Linear(8, 16), ReLU(), Linear(16, 4)); net(x)"},
      {"ModuleList", "layers", nullptr,
       "The list of layers itself: [Linear(8, 8) for 2] alone says the same.\n"
       "shape: a list -> the list, whose parts are layers[0], ..\n"
       "torch: nn.ModuleList\n"
       "try: layers = ModuleList([Linear(8, 8), Linear(8, 4)]); "
       "layers[1](layers[0](x))"},
  };
  return rows;
}

ArrayRef<BuiltinFamily> builtinFamilies() {
  static const BuiltinFamily families[] = {
      {"Elementwise functions", mathBuiltins()},
      {"Activations", activationBuiltins()},
      {"Shapes", shapeBuiltins()},
      {"Shapes", axesBuiltins()},
      {"Reductions", reduceBuiltins()},
      {"Order and position", orderBuiltins()},
      {"Lists", listBuiltins()},
      {"Linear layers", layerMembers()},
      {"Linear layers", layerBuiltins()},
      {"Random numbers", randomBuiltins()},
      {"Convolutions", convolutionBuiltins()},
      {"Pooling", poolingBuiltins()},
      {"Recurrent layers", recurrentBuiltins()},
      {"State", stateMembers()},
      {"State", stateBuiltins()},
      {"Losses", lossBuiltins()},
      {"Initial values", initBuiltins()},
      {"Metrics", metricBuiltins()},
  };
  return families;
}

static const StringMap<const Builtin *> &builtinTable() {
  static const StringMap<const Builtin *> table = [] {
    StringMap<const Builtin *> rows;
    for (const BuiltinFamily &family : builtinFamilies())
      for (const Builtin &builtin : family.rows)
        rows[builtin.name] = &builtin;
    return rows;
  }();
  return table;
}

bool isBuiltin(StringRef name) { return builtinTable().count(name); }

std::vector<std::string> builtinNames() {
  std::vector<std::string> names;
  for (auto &row : builtinTable())
    names.push_back(row.getKey().str());
  sort(names);
  return names;
}

/// The value of a default in a signature.
static Value parseDefault(StringRef text) {
  int64_t integer;
  double real;
  if (text == "none")
    return Value::none();
  if (text == "true" || text == "false")
    return Value::fromBoolean(text == "true");
  if (text.consume_front("\""))
    return Value::fromString(text.drop_back().str());
  if (!text.getAsInteger(10, integer))
    return Value::fromInteger(integer);
  bool failed = text.getAsDouble(real);
  assert(!failed && "bad default in a signature");
  (void)failed;
  return Value::fromFloat(real);
}

Value Evaluator::callBuiltin(StringRef name, std::vector<Actual> actuals,
                             const CallExpr &call) {
  const Builtin &builtin = *builtinTable().lookup(name);
  SmallVector<StringRef> parts;
  builtin.signature.split(parts, ", ", -1, /*KeepEmpty=*/false);
  std::vector<Formal> formals;
  std::vector<Value> defaults;
  for (StringRef part : parts) {
    auto [formal, fallback] = part.split('=');
    bool variadic = formal.consume_front("*");
    formals.push_back({formal, fallback.empty() && !variadic, variadic});
    defaults.push_back(fallback.empty() ? Value::error()
                                        : parseDefault(fallback));
  }
  auto binding = bindArguments(formals, actuals, name.str(), call.range, {});
  if (!binding)
    return Value::error();

  BuiltinCall bound{*this, call, name, call.range, defaults, {}, {}};
  bound.ranges.assign(formals.size(), call.range);
  for (const Formal &formal : formals)
    bound.formals.push_back(formal.name.str());
  std::vector<Value> rest;
  for (auto [actual, index] : zip(actuals, *binding)) {
    if (formals[index].variadic) {
      rest.push_back(actual.value);
      continue;
    }
    bound.arguments[index] = actual.value;
    bound.ranges[index] = actual.range;
  }
  if (!formals.empty() && formals.back().variadic)
    bound.arguments.back() = Value::fromSequence(std::move(rest));
  return builtin.handle(bound);
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

/// The function that the user has called: a library's hands its own arguments
/// on under their names.
static StringRef calledName(const BuiltinCall &call, size_t i) {
  if (!call.evaluator.isRunning())
    return call.name;
  const Frame &frame = call.evaluator.frame();
  auto isHandedOn = [&](const FunctionParam &param) {
    return param.name.text == call.formals[i];
  };
  bool isFunction = frame.isLibrary && frame.function && !frame.self;
  return isFunction && any_of(frame.function->params, isHandedOn)
             ? frame.function->name.text
             : call.name;
}

DiagnosticBuilder BuiltinCall::error(size_t i, DiagId id,
                                     const Twine &message) {
  return evaluator.error(ranges[i], id, calledName(*this, i) + ": " + message);
}

bool BuiltinCall::isTensor(size_t i) {
  if (arguments[i].isTensor())
    return true;
  error(i, DiagId::BadOperand,
        "'" + formals[i] + "' must be a tensor, got " +
            describe(arguments[i], evaluator.program))
      .help(arguments[i].names
                ? "choose one, such as output." + arguments[i].names->front()
            : StringRef(arguments[i].text).ends_with("inf")
                ? foreignHint("inf").str()
                : "");
  return false;
}

bool BuiltinCall::isFloatTensor(size_t i) {
  if (!isTensor(i))
    return false;
  if (type(i).isFloat())
    return true;
  error(i, DiagId::ElementTypeMismatch,
        "'" + formals[i] + "' must be f32, got " + format(type(i)))
      .help(type(i).element == ElementType::I32 ? "float(x) makes f32 of i32"
                                                : "");
  return false;
}

bool BuiltinCall::isIntegerTensor(size_t i) {
  if (!isTensor(i))
    return false;
  if (type(i).element == ElementType::I32)
    return true;
  error(i, DiagId::ElementTypeMismatch,
        "'" + formals[i] + "' must be i32, got " + format(type(i)))
      .help("int(x) makes i32 of f32 and of conditions");
  return false;
}

bool BuiltinCall::stayBelow(size_t i, int64_t extent, StringRef what,
                            const Twine &there, bool mayBeNegative) {
  return evaluator.stayBelow(arguments[i], ranges[i], extent,
                             calledName(*this, i) + ": " + what, there,
                             mayBeNegative);
}

bool BuiltinCall::isTensorOrNone(size_t i) {
  return arguments[i].isNone() || isFloatTensor(i);
}

bool BuiltinCall::isList(size_t i) {
  if (arguments[i].isSequence())
    return true;
  error(i, DiagId::BadOperand,
        "'" + formals[i] + "' must be a list, got " +
            describe(arguments[i], evaluator.program));
  return false;
}

bool BuiltinCall::isTensorList(size_t i) {
  const Value &list = arguments[i];
  if (list.isSequence() && !list.elements().empty() &&
      all_of(list.elements(),
             [](const Value &value) { return value.isTensor(); }))
    return true;
  error(i, DiagId::BadOperand,
        "'" + formals[i] + "' must be a list of tensors, got " +
            describe(list, evaluator.program));
  return false;
}

ArrayRef<Value> BuiltinCall::listed(size_t i) const {
  ArrayRef<Value> values = arguments[i].elements();
  return values.size() == 1 && values[0].isSequence()
             ? ArrayRef<Value>(values[0].elements())
             : values;
}

std::vector<Value> BuiltinCall::oneOrMore(size_t i) const {
  if (arguments[i].isSequence())
    return arguments[i].elements();
  return {arguments[i]};
}

std::optional<TensorType> BuiltinCall::newType(size_t i) {
  ArrayRef<Value> values =
      arguments[i].isSequence() ? listed(i) : ArrayRef(arguments[i]);
  if (values.size() == 1 && values[0].kind == Value::Kind::Type &&
      values[0].type->isFloat())
    return *values[0].type;
  TensorType type;
  for (const Value &value : values) {
    if (!isNewSize(value)) {
      error(i, DiagId::BadSize,
            "needs sizes such as B, 8, or a type such as f32[B, 8]; got " +
                describe(value, evaluator.program));
      return std::nullopt;
    }
    type.shape.push_back(toSize(value));
  }
  return type;
}

std::optional<int64_t> BuiltinCall::integer(size_t i) {
  if (arguments[i].isInteger())
    return arguments[i].integer;
  error(i, DiagId::BadValue,
        "'" + formals[i] + "' must be an integer, got " +
            describe(arguments[i], evaluator.program));
  return std::nullopt;
}

std::optional<double> BuiltinCall::number(size_t i) {
  if (arguments[i].isNumber()) {
    double value = arguments[i].asDouble();
    if (evaluator.fitsElement(value, {}, ranges[i]))
      return value;
    return std::nullopt;
  }
  error(i, DiagId::BadValue,
        "'" + formals[i] + "' must be a number, got " +
            describe(arguments[i], evaluator.program));
  return std::nullopt;
}

std::optional<bool> BuiltinCall::boolean(size_t i) {
  if (arguments[i].kind == Value::Kind::Boolean)
    return arguments[i].boolean;
  error(i, DiagId::BadValue,
        "'" + formals[i] + "' must be true or false, got " +
            describe(arguments[i], evaluator.program));
  return std::nullopt;
}

std::optional<std::string>
BuiltinCall::choice(size_t i, const std::vector<std::string> &choices) {
  const Value &value = arguments[i];
  if (value.kind == Value::Kind::String && is_contained(choices, value.text))
    return value.text;
  error(i, DiagId::BadValue,
        "'" + formals[i] + "' must be \"" + join(choices, "\" or \"") +
            "\", got " + describe(value, evaluator.program));
  return std::nullopt;
}

std::optional<unsigned> BuiltinCall::axis(size_t i, const TensorType &x) {
  std::optional<int64_t> value = integer(i);
  if (!value)
    return std::nullopt;
  int64_t rank = x.rank();
  if (*value >= -rank && *value < rank)
    return *value + (*value < 0 ? rank : 0);
  error(i, DiagId::BadAxis,
        "axis " + Twine(*value) + " does not exist in " + format(x));
  return std::nullopt;
}

std::optional<unsigned> BuiltinCall::staticAxis(size_t i, const TensorType &x) {
  std::optional<unsigned> index = axis(i, x);
  if (!index || x.shape[*index].isStatic())
    return index;
  error(i, DiagId::RuntimeFeatureSize,
        "axis " + Twine(*index) + " of " + format(x) +
            " has the run-time size " + x.shape[*index].dim->name)
      .help(i > 0 && ranges[i].Start == range.Start
                ? "the default is dim=0; the last axis is dim=-1"
                : "");
  return std::nullopt;
}

std::optional<SmallVector<int64_t>> BuiltinCall::axes(size_t i,
                                                      const TensorType &x) {
  SmallVector<int64_t> result;
  if (arguments[i].isNone()) {
    append_range(result, seq<int64_t>(0, x.rank()));
    return result;
  }
  std::vector<Value> values = oneOrMore(i);
  Value whole = arguments[i];
  for (const Value &value : values) {
    arguments[i] = value;
    std::optional<unsigned> index = axis(i, x);
    arguments[i] = whole;
    if (!index)
      return std::nullopt;
    result.push_back(*index);
  }
  sort(result);
  if (std::adjacent_find(result.begin(), result.end()) == result.end())
    return result;
  error(i, DiagId::BadAxis, "an axis appears twice");
  return std::nullopt;
}

} // namespace bmc
