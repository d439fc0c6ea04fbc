//===- Value.cpp - What an expression evaluates to ------------------------===//

#include "frontend/sema/Value.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;

namespace bmc {

static Value make(Value::Kind kind) {
  Value value;
  value.kind = kind;
  return value;
}

Value Value::none() { return make(Kind::None); }

Value Value::fromBoolean(bool boolean) {
  Value value = make(Kind::Boolean);
  value.boolean = boolean;
  return value;
}

Value Value::fromInteger(int64_t integer, std::string text) {
  Value value = make(Kind::Integer);
  value.integer = integer;
  value.text = std::move(text);
  return value;
}

Value Value::fromFloat(double real) {
  Value value = make(Kind::Float);
  value.real = real;
  return value;
}

Value Value::fromString(std::string text) {
  Value value = make(Kind::String);
  value.text = std::move(text);
  return value;
}

Value Value::fromDim(const DimInfo *dim) {
  Value value = make(Kind::Dim);
  value.dim = dim;
  return value;
}

Value Value::fromInit(InitSpec init) {
  Value value = make(Kind::Init);
  value.init = init;
  return value;
}

Value Value::fromType(TensorType type) {
  Value value = make(Kind::Type);
  value.type = std::make_shared<TensorType>(std::move(type));
  return value;
}

Value Value::fromTensor(NodeId node) {
  Value value = make(Kind::Tensor);
  value.node = node;
  return value;
}

Value Value::fromSequence(std::vector<Value> elements) {
  Value value = make(Kind::Sequence);
  value.items = std::make_shared<std::vector<Value>>(std::move(elements));
  return value;
}

Value Value::fromNamed(std::vector<Value> elements,
                       std::vector<std::string> names) {
  Value value = fromSequence(std::move(elements));
  value.names = std::make_shared<std::vector<std::string>>(std::move(names));
  return value;
}

Value Value::fromPair(Value pair) {
  Value first = pair.elements().front();
  first.pair = std::make_shared<const Value>(std::move(pair));
  return first;
}

Value Value::fromShape(ArrayRef<Size> shape) {
  std::vector<Value> sizes;
  for (const Size &size : shape)
    sizes.push_back(size.dim ? fromDim(size.dim)
                             : fromInteger(size.value, size.text));
  return fromSequence(std::move(sizes));
}

Value Value::fromInstance(Instance *instance) {
  Value value = make(Kind::Block);
  value.instance = instance;
  return value;
}

std::string Instance::describe() const {
  if (path.empty())
    return "model " + block->name.text.str();
  return block->name.text.str() + " '" + path + "'";
}

std::string formatConstant(double value) {
  std::string text;
  bool isWhole = std::abs(value) < 1e15 && value == std::trunc(value);
  raw_string_ostream(text) << llvm::format(isWhole ? "%.0f" : "%g", value);
  return text;
}

std::string describe(const Value &value, const Program &program) {
  switch (value.kind) {
  case Value::Kind::Error:
    return "an error";
  case Value::Kind::None:
    return "none";
  case Value::Kind::Boolean:
    return value.boolean ? "true" : "false";
  case Value::Kind::Integer:
    return std::to_string(value.integer);
  case Value::Kind::Float:
    return formatConstant(value.real);
  case Value::Kind::String:
    return "\"" + value.text + "\"";
  case Value::Kind::Dim:
    return "the dim " + value.dim->name;
  case Value::Kind::Init:
    return "an initialisation";
  case Value::Kind::Type:
    return "the type " + format(*value.type);
  case Value::Kind::Tensor:
    return "a tensor " + format(program.nodes[value.node].type);
  case Value::Kind::Sequence:
    if (value.names)
      return "the results " + join(*value.names, ", ");
    return "a list of " + std::to_string(value.elements().size()) + " values";
  case Value::Kind::Block:
    return value.instance->describe();
  case Value::Kind::Data:
    return "the data";
  }
  llvm_unreachable("all kinds are handled");
}

bool isNewSize(const Value &value) {
  return value.kind == Value::Kind::Dim ||
         (value.isInteger() && value.integer >= 1 &&
          value.integer <= kMaxElements);
}

Size toSize(const Value &value) {
  if (value.kind == Value::Kind::Dim)
    return {value.dim->bound, value.dim, value.dim->name};
  return {value.integer, nullptr, value.text};
}

std::string format(const Size &size) {
  if (size.dim)
    return size.dim->name;
  std::string number = std::to_string(size.value);
  if (size.text.empty() || size.text == number)
    return number;
  return size.text + "=" + number;
}

std::string format(const TensorType &type) {
  std::string text = ast::spelling(type.element).str();
  text += '[';
  for (auto [i, size] : enumerate(type.shape)) {
    if (i)
      text += ", ";
    text += format(size);
  }
  return text + ']';
}

} // namespace bmc
